/** Brings the pack up to date over the link, or from a file. */

import { PACK_FORMAT, PART } from "../contract.js";
import { nextOf, textOf } from "./link.js";
import { loadPart } from "./loading.js";
import { current, dropOthers, isPart, keepPart, makeCurrent, openCache, partAddress, readAgain } from "./pack.js";
import { changedPart, readChanges } from "./parts.js";
import { state } from "./state.js";

/** @typedef {import("./pack.js").Version} Version */

let loading = false;

/**
 * Bring the pack up to date: by what changed since our version, else part by part, the region's own first.
 * @param {string} region
 */
export async function update(region) {
  if (loading) return state();
  loading = true;
  try {
    await load(region);
  } catch (error) {
    // What came of a version that does not fit in the store would only fill it.
    if (/** @type {Error} */ (error).name === "QuotaExceededError")
      await dropOthers(await openCache(), (await current())?.version);
    throw error;
  } finally {
    loading = false;
  }
  return state();
}

/** @param {string} region */
async function load(region) {
  /** @type {Version} */
  const latest = await textOf(`${ROOT}/pack/latest.json`).then(JSON.parse);
  const cache = await openCache();
  const ours = (await readAgain())?.version;
  if (ours?.version === latest.version) return;
  if (!(ours?.version && (await updateByChanges(ours, latest, cache)))) {
    const wanted = (/** @type {string} */ name) => Number(name === "" || name === region);
    const parts = [...latest.parts, ...(ours ? [] : await quickParts(latest, region))];
    parts.sort(([a], [b]) => wanted(b) - wanted(a));
    for (const part of parts) {
      await loadPart(cache, part);
      // Whoever has nothing yet can read what has come; who has a version keeps to that one until the new one is whole.
      if (!ours) await makeCurrent(cache, { ...latest, parts, version: "" });
    }
  }
  await makeCurrent(cache, latest);
  const figures = await caches.open("figures");
  await nextOf(figures.add("/estadisticas/")).catch(() => {});
}

/**
 * The part with the pages of one region, where these are otherwise only in the country's, which takes much longer.
 * @param {Version} latest
 * @param {string} region
 * @returns {Promise<Version["parts"]>}
 */
async function quickParts(latest, region) {
  if (!region || latest.parts.some(([name]) => name === region)) return [];
  const text = await textOf(`${ROOT}/pack/quick-${latest.version}.json`).catch(() => "[]");
  /** @type {Version["parts"]} */
  const parts = JSON.parse(text);
  return parts.filter(([name]) => name === region);
}

/**
 * Make all parts of a version from ours and what changed since. False where that does not give what it should.
 * @param {Version} ours
 * @param {Version} latest
 * @param {Cache} cache
 */
async function updateByChanges(ours, latest, cache) {
  if (!latest.former?.includes(ours.version)) return false;
  const address = `${ROOT}/pack/${ours.version}-${latest.version}.txt`;
  const text = await textOf(address).catch(() => null);
  if (text === null) return false;
  const changes = readChanges(text);
  const former = new Map(ours.parts.map(([name, hash]) => [name, hash]));
  for (const [name, hash] of latest.parts) {
    const before = former.get(name);
    if (before === hash) continue;
    const kept = before && (await cache.match(partAddress(before)));
    const changed = changedPart(kept ? await kept.text() : "", changes.get(name) || []);
    if (!(await isPart(hash, changed))) return false;
    await keepPart(cache, hash, changed);
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
