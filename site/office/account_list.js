/** A list of accounts that somebody brings, read as `make advisors` reads it: a cell that can mean two things is none. Pure. */

import { readList } from "./csv.js";

/** As many as the API takes at once. */
const MOST = 50;
const TOO_MANY = `La lista tiene más de ${MOST} filas. Divídala en varias.`;
const COLUMNS = /** @type {const} */ (["usuario", "centros", "activo"]);
const YES = new Set(["sí", "si", "true", "verdadero", "1"]);
const NO = new Set(["no", "false", "falso", "0"]);

/**
 * What a cell of yes or no says, as spreadsheets and people write it; null where it says neither.
 * @param {string} cell
 */
export function yesOrNo(cell) {
  const word = cell.toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

/**
 * @param {string} text
 * @returns {{accounts: {username: string, centres: string[], active: boolean | null}[], numbers: number[], problems: string[]}}
 *   numbers: the row of the spreadsheet of each account; problems: where there are any, nothing of the list is sent
 * @throws {Error} with the column that is missing, in Spanish
 */
export function readAccounts(text) {
  const { rows, numbers } = readList(text, COLUMNS);
  const accounts = rows.map(({ usuario = "", centros = "", activo = "" }) => ({
    username: usuario,
    centres: centros.split(/[\s,;]+/).filter(Boolean),
    active: yesOrNo(activo),
  }));
  if (!rows.length) return { accounts, numbers, problems: ["La lista no tiene filas."] };
  if (rows.length > MOST) return { accounts, numbers, problems: [TOO_MANY] };
  // An empty cell decides nothing: it neither switches an account on nor takes it from all its centres.
  const problems = accounts.flatMap(({ centres, active }, i) => [
    ...(centres.length ? [] : [`Fila ${numbers[i]}: falta el centro. Para apagar la cuenta, escriba no en activo.`]),
    ...(active === null ? [`Fila ${numbers[i]}: escriba sí o no en la columna activo.`] : []),
  ]);
  return { accounts, numbers, problems };
}
