/** Ids of attentions and annulments: the same rule as macexpress.attentions.identifiers. */

import { ALPHABET, IDENTIFIER } from "./contract.js";
import { limaDay } from "./lima.js";

/**
 * A new ULID (github.com/ulid/spec) of a moment in milliseconds.
 * @param {number} moment
 */
export function ulid(moment) {
  let time = "";
  for (let rest = Math.floor(moment), i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    time = ALPHABET[rest % 32] + time;
  return time + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte & 31]).join("");
}

/**
 * @param {string} centre
 * @param {number} moment start of the attention, in corrected milliseconds
 * @param {string} own its ULID
 */
export const identifier = (centre, moment, own) => `${centre}.${limaDay(moment).replaceAll("-", "")}.${own}`;

/**
 * The parts of an id; null where it is none, or names a day that is none of the calendar.
 * @param {string} id
 */
export function parts(id) {
  const found = IDENTIFIER.exec(id);
  if (!found) return null;
  const [, centre, compact, own] = found;
  const day = `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6)}`;
  return isDay(day) ? { centre, day, ulid: own } : null;
}

/**
 * Whether there is such a day: a browser may take the 31st of November for the 1st of December.
 * @param {string} day
 */
function isDay(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}
