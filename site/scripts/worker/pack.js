/**
 * The pack that this browser holds: a cache with the parts, each under the hash of its text, and /pack/current, which
 * says which parts belong together. Replacing that one entry is the whole of an update, so an update that breaks off
 * leaves the version before it. What a browser holds may be damaged or gone in part; then less is there, and no error.
 */

import { FRAME } from "../contract.js";
import { readPart } from "./parts.js";

/**
 * @typedef {[name: string, hash: string, cuts: number[]]} Part cuts: where the pieces after the first begin
 *
 * @typedef {object} Version
 * @property {string} portal
 * @property {string} version empty where parts of it are missing
 * @property {string} date
 * @property {Part[]} parts
 * @property {string[]} [former] versions that can be updated by what changed
 *
 * @typedef {{version: Version, entries: Map<string, string>}} Pack
 */

const CURRENT = `${ROOT}/pack/current`;

/** @type {Pack | null} a whole one; one that is there in part is read each time, since more of it may have come */
let held = null;
/** How often this worker made a version the current one. */
let changes = 0;

export const openCache = () => caches.open(`pack${ROOT}`);

/** @param {string} hash */
export const partAddress = (hash) => `${ROOT}/pack/${hash}.txt`;

/** The pack that this browser holds; null where it holds none, or its store cannot be read now. */
export const current = async () => held || readAgain().catch(() => null);

/**
 * The pack in the browser's store: it may have lost what this worker knows, or have what this worker could not read.
 * Rejects where it cannot be read now.
 */
export async function readAgain() {
  const before = changes;
  const stored = await readStored();
  if (stored?.version.version && before === changes) held = stored;
  return stored;
}

/** @returns {Promise<Pack | null>} */
async function readStored() {
  const cache = await openCache();
  const version = versionIn(await (await cache.match(CURRENT))?.text());
  if (!version) return null;
  const entries = new Map();
  for (const [, hash] of version.parts) {
    const text = await keptPart(cache, hash);
    // What is left is served; the next update loads what is missing.
    if (text === null) version.version = "";
    else for (const [key, value] of readPart(text)) entries.set(key, value);
  }
  return entries.has(FRAME) ? { version, entries } : null;
}

/**
 * The version that a text describes; null for anything else, as a store gives back what it kept badly.
 * @param {string | undefined} text
 * @returns {Version | null}
 */
function versionIn(text) {
  try {
    const version = JSON.parse(text || "");
    return Array.isArray(version.parts) ? version : null;
  } catch {
    return null;
  }
}

/**
 * A part's text; null where it is not here, or not what its hash says.
 * @param {Cache} cache
 * @param {string} hash
 */
export async function keptPart(cache, hash) {
  const kept = await cache.match(partAddress(hash));
  const text = kept ? await kept.text() : null;
  return text !== null && (await isPart(hash, text)) ? text : null;
}

/**
 * Keep a part, if it is what its hash says.
 * @param {Cache} cache
 * @param {string} hash
 * @param {string} text
 */
export async function keepPart(cache, hash, text) {
  if (!(await isPart(hash, text))) throw new Error("hash");
  await cache.put(partAddress(hash), new Response(text));
}

/**
 * Make a version the one that pages come from, then drop what it does not need. Rejects for a whole one of which a part
 * is gone: what was kept a minute ago a browser may have lost while the rest was coming.
 * @param {Cache} cache
 * @param {Version} version
 */
export async function makeCurrent(cache, version) {
  if (version.version) {
    for (const [, hash] of version.parts) if ((await keptPart(cache, hash)) === null) throw new Error("lost");
  }
  await cache.put(CURRENT, new Response(JSON.stringify(version)));
  held = null;
  changes++;
  if (version.version) await dropOthers(cache, version);
}

/**
 * Drop what a version does not need.
 * @param {Cache} cache
 * @param {Version | undefined} version
 */
export async function dropOthers(cache, version) {
  const needed = new Set([CURRENT, ...(version?.parts || []).map(([, hash]) => partAddress(hash))]);
  for (const { url } of await cache.keys()) if (!needed.has(new URL(url).pathname)) await cache.delete(url);
}

/**
 * Whether a text is the part that its hash names.
 * @param {string} hash
 * @param {string} text
 */
export async function isPart(hash, text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return hash === [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
