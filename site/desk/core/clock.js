/**
 * The time, corrected by the server's: a desk with a wrong clock still files under the right Lima day.
 *
 * A clock that was set back while the desk runs is noticed against the monotonic clock. One that was reset while the
 * machine was off (an empty battery) is noticed against the time last seen: then a person enters the time.
 */

import { readSetting, writeSetting } from "./database.js";

/** @typedef {import("./world.js").World} World */

const TOLERANCE = 2000;
const WENT_BACK = 5 * 60_000;
const HEALTH_TIMEOUT = 20_000;

export class Clock {
  /**
   * @param {World} world
   * @param {{offset: number, seen: number}} stored
   */
  constructor(world, stored) {
    this.world = world;
    /** Milliseconds to add to what the machine's clock shows. */
    this.offset = stored.offset;
    /** The latest corrected time that was stored; 0 where none ever was. */
    this.lastSeen = stored.seen;
    this.monotonicStart = world.now() - world.monotonic();
    /** Whether the machine's clock went back since the desk was last used: a person must enter the time. */
    this.wentBack = world.now() + this.offset < this.lastSeen - WENT_BACK;
  }

  /** @param {World} world */
  static async open(world) {
    return new Clock(world, (await readSetting(world.database, "clock")) ?? { offset: 0, seen: 0 });
  }

  /** The corrected time in milliseconds. */
  now() {
    const start = this.world.now() - this.world.monotonic();
    // A jump forwards may be a machine that slept; a jump backwards is a clock that somebody set.
    if (start < this.monotonicStart - TOLERANCE) {
      this.offset += this.monotonicStart - start;
      void this.store();
    }
    this.monotonicStart = start;
    return this.world.now() + this.offset;
  }

  /**
   * Learn from a moment that the server named between sending and receiving.
   * @param {string} serverTime ISO 8601
   * @param {number} sentAt what the machine's clock showed before
   */
  async learn(serverTime, sentAt) {
    const named = Date.parse(serverTime);
    if (Number.isNaN(named)) return;
    const receivedAt = this.world.now();
    const offset = named - (sentAt + receivedAt) / 2;
    const uncertainty = Math.max(TOLERANCE, (receivedAt - sentAt) / 2);
    if (Math.abs(offset - this.offset) > uncertainty) this.offset = offset;
    this.wentBack = false;
    await this.store();
  }

  /** Ask the server; without a link nothing changes. */
  async askServer() {
    const sentAt = this.world.now();
    try {
      const answer = await this.world.fetch("/api/v1/health", { cache: "no-store", timeout: HEALTH_TIMEOUT });
      if (answer.ok) await this.learn((await answer.json()).now, sentAt);
    } catch {
      // The answer to the next batch carries the time too.
    }
  }

  /**
   * Take a person's word.
   * @param {number} moment
   */
  async setByPerson(moment) {
    this.offset = moment - this.world.now();
    this.lastSeen = moment;
    this.wentBack = false;
    await this.store();
  }

  async store() {
    if (!this.wentBack) this.lastSeen = this.world.now() + this.offset;
    await writeSetting(this.world.database, "clock", { offset: this.offset, seen: this.lastSeen });
  }
}
