/**
 * What desk and system have agreed on: limits, formats, and the codes that are sent with their Spanish words.
 * The same lists stand in functions/macexpress/attentions and macexpress/statistics/words.py.
 */

/** Items in a batch. */
export const MAX_ITEMS = 50;
/** Bytes of a batch, unpacked. */
export const MAX_BYTES = 64 * 1024;
/** Days back that the intake takes an attention or its annulment. */
export const DAYS_OF_INTAKE = 90;
/** The format of a carried file. */
export const OUTBOX_FORMAT = "mac-express-outbox";

/** Crockford's base 32. */
export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Centre, day and ULID. */
export const IDENTIFIER = /^([a-z0-9-]{3,48})\.(\d{8})\.([0-7][0-9A-HJKMNP-TV-Z]{25})$/;
/** Peru has no daylight saving. */
export const LIMA_OFFSET_HOURS = -5;

/** The first day that a receipt's code can say. */
export const RECEIPT_FIRST_DAY = "2026-01-01";
/** How many days a code can say, from that one on. */
export const RECEIPT_DAYS = 2 ** 13;
export const RECEIPT_MAX_CENTRE_NUMBER = 2 ** 12 - 1;
/** x^5 + x^2 + 1, the polynomial of the check character. */
export const RECEIPT_POLYNOMIAL = 0b100101;

/** @type {Record<import("./types.js").Outcome, string>} */
export const OUTCOMES = {
  completed: "Completado",
  pending: "Pendiente",
  not_completed: "No se pudo",
  not_offered: "Aquí no se ofrece",
};

/** Why an attention was not completed. One that was not offered has `NOT_OFFERED_HERE`. */
export const REASONS = {
  entity_system_down: "El sistema de la entidad no responde",
  missing_requirement: "Le falta un requisito",
  no_connectivity: "No hay conexión",
  payment_failed: "No se pudo pagar",
  citizen_left: "La persona se fue",
  other: "Otro motivo",
};
export const NOT_OFFERED_HERE = "not_offered_here";

export const ANNULMENT_REASONS = {
  wrong_procedure: "El trámite es otro",
  wrong_outcome: "El resultado es otro",
  entered_twice: "Se registró dos veces",
  test: "Fue una prueba",
  other: "Otro motivo",
};

export const SEXES = { f: "Mujer", m: "Hombre", x: "Otro" };

export const AGE_BANDS = {
  "0-17": "Hasta 17",
  "18-29": "18 a 29",
  "30-44": "30 a 44",
  "45-59": "45 a 59",
  "60+": "60 o más",
};

/** Languages of the country by ISO 639. */
export const LANGUAGES = {
  es: "Castellano",
  qu: "Quechua",
  ay: "Aimara",
  cni: "Asháninka",
  agr: "Awajún",
  shp: "Shipibo-konibo",
  hub: "Wampis",
  mcb: "Matsigenka",
  cpb: "Ashéninka",
  cot: "Kakinte",
  jac: "Jaqaru",
  yad: "Yagua",
  tca: "Ticuna",
  urk: "Urarina",
  not: "Nomatsigenga",
};

/** Codes of a verdict that come from a wrong clock. */
export const CLOCK_ERRORS = ["in_the_future", "day_mismatch", "ends_before_start"];

// biome-ignore format: one month per line is no easier to read
export const MONTHS = [
  "enero", "febrero", "marzo", "abril", "mayo", "junio",
  "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
];
