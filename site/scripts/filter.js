/** On the list of procedures: what is typed narrows the list. Every word must be there; accents do not matter. */

import { all, byId } from "./dom.js";
import { plain } from "./plain_text.js";
import { fits } from "./spelling.js";
import { _ } from "./words.js";

const FILLERS = /^(de|del|la|el|los|las|mi|un|una|para|por|en|que|quiero|sacar|tramite|tramitar|papel)$/;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-filter]"));
/** @type {HTMLElement} */
const found = byId("found");
/** @type {HTMLElement} */
const none = byId("none");
/** @type {HTMLElement | null} */
const most = byId("most");

/** @param {string} typed */
function filter(typed) {
  const words = plain(typed)
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1 && !FILLERS.test(word));
  let count = 0;
  all(document, "[data-group]").forEach((group) => {
    const shown = all(group, "[data-row]").filter((row) => {
      const text = plain(`${row.textContent} ${row.getAttribute("data-row")}`);
      row.hidden = !words.every((word) => fits(word, text));
      return !row.hidden;
    });
    group.hidden = shown.length === 0;
    count += shown.length;
  });
  const asked = typed.trim();
  found.textContent = asked && count ? count + (count > 1 ? _(" trámites") : _(" trámite")) : "";
  if (most) most.hidden = !!asked;
  none.hidden = !asked || count > 0;
}

if (form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const asked = /[?&]q=([^&]*)/.exec(location.search);
  form.hidden = false;
  form.onsubmit = () => false;
  field.oninput = () => filter(field.value);
  field.value = asked ? decodeURIComponent(asked[1].replace(/\+/g, " ")) : "";
  filter(field.value);
}
