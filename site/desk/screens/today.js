/** A day at this desk: how many of each, each one, and the sheet to print. */

import { OUTCOMES } from "../../scripts/contract.js";
import { limaDay } from "../../scripts/lima.js";
import { procedureName } from "../catalogue.js";
import { attentionsOfDay, totals } from "../core/item_queries.js";
import { button, field, h, redraw } from "../elements.js";
import { dayWords, hourOf } from "../words.js";

/**
 * @typedef {import("../core/types.js").DeskCatalogue} DeskCatalogue
 * @typedef {Awaited<ReturnType<typeof attentionsOfDay>>[number]} Row
 */

const ROWS = 50;
const ROWS_ON_PAPER = 2000;
const STATES = { waiting: "Por enviar", sent: "Enviada", refused: "Por revisar", reviewed: "Revisada" };

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "database" | "catalogue" | "clock" | "session" | "notifier">} needs
 */
export async function today(main, { database, catalogue, clock, session, notifier }) {
  const now = limaDay(clock.now());
  let limit = ROWS;
  const changeDay = () => {
    limit = ROWS;
    void draw();
  };
  const showMore = () => {
    limit += ROWS;
    void draw();
  };
  const day = h("input", { id: "dia", type: "date", value: now, max: now, onchange: changeDay });
  const title = h("h1", {});
  const sums = h("div");
  const list = h("div");
  main.append(
    title,
    sums,
    h(
      "div",
      { class: "actions screen" },
      button("Imprimir la hoja del día", () => void printSheet()),
    ),
    list,
    h("div", { class: "screen" }, field("Ver otro día", day)),
  );

  async function draw() {
    const chosen = day.value || now;
    const procedures = [null, ...catalogue.procedures.map(({ id }) => id)];
    const [counted, rows] = await Promise.all([
      totals(database, session.centre, chosen, procedures),
      attentionsOfDay(database, session.centre, chosen, limit),
    ]);
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    const name = chosen === now ? "Hoy" : dayWords(chosen);
    title.textContent = `${name}: ${total} ${total === 1 ? "atención" : "atenciones"}`;
    redraw(sums, counted, () => [
      total ? sumTable(catalogue, counted) : h("p", {}, "Aún no hay atenciones de este día en este equipo."),
    ]);
    redraw(list, [limit, rows], () => [
      h("h2", {}, "Una por una"),
      h("ul", { class: "entries" }, ...rows.map((row) => entry(catalogue, row))),
      rows.length === limit ? button("Ver más", showMore, { class: "second screen" }) : "",
    ]);
  }

  async function printSheet() {
    limit = ROWS_ON_PAPER;
    await draw();
    print();
    // What is sent afterwards is shown again.
    limit = ROWS;
    await draw();
  }

  await draw();
  return notifier.subscribe((topic) => {
    if (topic === "items") void draw();
  });
}

/**
 * @param {DeskCatalogue} catalogue
 * @param {[procedure: string | null, count: number][]} counted
 */
function sumTable(catalogue, counted) {
  const rows = counted.map(([procedure, count]) =>
    h("tr", {}, h("th", { scope: "row" }, procedureName(catalogue, procedure)), h("td", {}, count)),
  );
  return h("table", { class: "sums" }, h("caption", {}, "Por trámite"), h("tbody", {}, ...rows));
}

/**
 * @param {DeskCatalogue} catalogue
 * @param {Row} row
 */
function entry(catalogue, { stored, state, annulled }) {
  const { item } = stored;
  if (item.kind !== "attention") return "";
  const name = procedureName(catalogue, item.procedure);
  const at = hourOf(item.started_at);
  const link = (/** @type {string} */ place, /** @type {string} */ words, /** @type {string} */ label) =>
    h("a", { href: `#${place}=${stored.id}`, "aria-label": `${label} ${name}, ${at}` }, words);
  return h(
    "li",
    { class: annulled ? "annulled" : null },
    h("p", {}, h("b", {}, at), " ", name),
    h("p", { class: "note" }, `${OUTCOMES[item.outcome]} · ${annulled ? "Anulada" : STATES[state]}`),
    h(
      "p",
      { class: "screen links" },
      link("guardada", "Constancia", "Constancia de"),
      !annulled && link("anular", "Anular", "Anular"),
    ),
  );
}
