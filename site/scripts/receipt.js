/** Looks a receipt up by its code, and takes the opinion of the person who has it, once. */

import { MONTHS } from "./contract.js";
import { byId } from "./dom.js";
import { _, fill } from "./words.js";

/**
 * @typedef {import("./contract.js").Outcome} Outcome
 * @typedef {{procedure: string | null, centre: string, day: string, outcome: Outcome}} Receipt
 * @typedef {{title?: string, detail?: string}} Problem
 */

const PATIENCE = 60_000;
const PATIENCE_FOR_A_NAME = 20_000;

/** @type {Record<Outcome, string>} */
const OUTCOMES = {
  completed: _("Completado"),
  pending: _("Pendiente: falta un paso que no depende de usted ni del puesto"),
  not_completed: _("No se pudo terminar"),
  not_offered: _("Ahí no se ofrece"),
};

/** @type {HTMLFormElement} */
const form = byId("consulta");
/** @type {HTMLInputElement} */
const field = byId("codigo");
/** @type {HTMLElement} */
const answer = byId("respuesta");
/** @type {HTMLElement} */
const opinion = byId("opinion");
/** @type {HTMLElement} */
const callInstead = byId("telefono");
let code = "";

/**
 * @param {string} title
 * @param {string[]} rows
 */
function show(title, rows) {
  answer.textContent = "";
  append("h2", title);
  rows.forEach((row) => {
    append("p", row);
  });
}

/**
 * @param {string} name
 * @param {string} text
 */
function append(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  answer.appendChild(element);
}

/**
 * Ask for an address; `done` gets the status (0 without an answer) and the text.
 * @param {string} address
 * @param {number} patience milliseconds
 * @param {(status: number, text: string) => void} done
 * @param {object} [body] sent where there is one
 */
function ask(address, patience, done, body) {
  const request = new XMLHttpRequest();
  request.open(body ? "POST" : "GET", address);
  request.timeout = patience;
  request.onload = () => done(request.status, request.responseText);
  request.onerror = () => done(0, "");
  request.ontimeout = request.onerror;
  if (body) request.setRequestHeader("Content-Type", "application/json");
  request.send(body ? JSON.stringify(body) : null);
}

/**
 * @param {string} text
 * @returns {any} what the API answered; nothing where it is not JSON
 */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * What a page is called: the answer has ids only, and a list of all names would be heavier than all the rest.
 * @param {string} kind
 * @param {string | null} id
 * @param {(name: string) => void} done
 */
function named(kind, id, done) {
  if (!id) return done("");
  ask(`/${kind}/${id}/`, PATIENCE_FOR_A_NAME, (_status, page) => {
    const heading = /<h1>([^<]*)</.exec(page);
    // Resolves the character references of the heading, and runs nothing.
    const text = document.createElement("textarea");
    text.innerHTML = heading ? heading[1] : id;
    done(text.value);
  });
}

/**
 * @param {number} status
 * @param {Problem} problem
 */
function fail(status, problem) {
  if (!status) return show(_("Sin conexión"), [_("Pruebe otra vez cuando tenga conexión.")]);
  const detail = problem.detail || _("Pruebe en unos minutos, o llame al 1800.");
  show(problem.title || _("Ahora no se puede consultar"), [detail]);
}

/** @param {Receipt} receipt */
function showReceipt({ procedure, centre, day, outcome }) {
  const [year, month, date] = day.split("-");
  named("centros", centre, (place) => {
    named("tramites", procedure, (name) => {
      const words = fill(_("%(day)s de %(month)s de %(year)s"), [+date, MONTHS[+month - 1], year]);
      show(name || _("Un trámite que ahí no se ofrece"), [OUTCOMES[outcome] || outcome, place, words]);
      opinion.hidden = false;
    });
  });
}

const typed = () => field.value.replace(/[^0-9a-z]/gi, "");

function look() {
  code = typed();
  opinion.hidden = true;
  if (!code) return show(_("Escriba su código"), [_("Son 13 letras y cifras.")]);
  show(_("Un momento…"), []);
  ask(`/api/v1/receipts/${code}`, PATIENCE, (status, text) => {
    if (status === 200) showReceipt(read(text));
    else fail(status, read(text));
  });
}

/** @param {number} rating */
function rate(rating) {
  ask(
    "/api/v1/ratings",
    PATIENCE,
    (status, text) => {
      opinion.hidden = status === 200 || status === 409;
      if (status === 200) show(_("Gracias por opinar"), [_("Su opinión quedó anotada, sin su nombre.")]);
      else fail(status, read(text));
      answer.scrollIntoView();
    },
    { code, rating },
  );
}

function arrive() {
  const asked = decodeURIComponent(location.hash.slice(1));
  if (!asked) return;
  field.value = asked;
  look();
}

form.onsubmit = () => {
  location.hash = typed();
  look();
  return false;
};
opinion.onclick = (event) => {
  const rating = Number(/** @type {HTMLButtonElement} */ (event.target).value);
  if (rating) rate(rating);
};
window.onhashchange = () => {
  if (location.hash.slice(1) !== code) arrive();
};
form.hidden = false;
callInstead.hidden = true;
arrive();
