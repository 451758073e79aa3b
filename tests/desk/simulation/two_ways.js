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
  "in a file and registered again": [
    2,
    async (given) => {
      const { hands, window, chance, run } = given;
      const { device } = window;
      if (!isOpen(window)) return;
      await saveAhead(given);
      await hands.press(/^Guardar \d+ en un archivo/, SECOND);
      if (!(await hands.press("Registrar de nuevo"))) return;
      run.again = true;
      await hands.save();
      run.noteSaved(window);
      // By the time the file reaches the other machine, that moment has come.
      await run.sleep(30 * MINUTE);
      const other = run.devices.find((one) => one !== device);
      const there = new Hands(other.windows[0] ?? other.open(), chance);
      await there.become(device.person);
      await run.importFile(there, chance, device.files.slice(-1));
    },
  ],
};
