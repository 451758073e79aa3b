/** The screen is covered: whoever is signed in here opens it with their own PIN, anybody else with a password. */

import { button, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";
import { askForName } from "./sign_in.js";

/**
 * @typedef {Pick<import("../main.js").Parts, "session" | "lock" | "pin" | "kioskMode" | "sender" | "go"> &
 *   import("./sign_in.js").SignInNeeds} LockNeeds
 */

/**
 * @param {HTMLElement} main
 * @param {LockNeeds} needs
 */
export function lockScreen(main, needs) {
  const { session } = needs;
  if (session.signedIn?.pin) askForPin(main, needs, session.signedIn);
}

/**
 * Those who are signed in here, are not the one already asked, and can open the desk with a PIN.
 * @param {import("../core/session.js").Session} session
 * @param {string} asked
 */
export const withPin = ({ signedIn, others }, asked) =>
  [...(signedIn ? [signedIn] : []), ...others].filter(({ sub, pin }) => pin && sub !== asked);

/**
 * @param {HTMLElement} main
 * @param {LockNeeds} needs
 * @param {import("../core/types.js").Account} account
 */
export function askForPin(main, needs, { sub, username }) {
  const { session, lock, pin, kioskMode, sender, go } = needs;
  const digits = pinInput();
  const open = async () => {
    const found = await pin.check(sub, digits.value);
    if (found === "right") {
      lock.unlock();
      if (kioskMode.on) await kioskMode.turn(false);
      await session.takeOver(sub);
      void sender.wake("person");
      return go("");
    }
    digits.value = "";
    const words = found === "wait" ? "Hubo muchos intentos. Espere un minuto." : "No es ese PIN. Escríbalo otra vez.";
    showProblems(main, [["pin", words]]);
  };
  const others = withPin(session, sub).map((account) =>
    h(
      "li",
      {},
      button(account.username, () => askForPin(main, needs, account), { class: "second" }),
    ),
  );
  main.replaceChildren(
    h("h1", {}, "Puesto bloqueado"),
    form(() => void open(), field(`PIN de ${username}`, digits), h("button", { class: "main" }, "Abrir")),
    others.length ? h("h2", {}, "¿Es otra persona?") : "",
    h("ul", { class: "plain-list" }, ...others),
    h("p", {}, "¿Olvidó su PIN, o aún no entró aquí? Hace falta conexión. Lo guardado sigue aquí."),
    button("Entrar con contraseña", () => askForName(main, needs, ""), { class: "plain" }),
  );
  digits.focus();
}
