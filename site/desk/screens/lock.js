/** The screen is covered: the PIN uncovers it. */

import { button, field, h, sayProblems } from "../elements.js";
import { checkPin } from "../pin.js";

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 */
export function lock(desk, main) {
  const pin = h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 8 });
  const open = async () => {
    const found = await checkPin(desk.db, pin.value);
    if (found === "right") {
      desk.locked = false;
      if (desk.kiosk) await desk.setKiosk(false);
      return desk.go("");
    }
    pin.value = "";
    sayProblems(main, [["pin", found === "wait" ? "Hubo muchos intentos. Espere un minuto." : "No es ese PIN. Escríbalo otra vez."]]);
  };
  main.append(
    h("h1", {}, "Puesto bloqueado"),
    h("form", { novalidate: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void open(); } },
      field("PIN de este equipo", pin), h("button", { class: "main" }, "Abrir")),
    h("p", {}, "¿Lo olvidó? Cierre la sesión y entre con su contraseña. Lo guardado sigue aquí."),
    button("Cerrar sesión", () => void (async () => { if (desk.kiosk) await desk.setKiosk(false); desk.hasPin = false; desk.locked = false; await desk.session.signOut(); })(), { class: "plain" }),
  );
  pin.focus();
}
