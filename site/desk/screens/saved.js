/** It is saved: the code, its QR, the slip, and on to the next. */

import { OUTCOMES } from "../../scripts/contract.js";
import { limaDay } from "../../scripts/lima.js";
import { grouped, receiptCode } from "../../scripts/receipt_code.js";
import { centreName, centreNumber, procedureName } from "../catalogue.js";
import { stateOf } from "../core/item_queries.js";
import { button, h, setText } from "../elements.js";
import { qr } from "../qr.js";
import { dayWords, hourOf } from "../words.js";
import { notHere } from "./not_here.js";

/**
 * @typedef {import("../core/types.js").Attention} Attention
 * @typedef {import("../core/types.js").DeskCatalogue} DeskCatalogue
 * @typedef {import("../core/types.js").Paper} Paper
 * @typedef {import("../core/types.js").StoredItem} StoredItem
 */

const STATES = {
  waiting: "Guardada en este equipo. Se enviará cuando haya conexión.",
  sent: "Enviada y recibida.",
  refused: "El sistema no la tomó. Véala en Envíos.",
  reviewed: "Revisada.",
};

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts,
 *   "database" | "catalogue" | "session" | "drafts" | "preferences" | "notifier" | "go">} needs
 * @param {string} rest id, and `&otra` where another window finished it
 */
export async function saved(main, { database, catalogue, session, drafts, preferences, notifier, go }, rest) {
  const [id = "", elsewhere] = rest.split("&");
  const stored = await database.get("items", id);
  const item = stored?.item;
  if (!stored || item?.kind !== "attention" || !session.centres.includes(stored.centre)) return notHere(main);
  const annulled = await database.getKeyFromIndex("items", "annuls", id);
  const title = annulled ? "Anulada" : elsewhere ? "Ya se guardó en otra ventana" : "Registrada";
  const state = h("p", { class: "state", role: "status" });
  const next = button("Siguiente persona", () => go(""), { class: "main" });
  const another = () => {
    drafts.next = { visit: item.visit, citizen: item.citizen ?? {} };
    go("");
  };
  const onPaper = (/** @type {Paper} */ paper) => void preferences.change({ paper }).then(() => printSlip(paper));
  main.append(
    h("h1", { tabindex: -1 }, title),
    slip(catalogue, stored, item),
    state,
    h(
      "div",
      { class: "actions" },
      next,
      button("Otro trámite de esta persona", another),
      ...printButtons(preferences.current.paper, onPaper),
    ),
  );
  const drawState = async () => setText(state, STATES[await stateOf(database, id)]);
  await drawState();
  next.focus();
  return notifier.subscribe((topic) => {
    if (topic === "items") void drawState();
  });
}

/**
 * @param {DeskCatalogue} catalogue
 * @param {StoredItem} stored
 * @param {Attention} item
 */
function slip(catalogue, stored, item) {
  const code = receiptCode(stored.id, centreNumber(catalogue, stored.centre));
  const address = `${location.origin}/constancia/`;
  const when = `${dayOf(item.ended_at)}, ${hourOf(item.ended_at)}`;
  return h(
    "article",
    { class: "slip" },
    h("p", { class: "only-print" }, "MAC Express · Constancia de atención"),
    h("h2", {}, procedureName(catalogue, item.procedure)),
    h("p", {}, `${OUTCOMES[item.outcome]} · ${when}`),
    h("p", {}, centreName(catalogue, stored.centre)),
    code && h("p", { class: "code" }, grouped(code)),
    code && qr(`${address}#${code}`, `Código QR de la constancia ${grouped(code)}`),
    code && h("p", { class: "only-print" }, `Consulte u opine en ${withoutScheme(address)} o llame al 1800.`),
  );
}

/** @param {string} time ISO 8601 */
const dayOf = (time) => (hourOf(time) ? dayWords(limaDay(Date.parse(time))) : "");

/** @param {string} address */
const withoutScheme = (address) => address.replace(/^https?:\/\//, "");

/**
 * The paper that is used here first.
 * @param {Paper} paper
 * @param {(paper: Paper) => void} onprint
 */
function printButtons(paper, onprint) {
  return paper === "a4"
    ? [
        button("Imprimir constancia (A4)", () => onprint("a4")),
        button("En rollo de 80 mm", () => onprint("roll"), { class: "plain" }),
      ]
    : [
        button("Imprimir constancia (rollo)", () => onprint("roll")),
        button("En hoja A4", () => onprint("a4"), { class: "plain" }),
      ];
}

/** @param {Paper} paper */
function printSlip(paper) {
  // The content security policy forbids style elements, so the rule goes into the desk's own sheet.
  const sheet = document.styleSheets[0];
  if (!sheet) return;
  const page = paper === "roll" ? "@page{size:80mm 130mm;margin:4mm}" : "@page{size:A4;margin:20mm}";
  const rule = sheet.insertRule(page, sheet.cssRules.length);
  document.documentElement.classList.toggle("roll", paper === "roll");
  print();
  sheet.deleteRule(rule);
}
