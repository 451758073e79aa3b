/** What an office asks in the morning. Every count leads to the rows behind it. */

import { h } from "../../desk/elements.js";
import { limaDay } from "../../scripts/lima.js";
import { place } from "../address.js";
import { firstOfMonth, lastOfMonth, plus } from "../spans.js";
import { longTable } from "../table.js";
import { change, count, counted, dayWords, generated, momentWords, monthWords, REASONS, STAGES } from "../words.js";
import { allRefused, refusedWords } from "./refused.js";

/** @type {import("../main.js").View} */
export async function morning(main, _asked, { api, names }) {
  const found = await api.get("morning");
  const today = limaDay(Date.parse(found.now));
  const month = [firstOfMonth(today), today];
  const department = (/** @type {any} */ row) =>
    names.departments.find(([code]) => code === row.department)?.[1] ?? row.department;
  main.replaceChildren(
    h("h1", {}, `Hoy, ${dayWords(today)}`),
    h(
      "p",
      { class: "note" },
      found.newest ? `Lo último llegó el ${momentWords(found.newest)}. ` : "Todavía no llegó nada. ",
      "Cifras exactas, de lo que registraron los puestos.",
    ),
    generated(found),
    h("div", { class: "big" }, ...figures(found, today)),
    waiting(api, found),
    ...section(
      "Qué no funciona este mes",
      "Procedimientos que fallaron porque el sistema de la entidad no respondía.",
      found.down,
      ["Trámite", "Entidad", "Veces", "La última vez", "Ahora"],
      (row) => [
        link(row.procedure_name, "explorar", {
          desde: month[0],
          hasta: month[1],
          por: "centre",
          tramite: row.procedure,
        }),
        row.entity_name,
        row.times,
        momentWords(row.last),
        row.works_again ? "volvió a funcionar" : "sin éxito desde entonces",
      ],
    ),
    ...section("Lo que se pidió y no hubo, este mes", "", found.not_offered, ["Trámite", "Motivo", "Veces"], (row) => [
      row.procedure_name ?? "Sin trámite en la lista",
      REASONS[row.reason] ?? row.reason,
      row.times,
    ]),
    ...section(
      "Centros sin noticias",
      "Llevan días sin registrar, o nunca registraron.",
      [...found.silent].sort((/** @type {any} */ a, /** @type {any} */ b) =>
        (b.last_day ?? "").localeCompare(a.last_day ?? ""),
      ),
      ["Centro", "Departamento", "Último día con envíos"],
      (row) => [centre(row, today), department(row), row.last_day ? dayWords(row.last_day) : "nunca"],
    ),
    ...section("Centros nuevos", "", found.new, ["Centro", "Departamento", "Desde"], (row) => [
      centre(row, today),
      department(row),
      monthWords(row.since),
    ]),
    ...section(
      "Etapas por confirmar",
      "El catálogo dice que aún no atienden. Si ya atienden, avise a quien lleva el catálogo.",
      found.stages,
      ["Centro", "Departamento", "Etapa"],
      (row) => [centre(row, today), department(row), STAGES[row.stage] ?? row.stage],
    ),
  );
}

/**
 * @param {any} found
 * @param {string} today
 */
function figures({ yesterday, this_month, last_month, last_year }, today) {
  const before = (/** @type {any} */ other) =>
    !other.to_same_day
      ? ""
      : `${change(this_month.attentions, other.to_same_day)} que en ${monthWords(other.month)} hasta el mismo día`;
  return [
    figure(
      "Ayer",
      yesterday.attentions,
      place("explorar", { desde: yesterday.day, hasta: yesterday.day, por: "centre" }),
      yesterday.centres === null
        ? ""
        : `${counted(yesterday.visits, "visita", "visitas")} en ${counted(yesterday.centres, "centro", "centros")}`,
    ),
    figure(
      monthWords(this_month.month),
      this_month.attentions,
      place("explorar", { desde: firstOfMonth(today), hasta: today, por: "day" }),
      before(last_month),
      before(last_year),
    ),
    ...[last_month, last_year].map((other) =>
      figure(
        monthWords(other.month),
        other.attentions,
        place("explorar", { desde: `${other.month}-01`, hasta: lastOfMonth(other.month), por: "centre" }),
        other.published === null ? "El boletín no lo publicó" : `El boletín publicó ${count(other.published)}`,
      ),
    ),
  ];
}

/**
 * @param {string} words
 * @param {number | null} value
 * @param {string} href
 * @param {...string} notes
 */
const figure = (words, value, href, ...notes) =>
  h(
    "div",
    {},
    h("h2", {}, words),
    h("p", { class: "figure" }, h("a", { href }, count(value)), h("span", {}, " atenciones")),
    ...notes.filter(Boolean).map((note) => h("p", { class: "note" }, note)),
  );

/**
 * What waits for a decision.
 * @param {import("../api.js").Api} api
 * @param {any} found
 */
function waiting(api, { closing }) {
  const list = h("ul", {});
  for (const { month, closes_on } of closing) {
    list.append(
      h("li", {}, `El ${dayWords(closes_on)} se cierra ${monthWords(month)}: después solo cambia con una edición.`),
    );
  }
  const accounts = h("li", {}, "Buscando cuentas sin usar…");
  const items = h("li", {}, "Buscando lo que no se aceptó…");
  list.append(items, accounts);
  allRefused(api).then(
    (all) => items.replaceChildren(all.rows.length ? link(refusedWords(all), "rechazados", {}) : "Nada por revisar."),
    () => items.replaceChildren("No se pudo leer lo que no se aceptó."),
  );
  unusedAccounts(api, () => accounts.isConnected).then(
    (unused) => {
      accounts.replaceChildren(
        unused
          ? link(`${counted(unused, "cuenta", "cuentas")} que nadie usó`, "cuentas", { estado: "never_used" })
          : "Todas las cuentas se usaron.",
      );
    },
    () => accounts.replaceChildren("No se pudo leer la lista de cuentas."),
  );
  return h("section", {}, h("h2", {}, "Espera una decisión"), list);
}

/**
 * How many accounts nobody used yet. They come in a dozen pages: the rest is not asked for once nobody looks.
 * @param {import("../api.js").Api} api
 * @param {() => boolean} isLookedAt
 */
async function unusedAccounts(api, isLookedAt) {
  let unused = 0;
  for await (const page of api.pages("accounts", "accounts")) {
    unused += page.filter(({ status, active }) => status === "never_used" && active).length;
    if (!isLookedAt()) break;
  }
  return unused;
}

/**
 * @param {string} title
 * @param {string} note
 * @param {any[]} rows
 * @param {string[]} heads
 * @param {(row: any) => import("../table.js").Cell[]} cells
 */
const section = (title, note, rows, heads, cells) => [
  h("h2", {}, `${title}: ${count(rows.length)}`),
  note && h("p", { class: "note" }, note),
  rows.length ? longTable(title, heads, rows.map(cells), undefined, 10) : h("p", {}, "Ninguno."),
];

/**
 * @param {string} words
 * @param {string} name
 * @param {Record<string, string | undefined>} asked
 */
const link = (words, name, asked) => h("a", { href: place(name, asked) }, words);

/**
 * @param {{centre: string, name: string}} row
 * @param {string} today
 */
const centre = (row, today) =>
  link(row.name, "explorar", { desde: plus(today, -90), hasta: today, por: "month", centro: row.centre });
