/** Somebody who may register for several centres chooses the one they are at. */

import { centreName } from "../catalogue.js";
import { button, h } from "../elements.js";

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "session" | "catalogue" | "go">} needs
 */
export function chooseCentre(main, { session, catalogue, go }) {
  const choose = (/** @type {string} */ centre) => void session.chooseCentre(centre).then(() => go(""));
  const rows = session.centres.map((centre) =>
    h(
      "li",
      {},
      button(centreName(catalogue, centre), () => choose(centre)),
    ),
  );
  main.append(h("h1", {}, "¿En qué centro está?"), h("ul", { class: "rows" }, ...rows));
}
