/** Ids of attentions and annulments: the same rule as macexpress.attentions.identifiers. */

import { ALPHABET, IDENTIFIER } from "./contract.js";
import { compact, limaDay } from "./lima.js";

/**
 * A new ULID (github.com/ulid/spec).
 * @param {number} moment in milliseconds
 * @param {(count: number) => Uint8Array} randomBytes
 */
export function ulid(moment, randomBytes) {
  let time = "";
  for (let rest = Math.floor(moment), i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    time = ALPHABET[rest % 32] + time;
  return time + [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join("");
}

/**
 * @param {string} centre
 * @param {number} moment start of the attention, in corrected milliseconds
 * @param {string} own its ULID
 */
export const identifier = (centre, moment, own) => `${centre}.${compact(limaDay(moment))}.${own}`;

/**
 * The parts of an id; null where it is none, or names a day that is none of the calendar.
 * @param {string} id
 */
export function parseIdentifier(id) {
  const found = IDENTIFIER.exec(id);
  if (!found) return null;
  const [, centre = "", written = "", own = ""] = found;
  const day = `${written.slice(0, 4)}-${written.slice(4, 6)}-${written.slice(6)}`;
  return isDay(day) ? { centre, day, ulid: own } : null;
}

/**
 * The ULID of what replaces an item: the same on every machine. Its end stays, so that a receipt's code does.
 * @param {string} id
 */
export function nextUlid(id) {
  const own = id.slice(-26);
  const at = 10; // the first that is not of the time
  return own.slice(0, at) + ALPHABET[(ALPHABET.indexOf(own.charAt(at)) + 1) % 32] + own.slice(at + 1);
}

/**
 * The centre that an id names.
 * @param {string} id
 */
export const centreOf = (id) => id.split(".")[0] ?? "";

/**
 * Whether there is such a day: a browser may take the 31st of November for the 1st of December.
 * @param {string} day
 */
function isDay(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}
