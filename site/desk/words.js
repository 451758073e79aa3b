/** How codes, times and days read to an advisor and to a citizen. */

import { MONTHS, WEEKDAYS } from "../scripts/contract.js";
import { timeOfDay } from "../scripts/lima.js";

const THROTTLED = "Muchos puestos entran a la vez. Espere unos minutos e intente otra vez.";

/** @type {Record<string, string>} */
const SIGN_IN = {
  NotAuthorizedException: "El usuario o la contraseña no coinciden. Escríbalos otra vez.",
  UserNotFoundException: "El usuario o la contraseña no coinciden. Escríbalos otra vez.",
  PasswordResetRequiredException: "Su contraseña venció. Pida otra a la oficina del programa.",
  InvalidPasswordException: "Esa contraseña es muy fácil. Use 12 letras o más, con alguna cifra.",
  InvalidParameterException: "Falta algo o la contraseña es muy corta. Use 12 letras o más, con alguna cifra.",
  LimitExceededException: THROTTLED,
  TooManyRequestsException: THROTTLED,
  offline: "No hay conexión. Para iniciar sesión hace falta; lo guardado sigue aquí.",
  busy: "El sistema está ocupado. Intente en un minuto.",
  overtaken: "Otra persona entró mientras tanto. Si le toca a usted, inicie sesión otra vez.",
  no_centre: "Su cuenta no tiene ningún centro. Avise a la oficina del programa.",
};

/**
 * Why nobody could sign in, and what to do.
 * @param {unknown} error
 */
export const signInProblem = (error) =>
  SIGN_IN[/** @type {{code?: string}} */ (error)?.code ?? ""] ??
  "No se pudo iniciar sesión. Avise a la oficina del programa.";

export const NOT_STORED = "No se pudo guardar en este equipo. Libere espacio e intente otra vez.";

/**
 * Why a PIN opens nothing, and what to do.
 * @param {"wrong" | number} found milliseconds to wait
 */
export function pinProblem(found) {
  if (found === "wrong") return "No es ese PIN. Escríbalo otra vez.";
  const minutes = Math.ceil(found / 60_000);
  return `Hubo muchos intentos. Espere ${minutes === 1 ? "un minuto" : `${minutes} minutos`} e intente otra vez.`;
}

/**
 * Why a carried file was not taken in, and what to do.
 * @type {Record<import("./core/outbox_file.js").Refusal, string>}
 */
export const FILE_REFUSED = {
  unreadable: "No es un archivo de un puesto, o se copió a medias. Expórtelo otra vez.",
  other_format: "No es un archivo exportado por un puesto de MAC Express.",
  too_large: "El archivo es demasiado grande para ser de un puesto. Guárdelo otra vez en el otro puesto.",
  other_centre: "Es de otro centro. Inicie sesión con una cuenta de ese centro, o entréguelo a la oficina.",
  damaged: "El archivo está dañado o mezcla centros. No se tomó nada; guárdelo otra vez en el otro puesto.",
};

/**
 * Why an item was refused, and what to do.
 * @param {{verdict: import("./core/types.js").VerdictName, errors: {message: string}[]}} verdict
 */
export function refusalReason(verdict) {
  if (verdict.verdict === "conflict") {
    return (
      "En el sistema hay otra atención con este mismo número y otros datos. Las dos se conservan. " +
      "Anule esta y regístrela de nuevo."
    );
  }
  const messages = new Set(verdict.errors.map(({ message }) => message).filter(Boolean));
  return [...messages].join(" ") || "El sistema no pudo leerla. Regístrela de nuevo.";
}

/**
 * Minutes and seconds: `07:12`, with hours from one on.
 * @param {number} milliseconds
 */
export function elapsed(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${two(hours)}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * The hour of a moment that an item names: `10:32`; empty where it names none, as in a damaged file of an older desk.
 * @param {string | undefined} time ISO 8601
 */
export function hourOf(time = "") {
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? "" : timeOfDay(moment);
}

/**
 * A Lima day: `mar 24 nov 2026`.
 * @param {string} day `2026-11-24`
 */
export function dayWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  const month = MONTHS[date.getUTCMonth()]?.slice(0, 3);
  return `${WEEKDAYS[date.getUTCDay()]?.slice(0, 3)} ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}
