/** It is saved: the code, its QR, the slip, and on to the next. */

import { nameOf } from "../catalogue.js";
import { begin, keepDraft } from "../draft.js";
import { button, h } from "../elements.js";
import { hour } from "../identifiers.js";
import { stateOfItem } from "../items.js";
import { qr } from "../qr.js";
import { grouped, receiptCode } from "../receipt.js";
import { dayWords, OUTCOME } from "../words.js";

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 * @param {string} rest id, and `&otra` where another window finished it
 */
export async function saved(desk, main, rest) {
  const [id = "", elsewhere] = rest.split("&");
  const kept = await desk.db.get("items", id);
  const item = kept?.item;
  if (!kept || item?.kind !== "attention") {
    main.append(h("h1", {}, "Esa atención no está en este equipo"), h("p", {}, h("a", { href: "#hoy" }, "Ver mi día")));
    return;
  }
  const annulled = await desk.db.getKeyFromIndex("items", "annuls", id);
  const code = receiptCode(id, desk.centreNumber(kept.centre));
  const address = `${location.origin}/constancia/#${code}`;
  const state = h("p", { class: "state", role: "status" });
  const next = button("Siguiente persona", () => desk.go(""), { class: "main" });
  const print = (/** @type {"a4" | "roll"} */ paper) => void desk.prefer({ paper }).then(() => printSlip(paper));
  main.append(
    h("h1", { tabindex: -1 }, annulled ? "Anulada" : elsewhere ? "Ya se guardó en otra ventana" : "Registrada"),
    h("article", { class: "slip" },
      h("p", { class: "only-print" }, "MAC Express · Constancia de atención"),
      h("h2", {}, nameOf(desk.catalogue, item.procedure)),
      h("p", {}, `${OUTCOME[item.outcome]} · ${dayWords(kept.day)}, ${hour(Date.parse(item.ended_at))}`),
      h("p", {}, desk.catalogue.centres[kept.centre]?.[1] ?? kept.centre),
      code && h("p", { class: "code" }, grouped(code)),
      code && qr(address, `Código QR de la constancia ${grouped(code)}`),
      code && h("p", { class: "only-print" }, `Consulte u opine en ${address.split("#")[0]?.replace(/^https?:\/\//, "")} o llame al 1800.`),
    ),
    state,
    h("div", { class: "actions" },
      next,
      button("Otro trámite de esta persona", () => {
        const { visit, citizen } = item;
        keepDraft(begin(desk.clock.now(), { visit, citizen: citizen ?? {} }));
        desk.go("");
      }),
      button(desk.preferences.paper === "a4" ? "Imprimir constancia (A4)" : "Imprimir constancia (rollo)", () => print(desk.preferences.paper)),
      button(desk.preferences.paper === "a4" ? "En rollo de 80 mm" : "En hoja A4", () => print(desk.preferences.paper === "a4" ? "roll" : "a4"), { class: "plain" }),
    ),
  );
  const draw = async () => {
    const found = await stateOfItem(desk.db, id);
    const words = {
      waiting: "Guardada en este equipo. Se enviará cuando haya conexión.",
      sent: "Enviada y recibida.",
      refused: "El sistema no la tomó. Véala en Envíos.",
      settled: "Revisada.",
    };
    if (state.textContent !== words[found]) state.textContent = words[found];
  };
  await draw();
  next.focus();
  return desk.onChange((what) => void (what === "items" && draw()));
}

/** @param {"a4" | "roll"} paper */
function printSlip(paper) {
  // A rule in the desk's own sheet: the content security policy knows no style that a script makes.
  const sheet = document.styleSheets[0];
  const rule = sheet.insertRule(paper === "roll" ? "@page{size:80mm 130mm;margin:4mm}" : "@page{size:A4;margin:20mm}", sheet.cssRules.length);
  document.documentElement.classList.toggle("roll", paper === "roll");
  print();
  sheet.deleteRule(rule);
}
