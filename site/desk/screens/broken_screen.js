/** A screen that could not be drawn, whatever was stored or typed: there is always a way on. */

import { button, h } from "../elements.js";

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "drafts" | "go">} needs
 */
export function brokenScreen(main, { drafts, go }) {
  const leave = () => {
    drafts.discard();
    go("");
  };
  main.replaceChildren(
    h("h1", {}, "Esta pantalla no se pudo abrir"),
    h("p", {}, "Lo registrado sigue aquí. Recargue la página; si sigue igual, deje la atención que está a medias."),
    h(
      "div",
      { class: "actions" },
      button("Recargar", () => location.reload(), { class: "main" }),
      drafts.read() && button("Dejar la atención a medias", leave, { class: "second" }),
    ),
  );
}
