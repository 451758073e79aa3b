/** Register an attention: which procedure, how it ended, save. Three keys for the nine most used. */

import { showProblems } from "../../problems.js";
import { elapsed } from "../../words.js";
import { notOffered } from "./not_offered.js";
import { outcomeForm } from "./outcome_form.js";
import { ProcedureList } from "./procedure_list.js";

/**
 * @typedef {import("../../core/types.js").Draft} Draft
 * @typedef {Pick<import("../../main.js").Parts, "catalogue" | "clock" | "session" | "sender" | "drafts" |
 *   "usage" | "preferences" | "entityStatus" | "notifier" | "go">} RegisterNeeds
 */

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
    this.procedureList = new ProcedureList(this);
    this.saving = false;
    /** What a key does in the step that is shown. @type {(event: KeyboardEvent) => void} */
    this.onKey = () => {};
  }

  start() {
    if (this.draft?.procedure && this.draft.outcome !== "not_offered") this.askForOutcome();
    else this.askForProcedure();
  }

  /** @param {Partial<Draft>} change */
  change(change) {
    this.draft = { ...(this.draft ?? this.needs.drafts.begin()), ...change };
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

  cancel() {
    this.draft = null;
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

  async submit() {
    const { draft, main } = this;
    if (!draft || this.saving) return;
    const problems = whatIsMissing(draft);
    showProblems(main, problems);
    if (problems.length) return;
    this.saving = true;
    try {
      const { id, elsewhere } = await this.needs.drafts.finish(draft, this.needs.session.centre);
      if (elsewhere) this.needs.go(`guardada=${id}&otra`);
      else void this.leave(id, draft);
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
    await usage.add(draft.procedure);
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
    ? "No hay espacio en este equipo y no se guardó. Libere espacio y guarde otra vez; esta pantalla espera."
    : "No se pudo guardar. Guarde otra vez; si sigue igual, recargue la página: esta atención se conserva.";
}
