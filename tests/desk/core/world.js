/** A machine that is no browser: its clock, timers, link and locks are moved by the test. */

import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { Clock } from "../../../site/desk/core/clock.js";
import { NAME, upgrade, VERSION } from "../../../site/desk/core/database.js";
import { Drafts } from "../../../site/desk/core/drafts.js";
import { Notifier } from "../../../site/desk/core/notifier.js";
import { Sender } from "../../../site/desk/core/sender.js";
import { Session } from "../../../site/desk/core/session.js";
import { Pin } from "../../../site/desk/machine/pin.js";

/** 15:00 in Lima. */
export const NOON = Date.parse("2026-11-24T20:00:00Z");

/** A browser's profile: what its windows share. */
export class Machine {
  constructor() {
    this.factory = new IDBFactory();
    this.wall = NOON;
    this.uptime = 1000;
    this.timers = new Set();
    this.locks = new Map();
    this.drawn = 0;
    this.windows = [];
  }

  /** Let time pass; timers that are due ring in their order. */
  async pass(milliseconds) {
    const end = this.uptime + milliseconds;
    while (true) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.wall += next.at - this.uptime;
      this.uptime = next.at;
      next.work();
      await this.settle();
    }
    this.wall += end - this.uptime;
    this.uptime = end;
  }

  /** Wait until everything that was begun is done: nobody holds a lock. */
  async settle() {
    do {
      await Promise.all(this.locks.values());
      await new Promise((resolve) => setTimeout(resolve, 5));
    } while ([...this.locks.values()].some((lock) => !lock.free));
  }

  /** Open the desk in a new window. */
  async open(server) {
    globalThis.indexedDB = this.factory;
    const database = await openDB(NAME, VERSION, { upgrade });
    const world = this.world(database, server);
    const notifier = new Notifier((topic) => {
      for (const other of this.windows) if (other.notifier !== notifier) other.notifier.publish(topic);
    });
    const clock = await Clock.open(world);
    const session = new Session(world, clock, notifier);
    await session.load();
    const sender = new Sender(world, clock, session, notifier);
    const desk = new Desk(world, notifier, clock, session, sender);
    this.windows.push(desk);
    return desk;
  }

  /** @returns {import("../../../site/desk/core/world.js").World} */
  world(database, server) {
    const store = new Map();
    return {
      database,
      now: () => this.wall,
      monotonic: () => this.uptime,
      fetch: (address, request = {}) => server.answer(address, request),
      exclusively: (name, work) => this.exclusively(name, work),
      after: (milliseconds, work) => {
        const timer = { at: this.uptime + milliseconds, work };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
      randomBytes: (count) => this.nextBytes(count),
      random: () => 0.5,
      seals,
      gzip: async (bytes) => new Uint8Array(gzipSync(bytes)),
      windowStore: {
        getItem: (key) => store.get(key) ?? null,
        setItem: (key, value) => store.set(key, value),
        removeItem: (key) => store.delete(key),
      },
    };
  }

  /** Bytes that were not drawn before: the digits of a counter. */
  nextBytes(count) {
    const number = this.drawn++;
    return Uint8Array.from({ length: count }, (_, place) => Math.floor(number / 32 ** place) % 32);
  }

  exclusively(name, work) {
    const before = this.locks.get(name) ?? Promise.resolve();
    const result = before.then(work);
    const lock = result
      .catch(() => {})
      .then(() => {
        lock.free = true;
      });
    lock.free = false;
    this.locks.set(name, lock);
    return result;
  }
}

/** As the browser's, but quick: how hard a PIN is to guess is not what is tried here. */
const seals = {
  async keyFrom(digits, salt, rounds) {
    return seals.keyOf(createHash("sha256").update(digits).update(salt).update(String(rounds)).digest());
  },
  keyOf: (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]),
  async seal(key, text) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
    return { iv, data: new Uint8Array(data) };
  },
  async open(key, { iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data).catch(() => null);
    return plain && new TextDecoder().decode(plain);
  },
};

/** One window of the desk, without its screens. */
class Desk {
  constructor(world, notifier, clock, session, sender) {
    Object.assign(this, { world, notifier, clock, session, sender });
    this.database = world.database;
    this.drafts = new Drafts(world, clock, session);
    this.pin = new Pin(world, session);
  }

  /** Register an attention, as a person would. */
  async register(facts = {}) {
    const draft = this.drafts.begin({ procedure: "duplicado-dni-azul", outcome: "completed", ...facts });
    const { id } = await this.drafts.finish(draft, this.session.centre);
    const { item } = await this.database.get("items", id);
    return item;
  }

  /** Press the button, and wait until sending has come to an end. */
  async sendNow() {
    await this.sender.wake("person");
  }

  outbox() {
    return this.database.getAllFromIndex("outbox", "id").then((rows) => rows.map(({ id }) => id));
  }

  verdicts() {
    return this.database.getAll("verdicts");
  }
}
