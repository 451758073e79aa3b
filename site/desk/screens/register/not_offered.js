/** Somebody asked for what is not offered here: it is noted, so that the programme knows. */

import { button, field, form, h } from "../../elements.js";

/**
 * @param {import("./register.js").Registration} registration
 * @returns {(event: KeyboardEvent) => void} what a key does meanwhile
 */
export function notOffered(registration) {
  // What was chosen before a reload stays.
  if (registration.draft?.outcome !== "not_offered")
    registration.change({ outcome: "not_offered", reason: "not_offered_here", procedure: null });
  const title = h("h1", { tabindex: -1 }, "Aquí no se ofrece");
  const procedures = registration.needs.catalogue.procedures.map(({ id, name }) => h("option", { value: id }, name));
  const none = h("option", { value: "" }, "Otro, no está en la lista");
  const onchange = () => registration.change({ procedure: what.value || null });
  const what = h("select", { id: "que", onchange }, none, ...procedures);
  what.value = registration.draft?.procedure ?? "";
  const rows = form(
    () => registration.submit(),
    h("p", {}, "Se anota que alguien lo pidió, para que el programa lo sepa."),
    field("¿Qué pidió? (opcional)", what),
    h("button", { class: "main" }, "Guardar"),
  );
  const cancel = () => registration.cancel();
  registration.main.replaceChildren(title, rows, button("Volver", cancel, { class: "second" }));
  title.focus();
  return (event) => {
    if (event.key === "Escape") cancel();
    if (event.key === "Enter" && document.activeElement === title) rows.requestSubmit();
  };
}
