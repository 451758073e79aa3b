/** The time at a desk whose machine has a wrong clock. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { Clock } from "../../../site/desk/core/clock.js";
import { limaDay } from "../../../site/scripts/lima.js";
import { Chance } from "../simulation/chance.js";
import { signedIn } from "./signed_in.js";
import { NOON } from "./world.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HISTORIES = 500;

it("a clock that is days ahead is corrected by the server's, and files under the right day", async () => {
  const { machine, server, desk } = await signedIn();
  server.ahead = -3 * DAY;
  await desk.clock.askServer();
  assert.equal(desk.clock.now(), NOON - 3 * DAY);
  const restarted = await machine.open(server);
  assert.equal(limaDay(restarted.clock.now()), "2026-11-21");
  assert.ok((await restarted.register()).id.includes(".20261121."));
});

it("an answer that differs by less than it took changes nothing", async () => {
  const { server, desk } = await signedIn();
  server.ahead = 1500;
  await desk.clock.askServer();
  assert.equal(desk.clock.now(), NOON);
  server.ahead = 2500;
  await desk.clock.askServer();
  assert.equal(desk.clock.now(), NOON + 2500);
});

it("a batch that is answered teaches the time too; without a link nothing changes", async () => {
  const { server, desk } = await signedIn();
  server.cut = true;
  await desk.clock.askServer();
  assert.equal(desk.clock.now(), NOON);
  server.cut = false;
  server.ahead = DAY;
  await desk.register();
  await desk.sendNow();
  assert.equal(desk.clock.now(), NOON + DAY);
});

it("a clock that is set back while the desk runs is noticed, one that sleeps is not taken for it", async () => {
  const { machine, desk } = await signedIn();
  machine.wall -= 3 * DAY;
  machine.uptime += MINUTE;
  machine.wall += MINUTE;
  assert.equal(desk.clock.now(), NOON + MINUTE);
  machine.wall += 8 * 60 * MINUTE; // asleep: the monotonic clock stood still
  assert.equal(desk.clock.now(), NOON + MINUTE + 8 * 60 * MINUTE);
});

it("a machine that wakes up in another year asks a person, whose word is kept", async () => {
  const { machine, server } = await signedIn();
  machine.wall -= 4000 * DAY;
  machine.uptime = 1000;
  const woken = await machine.open(server);
  assert.equal(woken.clock.wentBack, true);
  await woken.clock.setByPerson(NOON + DAY);
  assert.deepEqual([woken.clock.wentBack, woken.clock.now()], [false, NOON + DAY]);
  const again = await machine.open(server);
  assert.deepEqual([again.clock.wentBack, again.clock.now()], [false, NOON + DAY]);
});

it("a machine that wakes up in another year and finds the server asks nobody", async () => {
  const { machine, server } = await signedIn();
  machine.wall -= 4000 * DAY;
  server.ahead = 4000 * DAY;
  const woken = await machine.open(server);
  await woken.clock.askServer();
  assert.deepEqual([woken.clock.wentBack, woken.clock.now()], [false, NOON]);
});

it("a mistyped year is refused, and one that was taken can be put right without a link", async () => {
  const { desk } = await signedIn();
  assert.equal(desk.clock.problemWith(Number.NaN), "unreadable");
  assert.equal(desk.clock.problemWith(Date.parse("20266-11-24T15:00:00-05:00")), "unreadable");
  assert.equal(desk.clock.problemWith(NOON + 366 * DAY), "far");
  assert.equal(desk.clock.problemWith(NOON - 2 * MINUTE), "past", "the server named a later time at the sign-in");
  await desk.clock.setByPerson(NOON + 366 * DAY);
  assert.equal(desk.session.active, false);
  assert.equal(desk.clock.problemWith(NOON + MINUTE), "far");
  await desk.clock.setByPerson(NOON + MINUTE);
  assert.equal(desk.session.active, true);
});

it("a clock that leapt a year ahead and is put back is right again, and nothing was forgotten", async () => {
  const { machine, desk } = await signedIn();
  machine.wall += 366 * DAY;
  assert.equal(desk.clock.now(), NOON + 366 * DAY);
  machine.wall -= 366 * DAY;
  assert.equal(desk.clock.now(), NOON);
  assert.equal(desk.clock.lastNamed, NOON);
});

it("a stored offset that is no number is forgotten", async () => {
  const { machine, server, desk } = await signedIn();
  await desk.database.put("settings", { offset: Number.NaN, seen: Number.NaN }, "clock");
  const restarted = await machine.open(server);
  assert.deepEqual([restarted.clock.now(), restarted.clock.wentBack], [NOON, false]);
});

it("a time once learned stays right, whatever is done to the machine's clock and whenever the answer comes", async () => {
  const { machine, desk } = await signedIn();
  const wrong = [];
  for (let seed = 1; seed <= HISTORIES; seed++) wrong.push(...(await liveWith(machine, desk.world, new Chance(seed))));
  assert.deepEqual(wrong, []);
});

/**
 * Live with a clock that is set back and forth. What nobody can know is left out: one that is set ahead by less than a
 * day looks like a machine that slept, until the server names the time.
 *
 * Returns when a time that was known was wrong, in words.
 */
async function liveWith(machine, world, chance) {
  let clock = new Clock(world, { offset: 0, seen: 0 });
  let real = machine.wall;
  let isKnown = false;
  const steps = [];
  const wrong = [];
  const pass = (milliseconds, { asleep = false } = {}) => {
    real += milliseconds;
    machine.wall += milliseconds;
    if (!asleep) machine.uptime += milliseconds;
  };
  /** What happens to the machine; within a request as well. */
  const happen = {
    passes: () => pass(chance.below(20) * 1000),
    sleeps: () => pass(chance.below(14 * 60) * MINUTE, { asleep: true }),
    "is set back": () => {
      machine.wall -= 2 * DAY + chance.below(400 * DAY);
    },
    "is put right": () => {
      if (real > machine.wall && real - machine.wall < 1.1 * DAY) isKnown = false;
      machine.wall = real;
    },
  };
  const act = {
    ...happen,
    "leaps ahead": () => {
      machine.wall += 2 * DAY + chance.below(400 * DAY);
      isKnown = false;
    },
    learns: async () => {
      const before = clock.lastNamed;
      const sentAt = machine.wall;
      pass(chance.below(20) * 1000);
      const named = new Date(real).toISOString();
      if (chance.next() < 0.5) happen[chance.pick(Object.keys(happen))]();
      pass(chance.below(20) * 1000);
      await clock.learn(named, sentAt);
      if (clock.lastNamed > before) isKnown = true;
    },
    "is entered": async () => {
      await clock.setByPerson(real);
      isKnown = true;
    },
    restarts: async () => {
      await clock.store();
      machine.uptime = 1000;
      clock = await Clock.open(world);
    },
  };
  for (let step = 0; step < 12; step++) {
    const name = chance.pick(Object.keys(act));
    steps.push(name);
    // Half a minute at most passes between two looks.
    clock.now();
    await act[name]();
    const days = Math.abs(clock.now() - real) / DAY;
    if (isKnown && !clock.wentBack && days * DAY > 4 * MINUTE) wrong.push(`${days} days wrong: ${steps.join(", ")}`);
  }
  return wrong;
}
