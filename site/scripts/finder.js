/**
 * On the pages that find the nearest centre: any place of the country, or a province's community, by its name, or where
 * the phone is. What is typed and where the phone is stay here: only lists are asked for, of places and of centres.
 */

import { distanceKm, kilometres } from "./distance.js";
import { asked, byId, loadScript } from "./dom.js";
import { get, readCentres, readPlaces } from "./place_lists.js";
import { plain } from "./plain_text.js";
import { far, IN_THE_NAME } from "./spelling.js";
import { _, fill } from "./words.js";

/**
 * @typedef {[latitude: number, longitude: number]} Point
 * @typedef {import("./place_lists.js").Place} Place
 * @typedef {{name: string, where: string, address: string}} Named a place with a page that answers for it
 */

const MOST_NAMES = 6;
const MOST_CENTRES = 3;

/** @type {HTMLFormElement | null} */
const box = byId("finder");
/** @type {HTMLInputElement | null} */
const field = byId("place");
const list = byId("near");
/** @type {HTMLElement} */
const found = byId("found");
const here = byId("here");
/** A procedure that is done at some centres only lists them: they are put in order, and no other is offered. */
const only = byId("only");
/** @type {Place[] | undefined} */
let places;
let loading = false;
/** What was said when the list did not come: it stays until the list is there. */
let failed = "";

/** @param {string} [text] */
function clear(text) {
  if (list) list.innerHTML = "";
  found.textContent = text || "";
}

/**
 * Add a row to the list: a link, or a button that does something.
 * @param {string} label
 * @param {string} small
 * @param {string | (() => void)} act
 */
function addRow(label, small, act) {
  const item = document.createElement("li");
  const row = document.createElement(typeof act === "string" ? "a" : "button");
  const name = document.createElement("span");
  name.textContent = label;
  if (small) appendText(name, "small", small);
  row.className = "row";
  row.appendChild(name);
  if (typeof act === "string") row.setAttribute("href", act);
  else {
    row.setAttribute("type", "button");
    row.onclick = act;
  }
  item.appendChild(row);
  if (list) list.appendChild(item);
  return item;
}

/**
 * @param {Element} parent
 * @param {string} name
 * @param {string} text
 */
function appendText(parent, name, text) {
  const element = parent.appendChild(document.createElement(name));
  element.textContent = text;
  return element;
}

/** @param {number} status */
const failure = (status) =>
  status === 404
    ? _("Ese lugar queda fuera del Perú.")
    : _("No se pudo cargar la lista ahora. Elija abajo en la lista, o pruebe otra vez con conexión.");

function load() {
  if (loading || places || window.findPlaces || !box) return;
  loading = true;
  clear(failed || _("Cargando la lista…"));
  const province = box.getAttribute("data-province");
  const missing = (/** @type {number} */ status) => {
    // The next letter, «Buscar» or a link that is back tries again.
    loading = false;
    failed = failure(status);
    clear(failed);
  };
  if (province) {
    get(
      province,
      (text) => {
        places = readPlaces(text);
        const [meant] = places.filter(({ name, where }) => name === asked() && where === chosenDistrict());
        if (meant && field && field.value === asked()) answer(meant);
        else search();
      },
      missing,
    );
  } else loadScript("places.js", search, () => missing(0));
}

function search() {
  const text = /** @type {HTMLInputElement} */ (field).value.trim();
  if (!places && !window.findPlaces) return;
  if (text.length < 2) return clear(text ? _("Escriba dos letras o más.") : "");
  if (!places) {
    /** @type {Function} */ (window.findPlaces)(text, (/** @type {Named[]} */ some, /** @type {boolean} */ exactly) => {
      if (text === /** @type {HTMLInputElement} */ (field).value.trim()) offer(some, exactly);
    });
    return;
  }
  const typed = plain(text);
  const names = places.map((place) => ({ place, far: far(typed, place.key) }));
  names.sort((a, b) => a.far - b.far || (a.place.key < b.place.key ? -1 : 1));
  const called = names[0].far <= IN_THE_NAME;
  offer(
    names.filter((name, i) => i < MOST_NAMES && (name.far <= IN_THE_NAME || !called)).map(({ place }) => place),
    called,
  );
}

/**
 * @param {(Place | Named)[]} names
 * @param {boolean} called so as was typed, not nearly so
 */
function offer(names, called) {
  const nearly =
    names.length > 0
      ? _("No hay un lugar con ese nombre. ¿Es alguno de estos?")
      : _("No hay un lugar con ese nombre. Elija abajo en la lista.");
  clear(called ? "" : nearly);
  names.forEach((place) => {
    const { name, where } = place;
    addRow(name, where, "at" in place ? () => answer(place) : place.address);
  });
}

/** @param {Place} place */
function answer({ name, where, at, vessels }) {
  showNearest(at, fill(_("Cerca de %(place)s, %(where)s"), [name, where]), vessels);
}

/** @param {Point} at */
function order([latitude, longitude]) {
  const rows = [].slice.call(/** @type {HTMLElement} */ (only).children).map((/** @type {HTMLElement} */ row) => {
    const points = /** @type {string} */ (row.getAttribute("data-at")).split(" ").map((point) => point.split(","));
    const known = points.filter((point) => point[1]);
    return {
      row,
      km: Math.min.apply(
        null,
        known.map((point) => distanceKm(latitude, longitude, +point[0], +point[1])),
      ),
    };
  });
  rows.sort((a, b) => a.km - b.km);
  rows.forEach(({ row, km }) => {
    const distance =
      row.querySelector("b") || /** @type {Element} */ (row.firstChild).appendChild(document.createElement("b"));
    distance.textContent = km < Infinity ? kilometres(km) : "";
    /** @type {HTMLElement} */ (only).appendChild(row);
  });
  clear(_("Desde donde está usted, en línea recta:"));
}

/**
 * @param {Point} at
 * @param {string} title
 * @param {import("./place_lists.js").Vessel[]} [vessels] that come first
 */
function showNearest(at, title, vessels = []) {
  const tiles = /** @type {HTMLElement} */ (box).getAttribute("data-tiles");
  get(
    tiles ? `c${Math.floor(at[0])}_${Math.floor(at[1])}` : "centros",
    (text) => {
      clear(title);
      vessels.forEach(({ id, name, note }) => {
        appendText(addRow(name, "", `${ROOT}/centros/${id}/`), "p", note);
      });
      const all = readCentres(text, at);
      let centres = all.slice(0, MOST_CENTRES);
      // Nobody is sent only to places of which nobody knows whether they attend.
      if (!centres.some(({ seen }) => seen)) centres = centres.concat(all.filter(({ seen }) => seen).slice(0, 1));
      centres.forEach(({ id, name, place, hours, note, km }) => {
        const item = addRow(name, "", `${ROOT}/centros/${id}/`);
        appendText(/** @type {Element} */ (item.firstChild), "b", kilometres(km));
        appendText(item, "p", `${place}. ${note}`);
        if (hours && window.openingState) {
          const [state, words] = window.openingState(hours, Date.now());
          appendText(item, "p", words).className = state;
        }
      });
      if (centres.length === 0) clear(_("No conocemos la posición de ningún centro."));
      found.scrollIntoView();
    },
    (status) => clear(failure(status)),
  );
}

function locate() {
  clear(_("Buscando dónde está…"));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      /** @type {Point} */
      const at = [coords.latitude, coords.longitude];
      if (only) order(at);
      else showNearest(at, _("Cerca de donde está usted"));
    },
    () => clear(_("No se pudo saber dónde está. Escriba su distrito o elíjalo en la lista.")),
    { timeout: 20_000, maximumAge: 300_000 },
  );
}

/** The name of the district that the address names, if any. */
function chosenDistrict() {
  const section = /^#d\d{6}$/.test(location.hash) && byId(location.hash.slice(1));
  return section ? /** @type {Element} */ (section.querySelector("h2")).textContent : "";
}

/** The district that was chosen last, on this device alone. A public kiosk remembers nobody's. */
function remember() {
  const chosen = chosenDistrict();
  try {
    if (chosen && !localStorage.kiosco) localStorage.distrito = `${location.pathname + location.hash}|${chosen}`;
  } catch {
    // A browser that forbids its store remembers nothing.
  }
}

function offerAgain() {
  const again = byId("again");
  try {
    const [address, name] = (localStorage.distrito || "").split("|");
    if (!again || !name || localStorage.kiosco) return;
    again.firstChild.href = address;
    again.firstChild.textContent = fill(_("Cerca de %(place)s"), [name]);
    again.hidden = false;
    again.lastChild.onclick = () => {
      localStorage.removeItem("distrito");
      again.hidden = true;
    };
  } catch {
    // As above.
  }
}

if (box) {
  box.hidden = false;
  remember();
  addEventListener("hashchange", remember);
  offerAgain();
  box.onsubmit = () => {
    load();
    return false;
  };
  if (field) {
    field.onfocus = load;
    field.oninput = () => {
      load();
      search();
    };
    addEventListener("online", () => failed && load());
    field.value = asked();
    if (field.value) load();
  }
  if (navigator.geolocation && here) {
    here.hidden = false;
    here.onclick = locate;
  }
}
