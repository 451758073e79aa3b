/** The scripts' own modules on the shared cases: JavaScript answers what Python answered. Run by test_vectors.py. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test as it } from "node:test";
import { yesOrNo } from "../../site/office/account_list.js";
import { distanceKm, kilometres } from "../../site/scripts/distance.js";
import { parseIdentifier, ulid } from "../../site/scripts/identifiers.js";
import { iso, limaDay, timeOfDay } from "../../site/scripts/lima.js";
import { placeLetters } from "../../site/scripts/place_letters.js";
import { plain } from "../../site/scripts/plain_text.js";
import { receiptCode } from "../../site/scripts/receipt_code.js";
import { expanded } from "../../site/scripts/worker/expansion.js";
import { changedPart, readChanges } from "../../site/scripts/worker/parts.js";

/** @param {number} count */
const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @param {string} name */
const cases = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));

it("an id is one, and has its parts", () => {
  for (const { id, parts: expected } of cases("identifiers").ids) assert.deepEqual(parseIdentifier(id), expected, id);
});

it("a ULID begins with its moment", () => {
  for (const { moment, time } of cases("identifiers").ulids) {
    assert.equal(ulid(moment, randomBytes).slice(0, 10), time);
    assert.match(ulid(moment, randomBytes), /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  }
});

it("a receipt has its code", () => {
  for (const { id, number, code } of cases("receipts")) assert.equal(receiptCode(id, number), code, `${id} ${number}`);
});

it("a moment has its day and hour in Lima", () => {
  for (const { moment, ...expected } of cases("lima")) {
    assert.deepEqual({ day: limaDay(moment), iso: iso(moment), hour: timeOfDay(moment) }, expected);
  }
});

it("two points are as far apart", () => {
  for (const { a, b, km } of cases("distances").points) {
    // A millimetre: the two libraries round the last bits of a sine in their own way.
    assert.ok(Math.abs(distanceKm(a[0], a[1], b[0], b[1]) - km) < 1e-6, `${a} ${b}`);
  }
});

it("a distance has its words", () => {
  for (const { km, words } of cases("distances").words) assert.equal(kilometres(km), words);
});

it("a text is searched in the same form", () => {
  for (const { text, plain: expected } of cases("plain")) assert.equal(plain(text), expected);
});

it("a community is found under its letters", () => {
  for (const { name, letters } of cases("communities")) assert.equal(placeLetters(name) || "x", letters, name);
});

it("a cell of yes or no says the same, and what says neither is no answer", () => {
  for (const { cell, yes } of cases("yes_or_no")) assert.equal(yesOrNo(cell), yes, cell);
});

it("a page of the pack is expanded to the byte", () => {
  for (const { entries, pages } of cases("pack").pages) {
    const known = new Map(Object.entries(entries));
    for (const [path, page] of Object.entries(pages)) assert.equal(expanded(path, known), page, path);
  }
});

it("a part after its changes is the new one to the byte", () => {
  for (const { before, changes, after } of cases("pack").changes) {
    assert.equal(changedPart(before, readChanges(changes).get("") ?? []), after);
  }
});
