/** The office's page: who is here, which screen is shown, and what happens where one cannot be. */

import { SessionError } from "../desk/core/cognito.js";
import { button, h } from "../desk/elements.js";
import { currentPlace, place } from "./address.js";
import { Api, OfficeError } from "./api.js";
import { loadNames } from "./names.js";
import { Session } from "./session.js";
import { showAllOnPaper } from "./table.js";
import { accounts } from "./views/accounts.js";
import { day } from "./views/day.js";
import { decide } from "./views/decide.js";
import { decisions } from "./views/decisions.js";
import { explore } from "./views/explore.js";
import { morning } from "./views/morning.js";
import { refused } from "./views/refused.js";
import { report } from "./views/report.js";
import { enrol, signIn } from "./views/sign_in.js";

/**
 * @typedef {{api: Api, names: import("./names.js").Names, go: (address: string) => void}} Parts
 *
 * Draws into `main` what the address asks for. What it throws is explained in its place.
 * @typedef {(main: HTMLElement, asked: Record<string, string>, parts: Parts) => Promise<void>} View
 */

/** @type {Record<string, [view: View, words: string]>} */
const VIEWS = {
  hoy: [morning, "Hoy"],
  explorar: [explore, "Explorar"],
  informe: [report, "Informe"],
  cuentas: [accounts, "Cuentas"],
  decidir: [decide, "Decidir"],
  decisiones: [decisions, "Lo decidido"],
  dia: [day, ""],
  rechazados: [refused, ""],
};
/** Nobody touched anything for so long: whoever comes by next should find nothing. */
const IDLE = 30 * 60_000;
const LOOK = 30_000;

const TITLE = document.title;
const main = /** @type {HTMLElement} */ (document.getElementById("pantalla"));
const band = /** @type {HTMLElement} */ (document.getElementById("banda"));
const session = new Session({
  fetch: (address, { timeout = 60_000, ...request } = {}) =>
    fetch(address, { ...request, signal: AbortSignal.timeout(timeout) }),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
});
/** @type {Promise<import("./names.js").Names> | undefined} */
let names;
let shown = 0;
/** The first screen takes no focus: nobody was anywhere before. */
let hasShown = false;
/** Whether the screen asks who is there. */
let asksWho = false;

/** @param {string} address */
function go(address) {
  if (location.hash === address) void show();
  else location.hash = address;
}

async function show() {
  shown += 1;
  const own = shown;
  const [name, asked] = currentPlace();
  const [view] = (Object.hasOwn(VIEWS, name) && VIEWS[name]) || [morning];
  drawBand(name);
  if (!session.tokens) return askWho();
  asksWho = false;
  const api = new Api(session);
  // What comes late is not drawn over what was asked for meanwhile.
  const screen = h("div", {}, h("p", { role: "status" }, "Un momento…"));
  main.replaceChildren(screen);
  try {
    names ??= loadNames();
    const drawn = view(screen, asked, { api, names: await names, go });
    arrive(screen);
    await drawn;
    if (own === shown) arrive(screen);
  } catch (error) {
    if (own === shown) await explain(error, screen);
  }
}

/**
 * Say where the person is, in the window's title and by the focus, as soon as the screen has its heading.
 * @param {HTMLElement} screen
 */
function arrive(screen) {
  const head = screen.querySelector("h1:not([tabindex])");
  if (!(head instanceof HTMLElement) || !screen.isConnected) return;
  head.tabIndex = -1;
  if (hasShown && !screen.contains(document.activeElement)) head.focus();
  hasShown = true;
  document.title = `${head.textContent} - ${TITLE}`;
}

/** @param {string} [news] why somebody has to sign in */
function askWho(news) {
  shown += 1;
  hasShown = true;
  asksWho = true;
  document.title = TITLE;
  drawBand("");
  signIn(main, session, show, news);
}

/**
 * @param {unknown} error
 * @param {HTMLElement} screen
 */
async function explain(error, screen) {
  if (error instanceof SessionError && error.code === "ended")
    return askWho("Su sesión terminó. Entre otra vez: vuelve a lo que estaba viendo.");
  if (error instanceof OfficeError && error.code === "second_factor_required") return enrol(main, session, show);
  const { title, detail } = error instanceof OfficeError ? error : UNKNOWN;
  if (!(error instanceof OfficeError)) names = undefined;
  for (const gone of screen.querySelectorAll(":scope > [aria-busy], :scope > .problems")) gone.remove();
  screen.append(
    h(
      "div",
      { class: "problems", role: "alert" },
      h("h2", {}, title),
      h("p", {}, detail),
      ...(error instanceof OfficeError ? error.errors : []).map(({ field, message }) =>
        h("p", {}, `${field}: ${message}`),
      ),
      button("Intentar otra vez", () => void show()),
    ),
  );
  if (!screen.querySelector("h1"))
    screen.replaceChildren(h("h1", {}, "Oficina"), ...screen.querySelectorAll(".problems"));
  arrive(screen);
}

const UNKNOWN = { title: "No se pudo mostrar", detail: "Puede ser la conexión. Intente otra vez en un momento." };

/** @param {string} name of the screen */
function drawBand(name) {
  const { username } = session;
  const leave = () => {
    session.signOut();
    askWho("Salió de la oficina.");
  };
  const links = Object.entries(VIEWS).flatMap(([own, [, words]]) =>
    words ? [h("a", { href: place(own), "aria-current": own === name && "page" }, words)] : [],
  );
  band.replaceChildren(
    h(
      "div",
      { class: "top" },
      h("span", { class: "place" }, "MAC Express, oficina"),
      username && h("span", { class: "person" }, `${username} · `, button("Salir", leave, { class: "plain" })),
    ),
    username ? h("nav", { "aria-label": "Oficina" }, ...links, h("a", { href: "/donde-falta/" }, "Dónde falta")) : "",
  );
}

/** Sign out whoever left without doing so. */
function watchIdle() {
  let touched = performance.now();
  const touch = () => {
    touched = performance.now();
  };
  for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, touch, { passive: true });
  setInterval(() => {
    if (!session.tokens || performance.now() - touched < IDLE) return;
    session.signOut();
    askWho("Nadie usó esta página por media hora, y la sesión terminó.");
  }, LOOK);
}

addEventListener("hashchange", () => void show());
// What a button began and could not end, as a file that does not come: no button just does nothing.
addEventListener("unhandledrejection", ({ reason }) => {
  // Of somebody who was here before: it is nothing to whoever signs in, or is signed in now.
  if (asksWho || (reason instanceof SessionError && reason.code === "overtaken")) return;
  if (main.firstElementChild instanceof HTMLElement) void explain(reason, main.firstElementChild);
});
watchIdle();
showAllOnPaper();
void show();
