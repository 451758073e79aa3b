/** What fails today: one line above the title of a procedure, an entity or the nearest places. Only while some does. */

import { all } from "./dom.js";
import { _, fill } from "./words.js";

/** @typedef {{entity: string, since: string, centres: number}} Failing from data/v1/today.json */

const MINUTE = 6e4;
/** Hours after which what was reported says nothing any more. */
const OLDEST = 24;

/** @type {{generated_at: string, down: Failing[]}} */
const today = JSON.parse(/** @type {string} */ (window.today));
const minutes = Math.max(0, Math.round((Date.now() - +new Date(today.generated_at)) / MINUTE));
const title = /** @type {HTMLElement} */ (document.querySelector("h1"));

const aboutPlaces = /\/cerca\//.test(location.pathname);

/** The addresses of the entities that this page is about: its own, and that of its procedure. */
const own = all(document, "[href*='/entidades/']")
  .map((link) => /** @type {HTMLAnchorElement} */ (link).pathname)
  .concat(location.pathname)
  .join(" ");

const failing = today.down.filter(({ entity }) => aboutPlaces || own.indexOf(`/entidades/${entity}/`) >= 0);

/** What fails, in words: on pages about places how many systems, elsewhere since when the page's own. */
function words() {
  const [{ since, centres }] = failing;
  if (!aboutPlaces)
    return fill(_("El sistema de esta entidad falla desde las %(hour)s: avisaron %(centres)s centros."), [
      since.slice(11, 16),
      centres,
    ]);
  if (failing.length > 1) return fill(_("Hoy fallan los sistemas de %(count)s entidades."), [failing.length]);
  return _("Hoy falla el sistema de una entidad.");
}

function age() {
  if (minutes < 2) return _("Dato de ahora.");
  if (minutes < 120) return fill(_("Dato de hace %(minutes)s minutos."), [minutes]);
  return fill(_("Dato de hace %(hours)s horas."), [Math.round(minutes / 60)]);
}

if (failing.length > 0 && minutes < OLDEST * 60 && title.parentNode) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = `${words()} ${age()} `;
  const link = line.appendChild(document.createElement("a"));
  link.href = "/hoy/";
  link.textContent = _("Qué funciona hoy");
  title.parentNode.insertBefore(line, title);
}
