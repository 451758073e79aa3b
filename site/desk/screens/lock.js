/** The screen is covered: the PIN uncovers it. */

import { button, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "session" | "lock" | "pin" | "kioskMode" | "go">} needs
 */
export function lockScreen(main, { session, lock, pin, kioskMode, go }) {
  const digits = pinInput();
  const open = async () => {
    const found = await pin.check(digits.value);
    if (found === "right") {
      lock.unlock();
      if (kioskMode.on) await kioskMode.turn(false);
      return go("");
    }
    digits.value = "";
    const words = found === "wait" ? "Hubo muchos intentos. Espere un minuto." : "No es ese PIN. Escríbalo otra vez.";
    showProblems(main, [["pin", words]]);
  };
  const signOut = async () => {
    if (kioskMode.on) await kioskMode.turn(false);
    await pin.remove();
    lock.unlock();
    await session.signOut();
  };
  main.append(
    h("h1", {}, "Puesto bloqueado"),
    form(() => void open(), field("PIN de este equipo", digits), h("button", { class: "main" }, "Abrir")),
    h("p", {}, "¿Lo olvidó? Cierre la sesión y entre con su contraseña. Lo guardado sigue aquí."),
    button("Cerrar sesión", () => void signOut(), { class: "plain" }),
  );
  digits.focus();
}
