/**
 * The time, corrected by the server's: a desk with a wrong clock still files under the right Lima day.
 *
 * A clock that was set back while the desk runs is noticed against the monotonic clock. One that was reset while the
 * machine was off (an empty battery) is noticed against the time last seen: then a person enters the time. A person may
 * be wrong too, so that whoever comes next can enter it again; only what a server named is surely past.
 */

import { contentOf } from "./answers.js";
import { readSetting, writeSetting } from "./database.js";

/**
 * @typedef {import("./world.js").World} World
 * @typedef {"unreadable" | "past" | "far"} TimeProblem unreadable: no moment, or none of this century. past: before a
 *   time that the server named. far: days from what the desk takes for now, which may be right all the same
 */

const TOLERANCE = 2000;
const MINUTE = 60_000;
const WENT_BACK = 5 * MINUTE;
/** Two jumps of a clock that differ by less are there and back. */
const SAME_JUMP = 10 * MINUTE;
const HEALTH_TIMEOUT = 20_000;
const DAY = 86_400_000;
const FAR = 2 * DAY;
/** No answer takes longer, not even that of a sign-in which is asked again and again. */
const SLOWEST_ANSWER = 5 * MINUTE;
/** The desk is not older than this. */
const EARLIEST = Date.parse("2026-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");

export class Clock {
  /**
   * @param {World} world
   * @param {import("./types.js").StoredClock} stored
   */
  constructor(world, stored) {
    const { offset, seen, named = 0 } = Object.values(stored).every(Number.isFinite) ? stored : { offset: 0, seen: 0 };
    this.world = world;
    /** Milliseconds to add to what the machine's clock shows. */
    this.offset = offset;
    /** The latest corrected time that was stored; 0 where none ever was. */
    this.lastSeen = seen;
    /** The latest time that a server named; 0 where none ever did. */
    this.lastNamed = named;
    this.monotonicStart = world.now() - world.monotonic();
    /** How far the machine's clock leapt ahead while the desk ran, where that is more than a night's sleep. */
    this.leapt = 0;
    const earliest = this.lastSeen - WENT_BACK;
    /**
     * Whether a person must enter the time: the machine's clock went back since the desk was last used, or was days
     * behind and may have been put right meanwhile.
     */
    this.wentBack = world.now() + this.offset < earliest || (this.offset > DAY && world.now() > earliest);
  }

  /** @param {World} world */
  static async open(world) {
    return new Clock(world, (await readSetting(world.database, "clock")) ?? { offset: 0, seen: 0 });
  }

  /** The corrected time in milliseconds. */
  now() {
    const start = this.world.now() - this.world.monotonic();
    const moved = start - this.monotonicStart;
    // A jump forwards may be a machine that slept; a jump backwards is a clock that somebody set: back to what it was,
    // or away from it. One forwards by as much as the clock was behind puts it right.
    const putRight = moved > DAY && Math.abs(moved - this.offset) < SAME_JUMP;
    const undone = this.leapt && Math.abs(moved + this.leapt) < SAME_JUMP;
    if (putRight || (moved < -TOLERANCE && !undone)) this.offset -= moved;
    else if (moved > DAY) this.leapt = moved;
    if (putRight || moved < -TOLERANCE) {
      this.leapt = 0;
      void this.store().catch(() => {});
    }
    this.monotonicStart = start;
    return this.world.now() + this.offset;
  }

  /**
   * Learn from a moment that the server named between sending and receiving.
   * @param {unknown} serverTime ISO 8601
   * @param {number} sentAt what the machine's clock showed before
   */
  async learn(serverTime, sentAt) {
    const named = typeof serverTime === "string" ? Date.parse(serverTime) : Number.NaN;
    if (!(named > EARLIEST && named < LATEST)) return;
    // What the machine's clock did until now is over.
    this.now();
    const receivedAt = this.world.now();
    const took = receivedAt - sentAt;
    // The machine slept meanwhile, or its clock was set: nobody knows when the server named it.
    if (took < 0 || took > SLOWEST_ANSWER) return;
    const offset = named - receivedAt + took / 2;
    if (Math.abs(offset - this.offset) > Math.max(TOLERANCE, took / 2)) this.offset = offset;
    this.leapt = 0;
    this.lastNamed = named;
    this.wentBack = false;
    await this.store();
  }

  /** Ask the server; without a link nothing changes. */
  async askServer() {
    const sentAt = this.world.now();
    try {
      const answer = await this.world.fetch("/api/v1/health", { cache: "no-store", timeout: HEALTH_TIMEOUT });
      if (answer.ok) await this.learn((await contentOf(answer))?.now, sentAt);
    } catch {
      // The answer to the next batch carries the time too.
    }
  }

  /**
   * What speaks against a time that a person enters; null for nothing.
   * @param {number} moment
   * @returns {TimeProblem | null}
   */
  problemWith(moment) {
    if (!(moment > EARLIEST && moment < LATEST)) return "unreadable";
    if (moment < this.lastNamed - MINUTE) return "past";
    return Math.abs(moment - Math.max(this.now(), this.lastSeen)) > FAR ? "far" : null;
  }

  /**
   * Take a person's word.
   * @param {number} moment
   */
  async setByPerson(moment) {
    this.offset = moment - this.world.now();
    this.lastSeen = moment;
    this.leapt = 0;
    this.wentBack = false;
    await this.store();
  }

  async store() {
    if (!this.wentBack) this.lastSeen = this.world.now() + this.offset;
    await writeSetting(this.world.database, "clock", {
      offset: this.offset,
      seen: this.lastSeen,
      named: this.lastNamed,
    });
  }
}
