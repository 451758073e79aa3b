/**
 * The desk could not start: what a person can do about it without anybody's help. First take away what waits, then try
 * again, and only then begin from nothing.
 */

import { deleteDB, openDB } from "idb";
import { iso } from "../../scripts/lima.js";
import { whileNobodyHolds } from "../browser.js";
import { NAME } from "../core/database.js";
import { notTaken, notTakenByCentre } from "../core/item_queries.js";
import { markCarried } from "../core/items.js";
import { exportOutbox } from "../core/outbox_file.js";
import { button, confirmed, field, form, h } from "../elements.js";
import { download } from "./carried_files.js";

/** @type {Record<string, string>} */
const CAUSES = {
  QuotaExceededError: "No queda espacio en este equipo. Libere espacio y recargue.",
  SecurityError: "Este navegador no deja guardar. Salga del modo privado o permita guardar datos de esta página.",
  InvalidStateError: "Este navegador no deja guardar. Salga del modo privado o permita guardar datos de esta página.",
};
const ERASE = "Borrar lo guardado y empezar de nuevo";
const WORD = "BORRAR";
const OTHERWISE = "Recargue la página. Si sigue igual, use otro navegador o llame al 1800.";

/** @param {unknown} error */
export function trouble(error) {
  const cause = error instanceof Error || error instanceof DOMException ? error.name : "";
  const main = h("main", { id: "pantalla", tabindex: -1 });
  const ways = h("div");
  main.append(
    h("h1", {}, "El puesto no pudo abrir"),
    h("p", {}, CAUSES[cause] ?? OTHERWISE),
    h(
      "div",
      { class: "actions" },
      button("Recargar", () => location.reload(), { class: "main" }),
    ),
    ways,
  );
  document.body.replaceChildren(main);
  main.focus();
  void offerWays(ways);
}

/**
 * What waits as files, where the database can still be read; and only after that, to begin from nothing. So whoever
 * passes by and presses every button loses nothing of what was registered: where it cannot be read, a word must be
 * written first.
 * @param {HTMLElement} place
 */
async function offerWays(place) {
  // Where there is none, none is made: the next start would find it empty.
  const upgrade = (
    /** @type {any} */ _database,
    /** @type {any} */ _from,
    /** @type {any} */ _to,
    /** @type {any} */ step,
  ) => step.abort();
  const blocking = () => database?.close();
  const database = await openDB(NAME, undefined, { upgrade, blocking }).catch(() => null);
  const waiting = database ? await notTakenByCentre(/** @type {any} */ (database)).catch(() => null) : null;
  if (!database || !waiting) {
    return place.replaceChildren(
      h("p", {}, "Lo guardado no se puede leer ahora. Libere espacio y reinicie el equipo: suele volver."),
      beginFromNothing(),
    );
  }
  const last = h("div");
  const left = new Set(waiting.map(([centre]) => centre));
  /** Ids of what was carried away. */
  const carried = new Set();
  const isAllCarried = async () => {
    for (const [centre] of await notTakenByCentre(/** @type {any} */ (database))) {
      const items = await notTaken(/** @type {any} */ (database), centre);
      if (items.some(({ id }) => !carried.has(id))) return false;
    }
    return true;
  };
  const offerLast = () => last.replaceChildren(left.size ? "" : beginFromNothing(isAllCarried, offerAgain));
  const offerAgain = () => {
    place.replaceChildren(h("p", { role: "status" }, "Mientras tanto se guardó algo más. Llévelo también."));
    database.close();
    void offerWays(place);
  };
  const rows = waiting.map(([centre, count]) => {
    const result = h("span", { role: "status" });
    const save = async () => {
      try {
        const items = await notTaken(/** @type {any} */ (database), centre);
        download(exportOutbox(items, centre, iso(Date.now())));
        await markCarried(/** @type {any} */ (database), items).catch(() => {});
        for (const { id } of items) carried.add(id);
      } catch {
        result.textContent = " No se pudo leer. Recargue la página e intente otra vez.";
        return;
      }
      result.textContent = " Vea que está en Descargas, y llévelo a otro puesto o a la oficina.";
      left.delete(centre);
      offerLast();
    };
    const control = button(`Guardar ${count} en un archivo`, () => void save());
    return h("li", {}, control, result);
  });
  if (rows.length) place.append(h("h2", {}, "Lo que falta enviar"), h("ul", { class: "plain-list" }, ...rows));
  place.append(last);
  offerLast();
}

/**
 * The last way: nothing of this desk is left here, and everybody has to sign in again. Refused while
 * another window uses the database, since what is saved there in the meantime would be deleted too.
 * @param {() => Promise<boolean>} [isAllCarried] whether all that waits now was carried away; without it nobody knows,
 *   and two presses are not enough
 * @param {() => void} [offerAgain] what is done where it was not
 */
function beginFromNothing(isAllCarried, offerAgain) {
  const result = h("p", { role: "status" });
  const blocked = () => {
    result.textContent = "Cierre las otras ventanas del puesto. Entonces se borra solo.";
  };
  const erase = async () => {
    let isWhole = false;
    try {
      const isAlone = await whileNobodyHolds(async () => {
        isWhole = !isAllCarried || (await isAllCarried());
        if (isWhole) await deleteDB(NAME, { blocked });
      });
      if (!isAlone) {
        result.textContent = "Otra ventana del puesto está abierta y usa lo guardado. Ciérrela y pulse otra vez.";
        return;
      }
      if (!isWhole) return offerAgain?.();
      sessionStorage.clear();
      location.reload();
    } catch {
      result.textContent = "No se pudo borrar. Reinicie el equipo e intente otra vez.";
    }
  };
  const word = h("input", { id: "palabra", type: "text", autocomplete: "off" });
  const eraseByWord = () => {
    if (word.value.trim().toUpperCase() === WORD) void erase();
    else result.textContent = `Escriba ${WORD} para borrar.`;
  };
  return h(
    "section",
    {},
    h("h2", {}, "Si nada ayuda"),
    h("p", {}, "Borre lo que este puesto tiene aquí. Todos inician sesión otra vez, con conexión."),
    isAllCarried
      ? confirmed(ERASE, "¿Seguro? Borrar", erase)
      : form(
          eraseByWord,
          field(`Se pierde lo que falta enviar. Si está de acuerdo, escriba ${WORD}.`, word),
          h("button", {}, ERASE),
        ),
    result,
  );
}
