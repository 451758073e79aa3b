/** A day at this desk: how many of each, each one, and the sheet to print. */

import { nameOf } from "../catalogue.js";
import { button, field, h, redraw } from "../elements.js";
import { hour, limaDay } from "../identifiers.js";
import { ofDay, totals } from "../items.js";
import { dayWords, OUTCOME } from "../words.js";

const ROWS = 50;
const STATES = { waiting: "Por enviar", sent: "Enviada", refused: "Por revisar", settled: "Revisada" };

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 */
export async function today(desk, main) {
  const now = limaDay(desk.clock.now());
  let limit = ROWS;
  const day = h("input", { id: "dia", type: "date", value: now, max: now, onchange: () => { limit = ROWS; void draw(); } });
  const title = h("h1", {});
  const sums = h("div");
  const list = h("div");
  main.append(
    title,
    sums,
    h("div", { class: "actions screen" }, button("Imprimir la hoja del día", () => void sheet())),
    list,
    h("div", { class: "screen" }, field("Ver otro día", day)),
  );

  async function draw() {
    const chosen = day.value || now;
    const procedures = [null, ...desk.catalogue.procedures.map(({ id }) => id)];
    const [counted, rows] = await Promise.all([totals(desk.db, desk.centre, chosen, procedures), ofDay(desk.db, desk.centre, chosen, limit)]);
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    title.textContent = `${chosen === now ? "Hoy" : dayWords(chosen)}: ${total} ${total === 1 ? "atención" : "atenciones"}`;
    redraw(sums, counted, () => [total ? h("table", { class: "sums" }, h("caption", {}, "Por trámite"),
      h("tbody", {}, ...counted.map(([procedure, count]) => h("tr", {}, h("th", { scope: "row" }, nameOf(desk.catalogue, procedure)), h("td", {}, count))))) : h("p", {}, "Aún no hay atenciones de este día en este equipo.")]);
    redraw(list, [limit, rows], () => [h("h2", {}, "Una por una"), h("ul", { class: "entries" }, ...rows.map(({ kept, state, annulled }) => {
      const item = kept.item;
      if (item.kind !== "attention") return "";
      const name = nameOf(desk.catalogue, item.procedure);
      const at = hour(Date.parse(item.started_at));
      return h("li", { class: annulled ? "annulled" : null },
        h("p", {}, h("b", {}, at), " ", name),
        h("p", { class: "note" }, `${OUTCOME[item.outcome]} · ${annulled ? "Anulada" : STATES[state]}`),
        h("p", { class: "screen links" },
          h("a", { href: `#guardada=${kept.id}`, "aria-label": `Constancia de ${name}, ${at}` }, "Constancia"),
          !annulled && h("a", { href: `#anular=${kept.id}`, "aria-label": `Anular ${name}, ${at}` }, "Anular")));
    })), rows.length === limit ? button("Ver más", () => { limit += ROWS; void draw(); }, { class: "second screen" }) : ""]);
  }

  async function sheet() {
    limit = 2000;
    await draw();
    print();
  }

  await draw();
  return desk.onChange((what) => void (what === "items" && limit === ROWS && draw()));
}
