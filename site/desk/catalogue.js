/** What can be done, by which entity, at which centre: one file that the service worker keeps. */

/**
 * @typedef {import("./types.js").DeskCatalogue} DeskCatalogue
 * @typedef {import("./types.js").Procedure} Procedure
 */

/** @returns {Promise<DeskCatalogue>} */
export async function loadCatalogue() {
  return (await fetch("/asesor/catalogue.json")).json();
}

/**
 * What people type, and how it is compared: lower case, no accents.
 * @param {string} text
 */
export const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

/**
 * The procedures with the most used here first, then in the catalogue's order (most asked first).
 * @param {Procedure[]} procedures
 * @param {Record<string, number>} usage how often each was registered here
 */
export function mostUsedFirst(procedures, usage) {
  return [...procedures].sort((a, b) => (usage[b.id] ?? 0) - (usage[a.id] ?? 0));
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
    const text = plain(`${procedure.name} ${procedure.official ?? ""} ${catalogue.entities[procedure.entity]?.[0] ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

/**
 * @param {DeskCatalogue} catalogue
 * @param {string | null} id
 */
export function nameOf(catalogue, id) {
  return id === null ? "Otro trámite" : (catalogue.procedures.find((procedure) => procedure.id === id)?.name ?? id);
}

/**
 * Price as it reads, empty where it is not known.
 * @param {number | null} soles
 */
export const price = (soles) => (soles === null ? "" : soles === 0 ? "gratuito" : `S/ ${soles.toFixed(2)}`);
