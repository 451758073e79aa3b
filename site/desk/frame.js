/** What stands around every screen: the centre, what was sent and what waits, the way to the other screens, notices. */

import { limaDay, timeOfDay } from "../scripts/lima.js";
import { centreName } from "./catalogue.js";
import { counts } from "./core/item_queries.js";
import { h, setText } from "./elements.js";
import { notices, noticesAlone } from "./notices.js";
import { dayWords } from "./words.js";

/**
 * @typedef {object} FrameNeeds
 * @property {import("./core/database.js").Database} database
 * @property {import("./core/clock.js").Clock} clock
 * @property {import("./core/session.js").Session} session
 * @property {import("./core/sender.js").Sender} sender
 * @property {import("./core/notifier.js").Notifier} notifier
 * @property {import("./core/types.js").DeskCatalogue} catalogue
 * @property {import("./machine/storage_status.js").StorageStatus} storage
 * @property {import("./machine/updates.js").Updates} updates
 *
 * @typedef {Awaited<ReturnType<typeof counts>>} Counts
 */

/** @type {[place: string, words: string][]} */
const PLACES = [
  ["", "Registrar"],
  ["hoy", "Mi día"],
  ["envios", "Envíos"],
  ["ajustes", "Ajustes"],
];
/** Screens with nothing to go to beside them. */
const ALONE = ["ingreso", "bloqueo", "kiosco", "pin", "centro"];
const REFRESH_EVERY = 30_000;
const REFRESH_TOGETHER = 50;

/** @param {FrameNeeds} needs */
export function frame(needs) {
  const { session, clock } = needs;
  const centre = h("span", { class: "place" });
  const sent = h("a", { class: "sent", href: "#envios", "aria-live": "polite" });
  const links = PLACES.map(([place, words]) => h("a", { href: `#${place}` }, words));
  const nav = h("nav", { "aria-label": "Puesto" }, ...links);
  const noticeBoard = h("div", { class: "notices" });
  const header = h("header", { class: "band" }, h("div", { class: "top" }, centre, sent), nav);
  let alone = true;
  let noticeWords = "";

  async function refresh() {
    const found = await counts(needs.database, session.signedIn, await session.senders());
    setText(sent, sentWords(found, limaDay(clock.now())));
    setText(centre, session.centre ? centreName(needs.catalogue, session.centre) : "MAC Express");
    const shown = alone ? noticesAlone(needs) : notices(needs, found);
    // Redrawn only when the words change, so that the focus is not lost.
    const words = shown.map((notice) => notice.textContent).join();
    if (words === noticeWords) return;
    noticeWords = words;
    noticeBoard.replaceChildren(...shown);
  }
  const refreshSoon = oncePer(REFRESH_TOGETHER, () => void refresh());
  needs.notifier.subscribe(refreshSoon);
  setInterval(refreshSoon, REFRESH_EVERY);

  return {
    /**
     * A new, empty `main` for a screen.
     * @param {string} name
     */
    open(name) {
      alone = ALONE.includes(name) || !session.signedIn;
      nav.hidden = alone;
      noticeBoard.hidden = name === "kiosco";
      sent.hidden = name === "kiosco" || !session.signedIn;
      header.hidden = name === "kiosco";
      for (const [i, link] of links.entries()) {
        if (PLACES[i]?.[0] === name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      const main = h("main", { id: "pantalla", tabindex: -1, class: name || "registrar" });
      document.body.replaceChildren(header, noticeBoard, main);
      void refresh();
      return main;
    },
  };
}

/**
 * When something was sent last, and what waits.
 * @param {Counts} counts
 * @param {string} today
 */
function sentWords({ waiting, refused, lastSent }, today) {
  const day = lastSent && limaDay(lastSent);
  const last = day
    ? `Último envío ${day === today ? "" : `${dayWords(day)} `}${timeOfDay(lastSent)}`
    : "Aún sin envíos";
  return `${last} · ${waiting} por enviar${refused ? ` · ${refused} por revisar` : ""}`;
}

/**
 * Make a function that does the work once, however often it is called within a span of time.
 * @param {number} span milliseconds
 * @param {() => void} work
 */
function oncePer(span, work) {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    setTimeout(() => {
      pending = false;
      work();
    }, span);
  };
}
