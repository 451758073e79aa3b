/**
 * A number that covers the screen of a shared machine. It keeps the next person at the keyboard out of the desk; it
 * does not encrypt what the browser stores, and does not claim to.
 */

import { deleteSetting, readSetting, writeSetting } from "../core/database.js";

const ITERATIONS = 310_000;
const FREE_TRIES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

export class Pin {
  /** @param {import("../core/world.js").World} world */
  constructor(world) {
    this.world = world;
    /** Whether this machine has one. */
    this.isSet = false;
  }

  async load() {
    this.isSet = (await readSetting(this.world.database, "pin")) !== undefined;
  }

  /** @param {string} digits */
  async set(digits) {
    const salt = Uint8Array.from(this.world.randomBytes(16));
    const pin = { salt, hash: await derive(digits, salt), failures: 0, until: 0 };
    await writeSetting(this.world.database, "pin", pin);
    await this.load();
  }

  async remove() {
    await deleteSetting(this.world.database, "pin");
    await this.load();
  }

  /**
   * Whether it is the PIN. After 5 wrong ones each further try waits, longer each time.
   * @param {string} digits
   * @returns {Promise<"right" | "wrong" | "wait">}
   */
  async check(digits) {
    const { database, now } = this.world;
    const pin = await readSetting(database, "pin");
    if (!pin) return "right";
    const moment = now();
    if (pin.until > moment && pin.until - moment < LONGEST_WAIT) return "wait";
    const hash = await derive(digits, pin.salt);
    const right = hash.every((byte, i) => byte === pin.hash[i]);
    const failures = right ? 0 : pin.failures + 1;
    const until = failures < FREE_TRIES ? 0 : moment + FIRST_WAIT * 2 ** Math.min(failures - FREE_TRIES, 5);
    await writeSetting(database, "pin", { ...pin, failures, until });
    return right ? "right" : "wrong";
  }
}

/**
 * @param {string} digits
 * @param {Uint8Array<ArrayBuffer>} salt
 */
async function derive(digits, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}
