/** Who is behind an id: facts keep the id alone, and an account's name is looked up when somebody looks. */

import { OfficeError } from "./api.js";

/** As many as the API takes at once. */
const MOST = 25;
/** What the API takes for the id of an account; a desk's file that was received has a name with a colon. */
const OF_ACCOUNT = /^[0-9A-Za-z-]{1,64}$/;
const FILE = "file:";

/**
 * The names by id: null for an account that there is no more; none where it cannot be asked now, or is no account's.
 * @param {Pick<import("./api.js").Api, "get">} api
 * @param {string[]} ids
 * @returns {Promise<Record<string, string | null>>}
 */
export async function namesOf(api, ids) {
  const wanted = [...new Set(ids)].filter((id) => OF_ACCOUNT.test(id));
  /** @type {Record<string, string | null>} */
  const found = {};
  for (let from = 0; from < wanted.length; from += MOST) {
    try {
      const { names } = await api.get("names", { sub: wanted.slice(from, from + MOST).join(",") });
      Object.assign(found, names);
    } catch (error) {
      // The rows are worth more than the names, and one group that is refused says nothing of the others.
      if (!(error instanceof OfficeError)) throw error;
      if (error.code === "offline") break;
    }
  }
  return found;
}

/**
 * @param {Record<string, string | null>} names
 * @param {string} id
 */
export function holderWords(names, id) {
  if (id.startsWith(FILE)) return `archivo ${id.slice(FILE.length)}`;
  const known = names[id];
  const short = id.slice(0, 8);
  return known ?? (known === null ? `cuenta borrada (${short})` : `cuenta ${short}`);
}

/**
 * By what a withdrawal finds what somebody registered: the account's name, or the id that stands with it where no account
 * has it any more.
 * @param {Record<string, string | null>} names
 * @param {string} id
 */
export const authorOf = (names, id) => names[id] ?? id;

/** Whether it is a name, which another account may have had before. @param {string} author */
export const isName = (author) => !author.startsWith(FILE) && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(author);
