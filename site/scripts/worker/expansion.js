/** Resolves a page's references to what pages share. The same as portal.pack.expansion, which says what they are. */

import { ARGUMENT, FRAME, KIND, LIST, REFER, ROW } from "../contract.js";

/** @typedef {Map<string, string>} Entries */

/** A reference without another one in it: its mark (refer, list, short), and what stands up to its end. */
const INNERMOST = /([\x01\x05\x06])([^\x01\x03\x05\x06]*)\x03/g;

/**
 * The page at a path.
 * @param {string} path
 * @param {Entries} entries
 */
export function expanded(path, entries) {
  let own = entryOf(path, entries);
  if (own[0] === KIND) {
    const [kind, ...words] = own.slice(1).split(ARGUMENT);
    own = filled(entryOf(kind, entries), words);
  }
  const [title, description, ...main] = own.split(ARGUMENT);
  let text = filled(entryOf(FRAME, entries), [title, description, main.join(ARGUMENT)]);
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(INNERMOST, (_found, mark, body) => resolved(mark, body, entries));
  }
  return text;
}

/**
 * @param {string} mark
 * @param {string} body
 * @param {Entries} entries
 */
function resolved(mark, body, entries) {
  const [key, ...holes] = body.split(ARGUMENT);
  const entry = entryOf(key, entries);
  if (mark === REFER) return filled(entry, holes);
  const [table, ...rest] = holes;
  return rows(mark, table)
    .map((row) => filled(entry, [...row, ...rest]))
    .join("");
}

/**
 * The rows of a table, which comes by columns, or of a list in a list, which comes by rows.
 * @param {string} mark
 * @param {string} table
 */
function rows(mark, table) {
  if (mark !== LIST) return table.split("|").map((row) => row.split(":"));
  const columns = table.split(ROW).map((column) => column.split("\t"));
  return columns[0].map((_field, at) => columns.map((column) => column[at]));
}

/**
 * @param {string} key
 * @param {Entries} entries
 */
const entryOf = (key, entries) => entries.get(key) || "";

/**
 * @param {string} text
 * @param {string[]} holes
 */
const filled = (text, holes) => text.replace(/\x04(\d)/g, (_found, hole) => holes[hole]);
