/** How far two points are apart, and how a distance is worded: the same as portal.territory.nearest and portal.language.wording. */

import { _ } from "./words.js";

/** Twice the mean radius of the WGS84 ellipsoid. */
const DIAMETER_KM = 12_742.0176;
const RADIANS = Math.PI / 180;

/**
 * The great-circle distance in kilometres (haversine), of points in degrees.
 * @param {number} latitudeA
 * @param {number} longitudeA
 * @param {number} latitudeB
 * @param {number} longitudeB
 */
export function distanceKm(latitudeA, longitudeA, latitudeB, longitudeB) {
  const north = Math.sin(((latitudeB - latitudeA) * RADIANS) / 2);
  const east = Math.sin(((longitudeB - longitudeA) * RADIANS) / 2);
  const chord = north * north + Math.cos(latitudeA * RADIANS) * Math.cos(latitudeB * RADIANS) * east * east;
  return DIAMETER_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
}

/**
 * A distance as a person would say it: one decimal under 10 km, whole kilometres beyond.
 * @param {number} km
 */
export function kilometres(km) {
  return `${km < 1 ? _("menos de 1") : figure(km)}\u00a0km`;
}

/**
 * 9.96 would read 10.0, which is no more exact than 10.
 * @param {number} km
 */
const figure = (km) => (km < 9.95 ? km.toFixed(1) : grouped(Math.round(km)));

/**
 * Thousands apart by a comma, as Peru writes them.
 * @param {number} count
 */
const grouped = (count) => String(count).replace(/(\d)(\d{3})$/, "$1,$2");
