/** The browser as the core's world, and what only a browser knows: other windows, a link that is back, idle hands. */

import { openDB } from "idb";
import { NAME, upgrade, VERSION } from "./core/database.js";

/**
 * @typedef {import("./core/database.js").Database} Database
 * @typedef {import("./core/world.js").World} World
 * @typedef {import("./core/notifier.js").Topic} Topic
 */

const LOOK_WHETHER_IDLE = 20_000;
/** The name of the lock that every window with an open database shares. */
const IN_USE = "in-use";

/**
 * Open the desk's database. Where a newer desk was here and was taken back, its database is opened as it is: a version
 * adds to what there was.
 * @param {object} on
 * @param {() => void} on.blocked another window holds an older version open
 * @param {(database: Database) => void} on.blocking a newer version waits for this window
 * @param {() => void} on.terminated the browser closed it
 * @returns {Promise<Database>}
 */
export async function openDatabase(on) {
  /** @type {(version?: number) => Promise<Database>} */
  const open = async (version) => {
    /** @type {Database} */
    const database = await openDB(NAME, version, {
      upgrade,
      blocked: on.blocked,
      blocking: () => on.blocking(database),
      terminated: on.terminated,
    });
    return database;
  };
  return open(VERSION).catch((error) => {
    if (error instanceof DOMException && error.name === "VersionError") return open();
    throw error;
  });
}

/**
 * Mark this window as using the database: as long as any does, no window may delete it.
 * @returns {() => void} what ends it
 */
export function holdStored() {
  if (!("locks" in navigator)) return () => {};
  let release = () => {};
  const released = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  void navigator.locks.request(IN_USE, { mode: "shared" }, () => released);
  return release;
}

/**
 * Do something to the whole database, only if no window uses it.
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it was done
 */
export async function whileNobodyHolds(work) {
  if (!("locks" in navigator)) {
    await work();
    return true;
  }
  return navigator.locks.request(IN_USE, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

/**
 * @param {Database} database
 * @returns {World}
 */
export const browserWorld = (database) => ({
  database,
  now: () => Date.now(),
  monotonic: () => performance.now(),
  fetch: (address, { timeout, ...request } = {}) =>
    fetch(address, timeout ? { ...request, signal: endsAfter(timeout) } : request),
  exclusively: "locks" in navigator ? (name, work) => navigator.locks.request(name, work) : oneAfterAnother(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  random: () => Math.random(),
  gzip: "CompressionStream" in globalThis ? gzip : null,
  seals,
  windowStore: sessionStorage,
});

/**
 * What ends a request that takes too long; `AbortSignal.timeout` is younger than some browsers in the field.
 * @param {number} milliseconds
 */
function endsAfter(milliseconds) {
  const control = new AbortController();
  setTimeout(() => control.abort(), milliseconds);
  return control.signal;
}

/**
 * In place of locks where a browser has none: for this window alone. Two windows may then send the same item, which the
 * server takes once.
 * @returns {World["exclusively"]}
 */
function oneAfterAnother() {
  /** @type {Map<string, Promise<unknown>>} */
  const last = new Map();
  return (name, work) => {
    const done = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(
      name,
      done.catch(() => {}),
    );
    return done;
  };
}

const AES = "AES-GCM";
const IV_BYTES = 12;

/** @type {World["seals"]} */
const seals = {
  async keyFrom(digits, salt, rounds) {
    const password = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, [
      "deriveKey",
    ]);
    const slow = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    return crypto.subtle.deriveKey(slow, password, { name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
  },
  keyOf: (bytes) => crypto.subtle.importKey("raw", bytes, AES, false, ["encrypt", "decrypt"]),
  async seal(key, text) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(text);
    const data = await crypto.subtle.encrypt({ name: AES, iv }, /** @type {CryptoKey} */ (key), plain);
    return { iv, data: new Uint8Array(data) };
  },
  async open(key, { iv, data }) {
    const plain = await crypto.subtle
      .decrypt({ name: AES, iv }, /** @type {CryptoKey} */ (key), data)
      .catch(() => null);
    return plain && new TextDecoder().decode(plain);
  },
};

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function gzip(bytes) {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * The windows of this desk: what one of them announces the others receive.
 * @param {(topic: Topic) => void} onTopic
 * @returns {(topic: Topic) => void} what announces
 */
export function otherWindows(onTopic) {
  if (!("BroadcastChannel" in globalThis)) return () => {};
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => onTopic(data);
  return (topic) => channel.postMessage(topic);
}

/**
 * What no part of the desk expected, above all a disk that fails.
 * @param {() => void} tell
 */
export function onTrouble(tell) {
  addEventListener("unhandledrejection", tell);
  addEventListener("error", tell);
}

/**
 * @param {{linkIsBack: () => void, isLookedAt: () => void}} on isLookedAt: the window is in sight again
 */
export function listen(on) {
  addEventListener("online", on.linkIsBack);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) on.isLookedAt();
  });
}

/**
 * Do the work every 20 seconds, and when the window is looked at again, once nobody has touched it for a span of time.
 * @param {number} span milliseconds
 * @param {() => void} work
 */
export function whileIdle(span, work) {
  // The one stands still while a tablet sleeps, the other may be set.
  const clocks = () => [performance.now(), Date.now()];
  let touched = clocks();
  const touch = () => {
    touched = clocks();
  };
  // A press by voice or by a screen reader is a click alone.
  for (const event of ["pointerdown", "keydown", "click"]) addEventListener(event, touch, true);
  const look = () => {
    if (clocks().some((now, i) => Math.abs(now - (touched[i] ?? 0)) > span)) work();
  };
  setInterval(look, LOOK_WHETHER_IDLE);
  document.addEventListener("visibilitychange", look);
}
