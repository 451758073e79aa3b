/** An item that the server refused: why, and what a person can do about it. */

import { parseIdentifier } from "../../scripts/identifiers.js";
import { procedureName } from "../catalogue.js";
import { isOfTheCentre } from "../core/item_queries.js";
import { markReviewed, sendAgain } from "../core/items.js";
import { button, confirmed, h } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords, hourOf, refusalReason } from "../words.js";

/** Codes of a verdict that come from a wrong clock. */
const CLOCK_ERRORS = ["in_the_future", "day_mismatch", "ends_before_start"];

/**
 * @typedef {import("../core/types.js").Attention} Attention
 * @typedef {import("../core/types.js").StoredItem} StoredItem
 * @typedef {import("../core/types.js").StoredVerdict} StoredVerdict
 * @typedef {import("./outbox.js").OutboxNeeds & {main: HTMLElement}} OutboxNeeds
 */

/**
 * @param {OutboxNeeds} needs
 * @param {StoredItem} stored
 * @param {StoredVerdict} verdict
 */
export function refusedItem(needs, { id, item, carried }, verdict) {
  const { database, catalogue, sender, notifier } = needs;
  const attention = item.kind === "attention" ? item : null;
  const name = attention ? procedureName(catalogue, attention.procedure) : "Anulación";
  const at = attention ? `, ${hourOf(attention.started_at)}` : "";
  // What a file carries is registered from there once its moment has come.
  const waitsElsewhere = carried && verdict.errors.some(({ code }) => code === "in_the_future");
  const sendAsItIs = async () => {
    await sendAgain(database, id);
    void sender.wake("person");
    notifier.announce("items");
  };
  const remove = confirmed("Quitar de la lista", "¿Seguro? Quitar", async () => {
    await markReviewed(database, id);
    notifier.announce("items");
  });
  return h(
    "li",
    {},
    h("p", {}, h("b", {}, name), ` · ${dayWords(parseIdentifier(id)?.day ?? "")}${at}`),
    h("p", {}, refusalReason(verdict)),
    h(
      "div",
      { class: "actions" },
      attention &&
        !isOfTheCentre(verdict) &&
        !waitsElsewhere &&
        button("Registrar de nuevo", () => registerAgain(needs, attention, verdict)),
      attention && verdict.verdict === "conflict" && h("a", { class: "button", href: `#anular=${id}` }, "Anular"),
      verdict.verdict === "rejected" && button("Enviar otra vez", () => void sendAsItIs()),
      remove,
    ),
  );
}

/**
 * Open the form with the same facts for a new item; with its time too, unless the clock was what was wrong.
 * @param {OutboxNeeds} needs
 * @param {Attention} attention
 * @param {StoredVerdict} verdict
 */
function registerAgain({ main, drafts, go }, attention, verdict) {
  // A form that is open is somebody's work: it is finished or left first.
  if (drafts.read())
    return showProblems(main, [["", "Hay una atención a medio registrar. Guárdela o déjela primero."]]);
  const { id, visit, procedure, outcome, reason, citizen, started_at: started, ended_at: ended } = attention;
  const wrongClock = verdict.errors.some(({ code }) => CLOCK_ERRORS.includes(code));
  const when = wrongClock ? {} : { started: Date.parse(started), ended: Date.parse(ended) };
  drafts.store(drafts.begin({ visit, procedure, outcome, reason, citizen: citizen ?? {}, instead: id, ...when }));
  go("");
}
