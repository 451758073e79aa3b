/** Everything that may happen in a day, by name, with how often. Each draws what it needs from its own chance. */

import { Hands, isOpen } from "./hands.js";
import { CENTRES, PEOPLE } from "./people.js";
import { PORTALS } from "./portals.js";
import { TROUBLES } from "./troubles.js";
import { TWO_WAYS } from "./two_ways.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const PLACES = ["", "hoy", "envios", "ajustes", "hora", "ingreso", "centro", "bloqueo", "kiosco", "guardada=nada"];
const NONSENSE = ["constructor", "%", "__proto__=1", "anular=", "anular=x.y.z", "guardada=%E0%A4%A"];

/** @typedef {{run: import("./day.js").Day, window: import("./window.js").Window, chance: any, hands: Hands}} Given */

/** @type {Record<string, [weight: number, action: (given: Given) => Promise<void> | void]>} */
export const ACTIONS = {
  // A person at work.
  register: [
    12,
    async ({ hands }) => {
      if (!(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      await hands.save();
    },
  ],
  "another procedure": [
    3,
    async ({ hands, window, chance, run }) => {
      const [place, id] = window.location.hash.slice(1).split("=");
      if (!(await hands.press("Otro trámite de esta persona"))) return;
      // It may be the one of somebody before, found in the list of the day.
      if (place === "guardada") run.goesOnWith(id, window);
      if (chance.next() < 0.3) {
        // They leave after all, and somebody else sits down.
        if ((await hands.nextCitizen()) && (await hands.fillForm())) await hands.save();
        return;
      }
      if (chance.next() < 0.5 && window.title.startsWith("¿Qué trámite") && (await hands.fillForm())) {
        await hands.save();
      }
    },
  ],
  "half a form": [
    3,
    async ({ hands, chance }) => {
      if (!(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      if (chance.next() < 0.5) await hands.go(chance.pick(PLACES));
    },
  ],
  "finish the form": [
    2,
    async ({ hands, chance }) => {
      if (chance.next() < 0.5) await hands.go("");
      await hands.save();
    },
  ],
  annul: [
    2,
    async ({ hands, window, chance }) => {
      if (!isOpen(window)) return;
      await hands.go("hoy");
      const links = window.controls("a").filter(({ textContent }) => textContent === "Anular");
      if (!links.length) return;
      window.act(() => chance.pick(links).click());
      await hands.world.pass(300);
      hands.choose("motivo", "test");
      await hands.press("Seguir");
      await hands.press("Sí, anular", 2 * SECOND);
    },
  ],
  send: [
    4,
    async ({ hands }) => {
      await hands.go("envios");
      await hands.press("Enviar ahora", 3 * SECOND);
    },
  ],
  review: [
    4,
    async ({ hands, window, chance, run }) => {
      if (!isOpen(window)) return;
      await hands.go("envios");
      const choices = ["Registrar de nuevo", "Registrar de nuevo", "Enviar otra vez", "Quitar de la lista"];
      const words = chance.pick(choices);
      if (!(await hands.press(words))) return;
      if (words === "Quitar de la lista") await hands.press("¿Seguro? Quitar");
      if (words !== "Registrar de nuevo") return;
      run.again = true;
      if (window.find("Cambiar trámite") && chance.next() < 0.7) {
        await hands.press("Cambiar trámite");
        await hands.press(/^\d?\s?Afiliarse/);
      }
      if (chance.next() < 0.8) await hands.save();
    },
  ],
  "a PIN on a full disk": [
    2,
    async ({ hands, window, chance }) => {
      const { device } = window;
      const pinned = Object.keys(PEOPLE).filter((name) => device.pinned?.has(name));
      if (!pinned.length || !isOpen(window)) return;
      const others = pinned.filter((name) => name !== device.person);
      await hands.go("ajustes");
      await hands.press("Bloquear ahora");
      Object.assign(device.storage, { fail: 1, skip: chance.below(4), error: "QuotaExceededError" });
      await hands.become(chance.pick(others.length ? others : pinned));
      device.storage.fail = 0;
    },
  ],
  "press anything": [
    4,
    async ({ window, chance, hands, run }) => {
      if (!isOpen(window)) return;
      const found = window
        .controls("a, button")
        .filter(({ textContent }) => !/sesión|kiosco|asesor/i.test(textContent));
      if (!found.length) return;
      run.again = true;
      window.act(() => chance.pick(found).click());
      await hands.world.pass(SECOND);
    },
  ],
  "go back": [
    3,
    async ({ hands, window, chance, run }) => {
      // The browser's own button leads to what somebody else looked at before.
      const { items } = window.device.stored();
      if (!items.length) return;
      const { id } = chance.pick(items);
      const place = chance.pick(["guardada", "anular"]);
      await hands.go(`${place}=${id}`);
      if (!isOpen(window)) return;
      run.again = true;
      if (place === "guardada" && (await hands.press("Otro trámite de esta persona")) && (await hands.fillForm())) {
        run.goesOnWith(id, window);
        await hands.save();
      }
      if (!hands.choose("motivo", "test")) return;
      await hands.press("Seguir");
      await hands.press("Sí, anular", 2 * SECOND);
    },
  ],
  wander: [3, ({ hands, chance }) => hands.go(chance.pick([...PLACES, ...PLACES, ...NONSENSE]))],
  // Who is at the desk.
  "somebody else": [5, ({ hands, chance }) => void0(hands.become(chance.pick(Object.keys(PEOPLE))))],
  "change of shift": [
    2,
    async ({ hands, window, chance, run }) => {
      // What one person could not send is still here when the next one finds a link.
      const { link } = window.device;
      if (!isOpen(window)) return;
      await hands.setPin();
      link.up = false;
      if ((await hands.nextCitizen()) && (await hands.fillForm())) await hands.save();
      await hands.go("ajustes");
      await hands.press("Bloquear ahora");
      link.up = true;
      run.noteSaved(window);
      await hands.become(chance.pick(Object.keys(PEOPLE)));
    },
  ],
  "sign out": [1, ({ hands, window }) => (isOpen(window) ? hands.signOut() : undefined)],
  "choose a centre": [
    2,
    async ({ hands, chance }) => {
      // Who is called away has chosen none yet.
      if (chance.next() < 0.7) return hands.chooseCentre(chance.pick(CENTRES));
      await hands.go("ajustes");
      await hands.press("Cambiar de centro");
    },
  ],
  "set a PIN": [3, ({ hands, window }) => (isOpen(window) ? hands.setPin() : undefined)],
  lock: [
    2,
    async ({ hands, window }) => {
      if (!isOpen(window)) return;
      await hands.go("ajustes");
      await hands.press("Bloquear ahora");
    },
  ],
  "come back": [5, async ({ hands, run, window }) => run.comeBack(hands, window)],
  "passer-by": [
    4,
    async ({ hands, window, chance, run }) => {
      // Who leaves without locking leaves the desk open: nothing is promised then.
      const guarded = !window.device.person || /^(Puesto bloqueado|¿Hizo|¿Pudo|Gracias)/.test(window.title);
      if (isOpen(window) || !guarded) return;
      run.passer = true;
      for (let i = 0; i < 3; i++) {
        const found = window.controls("a, button");
        if (window.document.getElementById("pin")) hands.fill("pin", chance.pick(["0000", "1234", ""]));
        if (found.length) window.act(() => chance.pick(found).click());
        await hands.world.pass(SECOND);
      }
    },
  ],
  "leave the kiosk": [
    1,
    async ({ window, hands, chance, run }) => {
      const { device } = window;
      if (!window.title.startsWith("¿Hizo un trámite")) return;
      const before = window.text;
      await hands.press("Soy asesor");
      run.mustHaveChanged(window, before, "an advisor at the kiosk");
      if (chance.next() < 0.3) return;
      await hands.press("Entrar con contraseña");
      Object.assign(device.storage, { fail: chance.below(2), skip: chance.below(4), error: "QuotaExceededError" });
      await hands.signIn(chance.pick(Object.keys(PEOPLE)));
      device.storage.fail = 0;
    },
  ],
  kiosk: [
    2,
    async ({ hands, window, run }) => {
      if (!isOpen(window)) return;
      await hands.setPin();
      await hands.press("Usar como kiosco", SECOND);
      run.noteKiosk(window.device);
    },
  ],
  "citizen alone": [
    4,
    async ({ hands, window, run }) => {
      if (!window.title.startsWith("¿Hizo un trámite")) return;
      run.passer = true;
      await hands.press(/^Antecedentes/);
      // Under a clock that went a year ahead the kiosk closes.
      if (!window.title.startsWith("¿Pudo")) return;
      window.citizen = `alone ${hands.world.time}`;
      const before = window.text;
      await hands.press("Sí, terminé", SECOND);
      run.mustHaveChanged(window, before, "an answer at the kiosk");
      await hands.press("Bien", SECOND);
    },
  ],
  "set the time": [
    3,
    async ({ hands, window, chance }) => {
      if (!window.document.getElementById("hora") && window.title !== "Iniciar sesión") await hands.go("hora");
      const now = new Date(hands.world.time - 5 * HOUR).toISOString();
      const mistyped = chance.pick([
        now,
        now,
        now,
        `2${now}`,
        now.replace("2026", "2027"),
        `${now.slice(5, 10)}-2026T`,
      ]);
      const [day, hour = ""] = mistyped.split("T");
      if (chance.next() < 0.8) hands.fill("dia", day);
      if (chance.next() < 0.8) hands.fill("hora", hour.slice(0, 5) || now.slice(11, 16));
      await hands.press("Es correcta", SECOND);
      await hands.press(/^Sí, es/, SECOND);
    },
  ],
  // Carried files.
  export: [
    2,
    async ({ hands }) => {
      await hands.go("envios");
      await hands.press(/^Guardar \d+ en un archivo/, SECOND);
    },
  ],
  import: [3, ({ hands, run, chance }) => run.importFile(hands, chance)],
  // The machine.
  clock: [
    3,
    ({ window, chance }) => {
      window.device.skew = chance.pick([0, 0, -3 * DAY, 3 * DAY, 366 * DAY, -400 * DAY, 8 * MINUTE, -20 * MINUTE]);
    },
  ],
  restart: [2, ({ window }) => window.device.restart()],
  reload: [2, ({ window }) => void window.device.reload(window)],
  "new window": [2, ({ window }) => void (window.device.windows.length < 3 && window.device.open())],
  "close window": [
    1,
    ({ window }) => {
      if (window.device.windows.length > 1) window.device.close(window);
    },
  ],
  "killed while saving": [
    2,
    async ({ hands, window, chance }) => {
      if (!(await hands.nextCitizen()) || !(await hands.fillForm())) return;
      const found = window.find("Guardar");
      if (!found) return;
      window.act(() => found.click());
      await hands.world.drain(chance.below(30));
      window.device.reload(window);
    },
  ],
  disk: [
    4,
    ({ window, chance }) => {
      const error = chance.pick(["QuotaExceededError", "UnknownError"]);
      Object.assign(window.device.storage, { fail: 1 + chance.below(2), skip: chance.below(12), error });
    },
  ],
  ...TROUBLES,
  ...TWO_WAYS,
  // The link.
  down: [3, ({ window }) => void Object.assign(window.device.link, { up: false })],
  up: [
    6,
    ({ window }) => {
      Object.assign(window.device.link, { up: true, portal: null, stalled: false, latency: 80 });
      for (const each of window.device.windows) each.emit({ type: "online" });
    },
  ],
  slow: [1, ({ window }) => void Object.assign(window.device.link, { latency: 20 * SECOND })],
  stalled: [1, ({ window }) => void Object.assign(window.device.link, { stalled: true })],
  portal: [3, ({ window, chance }) => void Object.assign(window.device.link, { portal: chance.pick(PORTALS) })],
  fault: [
    5,
    ({ window, chance }) => {
      const { next } = window.device.link;
      const names = ["lost request", "lost answer", "lost answer", "cut", "other word", chance.pick(PORTALS)];
      for (let i = chance.below(3); i >= 0; i--) next.push(chance.pick(names));
    },
  ],
  throttle: [1, ({ run, chance }) => void Object.assign(run.cloud, { throttled: 1 + chance.below(2) })],
  "move an account": [
    0.5,
    ({ run, chance }) => run.cloud.move(chance.pick(["ana", "beto", "carla"]), chance.pick(CENTRES)),
  ],
  "close an account": [0.3, ({ run, chance }) => void run.cloud.closed.add(chance.pick(Object.keys(PEOPLE)))],
  // Time.
  minutes: [6, ({ run, chance }) => run.pass((1 + chance.below(6)) * MINUTE)],
  hours: [2, ({ run, chance }) => run.sleep((1 + chance.below(15)) * HOUR)],
  days: [0.5, ({ run, chance }) => run.sleep((1 + chance.below(12)) * DAY)],
};

const void0 = async (promise) => void (await promise);
