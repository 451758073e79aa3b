/**
 * The pack that this browser holds: a cache with the parts, each under the hash of its text, and /pack/current, which
 * says which parts belong together. Replacing that one entry is the whole of an update, so an update that breaks off
 * leaves the version before it.
 */

import { FRAME } from "../contract.js";
import { readPart } from "./parts.js";

/**
 * @typedef {object} Version
 * @property {string} portal
 * @property {string} version empty where parts of it are missing
 * @property {string} date
 * @property {[name: string, hash: string][]} parts
 * @property {string[]} [former] versions that can be updated by what changed
 *
 * @typedef {{version: Version, entries: Map<string, string>}} Pack
 */

const CURRENT = `${ROOT}/pack/current`;

/** @type {Promise<Pack | null> | null} */
let held = null;

export const openCache = () => caches.open(`pack${ROOT}`);

/** @param {string} hash */
export const partAddress = (hash) => `${ROOT}/pack/${hash}.txt`;

/** The pack that this browser holds; null where it holds none. */
export function current() {
  held ||= readHeld();
  return held;
}

/** @returns {Promise<Pack | null>} */
async function readHeld() {
  const cache = await openCache();
  const kept = await cache.match(CURRENT);
  if (!kept) return null;
  /** @type {Version} */
  const version = await kept.json();
  const entries = new Map();
  for (const [, hash] of version.parts) {
    const address = partAddress(hash);
    const text = await (await cache.match(address))?.text();
    if (text === undefined || (await hashOf(text)) !== hash) {
      await cache.delete(address);
      // What is left is served; the next update loads what is missing.
      version.version = "";
    } else for (const [key, value] of readPart(text)) entries.set(key, value);
  }
  return entries.has(FRAME) ? { version, entries } : null;
}

/**
 * Keep a part, if it is what its hash says.
 * @param {Cache} cache
 * @param {string} hash
 * @param {string} text
 */
export async function keepPart(cache, hash, text) {
  if ((await hashOf(text)) !== hash) throw new Error("hash");
  await cache.put(partAddress(hash), new Response(text));
}

/**
 * Make a version the one that pages come from, then drop what it does not need.
 * @param {Cache} cache
 * @param {Version} version
 */
export async function makeCurrent(cache, version) {
  await cache.put(CURRENT, new Response(JSON.stringify(version)));
  held = null;
  if (!version.version) return;
  const needed = new Set([CURRENT, ...version.parts.map(([, hash]) => partAddress(hash))]);
  for (const { url } of await cache.keys()) if (!needed.has(new URL(url).pathname)) await cache.delete(url);
}

/** @param {string} text */
async function hashOf(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
