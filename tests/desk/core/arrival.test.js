/** The gate's share of the arrival, and faults planted on purpose, which it must find. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { life } from "./arrival.js";
import { scripts } from "./releases.js";

const RUNS = 250;

/** The first failure from a seed on. */
async function firstFailure(made, first = 1) {
  for (let seed = first; seed < first + RUNS; seed++) {
    const [failure] = await life(made, seed);
    if (failure) return `seed ${seed}: ${failure}`;
  }
  return null;
}

it("the desk arrives, whole and of one release, whatever the link and the store do", async () => {
  assert.equal(await firstFailure(await scripts()), null);
});

/** By what it does: the source, its text before and after, and from which seed on it is looked for: some are rare. */
const FAULTS = {
  "a module of another release runs": ["door.js", "script.integrity = moduleIntegrity;", 'script.integrity = "";'],
  "a catalogue of another release is used": ["door.js", "{ integrity: catalogueIntegrity }", "{}"],
  "the page is replaced under somebody's hands": ["door.js", "byPerson === true || !isWritten()", "true", 40],
  "a newer release is never looked for": ["door.js", "if (page.includes(module)) load();", "if (page) load();"],
  "a link that is back stops what is under way": [
    "door.js",
    "if (!failed) return;\n",
    "clearTimeout(timer);\n  if (!failed) return;\n",
  ],
  "a link that hangs is without a word": ["door.js", "SLOW = 60_000", "SLOW = 6_000_000"],
  "a failure is without a word": ["door.js", 'say(FAILED, "Intentar ahora", () => tryAgain(true));', ""],
  "a page is given without what it starts with": ["sw.js", "stored && others.every(Boolean)", "stored", 220],
  "what is damaged is believed": ["sw.js", /if \(!found\.startsWith[^;]*;/, ""],
  "a page of another release gets this one's files": ["sw.js", "pathname + search", "pathname"],
};

for (const [what, [source, before, after, first]] of Object.entries(FAULTS)) {
  it(`is found: ${what}`, async () => {
    let planted = false;
    const made = await scripts((name, text) => {
      if (name !== source) return text;
      const changed = text.replace(before, after);
      planted = changed !== text;
      return changed;
    });
    assert.ok(planted, "the source does not read so any more");
    assert.notEqual(await firstFailure(made, first), null);
  });
}
