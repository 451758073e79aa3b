/** Brings the pack up to date over the link, or from a file. */

import { PACK_FORMAT, PART } from "../contract.js";
import { fetchFile } from "./link.js";
import { current, keepPart, makeCurrent, openCache, partAddress } from "./pack.js";
import { changedPart, readChanges } from "./parts.js";
import { state } from "./state.js";

/** @typedef {import("./pack.js").Version} Version */

/** @type {AbortController | null} */
let loading = null;

/** Leave the link to a page that a person waits for. */
export const pauseLoading = () => loading?.abort();

/**
 * Bring the pack up to date: by what changed since our version, else part by part, the region's own first.
 * @param {string} region
 */
export async function update(region) {
  if (loading) return state();
  loading = new AbortController();
  const { signal } = loading;
  try {
    /** @type {Version} */
    const latest = await (await fetchFile(`${ROOT}/pack/latest.json`, signal)).json();
    const cache = await openCache();
    const ours = (await current())?.version;
    if (ours?.version === latest.version) return state();
    if (!(ours?.version && (await updateByChanges(ours, latest, cache, signal)))) {
      const wanted = (/** @type {string} */ name) => Number(name === "" || name === region);
      const parts = [...latest.parts, ...(ours ? [] : await quickParts(latest, region, signal))];
      parts.sort(([a], [b]) => wanted(b) - wanted(a));
      await loadParts(parts, cache, signal, ours ? null : { ...latest, parts, version: "" });
    }
    await makeCurrent(cache, latest);
    await (await caches.open("figures")).add("/estadisticas/").catch(() => {});
    return state();
  } finally {
    loading = null;
  }
}

/**
 * The part with the pages of one region, where these are otherwise only in the country's, which takes much longer.
 * @param {Version} latest
 * @param {string} region
 * @param {AbortSignal} signal
 * @returns {Promise<Version["parts"]>}
 */
async function quickParts(latest, region, signal) {
  if (!region || latest.parts.some(([name]) => name === region)) return [];
  const response = await fetchFile(`${ROOT}/pack/quick-${latest.version}.json`, signal).catch(() => null);
  /** @type {Version["parts"]} */
  const parts = response ? await response.json() : [];
  return parts.filter(([name]) => name === region);
}

/**
 * Load each part that is not here yet.
 * @param {Version["parts"]} parts
 * @param {Cache} cache
 * @param {AbortSignal} signal
 * @param {Version | null} incomplete what to show after each part; nothing where there is a pack already
 */
async function loadParts(parts, cache, signal, incomplete) {
  for (const [, hash] of parts) {
    // It may have come before the last interruption.
    if (await cache.match(partAddress(hash))) continue;
    await keepPart(cache, hash, await (await fetchFile(partAddress(hash), signal)).text());
    if (incomplete) await makeCurrent(cache, incomplete);
  }
}

/**
 * Make all parts of a version from ours and what changed since. False where that does not give what it should.
 * @param {Version} ours
 * @param {Version} latest
 * @param {Cache} cache
 * @param {AbortSignal} signal
 */
async function updateByChanges(ours, latest, cache, signal) {
  if (!latest.former?.includes(ours.version)) return false;
  const address = `${ROOT}/pack/${ours.version}-${latest.version}.txt`;
  const response = await fetchFile(address, signal).catch(() => null);
  if (!response) return false;
  const changes = readChanges(await response.text());
  const former = new Map(ours.parts);
  for (const [name, hash] of latest.parts) {
    const before = former.get(name);
    if (before === hash) continue;
    const kept = before && (await cache.match(partAddress(before)));
    const text = changedPart(kept ? await kept.text() : "", changes.get(name) || []);
    const fits = await keepPart(cache, hash, text).then(
      () => true,
      () => false,
    );
    if (!fits) return false;
  }
  return true;
}

/**
 * Take the pack from a file that a person brought.
 * @param {string} file
 */
export async function takeFile(file) {
  const [head, ...texts] = file.split(PART);
  /** @type {Version} */
  const version = JSON.parse(head.startsWith("{") ? head : "{}");
  if (version.portal !== PACK_FORMAT || texts.length !== version.parts.length) throw new Error("foreign");
  const cache = await openCache();
  for (const [place, [, hash]] of version.parts.entries()) await keepPart(cache, hash, texts[place]);
  await makeCurrent(cache, version);
  return state();
}
