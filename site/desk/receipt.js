/** The code on a receipt, made without a link: the algorithm of functions/macexpress/attentions/receipts.py. */

import { ALPHABET, parts } from "./identifiers.js";

const FIRST_DAY = Date.UTC(2026, 0, 1);
const FIELD = 0b100101;

/**
 * The 13 characters of an attention's code; null for a centre without number or a day that no code can say.
 * @param {string} id
 * @param {number | undefined} centreNumber
 */
export function receiptCode(id, centreNumber) {
  const said = parts(id);
  if (!said || !centreNumber || centreNumber > 4095) return null;
  const days = (Date.parse(said.day) - FIRST_DAY) / 86_400_000;
  if (days < 0 || days > 8191) return null;
  const place = centreNumber * 8192 + days;
  const head = [20, 15, 10, 5, 0].map((shift) => ALPHABET[(place >> shift) & 31]).join("");
  const body = head + said.ulid.slice(-7);
  return body + check(body);
}

/**
 * A code as people read it aloud: groups of 4, 4 and 5.
 * @param {string} code
 */
export const grouped = (code) => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;

/** @param {string} characters */
function check(characters) {
  let total = 0;
  for (const character of characters) {
    total = (total ^ ALPHABET.indexOf(character)) << 1;
    if (total & 32) total ^= FIELD;
  }
  return ALPHABET[total];
}
