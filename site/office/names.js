/**
 * What the office chooses from, as the catalogue names it.
 *
 * @typedef {object} Names
 * @property {[code: string, name: string, provinces: [code: string, name: string][]][]} departments
 * @property {[id: string, name: string, department: string, host: string][]} centres
 * @property {[id: string, name: string][]} entities
 * @property {[id: string, name: string, entity: string][]} procedures
 */

import { h } from "../desk/elements.js";

/** @returns {Promise<Names>} */
export async function loadNames() {
  const answer = await fetch(/** @type {string} */ (document.body.dataset.names));
  if (!answer.ok) throw new Error("names");
  return answer.json();
}

/**
 * @param {Names} names
 * @param {string} centre
 */
export const centreName = (names, centre) => names.centres.find(([id]) => id === centre)?.[1] ?? centre;

/**
 * A list to choose from, with nothing as its first line.
 * @param {string} id
 * @param {(readonly [value: string, words: string, ...rest: unknown[]])[]} options
 * @param {string | undefined} chosen
 * @param {string | null} [nothing] words for no choice; null where there must be one
 */
export const select = (id, options, chosen, nothing = "Todos") =>
  h(
    "select",
    { id },
    nothing !== null && h("option", { value: "" }, nothing),
    ...options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
  );
