/** Who registered something: accounts by their names, files that were received, and what is asked of the API. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { OfficeError } from "../../site/office/api.js";
import { holderWords, namesOf, withdrawable } from "../../site/office/holders.js";

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

it("what an account or a file registered is found to be withdrawn", () => {
  assert.equal(withdrawable({ "11111111-aaaa": "ana.quispe" }, "11111111-aaaa"), "ana.quispe");
  assert.equal(withdrawable({}, FILE), FILE);
});
