/** Spans of days. Pure; days as `2026-11-24`. */

const DAY = 86_400_000;

/**
 * @param {string} day
 * @param {number} days
 */
export const plus = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** @param {string} day */
export const firstOfMonth = (day) => `${day.slice(0, 8)}01`;

/**
 * @param {string} month `2026-11`
 * @param {number} months
 */
export function monthPlus(month, months) {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** @param {string} month */
export const lastOfMonth = (month) => plus(`${monthPlus(month, 1)}-01`, -1);

/**
 * The spans that are asked for most.
 * @param {string} today
 * @returns {[words: string, first: string, last: string][]}
 */
export function usualSpans(today) {
  const month = today.slice(0, 7);
  const before = monthPlus(month, -1);
  const year = today.slice(0, 4);
  return [
    ["Ayer", plus(today, -1), plus(today, -1)],
    ["Este mes", `${month}-01`, today],
    ["Mes pasado", `${before}-01`, lastOfMonth(before)],
    ["Este año", `${year}-01-01`, today],
    ["12 meses", `${monthPlus(month, -12)}-01`, lastOfMonth(before)],
  ];
}

/**
 * The span to compare with: as long and just before, or the same a year ago.
 * @param {string} first
 * @param {string} last
 * @param {string} how `before` or `year`
 * @returns {[first: string, last: string]}
 */
export function compared(first, last, how) {
  if (how === "year") return [yearBefore(first), yearBefore(last)];
  // Whole months are compared with whole months.
  if (first.endsWith("-01") && last === lastOfMonth(last.slice(0, 7))) {
    const months = monthsOf(first, last);
    return [`${monthPlus(first.slice(0, 7), -months)}-01`, plus(first, -1)];
  }
  const days = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  return [plus(first, -days), plus(first, -1)];
}

/**
 * @param {string} first
 * @param {string} last
 */
function monthsOf(first, last) {
  const number = (/** @type {string} */ day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return number(last) - number(first) + 1;
}

/** The 29th of February is the 28th of a year that has none. @param {string} day */
function yearBefore(day) {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return day.endsWith("-02-29") ? lastOfMonth(before.slice(0, 7)) : before;
}

/**
 * Every day, or every month, of a span.
 * @param {string} by `day` or `month`
 * @param {string} first
 * @param {string} last
 */
export function filled(by, first, last) {
  const [begin, end] = by === "day" ? [first, last] : [first.slice(0, 7), last.slice(0, 7)];
  const next = by === "day" ? plus : monthPlus;
  const found = [];
  for (let key = begin; key <= end; key = next(key, 1)) found.push(key);
  return found;
}
