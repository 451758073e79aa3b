/** Register an attention: which procedure, how it ended, save. Three keys for the nine most used. */

import { limaDay, timeOfDay } from "../../../scripts/lima.js";
import { button, h } from "../../elements.js";
import { showProblems } from "../../problems.js";
import { dayWords, elapsed } from "../../words.js";
import { notOffered } from "./not_offered.js";
import { outcomeForm } from "./outcome_form.js";
import { ProcedureList } from "./procedure_list.js";

/**
 * @typedef {import("../../core/types.js").Draft} Draft
 * @typedef {Pick<import("../../main.js").Parts, "catalogue" | "clock" | "session" | "sender" | "drafts" |
 *   "usage" | "preferences" | "entityStatus" | "notifier" | "go">} RegisterNeeds
 */

/** An attention that took longer was probably left open. */
const LONG = 4 * 3_600_000;

/**
 * @param {HTMLElement} main
 * @param {RegisterNeeds} needs
 */
export function register(main, needs) {
  const registration = new Registration(main, needs);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (!event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing) registration.onKey(event);
  };
  document.addEventListener("keydown", onKey);
  const ticking = setInterval(() => registration.showTime(), 1000);
  const unsubscribe = needs.notifier.subscribe((topic) => {
    if (topic === "status") registration.statusChanged();
  });
  registration.start();
  return () => {
    clearInterval(ticking);
    document.removeEventListener("keydown", onKey);
    unsubscribe();
  };
}

/** One use of the form, from the choice of a procedure to the save. Each of its steps draws itself into `main`. */
export class Registration {
  /**
   * @param {HTMLElement} main
   * @param {RegisterNeeds} needs
   */
  constructor(main, needs) {
    this.main = main;
    this.needs = needs;
    this.draft = needs.drafts.read();
    /** What is known of the person who stays for another procedure; stored once one is chosen. */
    this.from = (!this.draft && needs.drafts.next) || {};
    needs.drafts.next = null;
    this.procedureList = new ProcedureList(this);
    this.saving = false;
    /** What a key does in the step that is shown. @type {(event: KeyboardEvent) => void} */
    this.onKey = () => {};
  }

  start() {
    const { procedure, outcome, instead } = this.draft ?? {};
    if (outcome === "not_offered" && !instead) this.askWhatWasNotOffered();
    else if (procedure && outcome !== "not_offered") this.askForOutcome();
    else this.askForProcedure();
  }

  /** @param {Partial<Draft>} change */
  change(change) {
    this.draft = { ...(this.draft ?? this.needs.drafts.begin(this.from)), ...change };
    this.needs.drafts.store(this.draft);
  }

  askForProcedure() {
    this.onKey = this.procedureList.show();
  }

  /** @param {string} procedure */
  chooseProcedure(procedure) {
    const wasNotOffered = this.draft?.outcome === "not_offered";
    this.change({ procedure, ...(wasNotOffered && { outcome: null, reason: null }) });
    this.askForOutcome();
  }

  askForOutcome() {
    this.onKey = outcomeForm(this);
  }

  askWhatWasNotOffered() {
    this.onKey = notOffered(this);
  }

  /** Leave the form; what was filled in is only thrown away after a question. */
  cancel() {
    const { outcome, citizen = {} } = this.draft ?? {};
    const filled = (outcome && outcome !== "not_offered") || Object.keys(citizen).length > 0;
    if (filled) this.ask("¿Dejar esta atención sin guardar?", "Sí, dejarla", () => this.discard());
    else this.discard();
  }

  discard() {
    this.draft = null;
    this.from = {};
    this.needs.drafts.discard();
    this.procedureList.clear();
    this.askForProcedure();
  }

  /** Which systems are down may have changed. */
  statusChanged() {
    if (!this.draft?.procedure && !this.draft?.outcome) this.procedureList.draw();
  }

  showTime() {
    const shown = document.getElementById("tiempo");
    if (!shown || !this.draft) return;
    const end = this.draft.ended ?? this.needs.clock.now();
    shown.textContent = elapsed(end - this.draft.started);
  }

  /**
   * @param {string} question
   * @param {string} words of the button that does the work
   * @param {() => void} work
   */
  ask(question, words, work) {
    this.main.querySelector(".question")?.remove();
    const title = h("h2", { tabindex: -1 }, question);
    const buttons = [
      button(words, work, { class: "main" }),
      button("No, seguir", () => place.remove(), { class: "second" }),
    ];
    const place = h("div", { class: "question" }, title, h("div", { class: "actions" }, ...buttons));
    this.main.append(place);
    title.focus();
    place.scrollIntoView({ block: "center" });
  }

  submit() {
    const { draft, main } = this;
    if (!draft || this.saving) return;
    const problems = whatIsMissing(draft);
    showProblems(main, problems);
    if (problems.length) return;
    const { started, ended } = draft;
    if (ended === undefined && this.needs.clock.now() - started > LONG) {
      const since = `${dayWords(limaDay(started))}, ${timeOfDay(started)}`;
      return this.ask(
        `Esta atención está abierta desde el ${since}. ¿Guardarla así?`,
        "Sí, guardarla así",
        () => void this.save(draft),
      );
    }
    void this.save(draft);
  }

  /** @param {Draft} draft */
  async save(draft) {
    const { main } = this;
    const { author, centre } = this.needs.session;
    // Somebody else took the desk over, or its centre is being chosen: their screen is about to be drawn.
    if (this.saving || draft.author !== author || !centre) return;
    this.saving = true;
    try {
      const { id, elsewhere } = await this.needs.drafts.finish(draft, centre);
      if (elsewhere) this.needs.go(`guardada=${id}&otra`);
      else await this.leave(id, draft);
    } catch (error) {
      this.saving = false;
      showProblems(main, [["", saveProblem(error)]]);
    }
  }

  /**
   * @param {string} id of what was saved
   * @param {Draft} draft
   */
  async leave(id, draft) {
    const { usage, sender, notifier, go } = this.needs;
    // It is saved, whatever happens to the order of the list.
    await usage.add(draft.procedure).catch(() => {});
    void sender.wake("saved");
    notifier.announce("items");
    go(`guardada=${id}`);
  }
}

/**
 * @param {Draft} draft
 * @returns {import("../../problems.js").Problem[]}
 */
function whatIsMissing(draft) {
  if (!draft.outcome) return [["resultado", "Diga cómo terminó."]];
  const noReason = draft.outcome === "not_completed" && !draft.reason;
  return noReason ? [["motivo", "Diga por qué no se pudo."]] : [];
}

/** @param {unknown} error */
function saveProblem(error) {
  const full = error instanceof DOMException && error.name === "QuotaExceededError";
  return full
    ? "No hay espacio en este equipo y no se guardó. Libere espacio y guarde otra vez."
    : "No se pudo guardar. Guarde otra vez. Si sigue igual, recargue la página.";
}
