/** What a person means by what they type: rows ranked by name, then by the words of people, then by entity. Pure. */

import { plain } from "./plain_text.js";
import { fits } from "./spelling.js";

/**
 * @typedef {object} Row what can be found, as plain text or not
 * @property {string[]} names
 * @property {string[]} words other names that people type for it
 * @property {boolean} elsewhere whether it is not done here
 * @property {string} owner the acronym of the entity whose procedure it is, or nothing
 */

/** Words that say nothing of what is looked for. */
const SMALL = /^(a|al|como|con|del?|desde|donde|el|en|est[ae]|l[ao]s?|me|mis?|o|para|por|que|se|si|sus?|tu|una?|y)$/;
const VERBS =
  /^(buscar|consultar?|descargar|hacer|hago|necesito|obtener|pedir|puedo|quiero|sacar|saco|solicitar|tramitar|tramites?|ver)$/;
/** Ranks; what is above MEANT is shown only where nothing is up to it. */
const SAME_NAME = 0;
const SAME_OTHER_NAME = 0.2;
const IN_NAME = 1;
const WORDS_OF_NAME = 2;
const IN_OTHER_NAME = 3;
const WORDS_OF_OTHER_NAME = 4;
const IN_ALL_NAMES = 5;
const OF_OWNER = 6;
/** What is not done here comes after what is, except under its very name. */
const SAME_ELSEWHERE = 0.3;
const ELSEWHERE = 3;
/** Words that are only begun count less than whole ones, also of what is not done here. */
const BEGUN = 3.5;
const MEANT = 13;
const MISSPELT = 14;
const PARTLY = 18;
const NOT = 99;

/**
 * The rows that a search finds, the best first; rows of equal rank stay in their order. meant: none of their words had to
 * be guessed or left out.
 * @template {Row} Found
 * @param {string} typed
 * @param {Found[]} rows
 * @returns {{rows: Found[], meant: boolean}}
 */
export function ranked(typed, rows) {
  const words = wordsOf(typed);
  if (words.length === 0) return { rows: [], meant: false };
  const found = rows.map((row, place) => ({ row, place, rank: rankOf(words, row) }));
  const best = Math.min(...found.map(({ rank }) => rank));
  const last = Math.max(best, MEANT);
  const shown = found.filter(({ rank }) => rank <= last && rank < NOT);
  shown.sort((a, b) => a.rank - b.rank || a.place - b.place);
  return { rows: shown.map(({ row }) => row), meant: best <= MEANT };
}

/**
 * The words of a text that say something, in the singular; all of them where none does.
 * @param {string} text
 */
function wordsOf(text) {
  const all = plain(text)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const telling = all.filter((word) => !SMALL.test(word) && !VERBS.test(word));
  return (telling.length > 0 ? telling : all).map((word) => (word.length > 4 ? word.replace(/s$/, "") : word));
}

/**
 * @param {string[]} words
 * @param {Row} row
 */
function rankOf(words, row) {
  const names = row.names.map((name) => wordsOf(name).join(" "));
  const others = row.words.map((name) => wordsOf(name).join(" "));
  const asked = words.join(" ");
  const nearly = row.elsewhere ? SAME_ELSEWHERE : 0;
  if (names.includes(asked)) return SAME_NAME + nearly;
  if (others.includes(asked)) return SAME_OTHER_NAME + nearly;
  const later = row.elsewhere ? ELSEWHERE : 0;
  const every = [...names, ...others].join(" ");
  const texts = { names, others, every, owned: `${every} ${plain(row.owner)}` };
  const whole = meant(words, texts, " ");
  if (whole < NOT) return whole + later;
  const begun = meant(words, texts, "");
  if (begun < NOT) return begun + BEGUN + later;
  if (words.every((word) => fits(word, every))) return MISSPELT + later;
  const missing = words.filter((word) => !` ${every}`.includes(` ${word}`)).length;
  return missing * 2 <= words.length ? PARTLY + missing + later : NOT;
}

/**
 * The rank of names in which all words stand.
 * @param {string[]} words
 * @param {{names: string[], others: string[], every: string, owned: string}} texts owned: every name, and whose it is
 * @param {" " | ""} end of a word: a space where it must stand there whole
 */
function meant(words, { names, others, every, owned }, end) {
  const asked = ` ${words.join(" ")}${end}`;
  const within = (/** @type {string} */ name) => ` ${name} `.includes(asked);
  const allIn = (/** @type {string} */ name) => words.every((word) => ` ${name} `.includes(` ${word}${end}`));
  if (names.some(within)) return IN_NAME;
  if (names.some(allIn)) return WORDS_OF_NAME;
  if (others.some(within)) return IN_OTHER_NAME;
  if (others.some(allIn)) return WORDS_OF_OTHER_NAME;
  if (allIn(every)) return IN_ALL_NAMES;
  return allIn(owned) ? OF_OWNER : NOT;
}
