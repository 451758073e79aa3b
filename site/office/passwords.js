/** Temporary passwords: each is seen once, by who decided, and stored nowhere. */

import { button, h } from "../desk/elements.js";
import { place } from "./address.js";
import { table } from "./table.js";

/** Kinds of decisions whose answers have passwords. */
export const SHOWS_PASSWORDS = new Set(["accounts", "password"]);
/** What became of an account that was deleted before it was its turn. */
export const GONE = "la cuenta ya no existe";
/** What was done to an account that has a password to be shown. */
const MAKES_PASSWORD = /^(cuenta|clave) nueva/;

/**
 * What came of a decision about accounts, with what is to be done about each password.
 * @param {string} kind
 * @param {any} result as the API answers it
 */
export function passwordsOf(kind, result) {
  const done = result.gone ? GONE : "clave nueva";
  return passwords(kind === "password" ? [{ ...result, done }] : (result.accounts ?? []));
}

/** @param {{username: string, done: string, password?: string | null}[]} found */
function passwords(found) {
  const given = found.filter(({ password }) => password);
  const lost = found.filter(({ done, password }) => MAKES_PASSWORD.test(done) && !password);
  return h(
    "div",
    {},
    table(
      "Hecho",
      ["Usuario", "Cambio", "Clave temporal"],
      found.map((row) => [row.username, row.done, row.password ?? ""]),
    ),
    ...lost.map(({ username }) =>
      h(
        "p",
        {},
        "La clave de ",
        h("a", { href: place("cuentas", { buscar: username }) }, username),
        " no llegó a verse. Pulse «Otra clave».",
      ),
    ),
    given.length ? h("p", {}, "Anote o imprima las claves ahora: no se guardan en ninguna parte.") : "",
    given.length ? button("Imprimir", () => print(), { class: "second" }) : "",
    h("p", {}, h("a", { href: place("cuentas") }, "Ver la lista otra vez")),
  );
}
