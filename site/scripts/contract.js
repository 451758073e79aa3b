/**
 * What browsers and server agree on. Written from the Python types and the catalogue: change those, then `make format`.
 *
 * @typedef {"completed" | "pending" | "not_completed" | "not_offered"} Outcome
 * @typedef {"entity_system_down" | "missing_requirement" | "no_connectivity" | "payment_failed" | "citizen_left" |
 *   "not_offered_here" | "other"} Reason
 * @typedef {"wrong_procedure" | "wrong_outcome" | "entered_twice" | "test" | "other"} AnnulmentReason
 * @typedef {"registered" | "duplicate" | "conflict" | "rejected"} VerdictName
 * @typedef {"assisted" | "self_service"} Channel
 * @typedef {"f" | "m" | "x"} Sex
 * @typedef {"0-17" | "18-29" | "30-44" | "45-59" | "60+"} AgeBand
 */

import { _ } from "./words.js";

/** Crockford's base 32: of ULIDs, and of the codes on receipts. */
export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id: centre, Lima day and ULID. The day has the right form, but may not exist in the calendar. */
export const IDENTIFIER = /^([a-z0-9-]{3,48})\.(20\d{6})\.([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/** Characters of a receipt's code. */
export const RECEIPT_LENGTH = 13;

/** The first day that a code can encode. */
export const RECEIPT_FIRST_DAY = "2026-01-01";

/** How many days after it a code can encode. */
export const RECEIPT_MAX_DAYS = 8191;

/** The largest number of a centre that a code can encode. */
export const MAX_CENTRE_NUMBER = 4095;

/** Most items in a batch. */
export const MAX_ITEMS = 50;

/** Most bytes of a batch, unpacked. */
export const MAX_BYTES = 65_536;

/** Days after which an attention is too old to be taken in. */
export const DAYS_OF_INTAKE = 90;

/** How wrong a desk's clock may be, in milliseconds. */
export const CLOCK_ERROR = 600_000;

/** Most bytes of a carried file. */
export const MAX_OUTBOX_BYTES = 20_000_000;

/** The format that a file of a desk's outbox names. */
export const OUTBOX_FORMAT = "mac-express-outbox";

/** @type {Record<Outcome, string>} */
export const OUTCOMES = {
  completed: "Completado",
  pending: "Pendiente",
  not_completed: "No se pudo",
  not_offered: "No se ofrece",
};

/** @type {Outcome[]} */
export const OUTCOMES_WITH_REASON = ["not_completed", "not_offered"];

/** @type {Record<Reason, string>} */
export const REASONS = {
  entity_system_down: "El sistema de la entidad no funcionaba",
  missing_requirement: "Faltaba un requisito",
  no_connectivity: "No había conexión",
  payment_failed: "No se pudo pagar",
  citizen_left: "La persona se fue",
  not_offered_here: "No se ofrece aquí",
  other: "Otro motivo",
};

/** @type {Record<AnnulmentReason, string>} */
export const ANNULMENT_REASONS = {
  wrong_procedure: "El trámite es otro",
  wrong_outcome: "El resultado es otro",
  entered_twice: "Se registró dos veces",
  test: "Fue una prueba",
  other: "Otro motivo",
};

/** From January on. */
export const MONTHS = [
  _("enero"),
  _("febrero"),
  _("marzo"),
  _("abril"),
  _("mayo"),
  _("junio"),
  _("julio"),
  _("agosto"),
  _("setiembre"),
  _("octubre"),
  _("noviembre"),
  _("diciembre"),
];

/** From Sunday on, as Date has them. */
export const WEEKDAYS = [_("domingo"), _("lunes"), _("martes"), _("miércoles"), _("jueves"), _("viernes"), _("sábado")];

/** @type {[code: string, name: string][]} by the first two digits of ubigeos */
export const DEPARTMENTS = [
  ["01", "Amazonas"],
  ["02", "Áncash"],
  ["03", "Apurímac"],
  ["04", "Arequipa"],
  ["05", "Ayacucho"],
  ["06", "Cajamarca"],
  ["07", "Callao"],
  ["08", "Cusco"],
  ["09", "Huancavelica"],
  ["10", "Huánuco"],
  ["11", "Ica"],
  ["12", "Junín"],
  ["13", "La Libertad"],
  ["14", "Lambayeque"],
  ["15", "Lima"],
  ["16", "Loreto"],
  ["17", "Madre de Dios"],
  ["18", "Moquegua"],
  ["19", "Pasco"],
  ["20", "Piura"],
  ["21", "Puno"],
  ["22", "San Martín"],
  ["23", "Tacna"],
  ["24", "Tumbes"],
  ["25", "Ucayali"],
];

/** The format that the pack names. */
export const PACK_FORMAT = "mac-express";

/** Between entries of a part of the pack, within one, and between parts; see portal.pack.files. */
export const BETWEEN = "\u001e";
export const PAIR = "\u001f";
export const PART = "\u001d";

/** Marks in an entry, and the entry that all pages share; see portal.pack.expansion. */
export const REFER = "\u0001";
export const ARGUMENT = "\u0002";
export const LIST = "\u0005";
export const KIND = "\u0007";
export const ROW = "\u000b";
export const FRAME = "frame";
