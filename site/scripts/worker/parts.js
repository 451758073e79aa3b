/** The text of a part of the pack, as portal.pack.files writes it. */

import { BETWEEN, PAIR, PART } from "../contract.js";

/**
 * @param {string} text
 * @returns {[string, string][]} key and text of each entry
 */
export const readPart = (text) =>
  text ? text.split(BETWEEN).map((line) => /** @type {any} */ (line.split(PAIR))) : [];

/**
 * What changed since a version: by part, entries that are there now, and keys of those that are gone.
 * @param {string} text
 */
export function readChanges(text) {
  return new Map(
    text.split(PART).map((group) => {
      const [name, ...lines] = group.split(BETWEEN);
      return [name, lines];
    }),
  );
}

/**
 * A part's text after its changes.
 * @param {string} before
 * @param {string[]} changes
 */
export function changedPart(before, changes) {
  const entries = new Map(readPart(before));
  for (const line of changes) {
    const [key, value] = line.split(PAIR);
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join(PAIR))
    .join(BETWEEN);
}
