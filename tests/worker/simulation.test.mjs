/** The gate's share of the simulation, and faults planted on purpose, which it must find. Run by test_worker.py. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { bundled, life } from "./simulation.js";

const RUNS = 500;
/** A fault that needs more runs than this to be found would be missed. */
const RUNS_FOR_A_FAULT = 400;

/**
 * The first failure of so many runs.
 * @param {import("node:vm").Script} script
 * @param {number} runs
 */
async function firstFailure(script, runs) {
  for (let seed = 1; seed <= runs; seed++) {
    const [failure] = await life(script, seed);
    if (failure) return `seed ${seed}: ${failure}`;
  }
  return null;
}

it("nothing breaks it", async () => {
  assert.equal(await firstFailure(await bundled(), RUNS), null);
});

/** By what it does: the module, and its text before and after. */
const FAULTS = {
  "a failure of the store is everybody's": ["pack.js", "readAgain().catch(() => null)", "readAgain()"],
  "a damaged part is believed": ["pack.js", "(await isPart(hash, text)) ? text : null", "true ? text : null"],
  "what comes is believed": ["pack.js", /return hash === .*;/, "return true;"],
  "a part that is gone is not missed": ["pack.js", 'version.version = "";', ";"],
  "what was lost while the rest came is not missed": [
    "pack.js",
    'if ((await keptPart(cache, hash)) === null) throw new Error("lost");',
    ";",
  ],
  "a version is shown before it is whole": ["update.js", "if (!ours) await makeCurrent", "await makeCurrent"],
  "an update that failed is the last one": ["update.js", /finally \{\s*loading = false;\s*\}/, "finally {}"],
  "a list outlives its version": ["answers.js", "seen && version && seen.headers.get(KEPT_WITH) === version", "seen"],
  "an error is shown instead of the pack": ["answers.js", "if (!pack) throw error;", "throw error;"],
  "what came before an interruption is lost": [
    "loading.js",
    /if \(text\) await keep\(text\);[^}]*return text;/,
    "throw error;",
  ],
  "a silent link is waited for": ["link.js", /const timer = setTimeout\([^;]*;/, "const timer = 0;"],
};

for (const [what, [module, before, after]] of Object.entries(FAULTS)) {
  it(`is found: ${what}`, async () => {
    let planted = false;
    const script = await bundled((name, text) => {
      if (name !== module) return text;
      const changed = text.replace(before, after);
      planted = changed !== text;
      return changed;
    });
    assert.ok(planted, "the module does not read so any more");
    assert.notEqual(await firstFailure(script, RUNS_FOR_A_FAULT), null);
  });
}
