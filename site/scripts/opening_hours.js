/** Where hours or stops are shown: open now or when next, and where the boat is. */

import { all, byId } from "./dom.js";
import { openingState } from "./hours.js";
import { limaDay } from "./lima.js";
import { _, fill } from "./words.js";

window.openingState = openingState;

/**
 * What a stop says of itself: its days (from, to) and how they and its place read.
 * @param {HTMLElement} stop
 * @param {string} name
 */
const of = (stop, name) => /** @type {string} */ (stop.getAttribute(`data-${name}`));

all(document, "[data-hours]").forEach((place) => {
  const [state, words] = openingState(of(place, "hours"), Date.now());
  const line = document.createElement("p");
  line.className = state;
  line.textContent = words;
  place.appendChild(line);
});

const now = byId("now");
if (now) {
  const today = limaDay(Date.now());
  /** @type {HTMLElement | undefined} */
  let here;
  /** @type {HTMLElement | undefined} */
  let next;
  all(document, "[data-from]").forEach((stop) => {
    const from = of(stop, "from");
    if ((of(stop, "to") || from) < today) {
      stop.className = "past";
      stop.appendChild(document.createTextNode(_(" (ya pasó)")));
    } else if (from <= today) here = stop;
    else if (!next || from < of(next, "from")) next = stop;
  });
  now.textContent = sailing(here, next);
  now.hidden = false;
}

/**
 * @param {HTMLElement | undefined} here
 * @param {HTMLElement | undefined} next
 */
function sailing(here, next) {
  let words = "";
  if (here) {
    const until = of(here, "to") ? fill(_(", hasta el %(day)s"), [of(here, "last")]) : "";
    words = fill(_("Ahora está en %(place)s."), [of(here, "place") + until]);
  }
  if (next) {
    words += fill(_(" Próxima parada: %(place)s, el %(day)s."), [of(next, "place"), of(next, "first")]);
  }
  return words || _("Todas estas fechas ya pasaron. Llame al 1800 y pregunte cuándo vuelve.");
}
