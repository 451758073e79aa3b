/** What the system did not accept from desks: whom to call, and about what. Each desk shows the same to its people. */

import { h } from "../../desk/elements.js";
import { refusalReason } from "../../desk/words.js";
import { holderWords, namesOf } from "../holders.js";
import { centreName } from "../names.js";
import { longTable } from "../table.js";
import { counted, dayWords, momentWords } from "../words.js";

/** More than anybody calls about: then something else is wrong. */
const MOST = 1000;

/** @type {Record<string, string>} */
const KINDS = { annulment: "Anulación", attention: "Atención sin trámite en la lista" };

/**
 * @typedef {object} Refused
 * @property {string} id
 * @property {string} centre
 * @property {string} day
 * @property {"rejected" | "conflict"} verdict
 * @property {{code: string, message: string}[]} errors
 * @property {string | null} kind
 * @property {string | null} procedure_name
 * @property {string} account
 * @property {string} at
 */

/**
 * @param {import("../api.js").Api} api
 * @returns {Promise<{rows: Refused[], isWhole: boolean}>}
 */
export async function allRefused(api) {
  const rows = [];
  for await (const page of api.pages("refused", "refused")) {
    rows.push(...page);
    if (rows.length > MOST) return { rows: rows.slice(0, MOST), isWhole: false };
  }
  return { rows, isWhole: true };
}

/**
 * How many, and of how many centres.
 * @param {{rows: Refused[], isWhole: boolean}} found
 */
export function refusedWords({ rows, isWhole }) {
  const centres = new Set(rows.map(({ centre }) => centre)).size;
  const items = `${isWhole ? "" : "Más de "}${counted(rows.length, "registro", "registros")}`;
  return `${items} que el sistema no aceptó, en ${counted(centres, "centro", "centros")}`;
}

/** @type {import("../main.js").View} */
export async function refused(main, _asked, { api, names }) {
  const found = await allRefused(api);
  const { rows } = found;
  const title = h("h1", {}, "Lo que el sistema no aceptó");
  if (!rows.length) return main.replaceChildren(title, h("p", {}, "Nada por revisar."));
  const holders = await namesOf(
    api,
    rows.map(({ account }) => account),
  );
  main.replaceChildren(
    title,
    h("p", {}, `${refusedWords(found)}.`),
    h(
      "p",
      {},
      "Llame al centro. Su puesto muestra los mismos registros bajo «por revisar», con el mismo motivo y lo que se " +
        "puede hacer: registrar de nuevo, enviar otra vez o quitar de la lista.",
    ),
    longTable(
      "Registros que el sistema no aceptó",
      ["Centro", "Día", "Registro", "Motivo, como lo lee el puesto", "No se aceptó", "Cuenta"],
      rows.map((row) => [
        centreName(names, row.centre),
        dayWords(row.day),
        row.procedure_name ?? KINDS[row.kind ?? ""] ?? "Registro que no se pudo leer",
        refusalReason(row),
        momentWords(row.at),
        holderWords(holders, row.account),
      ]),
    ),
    h(
      "p",
      { class: "note" },
      "Un registro sale de aquí cuando llega otra vez y se acepta, cuando se anula la atención con la que chocaba, o " +
        "a los 90 días. Si el puesto lo registró de nuevo, el anterior se queda hasta entonces.",
    ),
  );
}
