/**
 * On a public kiosk: after a minute without a touch a warning, after 20 seconds more a clean home page. What is read
 * aloud stops the clock.
 * Nothing of a person stays: no history to go back to, no visited links in another colour, nothing typed.
 */

import { all } from "./dom.js";
import { _ } from "./words.js";

const REST = 60;
/** WCAG 2.2.1: at least 20 seconds to ask for more time. */
const WARNING = 20;

let left = REST + WARNING;
let touched = false;
/** @type {HTMLElement | null} */
let box = null;
/** The seconds that are left, in the warning. */
const count = document.createElement("b");

function clean() {
  [].forEach.call(document.forms, (/** @type {HTMLFormElement} */ form) => form.reset());
  try {
    sessionStorage.clear();
  } catch {
    // A browser that forbids its store keeps nothing in it.
  }
  if (window.speechSynthesis) speechSynthesis.cancel();
  leave(`${ROOT}/`);
}

/**
 * Each page takes the place of the one before, so that Back leads nowhere.
 * @param {string} address
 */
function leave(address) {
  location.replace(address);
}

function alive() {
  left = REST + WARNING;
  touched = true;
  if (box) {
    document.body.removeChild(box);
    box = null;
  }
}

function warn() {
  const button = document.createElement("button");
  const text = document.createElement("p");
  box = document.createElement("div");
  box.className = "idle";
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-modal", "true");
  box.setAttribute("aria-label", _("¿Sigue ahí?"));
  text.appendChild(document.createTextNode(_("¿Sigue ahí? Esta pantalla se limpia en ")));
  text.appendChild(count);
  text.appendChild(document.createTextNode(_(" segundos.")));
  button.type = "button";
  button.textContent = _("Sí, sigo aquí");
  button.onclick = alive;
  box.appendChild(text);
  box.appendChild(button);
  document.body.appendChild(box);
  button.focus();
}

/**
 * Whether a page has the kiosk's clock: sites of others and the handbook have none, and nobody would come back.
 * @param {HTMLAnchorElement} link
 */
const isOurs = (link) => link.origin === location.origin && !/^\/(manual|asesor)\//.test(link.pathname);

/** @param {MouseEvent} event */
function follow(event) {
  let link = /** @type {any} */ (event.target);
  while (link && link.nodeName !== "A") link = link.parentNode;
  if (!link || !link.href || link.hasAttribute("download")) return;
  if (link.origin === location.origin && link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  if (isOurs(link)) leave(link.href);
}

/** @param {SubmitEvent} event */
function search(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("q"));
  if (event.defaultPrevented || form.method !== "get" || !field) return;
  event.preventDefault();
  leave(`${form.action}?q=${encodeURIComponent(field.value)}`);
}

/** @param {Event} event */
function touch(event) {
  if (!box || (event.type !== "scroll" && box.contains(/** @type {Node} */ (event.target)))) alive();
}

function tick() {
  if (window.speechSynthesis && speechSynthesis.speaking) alive();
  if (location.pathname === `${ROOT}/` && !touched) return;
  left -= 1;
  if (left <= 0) clean();
  else if (left <= WARNING) {
    if (!box) warn();
    count.textContent = String(left);
  }
}

/** What has no clock is read, not followed. A page is taken along by its code, since nobody signs in here. */
function holdOutside() {
  all(document, "[data-do=send]").forEach((button) => {
    button.hidden = true;
  });
  all(document, "a[href^=http]").forEach((element) => {
    const link = /** @type {HTMLAnchorElement} */ (element);
    if (isOurs(link)) return;
    link.removeAttribute("href");
    link.title = _("En este equipo no se sale del portal. Pida al asesor que abra esa página.");
  });
}

document.addEventListener("click", follow);
document.addEventListener("submit", search);
// What was typed does not stay in the address.
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
holdOutside();
const sheet = document.styleSheets[0];
// No other page pays for what only a kiosk shows; the policy forbids a sheet of its own.
[
  "a:visited,.row:visited{color:#0b4a8f}",
  ".idle{position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:8px solid #8f1322;padding:16px 24px 32px;" +
    "text-align:center;font-size:1.25rem;z-index:2}",
  ".idle p{max-width:none}",
  "@media print{.idle{display:none}}",
].forEach((rule) => {
  sheet.insertRule(rule, sheet.cssRules.length);
});
["pointerdown", "keydown", "touchstart", "mousedown", "scroll"].forEach((name) => {
  document.addEventListener(name, touch, true);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) clean();
});
setInterval(tick, 1000);
