/** How the attention ended, and what is known of the person; beside it what the procedure needs. */

import { OUTCOMES, REASONS } from "../../../scripts/contract.js";
import { timeOfDay } from "../../../scripts/lima.js";
import { findProcedure, price, procedureName } from "../../catalogue.js";
import { citizenFields } from "../../citizen.js";
import { button, choice, form, h, isTyping } from "../../elements.js";

/**
 * @typedef {import("../../core/types.js").Outcome} Outcome
 * @typedef {import("../../core/types.js").Procedure} Procedure
 * @typedef {import("./register.js").Registration} Registration
 */

/** What is not offered here has a form of its own. */
const CHOICES = Object.entries(OUTCOMES).filter(([outcome]) => outcome !== "not_offered");
const REASONS_OF_FAILURE = Object.entries(REASONS).filter(([reason]) => reason !== "not_offered_here");
/** Pixels from which the official site opens beside the desk. */
const WIDE = 1024;

/**
 * @param {Registration} registration
 * @returns {(event: KeyboardEvent) => void} what a key does meanwhile
 */
export function outcomeForm(registration) {
  const { catalogue } = registration.needs;
  const id = registration.draft?.procedure ?? null;
  const procedure = findProcedure(catalogue, id);
  const title = h("h1", { tabindex: -1 }, procedureName(catalogue, id));
  const fields = outcomeFields(registration);
  registration.main.replaceChildren(
    heading(registration, procedure, title),
    ways(registration, procedure),
    h("div", { class: "pair" }, fields, procedure ? requirements(procedure) : ""),
  );
  registration.showTime();
  title.focus();
  return (event) => {
    if (event.key === "Escape") return registration.cancel();
    if (isTyping()) return;
    if (event.key === "Enter" && document.activeElement === title) fields.requestSubmit();
    if (registration.needs.preferences.current.keys) chooseByKey(registration, fields, event);
  };
}

/** @param {Registration} registration */
function outcomeFields(registration) {
  const { session, preferences } = registration.needs;
  const { keys } = preferences.current;
  const reasons = h("div");
  const drawReasons = () => {
    const { outcome, reason } = registration.draft ?? {};
    const choose = (/** @type {string} */ value) => registration.change({ reason: value });
    const why = () => choice("motivo", "¿Por qué no se pudo?", REASONS_OF_FAILURE, reason ?? null, choose, { keys });
    reasons.replaceChildren(...(outcome === "not_completed" ? [why()] : []));
  };
  const chooseOutcome = (/** @type {string} */ value) => {
    const reason = value === "not_completed" ? (registration.draft?.reason ?? null) : null;
    registration.change({ outcome: /** @type {Outcome} */ (value), reason });
    drawReasons();
  };
  drawReasons();
  const { outcome = null, citizen = {} } = registration.draft ?? {};
  return form(
    () => registration.submit(),
    choice("resultado", "¿Cómo terminó?", CHOICES, outcome, chooseOutcome, { keys }),
    reasons,
    citizenFields(session.centre, citizen, (change) => registration.change({ citizen: change })),
    h("button", { class: "main" }, "Guardar"),
  );
}

/**
 * @param {Registration} registration
 * @param {Procedure | undefined} procedure
 * @param {HTMLElement} title
 */
function heading({ needs }, procedure, title) {
  const [entity = ""] = (procedure && needs.catalogue.entities[procedure.entity]) ?? [];
  const cost = procedure && price(procedure);
  const down = procedure && needs.entityStatus.down.get(procedure.entity);
  const warning = down && `Sistema caído: ${down.reports} avisos, el último a las ${timeOfDay(down.last)}.`;
  const time = h("span", { id: "tiempo", role: "timer", "aria-label": "Tiempo de esta atención" });
  return h(
    "div",
    { class: "chosen" },
    h(
      "div",
      {},
      h("p", { class: "over" }, entity, cost && ` · ${cost}`),
      title,
      warning && h("p", { class: "down" }, warning),
    ),
    h("p", { class: "clock" }, time),
  );
}

/**
 * Where to go from here: the official site, another procedure.
 * @param {Registration} registration
 * @param {Procedure | undefined} procedure
 */
function ways(registration, procedure) {
  const [, website = null] = (procedure && registration.needs.catalogue.entities[procedure.entity]) ?? [];
  const site = procedure?.site ?? website;
  const change = () => {
    registration.change({ procedure: null });
    registration.askForProcedure();
  };
  const attributes = { class: "site", href: site, target: "_blank", rel: "noopener noreferrer", onclick: openBeside };
  return h(
    "div",
    { class: "ways" },
    site && h("a", attributes, "Abrir la página oficial", h("small", {}, new URL(site).hostname)),
    button("Cambiar trámite", change, { class: "second" }),
  );
}

/** @param {Procedure} procedure */
function requirements(procedure) {
  const rows = (procedure.requirements ?? []).map((text) => h("li", {}, text));
  const list = rows.length ? h("ul", {}, ...rows) : h("p", {}, "No está publicado: pregunte al 1800.");
  return h("section", { class: "requirements" }, h("h2", {}, "Necesita"), list);
}

/**
 * @param {Registration} registration
 * @param {HTMLFormElement} fields
 * @param {KeyboardEvent} event
 */
function chooseByKey({ draft }, fields, event) {
  if (!/^[1-9]$/.test(event.key)) return;
  const group = draft?.outcome === "not_completed" && !draft.reason ? "motivo" : "resultado";
  const options = fields.querySelectorAll(`input[name=${group}]`);
  const option = options[Number(event.key) - 1];
  if (!(option instanceof HTMLInputElement)) return;
  event.preventDefault();
  option.focus();
  option.click();
}

/**
 * On a wide screen the entity's site opens in a window at the right half, beside the desk.
 * @param {MouseEvent} event
 */
function openBeside(event) {
  const { availWidth, availHeight } = screen;
  if (availWidth < WIDE) return;
  event.preventDefault();
  const half = Math.floor(availWidth / 2);
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  const look = `noopener,noreferrer,popup,left=${half},top=0,width=${half},height=${availHeight}`;
  open(link.href, "_blank", look);
}
