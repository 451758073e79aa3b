/**
 * The desk could not start: what a person can do about it without anybody's help. First take away what waits, then try
 * again, and only then begin from nothing.
 */

import { deleteDB, openDB } from "idb";
import { iso } from "../../scripts/lima.js";
import { NAME } from "../core/database.js";
import { notTakenByCentre } from "../core/item_queries.js";
import { exportOutbox } from "../core/outbox_file.js";
import { button, confirmed, h } from "../elements.js";
import { download } from "./carried_files.js";

/** @type {Record<string, string>} */
const CAUSES = {
  QuotaExceededError: "No queda espacio en este equipo. Libere espacio y recargue.",
  SecurityError: "Este navegador no deja guardar. Salga del modo privado o permita guardar datos de esta página.",
  InvalidStateError: "Este navegador no deja guardar. Salga del modo privado o permita guardar datos de esta página.",
};
const OTHERWISE =
  "Recargue la página. Si sigue igual, use otro navegador o avise a la oficina del programa: llame al 1800.";

/** @param {unknown} error */
export function trouble(error) {
  const cause = error instanceof Error || error instanceof DOMException ? error.name : "";
  const main = h("main", { id: "pantalla", tabindex: -1 });
  const files = h("div");
  const reset = confirmed(
    "Borrar lo guardado y empezar de nuevo",
    "¿Seguro? Se pierde lo que no guardó en un archivo",
    () => deleteDB(NAME).then(() => location.reload()),
  );
  main.append(
    h("h1", {}, "El puesto no pudo abrir"),
    h("p", {}, CAUSES[cause] ?? OTHERWISE),
    h(
      "div",
      { class: "actions" },
      button("Recargar", () => location.reload(), { class: "main" }),
    ),
    files,
    h("h2", {}, "Si nada ayuda"),
    h("p", {}, "Guarde primero en un archivo lo que falta enviar. Después inicie sesión otra vez."),
    reset,
  );
  document.body.replaceChildren(main);
  main.focus();
  void offerFiles(files);
}

/**
 * What waits, where the database can still be read.
 * @param {HTMLElement} place
 */
async function offerFiles(place) {
  // Where there is none, none is made: the next start would find it empty.
  const upgrade = (
    /** @type {any} */ _database,
    /** @type {any} */ _from,
    /** @type {any} */ _to,
    /** @type {any} */ step,
  ) => step.abort();
  const database = await openDB(NAME, undefined, { upgrade }).catch(() => null);
  const waiting = database ? await notTakenByCentre(/** @type {any} */ (database)).catch(() => null) : null;
  if (!database || !waiting) return place.replaceChildren(h("p", {}, "Lo guardado no se puede leer ahora."));
  const rows = waiting.map(([centre, count]) => {
    const save = async () => download(await exportOutbox(/** @type {any} */ (database), centre, iso(Date.now())));
    return h(
      "li",
      {},
      button(`Guardar ${count} en un archivo`, () => void save()),
    );
  });
  if (rows.length) place.replaceChildren(h("h2", {}, "Lo que falta enviar"), h("ul", { class: "plain-list" }, ...rows));
}
