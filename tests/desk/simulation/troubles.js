/** What empties a desk or keeps it from opening, and what a person does then. */

import { Broken } from "./broken.js";
import { Hands, isOpen } from "./hands.js";

const SECOND = 1000;

/** @type {Record<string, [weight: number, action: (given: import("./actions.js").Given) => Promise<void> | void]>} */
export const TROUBLES = {
  evict: [0.3, ({ window, run }) => run.evict(window.device)],
  "trouble at the start": [
    1,
    async ({ window, chance, run }) => {
      const { device } = window;
      const trouble = chance.pick(["refuses", "catalogue", "draft", "newer"]);
      if (trouble === "refuses") device.storage.refuses = "SecurityError";
      if (trouble === "catalogue") device.brokenCatalogue = true;
      if (trouble === "draft") for (const key of window.store.keys()) window.store.set(key, '{"ulid": ');
      if (trouble === "newer") await device.makeNewer();
      const opened = trouble === "newer" ? device.windows[0] : device.reload(window);
      await run.world.pass(4 * SECOND);
      run.mustHaveWayOn(opened, trouble);
      await run.beginFromNothing(new Hands(opened, chance), chance.next() < 0.3);
      device.storage.refuses = null;
      device.brokenCatalogue = false;
      if (trouble === "refuses" || trouble === "catalogue") device.reload(opened);
    },
  ],
  "brought back from before a save": [
    1,
    async ({ window, hands, run }) => {
      const { device } = window;
      if (!isOpen(window) || !(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      const before = new Map(window.store);
      await hands.save();
      run.noteSaved(window);
      device.close(window);
      device.open(before);
      await run.world.pass(2 * SECOND);
    },
  ],
  "a disk that fails after a save": [
    1,
    async ({ window, hands }) => {
      const { storage } = window.device;
      if (!isOpen(window) || !(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      const before = window.device.stored().items.length;
      // The item and that it waits are written; what comes then is not.
      Object.assign(storage, { fail: 1, skip: 2, error: "QuotaExceededError" });
      await hands.save();
      storage.fail = 0;
      if (window.device.stored().items.length > before && /no se guardó|No se pudo guardar/.test(window.text))
        throw new Broken("a save says it failed though it did not", window.text);
    },
  ],
  "a mistyped year": [
    1,
    async ({ window, hands, run }) => {
      if (!isOpen(window)) return;
      await hands.setPin();
      // What waits brings the right time with its answer, once the link is back.
      window.device.link.up = false;
      if ((await hands.nextCitizen()) && (await hands.fillForm())) await hands.save();
      run.noteSaved(window);
      await hands.go("hora");
      hands.fill("dia", "2027-12-24");
      hands.fill("hora", "15:00");
      await hands.press("Es correcta", SECOND);
      await hands.press(/^Sí, es/, SECOND);
    },
  ],
  "emptied beside an open form": [
    1,
    async ({ window, hands, chance, run }) => {
      const { device } = window;
      if (!isOpen(window) || !(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      device.brokenCatalogue = true;
      const broken = device.open();
      await run.world.pass(2 * SECOND);
      await run.beginFromNothing(new Hands(broken, chance), true);
      device.brokenCatalogue = false;
      device.close(broken);
      await hands.save();
    },
  ],
};
