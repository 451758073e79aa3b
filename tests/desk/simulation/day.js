/**
 * One day: a seed, a plan made of it, and what must hold after each step. The plan is data, so that a failure can be
 * made smaller by leaving steps out.
 */

import { ACTIONS } from "./actions.js";
import { checkAtEnd } from "./at_the_end.js";
import { Broken } from "./broken.js";
import { Chance } from "./chance.js";
import { Cloud } from "./cloud.js";
import { damage } from "./damage.js";
import { Device } from "./device.js";
import { Hands, isOpen, isShut } from "./hands.js";
import { check, checkRestart } from "./invariants.js";
import { PEOPLE } from "./people.js";
import { World } from "./world.js";

const MINUTE = 60_000;
const IDLE = 11 * MINUTE;

/**
 * @param {number} seed
 * @returns {{kind: string, device: number, window: number, seed: number}[]}
 */
export function planOf(seed) {
  const chance = new Chance(seed);
  const weights = Object.fromEntries(Object.entries(ACTIONS).map(([name, [weight]]) => [name, weight]));
  const step = (kind) => ({ kind, device: chance.below(4), window: chance.below(6), seed: chance.below(2 ** 31) });
  const length = 8 + chance.below(22);
  return [step("somebody else"), ...Array.from({ length }, () => step(chance.weighted(weights)))];
}

export class Day {
  /**
   * @param {import("./intake.js").Intake} intake
   * @param {number} seed
   */
  constructor(intake, seed) {
    this.world = new World();
    this.cloud = new Cloud(this.world, intake);
    const chance = new Chance(seed ^ 0x5e_ed);
    this.world.tell = (reason) =>
      this.devices
        .flatMap(({ windows }) => windows)
        .some(
          (window) =>
            window.listeners.has("unhandledrejection") && void0(window.emit({ type: "unhandledrejection", reason })),
        );
    this.devices = ["tablet", "pc"].map((name) => new Device(this.world, this.cloud, chance, name));
    /** Every item that was saved, by id: {item, author, centre}. */
    this.saved = new Map();
    /** Which citizen each visit is of. */
    this.visits = new Map();
    this.passer = false;
    this.again = false;
  }

  async live(plan) {
    const { intake } = this.cloud;
    await this.world.track(intake.ask({ reset: true }));
    for (const device of this.devices) device.open();
    await this.world.pass(500);
    for (const [at, step] of plan.entries()) {
      this.at = at;
      await this.take(step);
    }
    this.at = plan.length;
    await this.end();
  }

  async take({ kind, device: d, window: w, seed }) {
    // Three of four steps happen at one machine.
    const device = this.devices[d === 3 ? 1 : 0];
    if (!device.windows.length) device.open();
    const window = device.windows[w % device.windows.length];
    const chance = new Chance(seed);
    const hands = new Hands(window, chance);
    this.passer = false;
    this.again = false;
    this.noteWhoArrived();
    const before = this.passerSees(device);
    const shut = device.windows.filter((one) => one.started && isShut(one));
    // A slow disk answers a PIN in a later step.
    for (const one of device.windows) if (isOpen(one)) one.letIn = null;
    if (window.asksForReload || !window.started) await this.pass(500);
    await ACTIONS[kind][1]({ run: this, window, chance, hands });
    await this.pass(200 + chance.below(3000));
    const waited = device.trying.size > 0;
    this.noteWhoArrived();
    if (this.passer && !waited) this.compare(before, this.passerSees(device));
    this.opensForWhoseItIs(device, shut);
    this.noteSaved(window);
    await check(this);
    if (chance.next() < 0.1) await checkRestart(this, device);
  }

  async pass(milliseconds) {
    await this.world.pass(milliseconds, () => check(this, { settled: false }));
    await this.reloadWhatAsks();
  }

  async sleep(milliseconds) {
    this.world.sleep(milliseconds);
    for (const device of this.devices) device.sleep(milliseconds);
    await this.pass(MINUTE);
    if (milliseconds > IDLE) for (const device of this.devices) this.isCovered(device);
  }

  /** Whoever has a PIN and left without locking finds the screen covered, also where the machine slept meanwhile. */
  isCovered({ windows, current, pinned, kiosk }) {
    const open = windows.find((window) => window.started && isOpen(window));
    if (open && !kiosk && pinned?.has(current)) throw new Broken("a desk that was left lies open", open.text);
  }

  async reloadWhatAsks() {
    for (const device of this.devices) {
      for (const window of [...device.windows]) if (window.asksForReload) device.reload(window);
    }
    await this.world.pass(100);
  }

  /** A sign-in that was begun has come to its end meanwhile. */
  noteWhoArrived() {
    for (const device of this.devices) {
      const { current } = device;
      if (current && device.trying.has(current)) device.arrived(current);
    }
  }

  // What the steps tell.

  comeBack(hands, window) {
    const { device } = window;
    return hands.become(device.person ?? "ana");
  }

  noteKiosk(device) {
    device.kiosk = device.windows.some(({ title }) => title.startsWith("¿Hizo un trámite"));
  }

  mustHaveChanged(window, before, what) {
    if (window.text === before) throw new Broken("a press does nothing", what);
  }

  mustHaveWayOn(window, trouble) {
    if (!window.controls().length) throw new Broken("no way on", `${trouble}: ${window.text}`);
  }

  /** The visit goes on with whom the attention was of. */
  goesOnWith(id, window) {
    const { item } = window.device.stored().items.find((row) => row.id === id) ?? {};
    window.citizen = this.visits.get(item?.visit) ?? window.citizen;
  }

  /** The person of an open form is not the one of an attention that somebody looked at meanwhile. */
  isNotCalledTheSame(window) {
    if (/Es la misma persona/.test(window.text)) throw new Broken("one citizen's visit reached another", window.text);
  }

  isOfProcedure(id, procedure) {
    const saved = this.saved.get(id)?.item;
    if (saved && saved.procedure !== procedure) throw new Broken("what was chosen is not what is saved", id);
  }

  /** A desk that cannot open is emptied: what waits is carried away first, and then it opens. */
  async beginFromNothing(hands, really) {
    const { device, window } = hands;
    if (window.title !== "El puesto no pudo abrir" || device.storage.fail) return;
    if (device.storage.refuses) return this.losesNothing(hands);
    if (device.stored().outbox.length && window.find(/^Borrar lo guardado/)) {
      throw new Broken("emptying the desk loses what waits", "it is offered before what waits was carried away");
    }
    if (!really) return;
    for (const found of window.controls("button").filter(({ textContent }) => /^Guardar \d+ en/.test(textContent))) {
      window.act(() => found.click());
      await this.world.pass(300);
    }
    const waiting = device.stored().outbox.map(({ id }) => id);
    // Where there is nothing to read, a word is written.
    const isUnread = hands.fill("palabra", "borrar");
    if (!(await hands.press(/^Borrar lo guardado/, 2000)) || !(isUnread || (await hands.press(/^¿Seguro/, 2000)))) {
      throw new Broken("no way on", `nothing empties the desk: ${window.text}`);
    }
    if (device.stored().accounts.length) {
      // As long as another window uses what is stored, it stays, and the screen says so.
      if (device.sharing.size && /Otra ventana del puesto está abierta/.test(window.text)) return;
      throw new Broken("a press does nothing", `the desk was not emptied: ${window.text}`);
    }
    const carried = device.files.map(({ text }) => text).join();
    const lost = waiting.filter((id) => !carried.includes(id));
    if (lost.length) throw new Broken("emptying the desk loses what waits", lost.join());
    this.isEmpty(device);
  }

  /** Where nothing can be read, whoever passes by and presses every button loses nothing. */
  async losesNothing(hands) {
    const before = hands.device.stored().outbox.length;
    await hands.press(/^Borrar lo guardado/);
    await hands.press(/^¿Seguro/, 2000);
    if (hands.device.stored().outbox.length < before)
      throw new Broken("emptying the desk loses what waits", "two presses are enough where nothing can be read");
  }

  async importFile(hands, chance, files = this.devices.flatMap(({ files: own }) => own)) {
    if (!files.length || !isOpen(hands.window)) return;
    // What was answered to another file before is gone.
    await hands.go("hoy");
    await hands.go("envios");
    const chooser = hands.window.document.getElementById("archivo");
    if (!chooser) return;
    const { text } = chance.pick(files);
    const damaged = chance.next() < 0.4;
    const content = damaged ? damage(text, chance) : text;
    chooser.files = [{ text: async () => content }];
    hands.window.act(() => chooser.fill(""));
    const { device } = hands;
    const known = new Set(device.stored().items.map(({ id }) => id));
    const wordsBefore = hands.window.text;
    await this.world.pass(2000);
    const added = device.stored().items.filter(({ id }) => !known.has(id));
    if (hands.window.text === wordsBefore && device.storage.fail === 0) {
      throw new Broken("a press does nothing", "a file was taken in without a word");
    }
    for (const { id, item } of added)
      if (!this.saved.has(id)) this.saved.set(id, { item, author: null, foreign: true });
  }

  evict(device) {
    device.evict();
    this.isEmpty(device);
  }

  isEmpty(device) {
    device.person = null;
    device.pinned = new Set();
    device.owesPin.clear();
    device.kiosk = false;
    device.evicted = true;
  }

  /** What a passer-by must not change. */
  passerSees(device) {
    const { settings, accounts } = device.stored();
    const signedIn = accounts.length
      ? accounts.map(({ sub }) => sub)
      : settings.session
        ? [settings.session.username]
        : [];
    return {
      signedIn,
      kiosk: settings.kiosk ?? false,
      open: device.windows.some((window) => window.started && isOpen(window)),
    };
  }

  /** Whoever has a PIN at this machine shows it, or a password, before their desk opens. */
  opensForWhoseItIs({ current, pinned, windows }, shut) {
    // A PIN entered in one window opens another too that had this person's before.
    if (windows.some(({ letIn }) => letIn === current)) return;
    const opened = shut.find((window) => windows.includes(window) && isOpen(window));
    // The time can be put right before anybody shows who they are.
    if (opened?.title.startsWith("¿Qué día y hora")) return;
    if (opened && pinned?.has(current)) throw new Broken("a desk opens by itself", `${current}'s: ${opened.text}`);
  }

  compare(before, after) {
    // A window that closes meanwhile does so by itself: under a clock that went a year ahead nobody may register.
    const stays = (what) => JSON.stringify(before[what]) === JSON.stringify(after[what]);
    if (stays("signedIn") && stays("kiosk") && (before.open || !after.open)) return;
    throw new Broken("a passer-by changed who is signed in", JSON.stringify([before, after]));
  }

  /** Take note of what was saved in this step, by whom, for whom. */
  noteSaved(window) {
    const { device } = window;
    for (const { id, item, instead } of device.stored().items) {
      const known = this.saved.get(id);
      // Registered again at two machines, the first that is sent is the fact, whatever the other says.
      if (known && instead && known.at !== device.name) known.twin ??= structuredClone(item);
      if (known) continue;
      const replaced = this.saved.get(instead)?.item;
      if (replaced && replaced.channel !== item.channel) throw new Broken("it was another channel", id);
      this.saved.set(id, { item: structuredClone(item), author: device.person, at: device.name });
      if (item.kind !== "attention") continue;
      const citizen = this.visits.get(item.visit);
      // Anew for whom it was for: that person, and what follows, is the same visit.
      if (instead || this.again) window.citizen = citizen ?? window.citizen;
      if (citizen && citizen !== window.citizen) throw new Broken("one citizen's visit reached another", id);
      this.visits.set(item.visit, window.citizen);
    }
  }

  // How a day ends: everything that stood in the way is gone, and whoever has something here comes back.

  async end() {
    this.cloud.closed.clear();
    this.cloud.throttled = 0;
    for (const device of this.devices) await checkRestart(this, device);
    for (const device of this.devices) {
      Object.assign(device, { skew: 0 });
      Object.assign(device.storage, { fail: 0 });
      Object.assign(device.link, { up: true, portal: null, stalled: false, latency: 80, next: [] });
      device.restart();
      for (const window of device.windows.slice(1)) device.close(window);
    }
    await this.sleep(61 * MINUTE);
    this.noteWhoArrived();
    for (const device of this.devices) {
      for (const name of Object.keys(PEOPLE)) {
        if (!this.hasWaiting(device, name)) continue;
        const [window] = device.windows;
        const hands = new Hands(window, new Chance(1));
        await this.getIn(device, window, hands, name);
        await this.pass(2 * MINUTE);
        this.noteSaved(window);
        await check(this);
      }
    }
    await checkAtEnd(this);
  }

  hasWaiting(device, name) {
    return device.stored().outbox.some(({ id }) => this.saved.get(id)?.author === name);
  }

  async getIn(device, window, hands, name) {
    for (let tries = 0; tries < 3; tries++) {
      if (window.title.startsWith("¿Hizo")) await hands.press("Soy asesor");
      if (window.title === "¿Qué día y hora es?") await hands.press("Preguntar al sistema", 3000);
      await hands.press("Volver");
      // Somebody's sign-in came to its end when they had left.
      if (window.title.startsWith("¿En qué centro")) await hands.chooseCentre(this.cloud.centresOf(device.current)[0]);
      const here = await hands.become(name);
      if (here && /inicie sesión otra vez/.test(window.text)) {
        await hands.go("ingreso");
        await hands.signIn(name);
      }
      if (here) return;
      if (await hands.press(/contraseña$/)) await hands.signIn(name);
      if (device.person === name && isOpen(window)) return;
    }
  }
}

const void0 = () => true;
