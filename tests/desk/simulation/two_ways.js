/** One attention that could go two ways: from two windows, twice from one, or in a file and by the link. */

import { Hands, isOpen } from "./hands.js";
import { CENTRES } from "./people.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * Save under a clock that is ahead, put it right, and send: refused for its moment, which is still to come.
 * @param {import("./actions.js").Given} given
 */
async function saveAhead({ hands, window: { device }, window, run }) {
  device.link.up = false;
  device.skew += 20 * MINUTE;
  if ((await hands.nextCitizen()) && (await hands.fillForm())) await hands.save();
  run.noteSaved(window);
  device.skew -= 20 * MINUTE;
  Object.assign(device.link, { up: true, portal: null, stalled: false, latency: 80, next: [] });
  await hands.go("envios");
  await hands.press("Enviar ahora", 3 * SECOND);
}

/**
 * The desk fails to start once, and what waits is carried away meanwhile.
 * @param {import("./actions.js").Given} given
 * @returns {Promise<Hands>} whoever is at it when it is back
 */
async function saveWhereNothingOpens({ window, chance, run }) {
  const { device } = window;
  device.brokenCatalogue = true;
  const broken = device.reload(window);
  await run.world.pass(4 * SECOND);
  await new Hands(broken, chance).press(/^Guardar \d+ en un archivo/, SECOND);
  device.brokenCatalogue = false;
  const hands = new Hands(device.reload(broken), chance);
  await run.world.pass(2 * SECOND);
  if (device.person) await hands.enterPin(device.person);
  return hands;
}

/**
 * Have what was refused registered as something else.
 * @param {Hands} hands
 * @param {import("./day.js").Day} run
 */
async function registerOtherwise(hands, run) {
  await hands.go("envios");
  await hands.press("Enviar ahora", 3 * SECOND);
  if (!(await hands.press("Registrar de nuevo"))) return;
  run.again = true;
  await hands.press("Cambiar trámite");
  await hands.press(/^\d?\s?Afiliarse/);
  await hands.save();
  run.noteSaved(hands.window);
}

/** @type {Record<string, [weight: number, action: (given: import("./actions.js").Given) => Promise<void> | void]>} */
export const TWO_WAYS = {
  "another centre beside a form": [
    2,
    async ({ hands, window, chance, run }) => {
      const { device } = window;
      if (!isOpen(window) || !(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      const other = device.windows.find((one) => one !== window && isOpen(one)) ?? device.open();
      await run.world.pass(SECOND);
      const there = new Hands(other, chance);
      if (device.person && other.document.getElementById("pin")) await there.enterPin(device.person);
      await there.go("ajustes");
      // Who is called away in between has chosen none.
      if ((await there.press("Cambiar de centro")) && chance.next() < 0.5) {
        await there.chooseCentre(chance.pick(CENTRES));
      }
      await hands.save();
      if (device.windows.length > 2) device.close(other);
    },
  ],
  "again and as it is": [
    2,
    async (given) => {
      const { hands, window, run } = given;
      if (!isOpen(window)) return;
      await saveAhead(given);
      if (!(await hands.press("Registrar de nuevo"))) return;
      run.again = true;
      await run.sleep(30 * MINUTE);
      await hands.go("envios");
      await hands.press("Enviar otra vez", 3 * SECOND);
      await hands.go("");
      await hands.save();
    },
  ],
  "registered again at two machines": [
    2,
    async ({ hands, window, chance, run }) => {
      const { device } = window;
      if (!isOpen(window) || !(await hands.nextCitizen())) return;
      device.link.up = false;
      // The intake does not know it.
      await hands.press(/Trámite desconocido/, 2 * SECOND);
      if (!hands.choose("resultado", "completed")) return;
      await hands.save();
      run.noteSaved(window);
      await hands.go("envios");
      await hands.press(/^Guardar \d+ en un archivo/, SECOND);
      const other = run.devices.find((one) => one !== device);
      const there = new Hands(other.windows[0] ?? other.open(), chance);
      await there.become(device.person);
      await run.importFile(there, { next: () => 1, pick: (list) => list[0] }, device.files.slice(-1));
      for (const { link } of [device, other]) Object.assign(link, { up: true, portal: null, stalled: false, next: [] });
      const { centre } = device.stored().accounts.find(({ sub }) => sub === device.stored().settings.current) ?? {};
      if (isOpen(there.window) && other.person === device.person) {
        await there.chooseCentre(centre);
        await registerOtherwise(there, run);
      }
      await registerOtherwise(hands, run);
    },
  ],
  "another procedure beside a form": [
    1,
    async ({ hands, window, run }) => {
      if (!isOpen(window) || !(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      const { items } = window.device.stored();
      const [before] = items.filter(({ item }) => item.kind === "attention");
      if (!before) return;
      await hands.go(`guardada=${before.id}`);
      if (!(await hands.press("Otro trámite de esta persona"))) return;
      await hands.press("Cambiar trámite");
      run.isNotCalledTheSame(window);
      await hands.press(/Antecedentes/);
      await hands.save();
    },
  ],
  "what is not offered": [
    1,
    async ({ hands, window, run }) => {
      if (!isOpen(window) || !(await hands.nextCitizen())) return;
      await hands.press("Pide algo que aquí no se ofrece");
      if (!hands.fill("que", "afiliacion-sis-gratuito")) return;
      await hands.go("hoy");
      await hands.go("");
      await hands.save();
      const [id] = window.location.hash.slice(1).split("=").slice(1);
      run.noteSaved(window);
      run.isOfProcedure(id, "afiliacion-sis-gratuito");
    },
  ],
  "in a file and registered again": [
    2,
    async (given) => {
      const { hands, window, chance, run } = given;
      const { device } = window;
      if (!isOpen(window)) return;
      await saveAhead(given);
      let own = hands;
      if (chance.next() < 0.5) await hands.press(/^Guardar \d+ en un archivo/, SECOND);
      else own = await saveWhereNothingOpens(given);
      await own.go("envios");
      if (!(await own.press("Registrar de nuevo"))) return;
      run.again = true;
      await own.save();
      run.noteSaved(own.window);
      // By the time the file reaches the other machine, that moment has come.
      await run.sleep(30 * MINUTE);
      const other = run.devices.find((one) => one !== device);
      const there = new Hands(other.windows[0] ?? other.open(), chance);
      await there.become(device.person);
      await run.importFile(there, chance, device.files.slice(-1));
    },
  ],
};
