/** The public kiosk asks whoever did a procedure alone whether it worked, and if not, why. It forgets each answer. */

import { receiptCode } from "../../scripts/receipt_code.js";
import { centreNumber, findProcedure, matching, proceduresAt } from "../catalogue.js";
import { save } from "../core/items.js";
import { attentionFrom } from "../core/new_items.js";
import { button, h } from "../elements.js";
import { answerTimes, mayAnswer, storeAnswerTime } from "../machine/kiosk_limit.js";
import { lockScreen } from "./lock.js";

/**
 * @typedef {import("../core/types.js").Attention} Attention
 * @typedef {import("../core/types.js").Draft} Draft
 * @typedef {Pick<import("../main.js").Parts, "database" | "catalogue" | "clock" | "session" | "sender" | "drafts" |
 *   "usage" | "notifier"> & import("./lock.js").LockNeeds} KioskNeeds
 */

const ROWS = 8;
const IDLE = 45_000;
const THANKS = 15_000;

/** @type {[words: string, outcome: import("../core/types.js").Outcome, reason: string | null][]} */
const ANSWERS = [
  ["Sí, terminé", "completed", null],
  ["Falta una respuesta", "pending", null],
  ["No: la página no respondió", "not_completed", "entity_system_down"],
  ["No: me faltó un requisito", "not_completed", "missing_requirement"],
  ["No: se fue la conexión", "not_completed", "no_connectivity"],
  ["No: no pude pagar", "not_completed", "payment_failed"],
  ["No: por otra cosa", "not_completed", "other"],
];
const RATINGS = ["Muy mal", "Mal", "Regular", "Bien", "Muy bien"];

/**
 * @param {HTMLElement} main
 * @param {KioskNeeds} needs
 * @param {string} procedure one that is asked about at once, or ""
 */
export function kiosk(main, needs, procedure) {
  const screen = new Kiosk(main, needs);
  if (procedure) screen.askHowItWent(procedure);
  else screen.start();
  return () => screen.stop();
}

class Kiosk {
  /**
   * @param {HTMLElement} main
   * @param {KioskNeeds} needs
   */
  constructor(main, needs) {
    this.main = main;
    this.needs = needs;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.answering = false;
    for (const event of ["pointerdown", "keydown"]) main.addEventListener(event, () => this.startAfter(IDLE));
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** @param {number} milliseconds */
  startAfter(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), milliseconds);
  }

  /**
   * @param {string} title
   * @param {...(Node | string)} rows
   */
  draw(title, ...rows) {
    const heading = h("h1", { tabindex: -1 }, title);
    this.main.replaceChildren(heading, ...rows);
    heading.focus();
  }

  start() {
    const { catalogue, session, usage } = this.needs;
    clearTimeout(this.timer);
    if (location.hash) history.replaceState(null, "", "/asesor/");
    const procedures = proceduresAt(catalogue, session.centre, usage.counts);
    const rows = h("ul", { class: "rows" });
    const list = (/** @type {string} */ typed) => {
      const found = typed ? matching(catalogue, procedures, typed) : procedures;
      const first = found.slice(0, ROWS);
      rows.replaceChildren(
        ...first.map(({ id, name }) =>
          h(
            "li",
            {},
            button(name, () => this.askHowItWent(id)),
          ),
        ),
      );
    };
    const oninput = () => list(search.value);
    const search = h("input", { id: "buscar", type: "search", autocomplete: "off", oninput });
    list("");
    this.draw(
      "¿Hizo un trámite aquí, sin asesor?",
      h("p", {}, "Díganos cuál. No pedimos su nombre ni su documento."),
      rows,
      h("div", { class: "field" }, h("label", { for: "buscar" }, "Otro trámite"), search),
      button("Soy asesor", () => this.askForPin(), { class: "plain" }),
    );
  }

  /** @param {string} id of the procedure */
  askHowItWent(id) {
    const procedure = findProcedure(this.needs.catalogue, id);
    if (!procedure) return this.start();
    this.startAfter(IDLE);
    const answers = ANSWERS.map(([words, outcome, reason]) =>
      h(
        "li",
        {},
        button(words, () => void this.answer({ procedure: id, outcome, reason })),
      ),
    );
    this.draw(
      "¿Pudo hacerlo?",
      h("p", {}, procedure.name),
      h("ul", { class: "rows" }, ...answers),
      button("Volver", () => this.start(), { class: "plain" }),
    );
  }

  /** @param {Partial<Draft>} answer */
  async answer(answer) {
    if (this.answering) return;
    this.answering = true;
    try {
      await this.take(answer);
    } catch {
      this.say("No se pudo anotar su respuesta. Su trámite no cambia por eso.");
    } finally {
      this.answering = false;
    }
  }

  /** @param {Partial<Draft>} answer */
  async take(answer) {
    const { database, clock, drafts, session, sender, notifier } = this.needs;
    // Nobody here can say what time it is: an advisor can, and a link.
    if (clock.wentBack) {
      this.draw("Un momento…", this.endButton("second"));
      await clock.askServer();
    }
    if (clock.wentBack) return this.say("Falta la hora y esta no se anotó. Avise a un asesor.");
    const now = clock.now();
    const times = await answerTimes(database);
    if (!mayAnswer(times, now)) {
      return this.say("Hubo muchas respuestas y esta no se anotó. Intente en unos minutos.");
    }
    const draft = drafts.begin({ ...answer, channel: "self_service" });
    const item = attentionFrom(draft, session.centre, now);
    await storeAnswerTime(database, times, now);
    await save(database, item, draft.author);
    void sender.wake("saved");
    notifier.announce("items");
    this.askForRating(item);
  }

  /** @param {string} words */
  say(words) {
    this.draw("Gracias", h("p", {}, words), this.endButton("main"));
    this.startAfter(THANKS);
  }

  /** @param {Attention} item */
  askForRating({ id }) {
    const { database, catalogue, session, sender } = this.needs;
    const code = receiptCode(id, centreNumber(catalogue, session.centre));
    const rate = async (/** @type {number} */ rating) => {
      if (code) await database.put("ratings", { code, id, rating }).catch(() => {});
      void sender.wake("saved");
      this.draw("Gracias", this.endButton("main"));
      this.startAfter(THANKS / 3);
    };
    const stars = RATINGS.map((words, i) =>
      h(
        "li",
        {},
        button(words, () => void rate(i + 1)),
      ),
    );
    this.draw("Gracias. ¿Cómo le fue?", h("ol", { class: "stars", role: "list" }, ...stars), this.endButton("second"));
    this.startAfter(THANKS);
  }

  /** @param {"main" | "second"} look */
  endButton(look) {
    return button("Terminar", () => this.start(), { class: look });
  }

  askForPin() {
    this.startAfter(IDLE);
    const back = () => button("Volver al kiosco", () => this.start(), { class: "plain" });
    lockScreen(this.main, { ...this.needs, back });
  }
}
