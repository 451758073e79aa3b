/** This machine: who is signed in, PIN, public kiosk, paper, keys, storage, clock. */

import { limaDay, timeOfDay } from "../../scripts/lima.js";
import { button, choice, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords } from "../words.js";

/**
 * @typedef {Pick<import("../main.js").Parts, "session" | "lock" | "pin" | "kioskMode" | "preferences" | "storage" |
 *   "clock" | "catalogue" | "notifier">} SettingsNeeds
 */

/**
 * @param {HTMLElement} main
 * @param {SettingsNeeds} needs
 */
export function settings(main, needs) {
  main.append(
    h("h1", {}, "Ajustes de este equipo"),
    ...whoIsSignedIn(needs),
    ...pinSettings(main, needs),
    ...kioskSettings(main, needs),
    ...paperAndKeys(needs),
    ...whatIsStored(needs),
    ...dayAndTime(needs),
    h("h2", {}, "Ayuda"),
    h("p", {}, h("a", { href: "/asesor/ayuda/" }, "Cómo se usa el puesto"), " (también sin conexión)"),
    h("p", { class: "note" }, `Catálogo ${needs.catalogue.version}`),
  );
}

/** @param {SettingsNeeds} needs */
function whoIsSignedIn({ session, notifier }) {
  const { signedIn, centres } = session;
  const lastDay = dayWords(limaDay(signedIn?.until ?? 0));
  const changeCentre = () => void session.chooseCentre("").then(() => notifier.publish("place"));
  return [
    h("p", {}, h("b", {}, signedIn?.username ?? ""), `. Puede registrar hasta el ${lastDay} sin volver a entrar.`),
    centres.length > 1 ? button("Cambiar de centro", changeCentre) : "",
    button("Cerrar sesión", () => void session.signOut(), { class: "second" }),
    h("p", { class: "note" }, "Lo que falta enviar se queda en este equipo."),
  ];
}

/**
 * @param {HTMLElement} main
 * @param {SettingsNeeds} needs
 */
function pinSettings(main, { pin, lock, notifier }) {
  const redraw = () => notifier.publish("place");
  const digits = pinInput();
  const setPin = async () => {
    if (!/^\d{4,8}$/.test(digits.value)) return showProblems(main, [["pin", "Use de 4 a 8 cifras."]]);
    await pin.set(digits.value);
    redraw();
  };
  const removePin = () => void pin.remove().then(redraw);
  return [
    h("h2", {}, "PIN"),
    h("p", {}, "Tapa la pantalla cuando usted se va, y sola a los 10 minutos. No cifra lo guardado."),
    pin.isSet
      ? h(
          "div",
          { class: "actions" },
          button("Bloquear ahora", () => lock.lock()),
          button("Quitar el PIN", removePin, { class: "second" }),
        )
      : form(() => void setPin(), field("PIN nuevo, de 4 a 8 cifras", digits), h("button", {}, "Poner PIN")),
  ];
}

/**
 * @param {HTMLElement} main
 * @param {SettingsNeeds} needs
 */
function kioskSettings(main, { pin, kioskMode }) {
  const begin = () => {
    if (pin.isSet) void kioskMode.turn(true);
    else showProblems(main, [["pin", "Ponga primero un PIN: con él se sale del modo kiosco."]]);
  };
  const explanation =
    "Deja esta pantalla para los ciudadanos: dicen si pudieron hacer su trámite solos. Se sale con el PIN.";
  return [h("h2", {}, "Kiosco público"), h("p", {}, explanation), button("Usar como kiosco", begin)];
}

/** @param {SettingsNeeds} needs */
function paperAndKeys({ preferences }) {
  const { paper, keys } = preferences.current;
  /** @type {[string, string][]} */
  const papers = [
    ["a4", "Hoja A4"],
    ["roll", "Rollo de 80 mm"],
  ];
  /** @type {[string, string][]} */
  const yesOrNo = [
    ["si", "Sí"],
    ["no", "No"],
  ];
  const setPaper = (/** @type {string} */ value) =>
    void preferences.change({ paper: value === "roll" ? "roll" : "a4" });
  const setKeys = (/** @type {string} */ value) => void preferences.change({ keys: value === "si" });
  return [
    h("h2", {}, "Papel y teclas"),
    choice("papel", "Las constancias salen en", papers, paper, setPaper),
    choice("teclas", "Elegir con las teclas 1 a 9", yesOrNo, keys ? "si" : "no", setKeys),
  ];
}

/** @param {SettingsNeeds} needs */
function whatIsStored({ storage }) {
  const kept = "Este navegador conserva lo guardado.";
  const notKept =
    "Este navegador no promete conservar lo guardado: si falta espacio puede borrarlo. Envíe o exporte cada día. " +
    "Instalar el puesto como aplicación, o agregarlo a favoritos, suele resolverlo.";
  const left = storage.left?.toLocaleString("es-PE");
  return [
    h("h2", {}, "Lo guardado"),
    h("p", {}, storage.kept ? kept : notKept),
    left ? h("p", {}, `Espacio libre para el puesto: ${left} MB.`) : "",
  ];
}

/** @param {SettingsNeeds} needs */
function dayAndTime({ clock }) {
  const now = clock.now();
  return [
    h("h2", {}, "Fecha y hora"),
    h("p", {}, `${dayWords(limaDay(now))}, ${timeOfDay(now)} (hora de Lima).`),
    h("p", {}, h("a", { href: "#hora" }, "No es correcta")),
  ];
}
