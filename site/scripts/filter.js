/**
 * On the list of procedures: what is typed gives the best answers, in the place of the list. Where no procedure is meant,
 * places that are called so come first.
 */

import { all, asked, byId, loadScript } from "./dom.js";
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
const most = all(document, "#most a").map((link) => link.getAttribute("href"));
const popularity = (/** @type {{element: HTMLElement}} */ { element }) => {
  const link = element.querySelector("a");
  const place = link ? most.indexOf(link.getAttribute("href")) : -1;
  return place < 0 ? most.length : place;
};
rows.sort((a, b) => popularity(a) - popularity(b));

/** What was typed last: places that come late for something else are not shown. */
let typed = "";
let loading = false;

/** @param {string} text */
function answer(text) {
  typed = text;
  const { rows: best, meant } = ranked(text, rows);
  show(best.map(({ element }) => element.cloneNode(true)));
  if (meant || text.trim().length < 3) return;
  if (window.findPlaces) {
    window.findPlaces(text, (places, called) => {
      if (text === typed && (called || best.length === 0)) show(places.map(placeRow));
    });
  } else if (!loading) {
    loading = true;
    loadScript(
      "places.js",
      () => answer(typed),
      () => {
        // The next letter tries again.
        loading = false;
        if (hits.children.length === 0) found.textContent = _("Para buscar lugares hace falta conexión.");
      },
    );
  }
}

/** @param {{name: string, where: string, address: string}} place */
function placeRow({ name, where, address }) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  const label = link.appendChild(document.createElement("span"));
  link.className = "row";
  link.href = address;
  label.textContent = name;
  label.appendChild(document.createElement("small")).textContent = where;
  return item;
}

/** @param {Node[]} best */
function show(best) {
  const isAsked = typed.trim() !== "";
  hits.textContent = "";
  best.slice(0, MOST).forEach((row) => {
    hits.appendChild(row);
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
  form.hidden = false;
  form.onsubmit = () => false;
  field.oninput = () => answer(field.value);
  field.value = asked();
  answer(field.value);
}
