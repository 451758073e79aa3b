/** The public kiosk asks whoever did a procedure alone: did it work, and if not, why. Nothing stays for the next one. */

import { matching } from "../catalogue.js";
import { setting } from "../database.js";
import { begin, finished } from "../draft.js";
import { button, h } from "../elements.js";
import { save } from "../items.js";
import { mayAnswer, stillCounting } from "../kiosk_limit.js";
import { receiptCode } from "../receipt.js";
import { lock } from "./lock.js";

const SHOWN = 8;
const IDLE = 45_000;
const THANKS = 15_000;

/** @type {[string, import("../types.js").Outcome, string | null][]} */
const ANSWERS = [
  ["Sí, terminé", "completed", null],
  ["Falta una respuesta", "pending", null],
  ["No: la página no respondió", "not_completed", "entity_system_down"],
  ["No: me faltó un requisito", "not_completed", "missing_requirement"],
  ["No: se fue la conexión", "not_completed", "no_connectivity"],
  ["No: no pude pagar", "not_completed", "payment_failed"],
  ["No: por otra cosa", "not_completed", "other"],
];

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 * @param {string} rest a procedure that is asked about at once
 */
export function kiosk(desk, main, rest) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const backAfter = (/** @type {number} */ time) => {
    clearTimeout(timer);
    timer = setTimeout(start, time);
  };
  const draw = (/** @type {string} */ title, /** @type {(Node | string)[]} */ ...rows) => {
    const heading = h("h1", { tabindex: -1 }, title);
    main.replaceChildren(heading, ...rows);
    heading.focus();
  };
  const alive = () => backAfter(IDLE);
  main.addEventListener("pointerdown", alive);
  main.addEventListener("keydown", alive);

  function start() {
    clearTimeout(timer);
    if (location.hash) history.replaceState(null, "", "/asesor/");
    const rows = h("ul", { class: "rows" });
    const list = (/** @type {string} */ typed) => {
      const found = typed ? matching(desk.catalogue, desk.procedures, typed) : desk.procedures;
      rows.replaceChildren(...found.slice(0, SHOWN).map(({ id, name }) => h("li", {}, button(name, () => ask(id)))));
    };
    const search = h("input", { id: "buscar", type: "search", autocomplete: "off", oninput: () => list(search.value) });
    list("");
    draw("¿Hizo un trámite aquí, sin asesor?",
      h("p", {}, "Díganos cuál. No pedimos su nombre ni su documento."),
      rows,
      h("div", { class: "field" }, h("label", { for: "buscar" }, "Otro trámite"), search),
      button("Soy asesor", leave, { class: "plain" }));
  }

  /** @param {string} procedure */
  function ask(procedure) {
    const draft = begin(desk.clock.now(), { procedure });
    const known = desk.catalogue.procedures.find(({ id }) => id === procedure);
    if (!known) return start();
    backAfter(IDLE);
    draw("¿Pudo hacerlo?", h("p", {}, known.name),
      h("ul", { class: "rows" }, ...ANSWERS.map(([words, outcome, reason]) => h("li", {}, button(words, () => void answer({ ...draft, outcome, reason }))))),
      button("Volver", start, { class: "plain" }));
  }

  let answering = false;

  /** @param {import("../types.js").Draft} draft */
  async function answer(draft) {
    if (answering) return;
    answering = true;
    const now = desk.clock.now();
    const times = /** @type {number[]} */ ((await setting(desk.db, "kiosk-times")) ?? []);
    if (!mayAnswer(times, now)) {
      answering = false;
      draw("Gracias", h("p", {}, "Hubo muchas respuestas seguidas y esta no se anotó. Intente en unos minutos."), button("Terminar", start, { class: "main" }));
      return backAfter(THANKS);
    }
    const item = finished(draft, desk.centre, now, "self_service");
    await save(desk.db, item);
    await desk.db.put("settings", [...stillCounting(times, now), now], "kiosk-times");
    void desk.sender.wake("saved");
    desk.tell("items");
    answering = false;
    const code = receiptCode(item.id, desk.centreNumber(desk.centre));
    const rate = (/** @type {number} */ rating) => void (async () => {
      if (code) await desk.db.put("ratings", { code, id: item.id, rating });
      void desk.sender.wake("saved");
      draw("Gracias", button("Terminar", start, { class: "main" }));
      backAfter(THANKS / 3);
    })();
    draw("Gracias. ¿Cómo le fue?",
      h("ol", { class: "stars", role: "list" }, ...["Muy mal", "Mal", "Regular", "Bien", "Muy bien"].map((words, i) => h("li", {}, button(words, () => rate(i + 1))))),
      button("Terminar", start, { class: "second" }));
    backAfter(THANKS);
  }

  function leave() {
    backAfter(IDLE);
    main.replaceChildren();
    lock(desk, main);
    main.append(button("Volver al kiosco", start, { class: "plain" }));
  }

  if (rest) ask(rest);
  else start();
  return () => clearTimeout(timer);
}
