/** The browser as the core's world, and what only a browser knows: other windows, a link that is back, idle hands. */

import { openDB } from "idb";
import { NAME, upgrade, VERSION } from "./core/database.js";

/**
 * @typedef {import("./core/database.js").Database} Database
 * @typedef {import("./core/world.js").World} World
 * @typedef {import("./core/notifier.js").Topic} Topic
 */

const LOOK_WHETHER_IDLE = 20_000;

/**
 * @param {object} on
 * @param {() => void} on.blocked another window holds an older version open
 * @param {(database: Database) => void} on.blocking a newer version waits for this window
 * @param {() => void} on.terminated the browser closed it
 * @returns {Promise<Database>}
 */
export async function openDatabase(on) {
  /** @type {Database} */
  const database = await openDB(NAME, VERSION, {
    upgrade,
    blocked: on.blocked,
    blocking: () => on.blocking(database),
    terminated: on.terminated,
  });
  return database;
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
    fetch(address, timeout ? { ...request, signal: AbortSignal.timeout(timeout) } : request),
  exclusively: (name, work) => navigator.locks.request(name, work),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  random: () => Math.random(),
  gzip: "CompressionStream" in globalThis ? gzip : null,
  windowStore: sessionStorage,
});

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
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => onTopic(data);
  return (topic) => channel.postMessage(topic);
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
 * Do the work every 20 seconds once nobody has touched this window for a span of time.
 * @param {number} span milliseconds
 * @param {() => void} work
 */
export function whileIdle(span, work) {
  let touched = performance.now();
  const touch = () => {
    touched = performance.now();
  };
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, touch, true);
  setInterval(() => {
    if (performance.now() - touched > span) work();
  }, LOOK_WHETHER_IDLE);
}
