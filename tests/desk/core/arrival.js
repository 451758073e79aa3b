/**
 * How the desk arrives, in a world of its own: the real door and the real worker, a browser's store, a link that is cut,
 * hangs, gives half or somebody else's page, releases at any moment, a store that loses and damages what it has. One seed
 * is one run. What must hold:
 *
 * - page, catalogue and module that run together are of one release, and a page starts one module;
 * - what somebody wrote stays, unless they themselves begin again;
 * - after a minute a page has the desk, or words and a way on;
 * - when all is well again, two visits bring the newest desk, and it opens without a link then.
 */

import { Run } from "./arrival_run.js";

const MINUTE = 60_000;

/** A release, and a link that breaks off, between the page and what it asks for. */
async function between(run) {
  for (let visit = 0; visit < 3; visit++) {
    run.link = "good";
    void run.open({ isReload: true });
    for (let waited = 0; waited < 100 && !run.page.fields; waited++) await run.time.pass(100);
    run.link = run.pick(["down", "half", "login"]);
    if (run.chance() < 0.5) run.write();
    await run.time.pass(run.pick([4000, 10_000]));
    if (run.chance() < 0.7) run.version += run.pick([1, 2]);
    run.link = "good";
    await run.time.pass(2 * MINUTE);
    if (!run.page.started && !run.page.written) run.fail("did not come by itself");
    await run.checkWayOn();
  }
  await run.finish();
  return run.failures;
}

/** The failures of a seed's run. */
export function life(made, seed) {
  const run = new Run(made, seed);
  return seed % 5 === 0 ? between(run) : anything(run);
}

/** Everything in any order; then all is well. */
async function anything(run) {
  const steps = 4 + Math.floor(run.chance() * 16);
  for (let step = 0; step < steps; step++) {
    const acts = ["open", "open", "open", "link", "link", "release", "write", "write", "press", "disturb"];
    const act = run.pick([...acts, "restartWorkers"]);
    if (act === "open") void run.open({ isReload: run.chance() < 0.3 });
    else if (act === "link") {
      run.link = run.pick(["good", "good", "down", "hangs", "half", "login", "moody", "moody"]);
      run.log.push(run.link);
      if (run.link === "good") run.page?.ononline?.();
    } else if (act === "release") run.version += run.pick([1, 2]);
    else run[act]();
    await run.time.pass(run.pick([0, 400, 2000, 10_000, 150_000]));
    if (run.chance() < 0.3) await run.checkWayOn();
  }
  await run.finish();
  return run.failures;
}
