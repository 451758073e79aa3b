/**
 * A machine that several people share: everybody has a PIN, or whoever is pushed aside could not come back. Whoever had
 * one and signs in with a password chooses one again.
 */

import { button, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";
import { NOT_STORED } from "../words.js";

/** Digits of a PIN. */
const PIN = /^\d{4,8}$/;

/**
 * A form that sets the PIN of the person at the desk.
 * @param {HTMLElement} main
 * @param {import("../machine/pin.js").Pin} pin
 * @param {() => void} done
 */
export function pinForm(main, pin, done) {
  const digits = pinInput();
  const set = async () => {
    if (!PIN.test(digits.value)) return showProblems(main, [["pin", "Use de 4 a 8 cifras."]]);
    try {
      await pin.set(digits.value);
    } catch {
      return showProblems(main, [["", NOT_STORED]]);
    }
    done();
  };
  return form(() => void set(), field("PIN nuevo, de 4 a 8 cifras", digits), h("button", {}, "Poner PIN"));
}

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "session" | "pin" | "go">} needs
 */
export function choosePin(main, { session, pin, go }) {
  const { username = "" } = session.signedIn ?? {};
  main.append(
    h("h1", {}, "Ponga su PIN"),
    h("p", {}, h("b", {}, username), ": con un PIN tapa la pantalla cuando se va, y vuelve a entrar sin conexión."),
    pinForm(main, pin, () => go("")),
    button(`No soy ${username}: cerrar esta sesión`, () => void session.signOut(), { class: "plain" }),
  );
}
