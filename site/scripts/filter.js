/** On the list of procedures: what is typed gives the best answers, in the place of the list. */

import { all, byId } from "./dom.js";
import { ranked } from "./search.js";
import { _ } from "./words.js";

/** As many as two screens of a phone hold. */
const MOST = 12;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-filter]"));
/** @type {HTMLElement} */
const found = byId("found");
/** @type {HTMLElement} */
const hits = byId("hits");
/** @type {HTMLElement} */
const none = byId("none");

const rows = all(document, "[data-row]").map((element) => {
  const name = /** @type {Element} */ (element.querySelector("span"));
  const official = name.querySelector("small");
  const own = official ? [official.textContent || ""] : [];
  const [words, owner = ""] = (element.getAttribute("data-row") || "").split("|");
  const called = (name.textContent || "").slice(0, official ? -own[0].length : undefined);
  return { element, names: [called].concat(own), words: words.split("; "), owner, elsewhere: owner === "-" };
});

/** The most asked for stand first among equals. */
const asked = all(document, "#most a").map((link) => link.getAttribute("href"));
const popularity = (/** @type {{element: HTMLElement}} */ { element }) => {
  const link = element.querySelector("a");
  const place = link ? asked.indexOf(link.getAttribute("href")) : -1;
  return place < 0 ? asked.length : place;
};
rows.sort((a, b) => popularity(a) - popularity(b));

/** @param {string} typed */
function answer(typed) {
  const best = ranked(typed, rows);
  const isAsked = typed.trim() !== "";
  hits.textContent = "";
  best.slice(0, MOST).forEach(({ element }) => {
    hits.appendChild(element.cloneNode(true));
  });
  const more = best.length > MOST ? _(" resultados; estos son los más cercanos") : _(" resultados");
  found.textContent = best.length > 0 ? best.length + (best.length > 1 ? more : _(" resultado")) : "";
  all(document, "[data-list]").forEach((list) => {
    list.hidden = isAsked;
  });
  none.hidden = !isAsked || best.length > 0;
}

if (form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const query = /[?&]q=([^&]*)/.exec(location.search);
  form.hidden = false;
  form.onsubmit = () => false;
  field.oninput = () => answer(field.value);
  field.value = query ? decodeURIComponent(query[1].replace(/\+/g, " ")) : "";
  answer(field.value);
}
