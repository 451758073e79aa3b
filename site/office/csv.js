/** Lists that people bring: CSV as spreadsheets write it, with commas, semicolons or tabs. Pure. */

/**
 * Read a list by the names of its columns.
 * @param {string} text
 * @param {readonly string[]} columns that it must have, in any order
 * @returns {{rows: Record<string, string>[], numbers: number[]}} numbers: the row of the spreadsheet of each, from 1
 * @throws {Error} with what is missing, in Spanish
 */
export function readList(text, columns) {
  const lines = [...cellsOf(text.replace(/^\uFEFF/, "")).entries()].filter(([, cells]) =>
    cells.some((cell) => cell.trim()),
  );
  const heads = (lines.shift()?.[1] ?? []).map(plain);
  const missing = columns.filter((column) => !heads.includes(column));
  if (missing.length) throw new Error(`En la primera fila falta: ${missing.join(", ")}.`);
  const rows = lines.map(([, cells]) =>
    Object.fromEntries(columns.map((column) => [column, (cells[heads.indexOf(column)] ?? "").trim()])),
  );
  return { rows, numbers: lines.map(([at]) => at + 1) };
}

/** A head without accents: people write «Trámite». @param {string} head */
const plain = (head) => head.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/**
 * @param {string} text
 * @returns {string[][]}
 */
function cellsOf(text) {
  const first = text.split("\n").find((line) => line.trim()) ?? "";
  const separator = ["\t", ";"].find((sign) => first.includes(sign)) ?? ",";
  /** @type {string[][]} */
  const lines = [[]];
  let cell = "";
  let quoted = false;
  const end = () => {
    lines.at(-1)?.push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') cell += text[++i];
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"') quoted = true;
    else if (sign === separator) end();
    else if (sign === "\n") {
      end();
      lines.push([]);
    } else if (sign !== "\r") cell += sign;
  }
  end();
  return lines;
}

/**
 * The text of a file that a spreadsheet wrote: UTF-8, or else the encoding of Windows in Spanish.
 * @param {Blob} file
 */
export async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
