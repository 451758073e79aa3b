/**
 * Loads a part of the pack and keeps what has come of it. It comes in one stream, which is smallest, as long as nobody
 * else needs the link. After an interruption the rest comes in pieces of 8 KB: no page waits for more than one of them.
 */

import { fetchFile, linkFree, nextOf, textOf, yieldingSignal } from "./link.js";
import { isPart, keepPart, keptPart, partAddress } from "./pack.js";

/** After so many characters more, what has come is kept. */
const KEPT_EVERY = 30_000;

/**
 * Load a part that is not here yet.
 * @param {Cache} cache
 * @param {import("./pack.js").Part} part
 */
export async function loadPart(cache, part) {
  const [, hash, ends] = part;
  if ((await keptPart(cache, hash)) !== null) return;
  const begun = `${partAddress(hash)}?begun`;
  /** @param {string} text */
  const keep = (text) => cache.put(begun, new Response(text));
  const before = await cache.match(begun);
  await linkFree();
  let has = before ? await before.text() : await streamed(partAddress(hash), keep);
  for (const [place, end] of ends.entries()) {
    if (has.length >= end) continue;
    await linkFree();
    has = has.slice(0, ends[place - 1] || 0) + (await textOf(`${ROOT}/pack/${hash}.${place}.txt`));
    await keep(has);
  }
  // Where it is something else, nothing of it is of use; what was begun at another time may be why.
  await cache.delete(begun);
  if (before && !(await isPart(hash, has))) return loadPart(cache, part);
  await keepPart(cache, hash, has);
}

/**
 * What comes of a file until it ends or a page needs the link; what came before a failure is kept.
 * @param {string} path
 * @param {(text: string) => Promise<void>} keep
 */
async function streamed(path, keep) {
  const signal = yieldingSignal();
  const decoder = new TextDecoder();
  let text = "";
  let kept = 0;
  try {
    const { body } = await fetchFile(path, signal);
    const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
    while (true) {
      const { done, value } = await nextOf(reader.read());
      if (done) return text;
      text += decoder.decode(value, { stream: true });
      if (text.length - kept < KEPT_EVERY) continue;
      await keep(text);
      kept = text.length;
    }
  } catch (error) {
    if (text) await keep(text);
    if (!signal.aborted) throw error;
    return text;
  }
}
