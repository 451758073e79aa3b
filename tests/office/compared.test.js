/** Two sides of a comparison, row by row: each column adds up to its sum, whatever the two spans are. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { inOrder, paired } from "../../site/office/rows.js";
import { compared, filled, lastOfMonth, plus } from "../../site/office/spans.js";
import { Chance } from "../desk/simulation/chance.js";

const sum = (rows) => rows.reduce((all, row) => all + (row?.attentions ?? 0), 0);

/** What the API answers of a span: some of its days or months, perhaps also one after it, and what has none. */
function answered(chance, by, first, last) {
  const keys = filled(by, first, last).filter(() => chance.next() < 0.8);
  const after = by === "day" ? plus(last, 1 + chance.below(9)) : plus(last, 40).slice(0, 7);
  const all = [...keys, ...(chance.next() < 0.2 ? [after] : []), ...(chance.next() < 0.5 ? [""] : [])];
  return all.map((key) => ({ key, name: `de ${key}`, attentions: 1 + chance.below(50) }));
}

/** Two months of any length, or two spans of any days. */
function spans(chance) {
  const first = plus("2023-01-01", chance.below(1400));
  const own = chance.pick([
    [`${first.slice(0, 7)}-01`, lastOfMonth(first.slice(0, 7))],
    [first, plus(first, chance.below(100))],
  ]);
  return [own, compared(...own, chance.pick(["before", "year"]))];
}

it("days and months of two spans add up on both sides, and the first is beside the first", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const chance = new Chance(seed);
    const by = chance.pick(["day", "month"]);
    const [rows, others] = spans(chance).map((span) => inOrder(by, answered(chance, by, ...span), ...span));
    const pairs = paired(by, rows, others);
    for (const [name, side] of Object.entries({ row: rows, other: others })) {
      const shown = pairs.map((pair) => pair[name]);
      assert.equal(sum(shown), sum(side), `${seed} ${name}`);
      const dated = (list) => list.flatMap((row) => (row?.key ? [row.key] : []));
      assert.deepEqual(dated(shown), dated(side), `${seed} ${name}`);
    }
    assert.ok(
      pairs.every(({ row, other }) => !row?.key === !other?.key || !row || !other),
      `${seed}`,
    );
  }
});

it("a month that is longer than the one before goes on alone, and so does a shorter one's other side", () => {
  const days = (month) =>
    filled("day", `${month}-01`, lastOfMonth(month)).map((key) => ({ key, name: key, attentions: 1 }));
  for (const [own, other, alone] of [
    ["2026-02", "2026-01", "other"],
    ["2026-03", "2026-02", "row"],
  ]) {
    const pairs = paired("day", days(own), days(other));
    assert.equal(pairs.length, 31);
    assert.ok(pairs.slice(28).every((pair) => pair[alone] && !pair[alone === "row" ? "other" : "row"]));
  }
});

it("what only one side has is none at the other, in every other view", () => {
  const rows = [
    { key: "uno", name: "Uno", attentions: 5 },
    { key: "", name: "Sin dato", attentions: 2 },
  ];
  const others = [
    { key: "", name: "Sin dato", attentions: 3 },
    { key: "otra", name: "Otra", attentions: 7 },
  ];
  assert.deepEqual(paired("centre", rows, others), [
    { row: rows[0], other: { key: "uno", name: "Uno", attentions: 0 } },
    { row: rows[1], other: others[0] },
    { row: { key: "otra", name: "Otra", attentions: 0 }, other: others[1] },
  ]);
});
