/** What every screen works with: the database, the clock, who is signed in, the sender, the catalogue, and where we are. */

import { loadCatalogue, mostUsedFirst } from "./catalogue.js";
import { Clock } from "./clock.js";
import { openDatabase, setting } from "./database.js";
import { keptDraft } from "./draft.js";
import { entitiesDown } from "./entity_status.js";
import { limaDay } from "./identifiers.js";
import { forgetSent } from "./items.js";
import { Sender } from "./sender.js";
import { Session } from "./session.js";
import { askForStorage } from "./storage.js";

const DAYS_TO_ANNUL = 90;
const STATUS_EVERY = 5 * 60_000;
const LOCK_AFTER = 10 * 60_000;

export class Desk {
  /**
   * @param {import("./database.js").Database} db
   * @param {Clock} clock
   * @param {import("./types.js").DeskCatalogue} catalogue
   */
  constructor(db, clock, catalogue) {
    this.db = db;
    this.clock = clock;
    this.catalogue = catalogue;
    this.events = new EventTarget();
    this.channel = new BroadcastChannel("mac-express");
    this.channel.onmessage = ({ data }) => void this.heard(data);
    this.session = new Session(db, clock, () => this.tell("session"));
    this.sender = new Sender(db, clock, this.session, () => this.tell("items"));
    /** @type {Map<string, {reports: number, last: number}>} */
    this.down = new Map();
    this.storage = { kept: true, low: false, left: /** @type {number | null} */ (null) };
    /** @type {Record<string, number>} */
    this.usage = {};
    this.locked = false;
    this.kiosk = false;
    this.hasPin = false;
    this.preferences = { keys: true, paper: /** @type {"a4" | "roll"} */ ("a4") };
    /** What to do when no form is open: use a new version. @type {(() => void) | null} */
    this.whenQuiet = null;
  }

  /** Open what is stored, and start sending. */
  static async open() {
    /** @type {Desk | undefined} */
    let desk;
    const db = await openDatabase({
      blocked: () => document.querySelector("main")?.replaceChildren("Termine la atención que está abierta en la otra ventana."),
      blocking: () => desk?.makeWay(),
      lost: () => location.reload(),
    });
    const [clock, catalogue] = await Promise.all([Clock.open(db), loadCatalogue()]);
    desk = new Desk(db, clock, catalogue);
    await desk.load();
    desk.locked = desk.hasPin;
    return desk;
  }

  async load() {
    await this.session.load();
    this.usage = (await setting(this.db, "usage")) ?? {};
    this.preferences = { ...this.preferences, ...(await setting(this.db, "preferences")) };
    this.kiosk = (await setting(this.db, "kiosk")) ?? false;
    this.hasPin = (await setting(this.db, "pin")) !== undefined;
  }

  start() {
    this.sender.start();
    void this.lookAround();
    void forgetSent(this.db, limaDay(this.clock.now() - (DAYS_TO_ANNUL + 1) * 86_400_000));
    setInterval(() => void (document.hidden || this.lookAround()), STATUS_EVERY);
    let touched = performance.now();
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => (touched = performance.now()), true);
    setInterval(() => {
      const idle = performance.now() - touched;
      if (idle > LOCK_AFTER && this.hasPin && !this.locked && !this.kiosk) this.lock();
      if (idle > LOCK_AFTER && !keptDraft()) this.whenQuiet?.();
    }, 20_000);
  }

  async lookAround() {
    if (!this.session.now) return;
    this.storage = await askForStorage();
    if (!this.sender.urgent && this.clock.seen === 0) await this.session.askTheTime();
    this.down = await entitiesDown(this.clock.now());
    this.changed("around");
  }

  get centre() {
    return this.session.now?.centre ?? "";
  }

  get centreName() {
    return this.catalogue.centres[this.centre]?.[1] ?? this.centre;
  }

  /** The centre's number for receipt codes. @param {string} centre */
  centreNumber(centre) {
    return this.catalogue.centres[centre]?.[0];
  }

  /** Procedures done at this centre, most used first. */
  get procedures() {
    const here = this.catalogue.procedures.filter(({ only_at: only }) => !only.length || only.includes(this.centre));
    return mostUsedFirst(here, this.usage);
  }

  /** @param {string | null} procedure */
  async used(procedure) {
    if (!procedure) return;
    this.usage = { ...this.usage, [procedure]: (this.usage[procedure] ?? 0) + 1 };
    await this.db.put("settings", this.usage, "usage");
  }

  /** @param {Partial<typeof this.preferences>} change */
  async prefer(change) {
    this.preferences = { ...this.preferences, ...change };
    await this.db.put("settings", this.preferences, "preferences");
  }

  /** @param {boolean} on */
  async setKiosk(on) {
    this.kiosk = on;
    await this.db.put("settings", on, "kiosk");
    this.tell("place");
  }

  lock() {
    this.locked = true;
    this.tell("lock");
  }

  /** @param {string} place fragment of the screen, "" for registering */
  go(place) {
    if (location.hash.slice(1) === place) this.changed("place");
    else location.hash = place;
  }

  /** Something changed here: say it to this window and to the others. @param {string} what */
  tell(what) {
    this.changed(what);
    this.channel.postMessage(what);
  }

  /** @param {string} what */
  async heard(what) {
    if (what === "lock") this.locked = true;
    if (what === "session" || what === "place") await this.load();
    this.changed(what);
  }

  /** @param {string} what */
  changed(what) {
    this.events.dispatchEvent(new CustomEvent("changed", { detail: what }));
  }

  /**
   * @param {(what: string) => void} listener
   * @returns {() => void} what ends it
   */
  onChange(listener) {
    const heard = (/** @type {Event} */ event) => listener(/** @type {CustomEvent} */ (event).detail);
    this.events.addEventListener("changed", heard);
    return () => this.events.removeEventListener("changed", heard);
  }

  /** A newer version in another window needs the database: give way, but never in the middle of a form. */
  makeWay() {
    const leave = () => {
      this.db.close();
      location.reload();
    };
    if (keptDraft()) this.whenQuiet = leave;
    else leave();
  }
}
