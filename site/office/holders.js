/** Whose account is behind an id: facts keep the id alone, and its name is looked up when somebody looks. */

import { OfficeError } from "./api.js";

/** As many as the API takes at once. */
const MOST = 25;

/**
 * The names by id: null for an account that there is no more; none where the accounts cannot be asked now.
 * @param {import("./api.js").Api} api
 * @param {string[]} subs
 * @returns {Promise<Record<string, string | null>>}
 */
export async function namesOf(api, subs) {
  const wanted = [...new Set(subs)];
  /** @type {Record<string, string | null>} */
  const found = {};
  try {
    for (let from = 0; from < wanted.length; from += MOST) {
      const { names } = await api.get("names", { sub: wanted.slice(from, from + MOST).join(",") });
      Object.assign(found, names);
    }
  } catch (error) {
    // The rows are worth more than the names.
    if (!(error instanceof OfficeError)) throw error;
  }
  return found;
}

/**
 * @param {Record<string, string | null>} names
 * @param {string} sub
 */
export function holderWords(names, sub) {
  const known = names[sub];
  const short = sub.slice(0, 8);
  return known ?? (known === null ? `cuenta borrada (${short})` : `cuenta ${short}`);
}
