/**
 * The time, corrected by the server's: a desk with a wrong clock still files under the right Lima day.
 *
 * A clock that was set back while the desk runs is noticed against the monotonic clock. One that was reset while the
 * machine was off (an empty battery) is noticed against the last time seen: then a person says the time.
 */

import { setting } from "./database.js";

/** @typedef {import("./database.js").Database} Database */

const TOLERANCE = 2000;
const BACKWARDS = 5 * 60_000;

export class Clock {
  /**
   * @param {Database} db
   * @param {{offset: number, seen: number}} known
   */
  constructor(db, known) {
    this.db = db;
    this.offset = known.offset;
    this.seen = known.seen;
    this.base = Date.now() - performance.now();
    /** Whether the machine's clock went back since the desk was last used: a person must say the time. */
    this.lost = Date.now() + this.offset < this.seen - BACKWARDS;
  }

  /** @param {Database} db */
  static async open(db) {
    return new Clock(db, (await setting(db, "clock")) ?? { offset: 0, seen: 0 });
  }

  /** The corrected time in milliseconds. */
  now() {
    const base = Date.now() - performance.now();
    // Forwards may be a machine that slept; backwards is a clock that was set.
    if (base < this.base - TOLERANCE) {
      this.offset += this.base - base;
      void this.keep();
    }
    this.base = base;
    return Date.now() + this.offset;
  }

  /**
   * Learn from a moment that the server named between sending and receiving.
   * @param {string} server ISO 8601
   * @param {number} sent Date.now() before
   */
  async learn(server, sent) {
    const named = Date.parse(server);
    if (Number.isNaN(named)) return;
    const received = Date.now();
    const offset = named - (sent + received) / 2;
    if (Math.abs(offset - this.offset) > Math.max(TOLERANCE, (received - sent) / 2)) this.offset = offset;
    this.lost = false;
    await this.keep();
  }

  /**
   * Take a person's word.
   * @param {number} moment
   */
  async set(moment) {
    this.offset = moment - Date.now();
    this.seen = moment;
    this.lost = false;
    await this.keep();
  }

  async keep() {
    if (!this.lost) this.seen = Date.now() + this.offset;
    await this.db.put("settings", { offset: this.offset, seen: this.seen }, "clock");
  }
}
