/** Who registered something: accounts by their names, files that were received, and what is asked of the API. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { OfficeError } from "../../site/office/api.js";
import { authorOf, holderWords, isName, namesOf } from "../../site/office/holders.js";
import { day } from "../../site/office/views/day.js";
import { openTab } from "./screen.js";

const FILE = "file:0123456789abcdef";
const problem = (code, status) => new OfficeError({ code, title: code, detail: "", status });

/** The API as it answers: 400 where an id is no account's, and what `refuse` says of each question. */
function api(refuse = () => null) {
  const asked = [];
  return {
    asked,
    async get(_path, { sub }) {
      asked.push(sub);
      const ids = sub.split(",");
      const refused = refuse(asked.length);
      if (refused) throw refused;
      if (ids.length > 25 || ids.some((id) => !/^[0-9A-Za-z-]{1,64}$/.test(id))) throw problem("invalid_request", 400);
      return { names: Object.fromEntries(ids.map((id) => [id, `de.${id}`])) };
    },
  };
}

const ids = Array.from({ length: 60 }, (_, i) => `${String(i).padStart(8, "0")}-aaaa`);

it("one file among sixty accounts takes no name off the screen", async () => {
  for (const at of [0, 24, 25, 30, 60]) {
    const names = await namesOf(api(), [...ids.slice(0, at), FILE, ...ids.slice(at)]);
    assert.equal(Object.keys(names).length, 60, `the file at ${at}`);
  }
});

it("a group that is refused does not end the others, and without a link no more are asked", async () => {
  const busy = await namesOf(
    api((n) => (n === 1 ? problem("store_busy", 503) : null)),
    ids,
  );
  assert.equal(Object.keys(busy).length, 35);
  const cut = api((n) => (n === 2 ? problem("offline", 0) : null));
  assert.equal(Object.keys(await namesOf(cut, ids)).length, 25);
  assert.equal(cut.asked.length, 2);
});

it("where only files registered something nothing is asked", async () => {
  const nobody = api();
  assert.deepEqual(await namesOf(nobody, [FILE]), {});
  assert.deepEqual(nobody.asked, []);
});

it("an account is called by its name, or by the beginning of its id; a file by all of its own", () => {
  const names = { "11111111-aaaa": "ana.quispe", "22222222-bbbb": null };
  assert.equal(holderWords(names, "11111111-aaaa"), "ana.quispe");
  assert.equal(holderWords(names, "22222222-bbbb"), "cuenta borrada (22222222)");
  assert.equal(holderWords(names, "33333333-cccc"), "cuenta 33333333");
  assert.equal(holderWords(names, FILE), "archivo 0123456789abcdef");
});

it("every attention leads to withdrawing what its author registered: by name, or by the id that a deleted account had", () => {
  const [known, gone, unknown] = ["1", "2", "3"].map((n) => `${n.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`);
  const names = { [known]: "ana.quispe", [gone]: null };
  assert.deepEqual(
    [known, gone, unknown, FILE].map((id) => authorOf(names, id)),
    ["ana.quispe", gone, unknown, FILE],
  );
  assert.deepEqual(["ana.quispe", gone, FILE].map(isName), [true, false, false]);
});

it("the day of a centre links also what a deleted account registered", async () => {
  const main = openTab();
  const gone = "22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
  const moment = "2026-11-24T09:00:00-05:00";
  const row = { started_at: moment, ended_at: moment, received_at: moment, outcome: "completed", procedure_name: "X" };
  const rows = [gone, FILE].map((advisor) => ({ ...row, advisor }));
  const answering = { all: async () => rows, get: async () => ({ names: { [gone]: null } }) };
  await day(main, { centro: "uno", dia: "2026-11-24" }, { api: answering, names: { centres: [["uno", "Uno"]] } });
  const links = main.querySelectorAll("a").map(({ textContent, href }) => [textContent, href]);
  assert.deepEqual(links.slice(1), [
    ["cuenta borrada (22222222)", `#decidir?cuenta=${gone}&desde=2026-11-24&hasta=2026-11-24`],
    ["archivo 0123456789abcdef", `#decidir?cuenta=${encodeURIComponent(FILE)}&desde=2026-11-24&hasta=2026-11-24`],
  ]);
});
