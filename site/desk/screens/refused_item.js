/** An item that the server refused: why, and what a person can do about it. */

import { nextUlid, parseIdentifier } from "../../scripts/identifiers.js";
import { procedureName } from "../catalogue.js";
import { isOfTheCentre } from "../core/item_queries.js";
import { markReviewed, sendAgain } from "../core/items.js";
import { button, confirmed, h } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords, hourOf, refusalReason } from "../words.js";

const REGISTERED_TWICE = "Ya se registró de nuevo en otro puesto, con otros datos. Quite esta de la lista.";
/** Milliseconds after which nobody has a file at hand any more. */
const FAR = 30 * 86_400_000;
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
export function refusedItem(needs, { id, centre, item, carried, instead }, verdict) {
  const { database, catalogue, clock, session, sender, notifier } = needs;
  const attention = item.kind === "attention" ? item : null;
  const name = attention ? procedureName(catalogue, attention.procedure) : "Anulación";
  const at = attention ? `, ${hourOf(attention.started_at)}` : "";
  // What a file carries is registered from there once its moment has come; one that is a year away nobody waits for.
  const isSoon = attention && Date.parse(attention.started_at) < clock.now() + FAR;
  const waitsElsewhere = carried && isSoon && verdict.errors.some(({ code }) => code === "in_the_future");
  const isTwin = instead && verdict.verdict === "conflict";
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
    h("p", {}, isTwin ? REGISTERED_TWICE : refusalReason(verdict)),
    h(
      "div",
      { class: "actions" },
      attention &&
        centre === session.centre &&
        !isTwin &&
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
 * Open the form with the same facts for a new item; with its time too, unless the clock was what was wrong. Every desk
 * that has the refused one gives the new one the same ULID: registered again at two of them, it is one.
 * @param {OutboxNeeds} needs
 * @param {Attention} attention
 * @param {StoredVerdict} verdict
 */
function registerAgain({ main, drafts, go }, attention, verdict) {
  // A form that is open is somebody's work: it is finished or left first.
  if (drafts.read())
    return showProblems(main, [["", "Hay una atención a medio registrar. Guárdela o déjela primero."]]);
  const { id, visit, procedure, outcome, reason, channel, citizen, started_at: started, ended_at: ended } = attention;
  const wrongClock = verdict.errors.some(({ code }) => CLOCK_ERRORS.includes(code));
  const when = wrongClock ? {} : { started: Date.parse(started), ended: Date.parse(ended) };
  const facts = { visit, procedure, outcome, reason, channel, citizen: citizen ?? {} };
  drafts.store(drafts.begin({ ...facts, ulid: nextUlid(id), instead: id, ...when }));
  go("");
}
