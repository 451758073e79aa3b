/**
 * The rows of an answer as the screen has them: none is left out, so that they add up to the sum above them. Pure.
 *
 * @typedef {object} Row
 * @property {string} key
 * @property {string} name
 * @property {number} attentions
 * @property {number} [completed]
 * @property {number} [pending]
 * @property {number} [not_completed]
 * @property {number} [not_offered]
 * @property {number} [past]
 * @property {number} [inhabitants]
 */

import { filled } from "./spans.js";

const WEEK = ["1", "2", "3", "4", "5", "6", "7"];

/**
 * Also the days, months and weekdays without attentions; the others as the API orders them. What has no day comes last.
 * @param {string} by
 * @param {Row[]} rows
 * @param {string} first
 * @param {string} last
 */
export function inOrder(by, rows, first, last) {
  const all = by === "weekday" ? WEEK : by === "day" || by === "month" ? filled(by, first, last) : [];
  const known = new Map(rows.map((row) => [row.key, row]));
  const listed = new Set(all);
  return [
    ...all.map((key) => known.get(key) ?? { key, name: key, attentions: 0 }),
    ...rows.filter(({ key }) => !listed.has(key)),
  ];
}

/**
 * With the rows that only the other side of a comparison has.
 * @param {Row[]} rows
 * @param {Row[]} others
 */
export function withOthers(rows, others) {
  const known = new Set(rows.map(({ key }) => key));
  const missing = others.filter(({ key }) => !known.has(key));
  return [...rows, ...missing.map(({ key, name }) => ({ key, name, attentions: 0 }))];
}
