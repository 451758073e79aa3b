/** Ids and Lima time: the same rules as functions/macexpress/attentions/identifiers.py and platform/lima.py. */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LIMA = -5 * 3600_000;
export const IDENTIFIER = /^([a-z0-9-]{3,48})\.(\d{8})\.([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/**
 * A new ULID (github.com/ulid/spec) of a moment in milliseconds.
 * @param {number} moment
 */
export function ulid(moment) {
  let time = "";
  for (let rest = Math.floor(moment), i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  return time + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte & 31]).join("");
}

/**
 * @param {string} centre
 * @param {number} moment start of the attention, in corrected milliseconds
 * @param {string} own its ULID
 */
export const identifier = (centre, moment, own) => `${centre}.${limaDay(moment).replaceAll("-", "")}.${own}`;

/**
 * The parts of an id; null where it is none.
 * @param {string} id
 */
export function parts(id) {
  const found = IDENTIFIER.exec(id);
  if (!found) return null;
  const [, centre = "", day = "", own = ""] = found;
  return { centre, day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, ulid: own };
}

/**
 * The calendar day in Lima: `2026-11-24`. Peru has no daylight saving.
 * @param {number} moment
 */
export const limaDay = (moment) => new Date(moment + LIMA).toISOString().slice(0, 10);

/**
 * A moment as the API takes it: `2026-11-24T09:15:00-05:00`.
 * @param {number} moment
 */
export const iso = (moment) => `${new Date(moment + LIMA).toISOString().slice(0, 19)}-05:00`;

/**
 * Hour and minute in Lima: `10:32`.
 * @param {number} moment
 */
export const hour = (moment) => new Date(moment + LIMA).toISOString().slice(11, 16);
