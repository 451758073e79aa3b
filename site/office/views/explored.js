/** The answer to a question of the figures: a sum, a chart, its table, and the files of what is on the screen. */

import { button, h } from "../../desk/elements.js";
import { place } from "../address.js";
import { comparedWith, isWithDepartment, parameters } from "../asked.js";
import { chart } from "../chart.js";
import { inOrder, withOthers } from "../rows.js";
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
 *
 * @typedef {{rows: Row[], total: Row, newest: string | null, demonstration: boolean}} Found
 *
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => string | number} of
 * @property {string | number} total
 */

const RESULTS = /** @type {const} */ (["completed", "pending", "not_completed", "not_offered", "past"]);
/** @type {Record<string, string>} */
const RESULT_WORDS = { ...OUTCOMES, past: "De años pasados" };
const LINES = new Set(["month", "day"]);
const IN_ORDER = new Set([...LINES, "weekday", "hour", "age_band"]);
/** More bars than this nobody compares; the table has them all. */
const MOST_BARS = 20;
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
      ? [drawing(by, rows, others, title), listed(by, rows, found, other, others, title, asked)]
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
 * @param {Row[]} rows
 * @param {Row[] | null} others
 * @param {string} title
 */
function drawing(by, rows, others, title) {
  const values = others && valuesOf(by, rows, others);
  const drawn = IN_ORDER.has(by) ? rows : rows.slice(0, MOST_BARS);
  const bars = drawn.map((row) => ({
    words: shortName(by, row),
    value: row.attentions,
    ...(values ? { other: values.get(row.key) ?? 0 } : {}),
  }));
  const kind = LINES.has(by) && bars.length > 1 ? "line" : IN_ORDER.has(by) ? "columns" : "bars";
  const part = drawn.length < rows.length ? `Las ${drawn.length} filas mayores; la tabla las tiene todas.` : "";
  return chart(kind, bars, title, part);
}

/**
 * @param {View} by
 * @param {Row[]} rows
 * @param {Found} found
 * @param {Found | null} other
 * @param {Row[] | null} others the rows of the other side, in order
 * @param {string} title
 * @param {Asked} asked
 */
function listed(by, rows, found, other, others, title, asked) {
  const all = others && !LINES.has(by) ? withOthers(rows, others) : rows;
  const columns = [
    { head: "Atenciones", of: (/** @type {Row} */ row) => row.attentions, total: found.total.attentions },
    ...(other && others ? besideColumns(valuesOf(by, rows, others), other.total.attentions) : []),
    ...RESULTS.filter((name) => rows.some((row) => row[name])).map((name) => ({
      head: RESULT_WORDS[name] ?? name,
      of: (/** @type {Row} */ row) => row[name] ?? 0,
      total: found.total[name] ?? 0,
    })),
    ...(rows.some(({ inhabitants }) => inhabitants) ? [{ head: "Por 1000 habitantes", of: rate, total: "" }] : []),
  ];
  return longTable(
    title,
    [VIEWS[by], ...columns.map(({ head }) => head)],
    all.map((row) => [deeper(by, row, asked), ...columns.map(({ of }) => of(row))]),
    ["En total", ...columns.map(({ total }) => total)],
  );
}

/**
 * @param {Map<string, number>} values
 * @param {number} total
 * @returns {Column[]}
 */
const besideColumns = (values, total) => [
  { head: "Con qué se compara", of: ({ key }) => values.get(key) ?? 0, total },
  { head: "Cambio", of: ({ key, attentions }) => change(attentions, values.get(key) ?? 0), total: "" },
];

/** @param {Row} row */
const rate = ({ attentions, inhabitants }) => (inhabitants ? perThousand((attentions * 1000) / inhabitants) : "");

/**
 * What stands beside each row, by its key. Days and months of two spans have other names: the first is compared with the
 * first.
 * @param {View} by
 * @param {Row[]} rows
 * @param {Row[]} others
 */
const valuesOf = (by, rows, others) =>
  new Map(others.map(({ key, attentions }, i) => [LINES.has(by) && key ? (rows[i]?.key ?? "-") : key, attentions]));

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
