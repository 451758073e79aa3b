/**
 * What the desk's page does by itself. The form to sign in stands in the page, so on a slow link somebody can write after
 * one request; the catalogue and the desk's module come meanwhile. The page names both by their hash: a file of another
 * release never runs with it. What does not come is asked for again, and nothing that was written is lost.
 *
 * Written for browsers of 2016, since it is what tells those without modules that they are too old.
 */

import { byId } from "../scripts/dom.js";

const PAGE = "/asesor/";
const MODULE = `${PAGE}main.js?`;
/** Milliseconds until it is tried again by itself; each time twice as long. */
const FIRST_WAIT = 3000;
const MOST_TRIES = 6;
/** Nothing may come of a link that hangs, not even an error. */
const SLOW = 60_000;

const COMING = "El resto del puesto está llegando. Puede escribir mientras tanto.";
const ENTERS_ALONE = "El resto del puesto está llegando. Entra solo cuando esté.";
const FAILED = "El puesto no llegó completo. Lo escrito sigue aquí, y se intenta otra vez.";
const HANGS = "La conexión va muy lenta. Puede esperar, o empezar otra vez.";
const NEWER = "Hay una versión nueva del puesto. Para entrar, empiece otra vez.";
const TOO_OLD = "Este navegador es muy antiguo para el puesto. Use uno reciente, o anote en papel y llame al 1800.";

const { module = "", moduleIntegrity = "", catalogue = "", catalogueIntegrity = "" } = document.body.dataset;
/** @type {HTMLElement} */
const entry = byId("entrada");
const form = /** @type {HTMLFormElement} */ (entry.querySelector("form"));
const send = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const fields = form.querySelectorAll("input");
/** @type {HTMLElement} */
const news = byId("llegada");
const worker = navigator.serviceWorker?.controller;
/**
 * Where the desk was before, its worker has everything here: the screen that is due comes at once. The portal's worker,
 * which answers for this page too until the desk has its own, has nothing of it.
 */
const isKept = Boolean(worker && /\/asesor\/sw\.js$/.test(worker.scriptURL));

let tries = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** Whether the last try failed, and nothing is under way. */
let failed = false;

/**
 * @param {string} words
 * @param {string} [action] what a button says
 * @param {() => void} [work] what it does
 */
function say(words, action, work) {
  news.textContent = `${words} `;
  if (!work) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = action || "";
  button.onclick = work;
  news.appendChild(button);
}

const isWritten = () => fields[0].value !== "" || fields[1].value !== "";
const startAgain = () => location.reload();
const coming = () => say(form.dataset.pressed ? ENTERS_ALONE : COMING);

/** Something was asked for. */
function begin() {
  failed = false;
  clearTimeout(timer);
  timer = setTimeout(() => say(HANGS, "Empezar otra vez", startAgain), SLOW);
  if (!isKept) coming();
}

/** Load what is still missing. */
function load() {
  // What failed may be stored under its address.
  const again = tries ? `&${tries}` : "";
  tries += 1;
  begin();
  if (window.deskCatalogue) return loadModule(again);
  fetch(catalogue + again, { integrity: catalogueIntegrity })
    .then((response) => response.json())
    .then(
      (found) => {
        window.deskCatalogue = found;
        loadModule(again);
      },
      // Without it the desk says what can be done with what is stored here.
      () => (isKept ? loadModule(again) : fail()),
    );
}

/** @param {string} again */
function loadModule(again) {
  const script = document.createElement("script");
  script.type = "module";
  script.integrity = moduleIntegrity;
  script.src = module + again;
  script.onerror = fail;
  script.onload = () => clearTimeout(timer);
  document.body.appendChild(script);
}

function fail() {
  clearTimeout(timer);
  failed = true;
  say(FAILED, "Intentar ahora", () => tryAgain(true));
  if (tries < MOST_TRIES) timer = setTimeout(tryAgain, FIRST_WAIT * 2 ** (tries - 1));
}

/**
 * Try again with this page, or with the one of a newer release.
 * @param {unknown} byPerson
 */
function tryAgain(byPerson) {
  if (!failed) return;
  begin();
  fetch(PAGE, { cache: "no-cache" })
    .then((response) => response.text())
    .then((page) => {
      if (page.includes(module)) load();
      else if (!page.includes(MODULE)) fail();
      else if (byPerson === true || !isWritten()) startAgain();
      else {
        clearTimeout(timer);
        say(NEWER, "Empezar otra vez", startAgain);
      }
    }, fail);
}

if ("noModule" in HTMLScriptElement.prototype) {
  entry.hidden = isKept;
  form.onsubmit = (event) => {
    event.preventDefault();
    form.dataset.pressed = "yes";
    send.disabled = true;
    send.textContent = "Un momento…";
    if (!failed) coming();
  };
  form.addEventListener("focusin", ({ target }) => {
    form.dataset.at = /** @type {HTMLElement} */ (target).id;
  });
  if (!isKept) fields[0].focus();
  addEventListener("online", tryAgain);
  addEventListener("error", ({ filename }) => {
    // What it is written in is newer than the browser.
    if (filename && filename.includes(MODULE)) say(TOO_OLD);
  });
  load();
} else say(TOO_OLD);
