/** The code on a receipt, made without a link: the algorithm of functions/macexpress/attentions/receipts.py. */

import {
  ALPHABET,
  RECEIPT_DAYS,
  RECEIPT_FIRST_DAY,
  RECEIPT_MAX_CENTRE_NUMBER,
  RECEIPT_POLYNOMIAL,
} from "./contract.js";
import { parseIdentifier } from "./identifiers.js";

/**
 * The 13 characters of an attention's code; null for a centre without number or a day that no code can say.
 * @param {string} id
 * @param {number | undefined} centreNumber
 */
export function receiptCode(id, centreNumber) {
  const parts = parseIdentifier(id);
  if (!parts || !centreNumber || centreNumber > RECEIPT_MAX_CENTRE_NUMBER) return null;
  const days = (Date.parse(parts.day) - Date.parse(RECEIPT_FIRST_DAY)) / 86_400_000;
  if (days < 0 || days >= RECEIPT_DAYS) return null;
  const place = centreNumber * RECEIPT_DAYS + days;
  const head = [20, 15, 10, 5, 0].map((shift) => ALPHABET[(place >> shift) & 31]).join("");
  const body = head + parts.ulid.slice(-7);
  return body + checkCharacter(body);
}

/**
 * A code as people read it aloud: groups of 4, 4 and 5.
 * @param {string} code
 */
export const grouped = (code) => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;

/** @param {string} characters */
function checkCharacter(characters) {
  let total = 0;
  for (const character of characters) {
    total = (total ^ ALPHABET.indexOf(character)) << 1;
    if (total & 32) total ^= RECEIPT_POLYNOMIAL;
  }
  return ALPHABET[total];
}
