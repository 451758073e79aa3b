/** Withdrawing what somebody registered: what a person reads where nothing is found. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { decide } from "../../site/office/views/decide.js";
import { openTab, settled } from "./screen.js";

const main = openTab();

async function reviewed(cuenta) {
  const api = { now: () => Date.now(), post: async () => ({ preview: { attentions: 0, by_day: {} }, after: "" }) };
  const asked = { cuenta, desde: "2026-11-24", hasta: "2026-11-24" };
  await decide(main, asked, { api, names: { centres: [] } });
  main.querySelector("form").requestSubmit();
  await settled();
  return main.textContent;
}

it("a name that registered nothing may have been another account's: the day of the centre leads to it", async () => {
  const words = await reviewed("ana.quispe");
  assert.match(words, /No hay atenciones de ana\.quispe sin anular en ese tramo/);
  assert.match(words, /Se buscó la cuenta como es ahora/);
});

it("an id is of one account for ever, and a file's name of one file", async () => {
  for (const author of ["22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "file:0123456789abcdef"]) {
    const words = await reviewed(author);
    assert.match(words, new RegExp(`No hay atenciones de ${author}`));
    assert.doesNotMatch(words, /Se buscó la cuenta/);
  }
});
