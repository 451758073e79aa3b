/** What can be done, by which entity, at which centre: one file, which the page loads (door.js) and the service worker keeps. */

/**
 * @typedef {import("./core/types.js").DeskCatalogue} DeskCatalogue
 * @typedef {import("./core/types.js").Procedure} Procedure
 */

/**
 * @returns {DeskCatalogue}
 * @throws {Error} where none came
 */
export function loadCatalogue() {
  const catalogue = /** @type {any} */ (globalThis.deskCatalogue);
  if (!Array.isArray(catalogue?.procedures) || !catalogue.entities || !catalogue.centres)
    throw new Error("No catalogue");
  return catalogue;
}

/**
 * What people type, and how it is compared: lower case, no accents.
 * @param {string} text
 */
const plain = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");

/**
 * Procedures done at a centre: the most used here first, then in the catalogue's order (most asked first).
 * @param {DeskCatalogue} catalogue
 * @param {string} centre
 * @param {Record<string, number>} usage how often each was registered here
 */
export function proceduresAt(catalogue, centre, usage) {
  const offered = catalogue.procedures.filter(({ only_at: only }) => !only || only.includes(centre));
  return offered.sort((a, b) => (usage[b.id] ?? 0) - (usage[a.id] ?? 0));
}

/**
 * Those that have every word typed in their names or their entity's.
 * @param {DeskCatalogue} catalogue
 * @param {Procedure[]} procedures
 * @param {string} typed
 */
export function matching(catalogue, procedures, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return procedures.filter((procedure) => {
    const [entity = "", , others = ""] = catalogue.entities[procedure.entity] ?? [];
    const text = plain(`${procedure.name} ${procedure.official ?? ""} ${entity} ${others}`);
    return words.every((word) => text.includes(word));
  });
}

/**
 * @param {DeskCatalogue} catalogue
 * @param {string | null} id
 */
export const findProcedure = (catalogue, id) => catalogue.procedures.find((procedure) => procedure.id === id);

/**
 * @param {DeskCatalogue} catalogue
 * @param {string | null} id
 */
export const procedureName = (catalogue, id) =>
  id === null ? "Otro trámite" : (findProcedure(catalogue, id)?.name ?? id);

/**
 * @param {DeskCatalogue} catalogue
 * @param {string} id
 */
export const centreName = (catalogue, id) => catalogue.centres[id]?.[1] ?? id;

/**
 * The centre's number in receipt codes.
 * @param {DeskCatalogue} catalogue
 * @param {string} id
 */
export const centreNumber = (catalogue, id) => catalogue.centres[id]?.[0];

/**
 * Price as it reads, empty where it is not known.
 * @param {Procedure} procedure
 */
export function price({ soles, soles_to: most }) {
  if (soles === undefined) return "";
  if (most !== undefined) return `S/ ${soles.toFixed(2)} a ${most.toFixed(2)}`;
  return soles === 0 ? "gratuito" : `S/ ${soles.toFixed(2)}`;
}
