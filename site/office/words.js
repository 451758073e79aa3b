/** How counts, days and answers read in the office. */

import { AGE_BANDS, LANGUAGES, SEXES } from "../desk/citizen_words.js";
import { h } from "../desk/elements.js";
import { OUTCOMES as KNOWN_OUTCOMES, REASONS as KNOWN_REASONS, MONTHS, WEEKDAYS } from "../scripts/contract.js";
import { limaClock, timeOfDay } from "../scripts/lima.js";

/** By the codes of the API, which may be newer than this page. @type {Record<string, string>} */
export const OUTCOMES = KNOWN_OUTCOMES;

/** @type {Record<string, string>} */
export const REASONS = KNOWN_REASONS;

/** @type {Record<string, string>} */
export const HOSTS = {
  municipality: "Municipalidad",
  tambo: "Tambo",
  centro_mac: "Centro MAC",
  pias: "PIAS (embarcación)",
  other: "Otro local",
};

/** @type {Record<string, string>} */
export const STAGES = { setting_up: "en implementación", trial: "en prueba", paused: "en pausa" };

/** What the rows of a view are. */
export const VIEWS = /** @type {const} */ ({
  department: "Departamento",
  province: "Provincia",
  centre: "Centro",
  host: "Tipo de local",
  entity: "Entidad",
  procedure: "Trámite",
  outcome: "Resultado",
  reason: "Motivo",
  month: "Mes",
  day: "Día",
  weekday: "Día de la semana",
  hour: "Hora",
  language: "Lengua",
  age_band: "Edad",
  sex: "Sexo",
  disability: "Discapacidad",
  home_district: "Distrito de origen",
});
/** @typedef {keyof typeof VIEWS} View */

/**
 * How the row of a view is called.
 * @param {string} view
 * @param {{key: string, name: string}} row
 */
export function rowName(view, { key, name }) {
  if (!key) return name; // what is not known, in the words of the file
  if (view === "month") return monthWords(key);
  if (view === "day") return dayWords(key);
  if (view === "weekday") return WEEKDAYS[Number(key) % 7] ?? key;
  if (view === "hour") return `${key} a ${Number(key) + 1} h`;
  if (view === "disability") return { yes: "Sí", no: "No" }[key] ?? key;
  /** @type {Record<string, Record<string, string>>} */
  const names = {
    host: HOSTS,
    outcome: OUTCOMES,
    reason: REASONS,
    language: LANGUAGES,
    age_band: AGE_BANDS,
    sex: SEXES,
  };
  return names[view]?.[key] ?? (name || key);
}

/**
 * The same where there is little room.
 * @param {string} view
 * @param {{key: string, name: string}} row
 */
export function shortName(view, row) {
  if (view === "day") return `${Number(row.key.slice(8))} ${shortMonth(row.key)}`;
  if (view === "month") return `${shortMonth(row.key)} ${row.key.slice(2, 4)}`;
  if (view === "hour" && row.key) return row.key;
  return rowName(view, row);
}

/** @param {string} day `2026-11` or longer */
const shortMonth = (day) => (MONTHS[Number(day.slice(5, 7)) - 1] ?? "").slice(0, 3);

/** What is shown with every figure where some are generated. @param {{demonstration: boolean}} found */
export const generated = ({ demonstration }) =>
  demonstration ? h("p", { class: "notice" }, "Hay atenciones generadas: no son cifras reales.") : "";

/** A rate, with two decimals: the smallest centres of a month have less than a tenth. @param {number} value */
export const perThousand = (value) => value.toFixed(2);

/**
 * A count as it is written in Peru: a comma between thousands.
 * @param {number | null | undefined} value
 */
export const count = (value) => (value === null || value === undefined ? "sin dato" : value.toLocaleString("en-US"));

/**
 * A count with its noun: `1 atención`, `1,018 atenciones`.
 * @param {number} value
 * @param {string} one
 * @param {string} many
 */
export const counted = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;

/** @param {number} value */
export const attentionsWords = (value) => counted(value, "atención", "atenciones");

/**
 * @param {number} value
 * @param {number} base
 */
export function change(value, base) {
  if (!base) return "";
  const percent = Math.round(((value - base) / base) * 100);
  return percent === 0 ? "igual" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

/** @param {string} month `2026-11` */
export const monthWords = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} de ${month.slice(0, 4)}`;

/** @param {string} day `2026-11-24` */
export const dayWords = (day) =>
  `${Number(day.slice(8, 10))} de ${MONTHS[Number(day.slice(5, 7)) - 1]} de ${day.slice(0, 4)}`;

/** @param {string} moment ISO 8601 */
export function momentWords(moment) {
  const at = Date.parse(moment);
  return `${dayWords(limaClock(at).toISOString())}, ${timeOfDay(at)}`;
}

/**
 * @param {string} first
 * @param {string} last
 */
export const spanWords = (first, last) =>
  first === last ? dayWords(first) : `del ${dayWords(first)} al ${dayWords(last)}`;

// Of a temporary password that ran out Cognito says the same.
const WRONG = "El usuario o la contraseña no coinciden, o venció la que le dieron. Escríbalos otra vez, o pida otra.";

/** @type {Record<string, string>} */
const CODES = {
  NotAuthorizedException: WRONG,
  UserNotFoundException: WRONG,
  InvalidPasswordException: "Esa contraseña es muy fácil. Use 12 letras o más, con alguna cifra.",
  InvalidParameterException: "Falta algo, o lo escrito no tiene la forma esperada.",
  CodeMismatchException: "Ese código no es. Escriba el que su teléfono muestra ahora.",
  EnableSoftwareTokenMFAException: "Ese código no es. Revise la hora del teléfono y escriba el que muestra ahora.",
  ExpiredCodeException: "Ese código ya venció. Escriba el que su teléfono muestra ahora.",
  PasswordResetRequiredException: "Su contraseña venció. Pida otra a una persona de la oficina.",
  LimitExceededException: "Hubo muchos intentos. Espere unos minutos.",
  TooManyRequestsException: "Hubo muchos intentos. Espere unos minutos.",
  too_late: "Pasó mucho tiempo. Escriba su usuario y su contraseña otra vez.",
  offline: "No hay conexión. Revísela e intente otra vez.",
  ended: "Su sesión terminó. Entre otra vez.",
};

/**
 * Why nobody could sign in, and what to do.
 * @param {unknown} error
 */
export const signInProblem = (error) =>
  CODES[/** @type {{code?: string}} */ (error)?.code ?? ""] ?? "El sistema está ocupado. Intente en un minuto.";
