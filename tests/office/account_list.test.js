/** A list of accounts: what the page understands of each row, and that it sends nothing where a row may mean two things. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { readAccounts } from "../../site/office/account_list.js";

const HEAD = "usuario;centros;activo";
const list = (...rows) => readAccounts([HEAD, ...rows].join("\n"));

it("a row is an account with its centres and whether it is on", () => {
  const { accounts, numbers, problems } = list("ana.quispe;uno dos;sí", "", "luz.paredes;uno;FALSO");
  assert.deepEqual(problems, []);
  assert.deepEqual(numbers, [2, 4]);
  assert.deepEqual(accounts, [
    { username: "ana.quispe", centres: ["uno", "dos"], active: true },
    { username: "luz.paredes", centres: ["uno"], active: false },
  ]);
});

it("a word that is neither yes nor no, an empty cell and a row that is cut short are errors of their rows", () => {
  for (const active of ["N", "baja", "", "  ", "inactivo", "2"])
    assert.deepEqual(list("a.b;uno;sí", `c.d;uno;${active}`).problems, [
      "Fila 3: escriba sí o no en la columna activo.",
    ]);
  assert.deepEqual(list("c.d;uno").problems, ["Fila 2: escriba sí o no en la columna activo."]);
  assert.equal(list("a.b;uno;baja", "c.d;uno;no", "e.f;uno;x").problems.length, 2);
});

it("an empty cell takes nobody from all centres", () => {
  assert.match(list("a.b;;no").problems.join(), /^Fila 2: falta el centro/);
});

it("a list without rows or with too many of them is one error", () => {
  assert.deepEqual(list().problems, ["La lista no tiene filas."]);
  const many = Array.from({ length: 51 }, (_, i) => `a.b${i};uno;baja`);
  assert.deepEqual(list(...many).problems, ["La lista tiene más de 50 filas. Divídala en varias."]);
});
