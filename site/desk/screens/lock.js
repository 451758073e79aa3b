/** The screen is covered: whoever is signed in here opens it with their own PIN, anybody else with a password. */

import { button, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";
import { NOT_STORED, pinProblem } from "../words.js";
import { askForName } from "./sign_in.js";

/**
 * @typedef {Pick<import("../main.js").Parts, "session" | "lock" | "pin" | "kioskMode" | "sender" | "go"> &
 *   import("./sign_in.js").SignInNeeds & {back?: () => HTMLElement}} LockNeeds back: makes the button that leads to
 *   where this screen was opened from
 */

/**
 * @param {HTMLElement} main
 * @param {LockNeeds} needs
 */
export function lockScreen(main, needs) {
  const { session } = needs;
  if (session.signedIn?.pin) askForPin(main, needs, session.signedIn);
  else askForName(main, needs, "");
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
export function askForPin(main, needs, account) {
  const { sub, username } = account;
  const { session, lock, pin, kioskMode, sender, go, back } = needs;
  const digits = pinInput();
  const open = async () => {
    const found = await pin.check(sub, digits.value);
    if (found === "right") {
      if (kioskMode.on) await kioskMode.turn(false);
      await session.takeOver(sub);
      // Only now: where one of these could not be stored, the desk that would lie open is somebody else's.
      lock.unlock();
      void sender.wake("person");
      return go("");
    }
    digits.value = "";
    showProblems(main, [["pin", pinProblem(found)]]);
  };
  const tryToOpen = () => open().catch(() => showProblems(main, [["", NOT_STORED]]));
  const here = () => button("Volver", () => askForPin(main, needs, account), { class: "plain" });
  const others = withPin(session, sub).map((other) =>
    h(
      "li",
      {},
      button(other.username, () => askForPin(main, needs, other), { class: "second" }),
    ),
  );
  main.replaceChildren(
    h("h1", {}, "Puesto bloqueado"),
    form(() => void tryToOpen(), field(`PIN de ${username}`, digits), h("button", { class: "main" }, "Abrir")),
    others.length ? h("h2", {}, "¿Es otra persona?") : "",
    h("ul", { class: "plain-list" }, ...others),
    h("p", {}, "¿Olvidó su PIN, o aún no entró aquí? Hace falta conexión. Lo guardado sigue aquí."),
    button("Entrar con contraseña", () => askForName(main, { ...needs, back: here }, ""), { class: "plain" }),
    back?.() ?? "",
  );
  digits.focus();
}
