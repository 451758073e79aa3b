/** How often a public kiosk may be answered, so that a child at the screen does not make figures. */

import { readSetting, writeSetting } from "../core/database.js";

/** @typedef {import("../core/database.js").Database} Database */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const IN_TEN_MINUTES = 4;
const IN_A_DAY = 40;

/**
 * Whether one more answer is taken.
 * @param {number[]} times when it was answered before, in milliseconds
 * @param {number} now
 */
export function mayAnswer(times, now) {
  const within = (/** @type {number} */ span) => times.filter((time) => now - time < span && time <= now).length;
  return within(10 * MINUTE) < IN_TEN_MINUTES && within(DAY) < IN_A_DAY;
}

/**
 * The answers that still count.
 * @param {number[]} times
 * @param {number} now
 */
export const stillCounting = (times, now) => times.filter((time) => now - time < DAY && time <= now);

/** @param {Database} database */
export const answerTimes = async (database) => (await readSetting(database, "kiosk-times")) ?? [];

/**
 * @param {Database} database
 * @param {number[]} times
 * @param {number} now
 */
export const storeAnswerTime = (database, times, now) =>
  writeSetting(database, "kiosk-times", [...stillCounting(times, now), now]);
