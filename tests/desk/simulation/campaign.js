/**
 * Days of simulated desks, from a seed on: `node tests/desk/simulation/campaign.js [days] [seed]`. With "all" it goes on
 * after the first broken promise; `campaign.js planted` plants faults and says how soon they are found.
 *
 * A day that breaks a promise is made smaller (steps are left out while it still breaks) and printed with the command
 * that repeats it. Exits with 1 then.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Broken } from "./broken.js";
import { Day, planOf } from "./day.js";
import { FAULTS } from "./faults.js";
import { Intake } from "./intake.js";

/**
 * @returns {Promise<{promise: string, message: string, at: number} | null>} null where every promise held
 */
async function run(intake, seed, plan) {
  const day = new Day(intake, seed);
  try {
    await day.live(plan);
    return null;
  } catch (error) {
    const message = error instanceof Broken ? error.message : String(error.stack);
    return { promise: error.promise ?? message.split("\n")[0], message, at: day.at };
  } finally {
    for (const device of day.devices) for (const window of [...device.windows]) device.close(window);
    await day.world.drain();
  }
}

/** The fewest steps that still break the same promise. */
async function shrink(intake, seed, plan, failure) {
  let steps = plan.slice(0, failure.at + 1);
  let last = failure;
  for (let size = steps.length >> 1 || 1; size >= 1; size >>= 1) {
    for (let from = steps.length - size; from >= 0; from -= size) {
      const fewer = steps.filter((_, i) => i < from || i >= from + size);
      const again = await run(intake, seed, fewer);
      if (again?.promise === last.promise) {
        steps = fewer;
        last = again;
      }
    }
  }
  return { steps, last };
}

async function main([days = "2000", first = "1", ...more]) {
  // Errors are thrown by the thousand here, and nobody reads where they came from but in a day that is repeated alone.
  if (Number(days) > 1) Error.stackTraceLimit = 0;
  const intake = new Intake();
  const started = performance.now();
  const keep = more.includes("all");
  const found = new Map();
  let steps = 0;
  for (let seed = Number(first); seed < Number(first) + Number(days); seed++) {
    const lived = seed - Number(first);
    if (lived && lived % 1000 === 0) console.error(`${lived} of ${days} days, promises broken: ${found.size}`);
    const plan = planOf(seed);
    steps += plan.length;
    const failure = await run(intake, seed, plan);
    if (!failure) continue;
    if (more.includes("quick")) {
      console.log(`seed ${seed}: ${failure.promise}`);
      break;
    }
    const known = found.get(failure.promise) ?? { count: 0 };
    found.set(failure.promise, { count: known.count + 1, seed: known.seed ?? seed });
    if (known.count) continue;
    const { steps: fewest, last } = await shrink(intake, seed, plan, failure);
    console.log(`seed ${seed} breaks a promise after ${fewest.length} of ${plan.length} steps:`);
    console.log(`  ${fewest.map(({ kind, device }) => (device === 3 ? `${kind} (pc)` : kind)).join(" > ")}`);
    console.log(`  ${last.message}`);
    console.log(`  again: .venv/bin/node tests/desk/simulation/campaign.js 1 ${seed}\n`);
    if (!keep) break;
  }
  intake.stop();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${days} days from seed ${first}, ${steps} steps, ${seconds} s; promises broken: ${found.size}`);
  for (const [promise, { count, seed }] of found) console.log(`  ${count} x ${promise} (seed ${seed})`);
  return found.size ? 1 : 0;
}

/** Half of what the gate lives. */
const PLANTED_DAYS = "1000";

/** Plant each fault in turn, and see how many days it takes to find it. */
function findPlanted() {
  let missed = 0;
  for (const { name } of FAULTS) {
    const env = { ...process.env, PLANT: name };
    const found = spawnSync(process.execPath, [fileURLToPath(import.meta.url), PLANTED_DAYS, "1", "quick"], { env });
    const [, seed, promise] = /^seed (\d+): (.*)$/m.exec(found.stdout.toString()) ?? [];
    missed += promise ? 0 : 1;
    console.log(
      `  planted: ${name}. ${promise ? `Found on day ${seed}: ${promise}` : `NOT FOUND in ${PLANTED_DAYS} days`}`,
    );
  }
  return missed ? 1 : 0;
}

const given = process.argv.slice(2);
process.exitCode = given[0] === "planted" ? findPlanted() : await main(given);
