/**
 * What a view of the figures asks: as the address says it, and as the API takes it. Pure.
 *
 * @typedef {Record<string, string>} Asked
 */

import { compared } from "./spans.js";

/** What the address calls a filter, and what the API does. */
export const FILTERS = {
  departamento: "department",
  provincia: "province",
  centro: "centre",
  local: "host",
  entidad: "entity",
  tramite: "procedure",
  resultado: "outcome",
  motivo: "reason",
};

/** @param {Asked} asked */
export function parameters(asked) {
  const filters = Object.entries(FILTERS).map(([name, own]) => [own, asked[name] ?? ""]);
  return { from: asked.desde ?? "", to: asked.hasta ?? "", by: asked.por ?? "", ...Object.fromEntries(filters) };
}

/** Whether a view is compared with another department, by its code. @param {Asked} asked */
export const isWithDepartment = ({ con = "" }) => /^\d\d$/.test(con);

/**
 * What a view is compared with: another span, or another department.
 * @param {Asked} asked
 * @returns {Asked | null}
 */
export function comparedWith(asked) {
  const { desde = "", hasta = "", con = "" } = asked;
  if (!con || !Date.parse(desde) || !Date.parse(hasta)) return null; // no days: the API says so
  if (isWithDepartment(asked)) return { ...asked, departamento: con, provincia: "", centro: "" };
  const [first, last] = compared(desde, hasta, con);
  return { ...asked, desde: first, hasta: last };
}
