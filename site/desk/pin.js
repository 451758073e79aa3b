/**
 * A number that covers the screen of a shared machine. It keeps the next person at the keyboard out of the desk; it does
 * not encrypt what the browser stores, and does not claim to.
 */

import { setting } from "./database.js";

/** @typedef {{salt: Uint8Array<ArrayBuffer>, hash: Uint8Array, failures: number, until: number}} Pin */

const ITERATIONS = 310_000;

/**
 * @param {string} digits
 * @param {Uint8Array<ArrayBuffer>} salt
 */
async function derive(digits, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/**
 * @param {import("./database.js").Database} db
 * @param {string} digits
 */
export async function setPin(db, digits) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  await db.put("settings", { salt, hash: await derive(digits, salt), failures: 0, until: 0 }, "pin");
}

/**
 * Whether it is the PIN. After 5 wrong ones each further try waits, longer each time.
 * @param {import("./database.js").Database} db
 * @param {string} digits
 * @returns {Promise<"right" | "wrong" | "wait">}
 */
export async function checkPin(db, digits) {
  const pin = /** @type {Pin | undefined} */ (await setting(db, "pin"));
  if (!pin) return "right";
  const now = Date.now();
  if (pin.until > now && pin.until - now < 3600_000) return "wait";
  const found = await derive(digits, pin.salt);
  const right = found.every((byte, i) => byte === pin.hash[i]);
  const failures = right ? 0 : pin.failures + 1;
  const until = failures < 5 ? 0 : now + 30_000 * 2 ** Math.min(failures - 5, 5);
  await db.put("settings", { ...pin, failures, until }, "pin");
  return right ? "right" : "wrong";
}
