/** The place of a chart. Its library comes when the place comes into sight, once. */

import { h } from "../desk/elements.js";

/** @typedef {import("./charts.js").Bar} Bar */

/** @type {Promise<typeof import("./charts.js")> | undefined} */
let library;

/**
 * @param {"bars" | "columns" | "line"} kind
 * @param {Bar[]} data
 * @param {string} label what is drawn, for who listens
 * @param {string} [note] below the chart
 */
export function chart(kind, data, label, note) {
  const placed = h("div", { class: "drawn" });
  const seen = new IntersectionObserver(async ([entry]) => {
    if (!entry?.isIntersecting) return;
    seen.disconnect();
    library ??= import(/** @type {string} */ (document.body.dataset.charts));
    try {
      (await library).drawChart(placed, kind, data, label);
    } catch {
      library = undefined;
      placed.replaceChildren("El gráfico no llegó. La tabla dice lo mismo.");
    }
  });
  seen.observe(placed);
  return h("figure", {}, placed, note && h("figcaption", { class: "note" }, note));
}
