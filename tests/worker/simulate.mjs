/** `node tests/worker/simulate.mjs [RUNS] [SEED]`: that many runs from a seed on; each failure with the seed that repeats it. */

import { bundled, life } from "./simulation.js";

const [runs = 500, first = 1] = process.argv.slice(2).map(Number);
const script = await bundled();
let failed = 0;
const begun = Date.now();
for (let seed = first; seed < first + runs && failed < 5; seed++) {
  const failures = await life(script, seed);
  if (failures.length === 0) continue;
  failed++;
  process.stdout.write(`seed ${seed}: ${failures[0]}\n`);
}
process.stdout.write(
  `${runs} runs from seed ${first} in ${((Date.now() - begun) / 1000).toFixed(1)} s; failed: ${failed}\n`,
);
process.exitCode = failed ? 1 : 0;
