/** The outbox as a file, for weeks without a link: out of one desk, into any other, or to the operator. */

import { IDENTIFIER, OUTBOX_FORMAT } from "../../scripts/contract.js";
import { waitingItems } from "./item_queries.js";
import { takeIn } from "./items.js";

/**
 * unreadable: no JSON, perhaps cut short. other_format: something else. other_centre: nobody here is signed in for its
 * centre. damaged: an item of another centre, or without an id.
 *
 * @typedef {"unreadable" | "other_format" | "other_centre" | "damaged"} Refusal
 */

/** The file cannot be taken in. */
export class FileRefusedError extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/**
 * Everything of a centre that waits, item for item as it will be sent.
 * @param {import("./database.js").Database} database
 * @param {string} centre
 * @param {string} exportedAt
 */
export async function exportOutbox(database, centre, exportedAt) {
  const items = await waitingItems(database, centre);
  const content = { format: OUTBOX_FORMAT, version: 1, centre, exported_at: exportedAt, items };
  const minute = exportedAt.slice(0, 16).replace(/[T:]/g, "-");
  return { count: items.length, text: JSON.stringify(content, null, 1), name: `mac-express-${centre}-${minute}.json` };
}

/**
 * Take a file in. Fields it does not know are left alone, items are stored as they are: an older or a newer desk's
 * file is read the same way.
 * @param {import("./database.js").Database} database
 * @param {string} text
 * @param {string[]} centres those of whoever is signed in
 * @returns {Promise<{total: number, added: number}>} added: how many were not here yet
 * @throws {FileRefusedError}
 */
export async function importOutbox(database, text, centres) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new FileRefusedError("unreadable");
  }
  if (content?.format !== OUTBOX_FORMAT || typeof content.centre !== "string" || !Array.isArray(content.items)) {
    throw new FileRefusedError("other_format");
  }
  const { centre, items } = content;
  if (!centres.includes(centre)) throw new FileRefusedError("other_centre");
  const allOfCentre = items.every((/** @type {any} */ item) => IDENTIFIER.exec(item?.id)?.[1] === centre);
  if (!allOfCentre) throw new FileRefusedError("damaged");
  return { total: items.length, added: await takeIn(database, items) };
}
