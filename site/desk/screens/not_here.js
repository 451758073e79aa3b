/** An address names an attention that this machine does not have, or that is of a centre of others. */

import { h } from "../elements.js";

/** @param {HTMLElement} main */
export function notHere(main) {
  main.append(h("h1", {}, "Esa atención no está en su puesto"), h("p", {}, h("a", { href: "#hoy" }, "Ver mi día")));
}
