/** This machine: who is signed in, PIN, public kiosk, paper, keys, storage, clock. */

import { limaDay, timeOfDay } from "../../scripts/lima.js";
import { counts } from "../core/item_queries.js";
import { button, choice, field, form, h, pinInput } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords, NOT_STORED, pinProblem } from "../words.js";
import { pinForm } from "./choose_pin.js";

/**
 * @typedef {Pick<import("../main.js").Parts, "database" | "session" | "lock" | "pin" | "kioskMode" | "preferences" | "storage" |
 *   "installation" | "clock" | "catalogue" | "notifier">} SettingsNeeds
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
function whoIsSignedIn({ database, session, pin, notifier }) {
  const { signedIn, centres } = session;
  const lastDay = dayWords(limaDay(signedIn?.until ?? 0));
  const changeCentre = () => void session.chooseCentre("").then(() => notifier.publish("place"));
  const place = h("div");
  const ask = () => void askBeforeSignOut(place, { database, session, pin });
  return [
    h("p", {}, h("b", {}, signedIn?.username ?? ""), `. Puede registrar hasta el ${lastDay} sin volver a entrar.`),
    centres.length > 1 ? button("Cambiar de centro", changeCentre) : "",
    button("Cerrar sesión", ask, { class: "second" }),
    place,
    h("p", { class: "note" }, "¿Viene otra persona? Ponga un PIN y bloquee: cada una entra con el suyo, sin conexión."),
  ];
}

/**
 * Leaving for good costs something: what waits then waits for its author. So it asks for the PIN, and says so.
 * @param {HTMLElement} place
 * @param {Pick<SettingsNeeds, "database" | "session" | "pin">} needs
 */
async function askBeforeSignOut(place, { database, session, pin }) {
  const { signedIn } = session;
  if (!signedIn) return;
  const found = await counts(database, signedIn, []);
  const own = found.waiting - found.elsewhere;
  const digits = pinInput("pin-salida");
  const leave = async () => {
    if (signedIn.pin) {
      const tried = await pin.check(signedIn.sub, digits.value);
      if (tried !== "right") return showProblems(place, [["pin-salida", pinProblem(tried)]]);
    }
    await session.signOut();
  };
  const cost = own
    ? `${own} por enviar se quedan aquí hasta que usted vuelva. Puede guardarlas en un archivo en Envíos.`
    : "No tiene nada por enviar.";
  place.replaceChildren(
    h("h2", { tabindex: -1 }, "¿Cerrar su sesión?"),
    h("p", {}, `${cost} Para entrar otra vez hace falta conexión.`),
    form(
      () => void leave().catch(() => showProblems(place, [["", NOT_STORED]])),
      signedIn.pin ? field("Su PIN", digits) : "",
      h(
        "div",
        { class: "actions" },
        h("button", { class: "main" }, "Sí, cerrar sesión"),
        button("No, seguir aquí", () => place.replaceChildren(), { class: "second" }),
      ),
    ),
  );
  place.querySelector("h2")?.focus();
}

/**
 * @param {HTMLElement} main
 * @param {SettingsNeeds} needs
 */
function pinSettings(main, { pin, lock, notifier }) {
  return [
    h("h2", {}, "Su PIN"),
    h(
      "p",
      {},
      "Tapa la pantalla cuando usted se va, y sola a los 10 minutos. Cifra su sesión en este equipo; con 6 cifras o más " +
        "es más difícil de adivinar. Lo registrado no se cifra.",
    ),
    pin.isSet
      ? h(
          "div",
          { class: "actions" },
          button("Bloquear ahora", () => lock.lock()),
        )
      : pinForm(main, pin, () => notifier.publish("place")),
  ];
}

/**
 * @param {HTMLElement} main
 * @param {SettingsNeeds} needs
 */
function kioskSettings(main, { pin, lock, kioskMode }) {
  const begin = () => {
    const notStored = () => showProblems(main, [["", NOT_STORED]]);
    if (pin.isSet) kioskMode.turn(true).then(() => lock.lock(), notStored);
    else showProblems(main, [["pin", "Ponga primero un PIN: con él se sale del modo kiosco."]]);
  };
  const explanation = "Deja esta pantalla a los ciudadanos: dicen si pudieron hacer su trámite. Se sale con el PIN.";
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
function whatIsStored({ storage, installation, notifier }) {
  const kept = "Este navegador conserva lo guardado.";
  const notKept =
    "Este navegador no promete conservar lo guardado: si falta espacio puede borrarlo. Envíe o exporte cada día. " +
    "Instalar el puesto como aplicación, o agregarlo a favoritos, suele resolverlo.";
  const install = () => void installation.ask().then(() => notifier.publish("status"));
  const left = storage.left?.toLocaleString("es-PE");
  return [
    h("h2", {}, "Lo guardado"),
    h("p", {}, storage.kept ? kept : notKept),
    installation.offer ? button("Instalar el puesto", install, { class: "second" }) : "",
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
