/** An address names an attention that this machine does not have. */

import { h } from "../elements.js";

/** @param {HTMLElement} main */
export function notHere(main) {
  main.append(h("h1", {}, "Esa atención no está en este equipo"), h("p", {}, h("a", { href: "#hoy" }, "Ver mi día")));
}
