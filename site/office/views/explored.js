/** The answer to a question of the figures: a sum, a chart, its table, and the files of what is on the screen. */

import { button, h } from "../../desk/elements.js";
import { place } from "../address.js";
import { comparedWith, isWithDepartment, parameters } from "../asked.js";
import { chart } from "../chart.js";
import { inOrder, paired } from "../rows.js";
import { lastOfMonth } from "../spans.js";
import { longTable } from "../table.js";
import {
  attentionsWords,
  change,
  count,
  generated,
  HOSTS,
  momentWords,
  OUTCOMES,
  perThousand,
  REASONS,
  rowName,
  shortName,
  spanWords,
  VIEWS,
} from "../words.js";

/**
 * @typedef {import("../asked.js").Asked} Asked
 * @typedef {import("../words.js").View} View
 *
 * @typedef {import("../rows.js").Row} Row
 * @typedef {import("../rows.js").Pair} Pair
 *
 * @typedef {{rows: Row[], total: Row, newest: string | null, demonstration: boolean}} Found
 *
 * @typedef {object} Column
 * @property {string} head
 * @property {(pair: Pair) => string | number} of
 * @property {string | number} total
 */

const RESULTS = /** @type {const} */ (["completed", "pending", "not_completed", "not_offered", "past"]);
/** @type {Record<string, string>} */
const RESULT_WORDS = { ...OUTCOMES, past: "De años pasados" };
const LINES = new Set(["month", "day"]);
const IN_ORDER = new Set([...LINES, "weekday", "hour", "age_band"]);
/** More bars than this nobody compares; the table has them all. */
const MOST_BARS = 20;
/** For a day or month that a side of a comparison does not have. */
const NOT_THERE = "–";
/** Where a row leads: the filter that it becomes, and what its rows are. @type {Record<string, [string, View]>} */
const DEEPER = {
  department: ["departamento", "province"],
  province: ["provincia", "centre"],
  centre: ["centro", "day"],
  host: ["local", "centre"],
  entity: ["entidad", "procedure"],
  procedure: ["tramite", "centre"],
  outcome: ["resultado", "procedure"],
  reason: ["motivo", "entity"],
};

/**
 * @param {Asked} asked
 * @param {Found} found
 * @param {Found | null} other what it is compared with
 * @param {import("../main.js").Parts} parts
 * @returns {(Node | string)[]}
 */
export function explored(asked, found, other, { api, names }) {
  const { desde = "", hasta = "" } = asked;
  const by = /** @type {View} */ (asked.por);
  const second = comparedWith(asked);
  const rows = inOrder(by, found.rows, desde, hasta);
  const others = other && second && inOrder(by, other.rows, second.desde ?? "", second.hasta ?? "");
  const pairs = others ? paired(by, rows, others) : rows.map((row) => ({ row, other: null }));
  const title = `Atenciones por ${VIEWS[by].toLowerCase()}, ${spanWords(desde, hasta)}${filterWords(asked, names)}`;
  const file = (/** @type {string} */ format) => () =>
    api.download("explore", { ...parameters(asked), format }, `atenciones-${by}-${desde}-${hasta}.${format}`);
  const newest = found.newest ? `el ${momentWords(found.newest)}` : "nunca";
  return [
    h("h2", {}, attentionsWords(found.total.attentions)),
    other ? h("p", {}, comparison(asked, found, other, names)) : "",
    h("p", { class: "note" }, `${title}. De lo que registraron los puestos; lo último llegó ${newest}.`),
    generated(found),
    ...(found.total.attentions || other?.total.attentions
      ? [drawing(by, pairs, title), listed(by, pairs, found, other, title, asked)]
      : [h("p", {}, "No hay atenciones así en ese tramo.")]),
    h(
      "div",
      { class: "actions" },
      button("Descargar CSV", file("csv"), { class: "second" }),
      button("Descargar Excel", file("xlsx"), { class: "second" }),
      button("Imprimir", () => print(), { class: "second" }),
    ),
  ];
}

/**
 * @param {Asked} asked
 * @param {Found} found
 * @param {Found} other
 * @param {import("../names.js").Names} names
 */
function comparison(asked, found, other, names) {
  const second = /** @type {Asked} */ (comparedWith(asked));
  const of = isWithDepartment(asked)
    ? `en ${names.departments.find(([code]) => code === asked.con)?.[1]}`
    : spanWords(second.desde ?? "", second.hasta ?? "");
  const by = change(found.total.attentions, other.total.attentions);
  return `Se compara con ${count(other.total.attentions)} ${of}${by && `: ${by}`}. En el gráfico, el punto o la línea punteada.`;
}

/**
 * @param {Asked} asked
 * @param {import("../names.js").Names} names
 */
function filterWords(asked, names) {
  const known = {
    departamento: names.departments,
    provincia: names.departments.flatMap(([, , own]) => own),
    centro: names.centres,
    local: Object.entries(HOSTS),
    entidad: names.entities,
    tramite: names.procedures,
    resultado: Object.entries(OUTCOMES),
    motivo: Object.entries(REASONS),
  };
  return Object.entries(known)
    .flatMap(([name, list]) => (asked[name] ? [list.find(([key]) => key === asked[name])?.[1] ?? asked[name]] : []))
    .map((words) => `; ${words}`)
    .join("");
}

/**
 * @param {View} by
 * @param {Pair[]} pairs
 * @param {string} title
 */
function drawing(by, pairs, title) {
  const drawn = IN_ORDER.has(by) ? pairs : pairs.slice(0, MOST_BARS);
  const bars = drawn.map(({ row, other }) => ({
    words: row ? shortName(by, row) : "",
    value: row?.attentions,
    other: other?.attentions,
  }));
  const kind = LINES.has(by) && bars.length > 1 ? "line" : IN_ORDER.has(by) ? "columns" : "bars";
  const part = drawn.length < pairs.length ? `Las ${drawn.length} filas mayores; la tabla las tiene todas.` : "";
  return chart(kind, bars, title, part);
}

/**
 * @param {View} by
 * @param {Pair[]} pairs
 * @param {Found} found
 * @param {Found | null} other
 * @param {string} title
 * @param {Asked} asked
 */
function listed(by, pairs, found, other, title, asked) {
  const rows = pairs.flatMap(({ row }) => row ?? []);
  const columns = [
    { head: "Atenciones", of: ofRow(({ attentions }) => attentions), total: found.total.attentions },
    ...(other ? besideColumns(other.total.attentions) : []),
    ...RESULTS.filter((name) => rows.some((row) => row[name])).map((name) => ({
      head: RESULT_WORDS[name] ?? name,
      of: ofRow((row) => row[name] ?? 0),
      total: found.total[name] ?? 0,
    })),
    ...(rows.some(({ inhabitants }) => inhabitants)
      ? [{ head: "Por 1000 habitantes", of: ofRow(rate), total: "" }]
      : []),
  ];
  return longTable(
    title,
    [VIEWS[by], ...columns.map(({ head }) => head)],
    pairs.map((pair) => [pair.row ? deeper(by, pair.row, asked) : NOT_THERE, ...columns.map(({ of }) => of(pair))]),
    ["En total", ...columns.map(({ total }) => total)],
  );
}

/**
 * @param {(row: Row) => string | number} value
 * @returns {Column["of"]}
 */
const ofRow =
  (value) =>
  ({ row }) =>
    row ? value(row) : NOT_THERE;

/**
 * @param {number} total
 * @returns {Column[]}
 */
const besideColumns = (total) => [
  { head: "Con qué se compara", of: ({ other }) => other?.attentions ?? NOT_THERE, total },
  { head: "Cambio", of: ({ row, other }) => (row && other ? change(row.attentions, other.attentions) : ""), total: "" },
];

/** @param {Row} row */
const rate = ({ attentions, inhabitants }) => (inhabitants ? perThousand((attentions * 1000) / inhabitants) : "");

/**
 * The row's name, which leads to what it is made of.
 * @param {View} by
 * @param {Row} row
 * @param {Asked} asked
 */
function deeper(by, row, asked) {
  const words = rowName(by, row);
  const to = row.key && below(by, row.key, asked);
  return to ? h("a", { href: to }, words) : words;
}

/**
 * @param {View} by
 * @param {string} key
 * @param {Asked} asked
 */
function below(by, key, asked) {
  // Days are counted without what was done in them: see the API.
  const isOfWork = asked.entidad || asked.tramite || asked.resultado || asked.motivo;
  if (by === "month") {
    const days = isOfWork ? "centre" : "day";
    return place("explorar", { ...asked, desde: `${key}-01`, hasta: lastOfMonth(key), por: days, con: "" });
  }
  if (by === "day" && asked.centro) return place("dia", { centro: asked.centro, dia: key });
  if (by === "day") return place("explorar", { ...asked, desde: key, hasta: key, por: "centre", con: "" });
  const [filter, view] = DEEPER[by] ?? [];
  return filter ? place("explorar", { ...asked, [filter]: key, por: view === "day" && isOfWork ? "month" : view }) : "";
}
