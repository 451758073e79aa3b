/** Spans of days, and lists that people bring: what must hold of all of them. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { readList } from "../../site/office/csv.js";
import { inOrder } from "../../site/office/rows.js";
import { compared, filled, lastOfMonth, monthPlus, plus, usualSpans } from "../../site/office/spans.js";

const days = (first, last) => (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;

/** Every day of four years, one of them a leap year. */
const everyDay = filled("day", "2023-01-01", "2026-12-31");

it("every usual span ends at or after its beginning and never after today", () => {
  for (const today of everyDay)
    for (const [, first, last] of usualSpans(today))
      assert.ok(first <= last && last <= today, `${today} ${first} ${last}`);
});

it("the span before ends the day before, and is as long or as many months", () => {
  for (const first of everyDay.filter((_, i) => i % 13 === 0))
    for (const length of [1, 2, 7, 28, 30, 31, 59, 90, 365]) {
      const last = plus(first, length - 1);
      const [before, end] = compared(first, last, "before");
      assert.equal(end, plus(first, -1));
      const areMonths = first.endsWith("-01") && last === lastOfMonth(last.slice(0, 7));
      const size = (a, b) => (areMonths ? filled("month", a, b).length : days(a, b));
      assert.equal(size(before, end), size(first, last), `${first} ${last}`);
    }
});

it("a year before is a real day of the year before", () => {
  for (const day of everyDay) {
    const [first] = compared(day, day, "year");
    assert.equal(new Date(first).toISOString().slice(0, 10), first);
    assert.equal(Number(first.slice(0, 4)), Number(day.slice(0, 4)) - 1);
    assert.equal(first.slice(5, 7), day.slice(5, 7));
  }
});

it("months are counted on over the end of a year", () => {
  assert.equal(monthPlus("2026-12", 1), "2027-01");
  assert.equal(monthPlus("2026-01", -1), "2025-12");
  assert.deepEqual(filled("month", "2025-11-15", "2026-02-01"), ["2025-11", "2025-12", "2026-01", "2026-02"]);
});

it("a list reads the same with commas, semicolons and tabs, quoted or not, in any order of columns", () => {
  const rows = [
    { usuario: "ana.quispe", centros: "uno, dos", activo: "si" },
    { usuario: 'con "comillas"', centros: "tres", activo: "no" },
  ];
  for (const separator of [",", ";", "\t"])
    for (const end of ["\n", "\r\n"])
      for (const columns of [
        ["usuario", "centros", "activo"],
        ["activo", "usuario", "otra", "centros"],
      ]) {
        const quoted = (/** @type {string} */ cell) => `"${(cell ?? "").replaceAll('"', '""')}"`;
        const lines = [columns, ...rows.map((row) => columns.map((column) => quoted(row[column])))];
        const text = `\uFEFF${lines.map((line) => line.join(separator)).join(end)}${end}${end}`;
        assert.deepEqual(readList(text, ["usuario", "centros", "activo"]).rows, rows);
      }
  assert.throws(() => readList("usuario,centro\nana,x", ["usuario", "centros"]), /falta: centros/);
});

it("a row of a list is found where the person sees it, whatever is empty, and heads may have accents", () => {
  const text = "\n Trámite ;MES\n;\n\nuno;2019-03\n;\ndos;2019-04\n";
  const { rows, numbers } = readList(text, ["tramite", "mes"]);
  assert.deepEqual(
    rows.map(({ tramite }) => tramite),
    ["uno", "dos"],
  );
  assert.deepEqual(numbers, [5, 7]);
});

it("rows add up to what was counted, also what has no day", () => {
  const sum = (/** @type {{attentions: number}[]} */ rows) => rows.reduce((all, row) => all + row.attentions, 0);
  const keys = { day: ["2019-03-02", ""], month: ["2019-03", ""], weekday: ["3", ""], hour: ["9", "10", ""] };
  for (const [by, own] of Object.entries({ ...keys, centre: ["uno", "dos", ""] })) {
    const rows = own.map((key, i) => ({ key, name: `de ${key}`, attentions: i + 5 }));
    const listed = inOrder(by, rows, "2019-03-01", "2019-03-31");
    assert.equal(sum(listed), sum(rows), by);
    assert.equal(listed.at(-1)?.key, "", by);
  }
});
