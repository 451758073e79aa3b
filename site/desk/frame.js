/** What stands around every screen: the centre, what was sent and what waits, the way to the other screens, notices. */

import { button, h } from "./elements.js";
import { hour, limaDay } from "./identifiers.js";
import { counts } from "./items.js";
import { dayWords } from "./words.js";

/** @type {[string, string][]} */
const PLACES = [["", "Registrar"], ["hoy", "Mi día"], ["envios", "Envíos"], ["ajustes", "Ajustes"]];
const ALONE = ["ingreso", "bloqueo", "kiosco", "centro"];

/** @param {import("./desk.js").Desk} desk */
export function frame(desk) {
  const centre = h("span", { class: "place" });
  const sent = h("a", { class: "sent", href: "#envios", "aria-live": "polite" });
  const nav = h("nav", { "aria-label": "Puesto" }, ...PLACES.map(([place, words]) => h("a", { href: `#${place}` }, words)));
  const notices = h("div", { class: "notices" });
  const header = h("header", { class: "band" }, h("div", { class: "top" }, centre, sent), nav);
  let screen = "";

  const status = async () => {
    const { session, clock, sender } = desk;
    const { waiting, refused, lastSent, elsewhere } = await counts(desk.db, session.centres);
    const when = lastSent && limaDay(lastSent) !== limaDay(clock.now()) ? `${dayWords(limaDay(lastSent))} ` : "";
    const last = lastSent ? `Último envío ${when}${hour(lastSent)}` : "Aún sin envíos";
    const attention = refused ? ` · ${refused} por revisar` : "";
    put(sent, `${last} · ${waiting} por enviar${attention}`);
    put(centre, session.now ? desk.centreName : "MAC Express");
    const said = [
      session.now && (session.now.ended || sender.state === "sign-in") && screen !== "ingreso" &&
        notice("Para enviar, inicie sesión otra vez. Nada se pierde.", h("a", { href: "#ingreso" }, "Iniciar sesión")),
      sender.state === "no-centre" && notice("Su cuenta no puede registrar en ningún centro. Lo guardado sigue aquí. Avise a la oficina del programa."),
      elsewhere > 0 && session.now && notice(`${elsewhere} de otro centro esperan a que alguien de ese centro inicie sesión aquí.`, h("a", { href: "#envios" }, "Ver o exportar")),
      desk.storage.low && notice(`Queda poco espacio en este equipo (${desk.storage.left} MB). Libere espacio o exporte lo guardado.`, h("a", { href: "#envios" }, "Exportar")),
      session.now && !desk.storage.kept && waiting > 0 && notice("Este navegador no promete conservar lo guardado. Envíe o exporte cada día.", h("a", { href: "#envios" }, "Exportar")),
      desk.whenQuiet && notice("Hay una versión nueva del puesto.", button("Usarla ahora", () => desk.whenQuiet?.(), { class: "plain" })),
    ].filter((row) => row instanceof Node);
    const texts = said.map((row) => row.textContent).join();
    // Redrawn only when it says something else, so that no focus is lost.
    if (texts !== notices.dataset["said"]) {
      notices.dataset["said"] = texts;
      notices.replaceChildren(...said);
    }
  };
  let pending = false;
  const soon = () => {
    if (pending) return;
    pending = true;
    setTimeout(() => {
      pending = false;
      void status();
    }, 50);
  };
  desk.onChange(soon);
  setInterval(soon, 30_000);

  return {
    /**
     * A fresh, empty `main` for a screen.
     * @param {string} name
     */
    screen(name) {
      screen = name;
      const alone = ALONE.includes(name);
      nav.hidden = alone;
      sent.hidden = name === "kiosco" || !desk.session.now;
      notices.hidden = alone;
      header.hidden = name === "kiosco";
      for (const [i, link] of [...nav.children].entries()) {
        if (PLACES[i]?.[0] === name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      const main = h("main", { id: "pantalla", tabindex: -1, class: name || "registrar" });
      document.body.replaceChildren(header, notices, main);
      void status();
      return main;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {string} words
 * @param {...Node} more
 */
const notice = (words, ...more) => h("p", { class: "notice", role: "status" }, words, " ", ...more);
