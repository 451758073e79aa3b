/**
 * Runs of the service worker in a world that goes wrong: one seed is one run. What must hold at every answer:
 *
 * - a person sees an error of the browser only where there is neither a link nor a copy,
 * - what is shown is one version, whole,
 * - where there is something to show, nobody waits for a silent link,
 * - without faults a load costs at most 1.2 times the pack, whatever is read meanwhile,
 * - an update never leaves less than there was,
 * - when all is well again, two visits heal whatever was damaged.
 */

import { readFile } from "node:fs/promises";
import { Script } from "node:vm";
import * as esbuild from "esbuild";
import { LISTS, OTHERS, PAGES, Run } from "./run.js";
import { PIECE } from "./server.js";

/**
 * The worker as one script.
 * @param {(path: string, text: string) => string} [planted] changes a module: a fault that the simulation must find
 */
export async function bundled(planted = (_path, text) => text) {
  const plugin = {
    name: "planted",
    setup(build) {
      build.onLoad({ filter: /worker\/.*\.js$/ }, async ({ path }) => ({
        // The packs here are a five hundredth of a real one.
        contents: planted(path.split("/").at(-1), await readFile(path, "utf8")).replace(
          "KEPT_EVERY = 30_000",
          "KEPT_EVERY = 60",
        ),
      }));
    },
  };
  const { outputFiles } = await esbuild.build({
    entryPoints: ["site/scripts/worker/main.js"],
    bundle: true,
    write: false,
    format: "iife",
    define: { ROOT: '""' },
    plugins: [plugin],
    tsconfigRaw: {},
    logLevel: "silent",
  });
  return new Script(outputFiles[0].text);
}

/** Somebody who reads a page every 8 seconds while the pack comes, without any fault. */
async function reader(script, seed) {
  const run = new Run(script, seed);
  let restarts = 0;
  for (let page = 0; page < 20; page++) {
    await run.open(run.pick([...PAGES, ...OTHERS]));
    await run.time.pass(2000);
    run.ask("pack", "02");
    await run.time.pass(6000);
    if (run.chance() < 0.1) {
      restarts++;
      run.start();
    }
  }
  const { size, files, latest } = run.server.pack();
  const quick = JSON.parse(files[`quick-${latest.version}.json`])[0];
  // A browser that stops the worker loses the piece that was on its way.
  const most = 1.2 * (size + files[`${quick[1]}.txt`].length) + 20 * files["latest.json"].length + restarts * PIECE;
  if (run.spent > most) run.fail(`spent ${run.spent} of ${most}`);
  if (!run.holdsWhole()) run.fail("the pack did not arrive");
  return run.failures;
}

/** A person, releases and faults in any order; then all is well. */
async function hardLife(script, seed) {
  const run = new Run(script, seed);
  if (run.chance() < 0.6) {
    run.ask("pack", "02");
    await run.time.pass(60_000);
    run.had = run.holdsWhole();
  }
  const steps = 5 + Math.floor(run.chance() * 25);
  for (let step = 0; step < steps; step++) {
    const act = run.pick(["open", "open", "pack", "pack", "link", "disturb", "disturb", "release", "restart"]);
    if (act === "open") await run.open(run.pick([...PAGES, ...OTHERS, ...LISTS]));
    else if (act === "pack") run.ask("pack", run.pick(["", "02"]));
    else if (act === "disturb") run.disturb();
    else if (act === "release") run.release();
    else if (act === "link") run.move();
    else if (act === "restart") run.start();
    await run.time.pass(run.pick([0, 300, 3000, 20_000, 90_000]));
    run.checkNothingLost();
  }
  await run.finish();
  return run.failures;
}

/** A device that holds a version, and one release after the other on a link that lies now and then. */
async function updates(script, seed) {
  const run = new Run(script, seed);
  run.ask("pack", "02");
  await run.time.pass(60_000);
  run.had = run.holdsWhole();
  run.link = "moody";
  for (let release = 0; release < 10; release++) {
    run.release();
    run.ask("pack", "02");
    // Part of it is here, and the store loses something.
    if (run.link === "good") {
      await run.time.pass(run.pick([6000, 8000, 10_000]));
      run.disturb();
    }
    await run.time.pass(30_000);
    run.checkNothingLost();
    run.link = "good";
    await run.open(run.pick(LISTS));
    run.link = run.pick(["moody", "moody", "good"]);
  }
  await run.finish();
  return run.failures;
}

/** The run of a seed, of one of the three kinds. */
export function life(script, seed) {
  if (seed % 10 === 0) return reader(script, seed);
  return seed % 10 === 5 ? updates(script, seed) : hardLife(script, seed);
}
