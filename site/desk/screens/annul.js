/** Annul an attention: ask why, then whether the person is sure. */

import { ANNULMENT_REASONS, OUTCOMES } from "../../scripts/contract.js";
import { procedureName } from "../catalogue.js";
import { AlreadySavedError, save } from "../core/items.js";
import { annulmentOf } from "../core/new_items.js";
import { button, choice, form, h } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords, hourOf } from "../words.js";
import { notHere } from "./not_here.js";

/** @typedef {import("../core/types.js").StoredItem} StoredItem */

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts,
 *   "database" | "catalogue" | "session" | "sender" | "notifier" | "go" | "newUlid">} needs
 * @param {string} id
 */
export async function annul(main, needs, id) {
  const stored = await needs.database.get("items", id);
  const item = stored?.item;
  const ofOurs = stored && needs.session.centres.includes(stored.centre);
  if (!ofOurs || item?.kind !== "attention") return notHere(main);
  /** @type {string | null} */
  let reason = null;
  const name = procedureName(needs.catalogue, item.procedure);
  const when = `${dayWords(stored.day)}, ${hourOf(item.started_at)}`;
  const what = h("p", {}, h("b", {}, name), h("br"), `${OUTCOMES[item.outcome]} · ${when}`);
  const leave = () => button("No, dejarla como está", () => needs.go("hoy"), { class: "second" });

  const askIfSure = () => {
    if (!reason) return showProblems(main, [["motivo", "Diga por qué se anula."]]);
    const title = h("h1", { tabindex: -1 }, "¿Seguro que la anula?");
    const consequence = "Ya no contará y su constancia dejará de valer. No se puede deshacer.";
    const sure = button("Sí, anular", () => void saveAnnulment(main, needs, stored, String(reason)), { class: "main" });
    main.replaceChildren(title, what, h("p", {}, consequence), h("div", { class: "actions" }, sure, leave()));
    title.focus();
  };
  const reasons = choice("motivo", "¿Por qué?", Object.entries(ANNULMENT_REASONS), null, (value) => {
    reason = value;
  });
  main.append(
    h("h1", {}, "¿Anular esta atención?"),
    what,
    form(askIfSure, reasons, h("button", { class: "main" }, "Seguir")),
    leave(),
  );
}

/**
 * @param {HTMLElement} main
 * @param {Parameters<typeof annul>[1]} needs
 * @param {StoredItem} attention
 * @param {string} reason
 */
async function saveAnnulment(main, { database, session, sender, notifier, go, newUlid }, attention, reason) {
  try {
    await save(database, annulmentOf(attention, reason, newUlid()), session.author);
  } catch (error) {
    if (!(error instanceof AlreadySavedError)) {
      return showProblems(main, [["", "No se pudo guardar. Intente otra vez."]]);
    }
  }
  void sender.wake("saved");
  notifier.announce("items");
  go("hoy");
}
