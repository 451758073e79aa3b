/** Annul an attention: why, and are you sure. */

import { nameOf } from "../catalogue.js";
import { button, choice, h, sayProblems } from "../elements.js";
import { hour, ulid } from "../identifiers.js";
import { save, SavedBeforeError, settled } from "../items.js";
import { ANNULMENT_REASONS, dayWords, OUTCOME } from "../words.js";

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 * @param {string} id
 */
export async function annul(desk, main, id) {
  const kept = await desk.db.get("items", id);
  const item = kept?.item;
  if (!kept || item?.kind !== "attention") {
    main.append(h("h1", {}, "Esa atención no está en este equipo"), h("p", {}, h("a", { href: "#hoy" }, "Ver mi día")));
    return;
  }
  /** @type {string | null} */
  let reason = null;
  const what = h("p", {}, h("b", {}, nameOf(desk.catalogue, item.procedure)), h("br"), `${OUTCOME[item.outcome]} · ${dayWords(kept.day)}, ${hour(Date.parse(item.started_at))}`);
  const back = () => button("No, dejarla como está", () => desk.go("hoy"), { class: "second" });

  const sure = async () => {
    if (!reason) return sayProblems(main, [["motivo", "Diga por qué se anula."]]);
    const title = h("h1", { tabindex: -1 }, "¿Seguro que la anula?");
    main.replaceChildren(title, what, h("p", {}, "Ya no contará y su constancia dejará de valer. No se puede deshacer; si hace falta, registre otra."),
      h("div", { class: "actions" }, button("Sí, anular", () => void done(), { class: "main" }), back()));
    title.focus();
  };
  const done = async () => {
    const own = ulid(desk.clock.now());
    const annulment = { kind: /** @type {const} */ ("annulment"), id: `${kept.centre}.${kept.day.replaceAll("-", "")}.${own}`, attention: id, reason: String(reason) };
    try {
      await save(desk.db, annulment, { kept });
      await settled(desk.db, id);
    } catch (error) {
      if (!(error instanceof SavedBeforeError)) return sayProblems(main, [["", "No se pudo guardar. Intente otra vez."]]);
    }
    void desk.sender.wake("saved");
    desk.tell("items");
    desk.go("hoy");
  };
  main.append(
    h("h1", {}, "¿Anular esta atención?"), what,
    h("form", { novalidate: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void sure(); } },
      choice("motivo", "¿Por qué?", ANNULMENT_REASONS, null, (value) => { reason = value; }),
      h("button", { class: "main" }, "Seguir")),
    back(),
  );
}
