/**
 * The days that are lived here and in a real browser (tests/desk/test_core.py): what is stored at the end must be the
 * same. Prints it for each, as JSON.
 */

import { readFileSync } from "node:fs";
import { Chance } from "./chance.js";
import { Cloud } from "./cloud.js";
import { Device } from "./device.js";
import { Hands } from "./hands.js";
import { Intake } from "./intake.js";
import { World } from "./world.js";

const SECOND = 1000;

/** @type {Record<string, (hands: Hands) => unknown>} */
const STEPS = {
  async save(hands) {
    await hands.nextCitizen();
    await hands.press(/Antecedentes/);
    hands.choose("resultado", "completed");
    await hands.save();
  },
  async send(hands) {
    await hands.go("envios");
    await hands.press("Enviar ahora", 3 * SECOND);
  },
  async annul(hands) {
    await hands.go("hoy");
    await hands.press("Anular");
    hands.choose("motivo", "test");
    await hands.press("Seguir");
    await hands.press("Sí, anular", 2 * SECOND);
  },
  reload: (hands) => hands.device.reload(hands.window),
  cut: ({ device }) => Object.assign(device.link, { up: false }),
  mend({ device }) {
    device.link.up = true;
    for (const window of device.windows) window.emit({ type: "online" });
  },
  "lose an answer": ({ device }) => device.link.next.push("lost answer"),
  "lose a request": ({ device }) => device.link.next.push("lost request"),
};

const intake = new Intake();

/** @param {string[]} steps */
async function live(steps) {
  const world = new World();
  await world.track(intake.ask({ reset: true }));
  const device = new Device(world, new Cloud(world, intake), new Chance(1), "tablet");
  const hands = () => new Hands(device.windows[0], device.chance);
  device.open();
  await world.pass(SECOND);
  await hands().signIn("ana");
  for (const step of steps) {
    await STEPS[step](hands());
    await world.pass(SECOND);
  }
  await STEPS.send(hands());
  await world.pass(60 * SECOND);
  const { items, outbox, verdicts } = device.stored();
  const kinds = new Map(items.map(({ id, item }) => [id, item.kind]));
  const told = verdicts.map(({ id, verdict }) => `${kinds.get(id)} ${verdict}`).sort();
  device.close(device.windows[0]);
  await world.drain();
  return { waiting: outbox.length, verdicts: told };
}

const days = JSON.parse(readFileSync(new URL("./common_days.json", import.meta.url), "utf8"));
const lived = [];
for (const steps of days) lived.push(await live(steps));
intake.stop();
console.log(JSON.stringify(lived));
