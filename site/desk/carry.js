/** The outbox as a file, for weeks without a link: out of one desk, into any other, or to the operator. */

import { IDENTIFIER } from "./identifiers.js";
import { takeIn, waiting } from "./items.js";

export const FORMAT = "mac-express-outbox";

/** The file cannot be taken in; the message says why. */
export class FileRefusedError extends Error {}

/**
 * Everything of a centre that waits, item for item as it will be sent.
 * @param {import("./database.js").Database} db
 * @param {string} centre
 * @param {string} exportedAt
 */
export async function outboxFile(db, centre, exportedAt) {
  const items = await waiting(db, centre);
  const text = JSON.stringify({ format: FORMAT, version: 1, centre, exported_at: exportedAt, items }, null, 1);
  return { count: items.length, text, name: `mac-express-${centre}-${exportedAt.slice(0, 16).replace(/[T:]/g, "-")}.json` };
}

/**
 * Take a file in. Fields it does not know are left alone, items are kept as they are: an older or a newer desk's file
 * is read the same way.
 * @param {import("./database.js").Database} db
 * @param {string} text
 * @param {string[]} centres those of whoever is signed in
 * @returns {Promise<{centre: string, found: number, fresh: number}>}
 * @throws {FileRefusedError}
 */
export async function takeFile(db, text, centres) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FileRefusedError("No es un archivo de un puesto, o se copió a medias. Expórtelo otra vez.");
  }
  if (file?.format !== FORMAT || typeof file.centre !== "string" || !Array.isArray(file.items)) {
    throw new FileRefusedError("No es un archivo exportado por un puesto de MAC Express.");
  }
  const { centre, items } = file;
  if (!centres.includes(centre)) {
    throw new FileRefusedError("Es de otro centro. Inicie sesión con una cuenta de ese centro, o entréguelo a la oficina.");
  }
  const whole = items.every((/** @type {any} */ item) => IDENTIFIER.exec(item?.id)?.[1] === centre);
  if (!whole) throw new FileRefusedError("El archivo está dañado o mezcla centros. No se tomó nada; expórtelo otra vez.");
  return { centre, found: items.length, fresh: await takeIn(db, items) };
}
