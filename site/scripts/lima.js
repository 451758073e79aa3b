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
