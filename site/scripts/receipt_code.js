/** The code on a receipt, made without a link: the same algorithm as macexpress.attentions.receipts. */

import { ALPHABET, MAX_CENTRE_NUMBER, RECEIPT_FIRST_DAY, RECEIPT_MAX_DAYS } from "./contract.js";
import { parseIdentifier } from "./identifiers.js";

const DAY = 86_400_000;
/** The polynomial of the field that the check is a sum in. */
const FIELD = 0b10_0101;

/**
 * The 13 characters of an attention's code; null for a centre without number or a day that no code can say.
 * @param {string} id
 * @param {number | undefined} centreNumber
 */
export function receiptCode(id, centreNumber) {
  const known = parseIdentifier(id);
  if (!(known && centreNumber) || centreNumber < 0 || centreNumber > MAX_CENTRE_NUMBER) return null;
  const days = (Date.parse(known.day) - Date.parse(RECEIPT_FIRST_DAY)) / DAY;
  if (days < 0 || days > RECEIPT_MAX_DAYS) return null;
  const place = centreNumber * (RECEIPT_MAX_DAYS + 1) + days;
  const head = [20, 15, 10, 5, 0].map((shift) => ALPHABET[(place >> shift) & 31]).join("");
  const body = head + known.ulid.slice(-7);
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
