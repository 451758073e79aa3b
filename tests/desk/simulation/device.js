/** A machine with a browser: what its windows share, and how it fails. */

import { NAME } from "../../../site/desk/core/database.js";
import { PEOPLE } from "./people.js";
import { FDBFactory } from "./storage.js";
import { Window } from "./window.js";

export class Device {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./cloud.js").Cloud} cloud
   * @param {import("./chance.js").Chance} chance
   * @param {string} name
   */
  constructor(world, cloud, chance, name) {
    Object.assign(this, { world, cloud, chance, name });
    this.factory = new FDBFactory();
    this.locks = new Map();
    /** Windows that hold the lock that is shared. */
    this.sharing = new Set();
    this.windows = [];
    /** How far its clock is ahead of the true time. */
    this.skew = 0;
    this.bootedAt = world.time - 1000;
    this.asleep = 0;
    this.link = { up: true, portal: null, next: [], stalled: false };
    this.storage = { fail: 0, error: "QuotaExceededError" };
    /** Whom a person attends in a tab, by the tab's own storage, which outlives a reload. */
    this.citizens = new Map();
    /** Whose sign-in was begun here and has not come to its end; in two windows these may be two. @type {Set<string>} */
    this.trying = new Set();
    /** Who had a PIN here before they signed in with a password. @type {Set<string>} */
    this.owesPin = new Set();
    /** Files that were exported here. */
    this.files = [];
  }

  get wall() {
    return Math.floor(this.world.time + this.skew);
  }

  get uptime() {
    return this.world.time - this.bootedAt - this.asleep;
  }

  /** Whose account is at the desk; null for nobody's. */
  get current() {
    const { current } = this.stored().settings;
    return Object.keys(PEOPLE).find((name) => PEOPLE[name].sub === current) ?? null;
  }

  /** Somebody is at this machine from now on. */
  arrived(name) {
    this.person = name;
    this.signedInAt = this.world.time;
    this.trying.delete(name);
    if (this.pinned?.delete(name)) this.owesPin.add(name);
  }

  /** Open a window, or the same again after a reload. */
  open(store = new Map(), hash = "") {
    const window = new Window(this, store, hash);
    this.windows.push(window);
    window.start();
    return window;
  }

  close(window) {
    window.kill();
    this.windows = this.windows.filter((other) => other !== window);
  }

  reload(window) {
    this.close(window);
    return this.open(window.store, window.location.hash);
  }

  /** Its monotonic clock stands still meanwhile, and so does what its windows wait for. */
  sleep(milliseconds) {
    this.asleep += milliseconds;
    for (const queue of this.locks.values()) for (const waiting of queue) waiting.since += milliseconds;
  }

  /** Off and on again: the monotonic clock begins again, the windows come back as a browser restores them. */
  restart() {
    const before = this.windows;
    for (const window of [...before]) this.close(window);
    this.bootedAt = this.world.time - 1000;
    this.asleep = 0;
    for (const window of before) this.open(window.store, window.location.hash);
  }

  /** Take what the browser stored away, as it may where room is short. */
  evict() {
    for (const window of [...this.windows]) this.close(window);
    this.factory = new FDBFactory();
    this.open();
  }

  /** Leave the database as a later desk would, which was then taken back. */
  async makeNewer() {
    for (const window of [...this.windows]) this.close(window);
    await this.world.drain();
    const request = this.factory.open(NAME, 99);
    request.onsuccess = () => request.result.close();
    await this.world.drain();
    this.open();
  }

  /** Everything stored, read beside the desk: at rest no transaction is under way. */
  stored() {
    const stores = this.factory._databases.get(NAME)?.rawObjectStores ?? new Map();
    const rows = (name) => [...(stores.get(name)?.records.values() ?? [])];
    const values = (name) => rows(name).map(({ value }) => value);
    return {
      ...{ items: values("items"), outbox: values("outbox"), verdicts: values("verdicts"), ratings: values("ratings") },
      ...{ accounts: values("accounts"), drafts: values("drafts") },
      settings: Object.fromEntries(rows("settings").map(({ key, value }) => [key, value])),
    };
  }

  /** The lock that windows share while they use what is stored, or that one asks for alone, if it is free now. */
  async share({ mode, ifAvailable }, work, window) {
    if (ifAvailable) return work(this.sharing.size ? null : {});
    if (mode !== "shared") throw new Error("no such lock");
    this.sharing.add(window);
    await work();
    this.sharing.delete(window);
  }

  request(name, work, window) {
    const queue = this.locks.get(name) ?? [];
    this.locks.set(name, queue);
    return new Promise((resolve, reject) => {
      queue.push({ window, work, resolve, reject, held: false });
      this.grant(name);
    });
  }

  grant(name) {
    const queue = this.locks.get(name) ?? [];
    const [first] = queue;
    if (!first || first.held) return;
    first.held = true;
    first.since = this.world.time;
    const free = (settle) => (value) => {
      const at = queue.indexOf(first);
      if (at >= 0) queue.splice(at, 1);
      settle(value);
      this.grant(name);
    };
    Promise.resolve().then(first.work).then(free(first.resolve), free(first.reject));
  }

  /** A window that dies frees what it held. */
  release(window) {
    this.sharing.delete(window);
    for (const [name, queue] of this.locks) {
      for (const waiting of [...queue]) if (waiting.window === window) queue.splice(queue.indexOf(waiting), 1);
      this.grant(name);
    }
  }
}
