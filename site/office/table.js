/** Tables of the office: every chart has one, and it is what is read aloud and printed. */

import { h } from "../desk/elements.js";
import { count } from "./words.js";

/** @typedef {string | number | null | undefined | Node} Cell numbers stand at the right, also written ones */

const WRITTEN_NUMBER = /^[+−]?[\d.,]+( %)?$/;

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {Cell[][]} rows the first cell of each is what the row is of
 * @param {Cell[]} [total]
 */
export function table(caption, heads, rows, total) {
  const numeric = heads.map((_, i) => i > 0 && rows.some((row) => WRITTEN_NUMBER.test(String(row[i] ?? ""))));
  const cells = (/** @type {Cell[]} */ row) =>
    row.map((cell, i) => {
      const shown = typeof cell === "number" ? count(cell) : (cell ?? "");
      return h(i ? "td" : "th", { class: numeric[i] && "number", scope: i ? null : "row" }, shown);
    });
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, caption),
      h(
        "thead",
        {},
        h("tr", {}, ...heads.map((head, i) => h("th", { scope: "col", class: numeric[i] && "number" }, head))),
      ),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells(row)))),
      total && h("tfoot", {}, h("tr", {}, ...cells(total))),
    ),
  );
}

/** On paper nobody can ask for the rest. */
export const showAllOnPaper = () =>
  addEventListener("beforeprint", () => {
    for (const rest of document.querySelectorAll("button.rest")) /** @type {HTMLElement} */ (rest).click();
  });

/**
 * Only the first rows until the person asks for all.
 * @param {string} caption
 * @param {string[]} heads
 * @param {Cell[][]} rows
 * @param {Cell[]} [total]
 * @param {number} [most]
 */
export function longTable(caption, heads, rows, total, most = 40) {
  const place = h("div");
  const draw = (/** @type {number} */ shown) => {
    const rest = rows.length - shown;
    const all = () => {
      draw(rows.length);
      if (place.firstElementChild instanceof HTMLElement) place.firstElementChild.focus();
    };
    place.replaceChildren(
      table(caption, heads, rows.slice(0, shown), total),
      rest > 0
        ? h("button", { type: "button", class: "plain rest", onclick: all }, `Ver las ${count(rest)} filas que faltan`)
        : "",
    );
  };
  draw(most);
  return place;
}
