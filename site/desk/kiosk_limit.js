/** How often a public kiosk may be answered, so that a child at the screen does not make figures. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const IN_TEN_MINUTES = 4;
const IN_A_DAY = 40;

/**
 * @param {number[]} times when it was answered before, in milliseconds
 * @param {number} now
 */
export function mayAnswer(times, now) {
  const within = (/** @type {number} */ span) => times.filter((time) => now - time < span && time <= now).length;
  return within(10 * MINUTE) < IN_TEN_MINUTES && within(DAY) < IN_A_DAY;
}

/**
 * @param {number[]} times
 * @param {number} now
 */
export const stillCounting = (times, now) => times.filter((time) => now - time < DAY && time <= now);
