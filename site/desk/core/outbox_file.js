/** The outbox as a file, for weeks without a link: out of one desk, into any other, or to the operator. */

import { OUTBOX_FORMAT } from "../../scripts/contract.js";
import { parseIdentifier } from "../../scripts/identifiers.js";
import { takeIn } from "./items.js";

/**
 * unreadable: no JSON, perhaps cut short. too_large: more than any desk keeps. other_format: something else.
 * other_centre: nobody here is signed in for its centre. damaged: an item of another centre, without an id, without its
 * times, larger than any, or two with the same ULID.
 *
 * @typedef {"unreadable" | "too_large" | "other_format" | "other_centre" | "damaged"} Refusal
 */

/**
 * Characters of an item; a real one has some five hundred. One that no gateway passes on would stop whatever is sent
 * after it.
 */
const LARGEST = 4000;

/** The file cannot be taken in. */
export class FileRefusedError extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/**
 * Items of a centre as they will be sent, with whose each is.
 * @param {import("./types.js").StoredItem[]} stored
 * @param {string} centre
 * @param {string} exportedAt
 */
export function exportOutbox(stored, centre, exportedAt) {
  const items = stored.map(({ item }) => item);
  const authors = Object.fromEntries(stored.flatMap(({ id, author }) => (author ? [[id, author]] : [])));
  const content = { format: OUTBOX_FORMAT, version: 1, centre, exported_at: exportedAt, authors, items };
  const minute = exportedAt.slice(0, 16).replace(/[T:]/g, "-");
  return { count: items.length, text: JSON.stringify(content, null, 1), name: `mac-express-${centre}-${minute}.json` };
}

/**
 * Take a file in. Fields it does not know are left alone, items are stored as they are: an older or a newer desk's
 * file is read the same way. Each item stays its author's, and is sent under that account; where the file does not say
 * whose it is, whoever takes it in answers for it.
 * @param {import("./database.js").Database} database
 * @param {string} text
 * @param {{author: string, centres: string[]}} session who is at the desk
 * @returns {Promise<{total: number, added: number}>} added: how many were not here yet
 * @throws {FileRefusedError}
 */
export async function importOutbox(database, text, { author, centres }) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new FileRefusedError("unreadable");
  }
  if (content?.format !== OUTBOX_FORMAT || typeof content.centre !== "string" || !Array.isArray(content.items)) {
    throw new FileRefusedError("other_format");
  }
  const { centre, items, authors } = content;
  if (!centres.includes(centre)) throw new FileRefusedError("other_centre");
  const ulids = new Set();
  const carried = items.map((/** @type {any} */ item) => {
    const identifier = typeof item?.id === "string" ? parseIdentifier(item.id) : null;
    const isOdd = !identifier || identifier.centre !== centre || ulids.has(identifier.ulid);
    const damaged = isOdd || !isWhole(item) || JSON.stringify(item).length > LARGEST;
    if (damaged) throw new FileRefusedError("damaged");
    ulids.add(identifier.ulid);
    const known = authors?.[item.id];
    return { item, author: typeof known === "string" ? known : author };
  });
  return { total: items.length, added: await takeIn(database, carried) };
}

/**
 * Whether an item has what the screens show and the server asks for, in values of the right kind; what else it has is
 * left alone.
 * @param {any} item
 */
function isWhole({ kind, attention, ...fields }) {
  if (kind === "annulment") return typeof attention === "string";
  const { started_at: started, ended_at: ended, outcome, visit, procedure, reason, channel, citizen } = fields;
  const texts = [outcome, visit].every((value) => typeof value === "string");
  const maybeTexts = [procedure, reason, channel].every((value) => typeof (value ?? "") === "string");
  return kind === "attention" && [started, ended].every(isTime) && texts && maybeTexts && isCitizen(citizen);
}

/** @param {unknown} value */
const isTime = (value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value));

/** @param {unknown} value */
const isCitizen = (value) =>
  value === undefined ||
  (typeof value === "object" &&
    value !== null &&
    Object.values(value).every((fact) => ["string", "boolean"].includes(typeof fact)));
