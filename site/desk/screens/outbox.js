/** What waits, what was refused and what to do about it, and the way by hand. */

import { timeOfDay } from "../../scripts/lima.js";
import { counts, toReview } from "../core/item_queries.js";
import { button, h, redraw } from "../elements.js";
import { carriedFiles } from "./carried_files.js";
import { refusedItem } from "./refused_item.js";

/**
 * @typedef {Pick<import("../main.js").Parts,
 *   "database" | "catalogue" | "clock" | "session" | "sender" | "drafts" | "notifier" | "go">} OutboxNeeds
 */

const ROWS = 20;

/**
 * @param {HTMLElement} main
 * @param {OutboxNeeds} needs
 */
export async function outbox(main, needs) {
  const { database, session, sender, notifier } = needs;
  const own = { ...needs, main };
  const title = h("h1", {});
  const state = h("p", { role: "status" });
  const refused = h("div");
  const files = carriedFiles(main, needs);
  const sendNow = button("Enviar ahora", () => void sender.wake("person"), { class: "main" });
  main.append(title, state, h("div", { class: "actions" }, sendNow), refused, ...files.elements);

  async function draw() {
    const found = await counts(database, session.signedIn, await session.senders());
    title.textContent = headline(found);
    state.textContent = await sendingState(needs, found.waiting);
    const rows = found.refused ? await toReview(database, session.signedIn, ROWS) : [];
    redraw(refused, [found.refused, rows.map(({ verdict }) => verdict)], () => {
      if (!rows.length) return [];
      const list = rows.map(({ stored, verdict }) => refusedItem(own, stored, verdict));
      return [h("h2", {}, `${found.refused} por revisar`), h("ul", { class: "entries" }, ...list)];
    });
    await files.draw();
  }

  await draw();
  return notifier.subscribe((topic) => {
    if (topic === "items") void draw();
  });
}

/** @param {{waiting: number, refused: number}} found */
function headline({ waiting, refused }) {
  const parts = [waiting && `${waiting} por enviar`, refused && `${refused} por revisar`].filter(Boolean);
  return parts.join(" y ") || "Todo está enviado";
}

/**
 * What will happen to the items that wait, in words.
 * @param {OutboxNeeds} needs
 * @param {number} waiting
 */
async function sendingState({ session, sender }, waiting) {
  const next = await sender.nextTry();
  if (sender.state === "sending") return "Enviando…";
  if (session.signedIn?.ended) return "Para enviar, inicie sesión otra vez.";
  if (!waiting) return "Cada atención tiene respuesta del sistema.";
  if (sender.state === "no-centre") return "Su cuenta no puede enviar. Avise a la oficina del programa.";
  if (!navigator.onLine) return "Sin conexión. Se enviará solo cuando vuelva.";
  if (!next) return "Se enviará enseguida.";
  const why = next.asked ? "El sistema pidió esperar." : "No hubo respuesta.";
  return `${why} Se intentará otra vez solo a las ${timeOfDay(next.at)}.`;
}
