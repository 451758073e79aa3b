/** How the contract's words read to an advisor and to a citizen. */

/** @type {[import("./types.js").Outcome, string][]} */
export const OUTCOMES = [
  ["completed", "Completado"],
  ["pending", "Pendiente"],
  ["not_completed", "No se pudo"],
];

/** @type {Record<import("./types.js").Outcome, string>} */
export const OUTCOME = { completed: "Completado", pending: "Pendiente", not_completed: "No se pudo", not_offered: "Aquí no se ofrece" };

/** @type {[string, string][]} */
export const REASONS = [
  ["entity_system_down", "El sistema de la entidad no responde"],
  ["missing_requirement", "Le falta un requisito"],
  ["no_connectivity", "No hay conexión"],
  ["payment_failed", "No se pudo pagar"],
  ["citizen_left", "La persona se fue"],
  ["other", "Otro motivo"],
];

/** @type {[string, string][]} */
export const ANNULMENT_REASONS = [
  ["wrong_procedure", "El trámite es otro"],
  ["wrong_outcome", "El resultado es otro"],
  ["entered_twice", "Se registró dos veces"],
  ["test", "Fue una prueba"],
  ["other", "Otro motivo"],
];

/** @type {[string, string][]} */
export const SEXES = [["f", "Mujer"], ["m", "Hombre"], ["x", "Otro"]];

/** @type {[string, string][]} */
export const AGES = [["0-17", "Hasta 17"], ["18-29", "18 a 29"], ["30-44", "30 a 44"], ["45-59", "45 a 59"], ["60+", "60 o más"]];

/** @type {[string, string][]} */
export const LANGUAGES = [
  ["es", "Castellano"], ["qu", "Quechua"], ["ay", "Aimara"], ["cni", "Asháninka"], ["agr", "Awajún"],
  ["shp", "Shipibo-konibo"], ["hub", "Wampis"], ["mcb", "Matsigenka"], ["cpb", "Ashéninka"], ["cot", "Kakinte"],
  ["jac", "Jaqaru"], ["yad", "Yagua"], ["tca", "Ticuna"], ["urk", "Urarina"], ["not", "Nomatsigenga"],
];

/** @type {Record<string, string>} */
const SIGN_IN = {
  NotAuthorizedException: "El usuario o la contraseña no coinciden. Escríbalos otra vez.",
  UserNotFoundException: "El usuario o la contraseña no coinciden. Escríbalos otra vez.",
  PasswordResetRequiredException: "Su contraseña venció. Elija «Olvidé mi contraseña».",
  InvalidPasswordException: "Esa contraseña es muy fácil. Use 12 letras o más, con alguna cifra.",
  InvalidParameterException: "Falta algo o la contraseña es muy corta. Use 12 letras o más, con alguna cifra.",
  CodeMismatchException: "Ese código no es. Revise el mensaje y escríbalo otra vez.",
  ExpiredCodeException: "Ese código venció. Pida otro.",
  LimitExceededException: "Hubo muchos intentos. Espere unos minutos.",
  TooManyRequestsException: "Hubo muchos intentos. Espere unos minutos.",
  offline: "No hay conexión. Para iniciar sesión hace falta; lo guardado sigue aquí.",
  busy: "El sistema está ocupado. Intente en un minuto.",
  no_centre: "Su cuenta no tiene ningún centro. Avise a la oficina del programa.",
};

/** @param {unknown} error */
export const whySignIn = (error) =>
  SIGN_IN[/** @type {{code?: string}} */ (error)?.code ?? ""] ?? "No se pudo iniciar sesión. Avise a la oficina del programa.";

/**
 * Why an item was not taken, and what to do.
 * @param {import("./types.js").KeptVerdict} verdict
 */
export function whyRefused(verdict) {
  if (verdict.verdict === "conflict") {
    return "En el sistema hay otra atención con este mismo número y otros datos. Las dos se conservan. Anule esta y regístrela de nuevo.";
  }
  const said = verdict.errors.map(({ message }) => message).filter(Boolean);
  return said.join(" ") || "El sistema no pudo leerla. Regístrela de nuevo.";
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

const MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"];
const DAYS = ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"];

/**
 * A Lima day: `mar 24 nov 2026`.
 * @param {string} day `2026-11-24`
 */
export function dayWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}
