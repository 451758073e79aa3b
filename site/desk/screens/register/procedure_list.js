/** Which procedure: the nine most used, or those that have the words typed. */

import { timeOfDay } from "../../../scripts/lima.js";
import { matching, proceduresAt } from "../../catalogue.js";
import { button, h, isTyping, redraw } from "../../elements.js";

/** @typedef {import("../../core/types.js").Procedure} Procedure */

/** As many as there are keys. */
const NUMBERED = 9;

export class ProcedureList {
  /** @param {import("./register.js").Registration} registration */
  constructor(registration) {
    this.registration = registration;
    this.typed = "";
    this.showsAll = false;
    this.search = h("input", {
      id: "buscar",
      type: "search",
      autocomplete: "off",
      "aria-controls": "tramites",
      oninput: () => {
        this.typed = this.search.value;
        this.draw();
      },
    });
    this.place = h("div", { id: "tramites" });
  }

  /** @returns {(event: KeyboardEvent) => void} what a key does meanwhile */
  show() {
    const { registration, search } = this;
    const title = registration.draft?.instead ? "¿Qué trámite era?" : "¿Qué trámite?";
    registration.main.replaceChildren(
      h("h1", {}, h("label", { for: "buscar" }, title)),
      registration.from.visit ? samePerson(registration) : "",
      search,
      this.place,
      button("Pide algo que aquí no se ofrece", () => registration.askWhatWasNotOffered(), { class: "second" }),
    );
    this.draw();
    // On a touch screen the keyboard would cover the list.
    if (matchMedia("(hover: hover)").matches) search.focus();
    return (event) => this.onKey(event);
  }

  clear() {
    this.typed = "";
    this.search.value = "";
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Escape" && this.typed) {
      this.clear();
      return this.draw();
    }
    const chosen = this.procedures()[this.indexOf(event)];
    if (!chosen) return;
    event.preventDefault();
    this.registration.chooseProcedure(chosen.id);
  }

  /**
   * Which procedure of the list a key means; -1 for none.
   * @param {KeyboardEvent} event
   */
  indexOf({ key }) {
    const byNumber = this.registration.needs.preferences.current.keys && !isTyping();
    if (/^[1-9]$/.test(key) && byNumber) return Number(key) - 1;
    return key === "Enter" && document.activeElement === this.search && this.typed ? 0 : -1;
  }

  procedures() {
    const { catalogue, session, usage } = this.registration.needs;
    const offered = proceduresAt(catalogue, session.centre, usage.counts);
    return this.typed.trim() ? matching(catalogue, offered, this.typed) : offered;
  }

  draw() {
    const { typed, showsAll } = this;
    const { down } = this.registration.needs.entityStatus;
    const found = this.procedures();
    const cut = !typed && !showsAll && found.length > NUMBERED;
    const shown = cut ? found.slice(0, NUMBERED) : found;
    const looks = shown.map(({ id, entity }) => [id, down.get(entity)?.last]);
    redraw(this.place, [typed, showsAll, looks], () => [
      h("ol", { class: "rows numbered", role: "list" }, ...shown.map((procedure, i) => this.row(procedure, i))),
      cut ? button(`Ver los ${found.length} trámites`, () => this.showAll(), { class: "plain" }) : "",
      h("p", { role: "status" }, typed && !found.length ? NOT_FOUND : ""),
    ]);
  }

  showAll() {
    this.showsAll = true;
    this.draw();
  }

  /**
   * @param {Procedure} procedure
   * @param {number} i its place in the list
   */
  row({ id, name, entity }, i) {
    const { catalogue, entityStatus, preferences } = this.registration.needs;
    const down = entityStatus.down.get(entity);
    const [entityName] = catalogue.entities[entity] ?? [entity];
    const warning = down && h("b", { class: "down" }, ` Sistema caído, aviso de las ${timeOfDay(down.last)}`);
    const key = i < NUMBERED && preferences.current.keys && h("kbd", { "aria-hidden": "true" }, i + 1);
    const words = h("span", {}, name, h("small", {}, entityName, warning));
    return h(
      "li",
      {},
      h("button", { type: "button", onclick: () => this.registration.chooseProcedure(id) }, key, words),
    );
  }
}

/**
 * That the form goes on with the person of the last attention is said, and can be put right.
 * @param {import("./register.js").Registration} registration
 */
const samePerson = (registration) =>
  h(
    "p",
    { class: "same" },
    "Es la misma persona de la atención anterior. ",
    button("Es otra persona", () => registration.discard(), { class: "plain" }),
  );

const NOT_FOUND = "No está en la lista. Pruebe otra palabra, o regístrelo como no ofrecido.";
