/** Ids: the same rules as functions/macexpress/attentions/identifiers.py. */

import { ALPHABET, IDENTIFIER } from "./contract.js";

/**
 * A new ULID (github.com/ulid/spec).
 * @param {number} moment in milliseconds
 * @param {import("./world.js").World["randomBytes"]} randomBytes
 */
export function ulid(moment, randomBytes) {
  let time = "";
  for (let rest = Math.floor(moment), i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = ALPHABET[rest % 32] + time;
  }
  return time + [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join("");
}

/**
 * The parts of an id; null where the text is not one.
 * @param {string} id
 */
export function parseIdentifier(id) {
  const match = IDENTIFIER.exec(id);
  if (!match) return null;
  const [, centre = "", day = "", ulid = ""] = match;
  return { centre, day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, ulid };
}

/**
 * The centre that an id names.
 * @param {string} id
 */
export const centreOf = (id) => id.split(".")[0] ?? "";
