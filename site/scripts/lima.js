/** Lima time: UTC-5 all year, since Peru has no daylight saving. The same as macexpress.platform.lima. */

const LIMA = -18e6;

/**
 * A moment (milliseconds) as a date of which the UTC parts are those of a clock in Lima.
 * @param {number} moment
 */
export const limaClock = (moment) => new Date(moment + LIMA);

/**
 * The calendar day in Lima: `2026-11-24`.
 * @param {number} moment
 */
export const limaDay = (moment) => limaClock(moment).toISOString().slice(0, 10);

/**
 * A moment as the API takes it: `2026-11-24T09:15:00-05:00`.
 * @param {number} moment
 */
export const iso = (moment) => `${limaClock(moment).toISOString().slice(0, 19)}-05:00`;

/**
 * Hour and minute in Lima: `10:32`.
 * @param {number} moment
 */
export const timeOfDay = (moment) => limaClock(moment).toISOString().slice(11, 16);

/**
 * A day as ids write it: `20261124`.
 * @param {string} day `2026-11-24`
 */
export const compact = (day) => day.split("-").join("");
