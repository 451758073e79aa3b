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
 *
 * A row and what it is compared with; null for a day or month that a side does not have.
 * @typedef {{row: Row | null, other: Row | null}} Pair
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
 * Two sides, row by row: each row of either side is in one pair, so that each column adds up to its sum. Days and months of
 * two spans have other names: the first stands beside the first, and the longer side goes on alone. What else only one
 * side has is none at the other.
 * @param {string} by
 * @param {Row[]} rows
 * @param {Row[]} others
 * @returns {Pair[]}
 */
export function paired(by, rows, others) {
  const isByPlace = ({ key = "" }) => key !== "" && (by === "day" || by === "month");
  const [own, theirs] = [rows.filter(isByPlace), others.filter(isByPlace)];
  const longer = Math.max(own.length, theirs.length);
  const [known, beside] = [rows, others].map((side) => new Map(side.map((row) => [row.key, row])));
  const rest = new Map([...rows, ...others].filter((row) => !isByPlace(row)).map((row) => [row.key, row]));
  return [
    ...Array.from({ length: longer }, (_, i) => ({ row: own[i] ?? null, other: theirs[i] ?? null })),
    ...[...rest.values()].map(({ key, name }) => {
      const none = { key, name, attentions: 0 };
      return { row: known?.get(key) ?? none, other: beside?.get(key) ?? none };
    }),
  ];
}
