/** Charts, loaded when one is looked at. Observable Plot draws SVG: it is sharp at any size, prints, and has no script. */

import { axisX, axisY, barX, barY, dot, lineY, plot, ruleX, ruleY } from "@observablehq/plot";

/**
 * @typedef {{words: string, value: number | undefined, other?: number | undefined}} Bar other: what it is compared with
 *
 * @param {HTMLElement} placed
 * @param {"bars" | "columns" | "line"} kind
 * @param {Bar[]} data
 * @param {string} label what is drawn, for who listens
 */
export function drawChart(placed, kind, data, label) {
  const width = Math.max(320, placed.clientWidth);
  const shared = { width, className: "chart", ariaLabel: label };
  const compares = data.some(({ other }) => other !== undefined);
  const drawn = { bars, columns, line }[kind](data, compares);
  const drawing = plot({ ...shared, ...drawn });
  // One picture with one name: Plot names its parts in English, and the table beside it has them in Spanish.
  for (const part of drawing.querySelectorAll("[aria-label], [aria-hidden]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-hidden");
  }
  drawing.setAttribute("role", "img");
  placed.replaceChildren(drawing);
}

const INK = "#1f1a17";
const RED = "#8f1322";

/**
 * @param {Bar[]} data
 * @param {boolean} compares
 */
const bars = (data, compares) => ({
  marginLeft: 260,
  height: 40 + data.length * 24,
  x: { grid: true, label: null, tickFormat: format },
  y: { domain: data.map(({ words }) => words), label: null },
  marks: [
    axisY({
      tickFormat: (/** @type {string} */ words) => (words.length > 34 ? `${words.slice(0, 33)}…` : words),
      fontSize: 13,
    }),
    axisX({ fontSize: 13, tickFormat: format, label: null }),
    barX(data, { x: "value", y: "words", fill: RED, insetTop: 2, insetBottom: 2 }),
    compares ? dot(data, { x: "other", y: "words", stroke: INK, fill: "white", r: 5, strokeWidth: 2 }) : null,
    ruleX([0]),
  ],
});

/**
 * @param {Bar[]} data
 * @param {boolean} compares
 */
const columns = (data, compares) => ({
  height: 280,
  marginBottom: 40,
  marginLeft: 60,
  x: { domain: data.map(({ words }) => words), label: null },
  y: { grid: true, label: null },
  marks: [
    axisX({ fontSize: 13, label: null }),
    axisY({ fontSize: 13, tickFormat: format, label: null }),
    barY(data, { x: "words", y: "value", fill: RED }),
    compares ? dot(data, { x: "words", y: "other", stroke: INK, fill: "white", r: 5, strokeWidth: 2 }) : null,
    ruleY([0]),
  ],
});

/**
 * @param {Bar[]} data
 * @param {boolean} compares
 */
const line = (data, compares) => ({
  height: 280,
  marginLeft: 60,
  marginBottom: 40,
  x: { label: null, domain: [0, data.length - 1] },
  y: { grid: true, label: null, zero: true },
  marks: [
    axisX({
      fontSize: 13,
      label: null,
      ticks: Math.min(8, data.length - 1),
      tickFormat: (/** @type {number} */ i) => data[i]?.words ?? "",
    }),
    axisY({ fontSize: 13, tickFormat: format, label: null }),
    lineY(data, { x: (_, i) => i, y: "value", stroke: RED, strokeWidth: 3 }),
    compares ? lineY(data, { x: (_, i) => i, y: "other", stroke: INK, strokeWidth: 2, strokeDasharray: "4 4" }) : null,
    ruleY([0]),
  ],
});

/** @param {number} value */
function format(value) {
  return value.toLocaleString("en-US");
}
