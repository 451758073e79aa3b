/** Lima time: the same rules as functions/macexpress/platform/lima.py. */

import { LIMA_OFFSET_HOURS } from "./contract.js";

/** @param {number} moment in milliseconds */
const inLima = (moment) => new Date(moment + LIMA_OFFSET_HOURS * 3600_000).toISOString();

/**
 * The calendar day in Lima: `2026-11-24`.
 * @param {number} moment in milliseconds
 */
export const limaDay = (moment) => inLima(moment).slice(0, 10);

/**
 * A moment as the API takes it: `2026-11-24T09:15:00-05:00`.
 * @param {number} moment in milliseconds
 */
export const iso = (moment) => `${inLima(moment).slice(0, 19)}-05:00`;

/**
 * Hour and minute in Lima: `10:32`.
 * @param {number} moment in milliseconds
 */
export const timeOfDay = (moment) => inLima(moment).slice(11, 16);

/**
 * A day as ids write it: `20261124`.
 * @param {string} day `2026-11-24`
 */
export const compact = (day) => day.replaceAll("-", "");
