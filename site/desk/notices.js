/** Notices above every screen: each says what happened and what to do. */

import { limaDay } from "../scripts/lima.js";
import { button, h } from "./elements.js";
import { dayWords } from "./words.js";

/**
 * @param {import("./frame.js").FrameNeeds} needs
 * @param {import("./frame.js").Counts} counts
 * @returns {HTMLElement[]}
 */
export function notices({ session, sender, storage, updates }, { waiting, elsewhere, refusedAtOthers }) {
  const { signedIn } = session;
  const shown = [
    signedIn?.ended &&
      notice("Para enviar, inicie sesión otra vez. Nada se pierde.", link("ingreso", "Iniciar sesión")),
    sender.state === "no-centre" &&
      notice("Su cuenta no puede registrar en ningún centro. Lo guardado sigue aquí. Avise a la oficina del programa."),
    signedIn &&
      elsewhere > 0 &&
      notice(
        `${elsewhere} de otra persona esperan a que ella abra aquí su sesión. También las recibe la oficina en un archivo.`,
        link("envios", "Ver o guardar"),
      ),
    signedIn &&
      refusedAtOthers > 0 &&
      notice(`${refusedAtOthers} por revisar en otro de sus centros.`, link("ajustes", "Cambiar de centro")),
    session.endsSoon &&
      notice(
        `Puede registrar hasta el ${dayWords(limaDay(signedIn?.until ?? 0))}. Antes, inicie sesión con conexión.`,
        link("ingreso", "Iniciar sesión"),
      ),
    storage.failed &&
      notice(
        "Este equipo no pudo leer o guardar algo. Guarde en un archivo lo que falta enviar y recargue la página.",
        link("envios", "Guardar"),
      ),
    storage.low &&
      notice(
        `Queda poco espacio en este equipo (${storage.left} MB). Libere espacio o exporte lo guardado.`,
        link("envios", "Exportar"),
      ),
    signedIn &&
      !storage.kept &&
      waiting > 0 &&
      notice("Este navegador no promete conservar lo guardado. Envíe o exporte cada día.", link("envios", "Exportar")),
    updates.use &&
      notice(
        "Hay una versión nueva del puesto.",
        button("Usarla ahora", () => updates.use?.(), { class: "plain" }),
      ),
  ];
  return shown.filter((row) => row instanceof HTMLElement);
}

/**
 * The only notice where nobody's desk is open: a press that could not be stored is never without a word.
 * @param {import("./frame.js").FrameNeeds} needs
 */
export const noticesAlone = ({ storage }) =>
  storage.failed ? [notice("Este equipo no pudo leer o guardar algo. Libere espacio y recargue la página.")] : [];

/**
 * @param {string} words
 * @param {...Node} more
 */
const notice = (words, ...more) => h("p", { class: "notice", role: "status" }, words, " ", ...more);

/**
 * @param {string} place
 * @param {string} words
 */
const link = (place, words) => h("a", { href: `#${place}` }, words);
