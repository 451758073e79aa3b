/** This machine: who is signed in, PIN, paper, keys, storage, clock, public kiosk. */

import { button, choice, field, h, sayProblems } from "../elements.js";
import { hour, limaDay } from "../identifiers.js";
import { setPin } from "../pin.js";
import { dayWords } from "../words.js";

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 */
export function settings(desk, main) {
  const { session, storage } = desk;
  const pin = h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 8 });
  const savePin = async () => {
    if (!/^\d{4,8}$/.test(pin.value)) return sayProblems(main, [["pin", "Use de 4 a 8 cifras."]]);
    await setPin(desk.db, pin.value);
    await desk.load();
    desk.changed("place");
  };
  const kiosk = () => {
    if (!desk.hasPin) return sayProblems(main, [["pin", "Ponga primero un PIN: con él se sale del modo kiosco."]]);
    void desk.setKiosk(true);
  };
  main.append(
    h("h1", {}, "Ajustes de este equipo"),
    h("p", {}, h("b", {}, session.now?.username ?? ""), `. Puede registrar hasta el ${dayWords(limaDay(session.now?.until ?? 0))} sin volver a entrar.`),
    session.centres.length > 1 ? button("Cambiar de centro", () => void session.choose("").then(() => desk.changed("place"))) : "",
    button("Cerrar sesión", () => void session.signOut(), { class: "second" }),
    h("p", { class: "note" }, "Lo que falta enviar se queda en este equipo."),

    h("h2", {}, "PIN"),
    h("p", {}, "Tapa la pantalla cuando usted se va, y sola a los 10 minutos. No cifra lo guardado."),
    desk.hasPin
      ? h("div", { class: "actions" },
          button("Bloquear ahora", () => desk.lock()),
          button("Quitar el PIN", () => void desk.db.delete("settings", "pin").then(() => desk.load()).then(() => desk.changed("place")), { class: "second" }))
      : h("form", { novalidate: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void savePin(); } }, field("PIN nuevo, de 4 a 8 cifras", pin), h("button", {}, "Poner PIN")),

    h("h2", {}, "Kiosco público"),
    h("p", {}, "Deja esta pantalla para los ciudadanos: dicen si pudieron hacer su trámite solos. Se sale con el PIN."),
    button("Usar como kiosco", kiosk),

    h("h2", {}, "Papel y teclas"),
    choice("papel", "Las constancias salen en", [["a4", "Hoja A4"], ["roll", "Rollo de 80 mm"]], desk.preferences.paper, (paper) => void desk.prefer({ paper: paper === "roll" ? "roll" : "a4" })),
    choice("teclas", "Elegir con las teclas 1 a 9", [["si", "Sí"], ["no", "No"]], desk.preferences.keys ? "si" : "no", (value) => void desk.prefer({ keys: value === "si" })),

    h("h2", {}, "Lo guardado"),
    h("p", {}, storage.kept ? "Este navegador conserva lo guardado." : "Este navegador no promete conservar lo guardado: si falta espacio puede borrarlo. Envíe o exporte cada día. Instalar el puesto como aplicación, o agregarlo a favoritos, suele resolverlo."),
    storage.left !== null ? h("p", {}, `Espacio libre para el puesto: ${storage.left.toLocaleString("es-PE")} MB.`) : "",

    h("h2", {}, "Fecha y hora"),
    h("p", {}, `${dayWords(limaDay(desk.clock.now()))}, ${hour(desk.clock.now())} (hora de Lima).`),
    h("p", {}, h("a", { href: "#hora" }, "No es correcta")),
    h("h2", {}, "Ayuda"),
    h("p", {}, h("a", { href: "/asesor/ayuda/" }, "Cómo se usa el puesto"), " (también sin conexión)"),
    h("p", { class: "note" }, `Catálogo ${desk.catalogue.version}`),
  );
}
