/** The desk: which screen is shown when. */

import { Desk } from "./desk.js";
import { keptDraft } from "./draft.js";
import { frame } from "./frame.js";
import { annul } from "./screens/annul.js";
import { kiosk } from "./screens/kiosk.js";
import { lock } from "./screens/lock.js";
import { outbox } from "./screens/outbox.js";
import { register } from "./screens/register.js";
import { saved } from "./screens/saved.js";
import { settings } from "./screens/settings.js";
import { chooseCentre, signIn } from "./screens/sign_in.js";
import { time } from "./screens/time.js";
import { today } from "./screens/today.js";
import { followVersions } from "./versions.js";

/**
 * Draws into `main`; `rest` is what follows the screen's name in the address. May return what ends it.
 * @typedef {(desk: Desk, main: HTMLElement, rest: string) => void | (() => void) | Promise<void | (() => void)>} Screen
 */

/** @type {Record<string, Screen>} */
const SCREENS = { "": register, guardada: saved, hoy: today, anular: annul, envios: outbox, ajustes: settings, hora: time };

/**
 * @param {Desk} desk
 * @param {string} name
 * @returns {[string, Screen]}
 */
function choose(desk, name) {
  // A form is never interrupted: what is needed is asked when it is finished.
  const busy = keptDraft() !== null && name === "";
  if (desk.kiosk && desk.session.active) return ["kiosco", kiosk];
  if (desk.session.now && desk.locked && desk.hasPin) return ["bloqueo", lock];
  if (!desk.session.now) return ["ingreso", signIn];
  if (!desk.session.active && !busy) return ["ingreso", signIn];
  if (!desk.centre) return ["centro", chooseCentre];
  if (desk.clock.lost && name === "") return ["hora", time];
  if (name === "ingreso") return ["ingreso", signIn];
  return [name, SCREENS[name] ?? register];
}

async function start() {
  const desk = await Desk.open();
  const body = frame(desk);
  /** @type {void | (() => void)} */
  let end;
  let shown = "";
  let shownFor = "";
  const asked = () => decodeURIComponent(location.hash.slice(1)).split("=");
  const whose = () => `${desk.session.now?.username} ${desk.centre}`;
  const show = async () => {
    const [name = "", rest = ""] = asked();
    const [screen, draw] = choose(desk, name);
    shownFor = whose();
    end?.();
    end = undefined;
    const main = body.screen(screen);
    const drawn = await draw(desk, main, rest);
    if (main.isConnected) end = drawn;
    else drawn?.();
    if (shown !== screen && !main.contains(document.activeElement)) main.focus();
    shown = screen;
  };
  addEventListener("hashchange", () => void show());
  // A renewed token is no news for the person: what they are typing or choosing stays as it is.
  const outdated = () => whose() !== shownFor || choose(desk, asked()[0] ?? "")[0] !== shown;
  desk.onChange((what) => {
    if (what === "lock" || what === "place") void show();
    if (what === "session" && outdated() && !(keptDraft() && desk.session.now)) void show();
  });
  await show();
  desk.start();
  await followVersions(desk);
}

void start();
