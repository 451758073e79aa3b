/** What waits, what was not taken and what to do about it, and the way by hand. */

import { FileRefusedError, outboxFile, takeFile } from "../carry.js";
import { nameOf } from "../catalogue.js";
import { begin, keepDraft } from "../draft.js";
import { button, field, h, redraw, sayProblems } from "../elements.js";
import { hour, iso, parts } from "../identifiers.js";
import { counts, refused, sendAgain, settled, waitingCentres } from "../items.js";
import { dayWords, whyRefused } from "../words.js";
import { setting } from "../database.js";

/**
 * @typedef {import("../types.js").KeptItem} KeptItem
 * @typedef {import("../types.js").KeptVerdict} KeptVerdict
 */

const ROWS = 20;
const OF_THE_CLOCK = ["in_the_future", "day_mismatch", "ends_before_start"];

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 */
export async function outbox(desk, main) {
  const title = h("h1", {});
  const state = h("p", { role: "status" });
  const toSee = h("div");
  const byHand = h("div");
  const said = h("p", { role: "status" });
  const file = h("input", { id: "archivo", type: "file", accept: ".json,application/json", onchange: () => void take() });
  main.append(
    title, state,
    h("div", { class: "actions" }, button("Enviar ahora", () => void desk.sender.wake("person"), { class: "main" })),
    toSee,
    h("h2", {}, "Sin conexión por semanas"),
    h("p", {}, "Guarde lo que falta enviar en una memoria USB y llévelo a otro puesto o a la oficina. Enviarlo por los dos caminos cuenta una sola vez."),
    byHand,
    field("Tomar el archivo de otro puesto", file),
    said,
  );

  async function draw() {
    const { waiting, refused: open } = await counts(desk.db, desk.session.centres);
    title.textContent = waiting ? `${waiting} por enviar` : "Todo está enviado";
    state.textContent = await how(waiting);
    const rows = open ? await refused(desk.db, ROWS) : [];
    redraw(toSee, [open, rows.map(({ verdict }) => verdict)], () =>
      rows.length ? [h("h2", {}, `${open} por revisar`), h("ul", { class: "entries" }, ...rows.map(({ kept, verdict }) => row(kept, verdict)))] : []);
    const centres = await waitingCentres(desk.db);
    redraw(byHand, centres, () => [h("ul", { class: "plain-list" }, ...centres.map(([centre, count]) =>
      h("li", {}, button(`Guardar ${count} en un archivo${centre === desk.centre ? "" : `: ${desk.catalogue.centres[centre]?.[1] ?? centre}`}`, () => void give(centre)))))]);
  }

  /** @param {number} waiting */
  async function how(waiting) {
    const { sender } = desk;
    const pause = await setting(desk.db, "pause");
    if (sender.state === "sending") return "Enviando…";
    if (sender.state === "sign-in" || desk.session.now?.ended) return "Para enviar, inicie sesión otra vez.";
    if (!waiting) return "Cada atención tiene respuesta del sistema.";
    if (!navigator.onLine) return "Sin conexión. Se enviará solo cuando vuelva.";
    if (pause) return `${pause.asked ? "El sistema pidió esperar. " : "No hubo respuesta. "}Se intentará otra vez solo a las ${hour(desk.clock.now() + pause.until - Date.now())}.`;
    return "Se enviará enseguida.";
  }

  /**
   * @param {KeptItem} kept
   * @param {KeptVerdict} verdict
   */
  function row(kept, verdict) {
    const item = kept.item;
    const name = item.kind === "attention" ? nameOf(desk.catalogue, item.procedure) : "Anulación";
    const remove = button("Quitar de la lista", () => {
      if (remove.dataset["asked"]) void settled(desk.db, kept.id).then(() => desk.tell("items"));
      remove.dataset["asked"] = "yes";
      remove.textContent = "¿Seguro? Quitar";
    }, { class: "plain" });
    return h("li", {},
      h("p", {}, h("b", {}, name), ` · ${dayWords(parts(kept.id)?.day ?? "")}${item.kind === "attention" ? `, ${item.started_at.slice(11, 16)}` : ""}`),
      h("p", {}, whyRefused(verdict)),
      h("div", { class: "actions" },
        item.kind === "attention" && button("Registrar de nuevo", () => anew(kept, verdict)),
        item.kind === "attention" && verdict.verdict === "conflict" && h("a", { class: "button", href: `#anular=${kept.id}` }, "Anular"),
        verdict.verdict === "rejected" && button("Enviar otra vez", () => void sendAgain(desk.db, kept.id).then(() => { void desk.sender.wake("person"); desk.tell("items"); })),
        remove));
  }

  /**
   * The same facts as a new item; its time too, unless the clock was what was wrong.
   * @param {KeptItem} kept
   * @param {KeptVerdict} verdict
   */
  function anew(kept, verdict) {
    if (kept.item.kind !== "attention") return;
    const { visit, procedure, outcome, reason, citizen, started_at: started, ended_at: ended } = kept.item;
    const clock = verdict.errors.some(({ code }) => OF_THE_CLOCK.includes(code));
    const when = clock ? {} : { started: Date.parse(started), ended: Date.parse(ended) };
    keepDraft(begin(desk.clock.now(), { visit, procedure, outcome, reason, citizen: citizen ?? {}, instead: kept.id, ...when }));
    desk.go("");
  }

  /** @param {string} centre */
  async function give(centre) {
    const { text, name, count } = await outboxFile(desk.db, centre, iso(desk.clock.now()));
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    said.textContent = `${count} guardadas en ${name}. Aquí siguen por enviar.`;
  }

  async function take() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const { found, fresh } = await takeFile(desk.db, await chosen.text(), desk.session.centres);
      said.textContent = `${found} en el archivo: ${fresh} nuevas por enviar, ${found - fresh} ya estaban aquí.`;
      sayProblems(main, []);
      void desk.sender.wake("person");
      desk.tell("items");
    } catch (error) {
      if (!(error instanceof FileRefusedError)) throw error;
      sayProblems(main, [["archivo", error.message]]);
    } finally {
      file.value = "";
    }
  }

  await draw();
  return desk.onChange((what) => void (what === "items" && draw()));
}
