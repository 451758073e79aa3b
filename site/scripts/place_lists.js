/** The lists that the finder asks for; portal.territory.finder_files says what stands in them. */

import { distanceKm } from "./distance.js";
import { plain } from "./plain_text.js";

/**
 * @typedef {object} Place a community
 * @property {string} key the name as people type it
 * @property {string} name
 * @property {string} where
 * @property {[number, number]} at
 * @property {Vessel[]} vessels those of its river or lake, where every fixed centre is far away
 *
 * @typedef {{id: string, name: string, note: string}} Vessel
 *
 * @typedef {{id: string, name: string, place: string, hours: string, note: string, km: number,
 *   seen: boolean}} NearCentre
 */

const PATIENCE = 20_000;

/**
 * @param {string} name
 * @param {(text: string) => void} then
 * @param {(status: number) => void} missing 0 without an answer
 */
export function get(name, then, missing) {
  const request = new XMLHttpRequest();
  request.onload = () => (request.status < 300 ? then(request.responseText) : missing(request.status));
  request.onerror = () => missing(0);
  request.ontimeout = request.onerror;
  request.open("GET", `${ROOT}/lugares/${name}.txt`);
  request.timeout = PATIENCE;
  request.send();
}

/**
 * The communities of a province, by their own points.
 * @param {string} text
 */
export function readPlaces(text) {
  /** @type {Place[]} */
  const places = [];
  text.split("\n").forEach((line) => {
    const [first, where, names, beyond, vessels] = line.split("\t");
    if (!names) return;
    const start = places.length;
    const points = beyond.split(";");
    names.split(";").forEach((name, i) => {
      places.push({ key: plain(name), name, where, at: point(first.split(","), points[i].split(",")), vessels: [] });
    });
    (vessels ? vessels.split(";") : []).forEach((vessel) => {
      const [id, name, note, served] = vessel.split("|");
      served.split(",").forEach((number) => {
        places[start + +number].vessels.push({ id, name, note });
      });
    });
  });
  return places;
}

/**
 * Degrees from hundredths, south and west counted up from the least of a district.
 * @param {string[]} least
 * @param {string[]} beyond
 * @returns {[number, number]}
 */
const point = (least, beyond) => [-(+least[0] + +beyond[0]) / 100, -(+least[1] + +beyond[1]) / 100];

/**
 * The centres of a list, the nearest first; one that attends at several points is where its nearest one is.
 * @param {string} text
 * @param {[number, number]} at
 */
export function readCentres(text, at) {
  /** @type {Record<string, NearCentre>} */
  const nearest = {};
  text.split("\n").forEach((line) => {
    const [id, name, place, latitude, longitude, hours, note, seen] = line.split("\t");
    if (!longitude) return;
    const km = distanceKm(at[0], at[1], +latitude, +longitude);
    if (!nearest[id] || km < nearest[id].km) {
      nearest[id] = { id, name, place, hours, note, km, seen: !!seen };
    }
  });
  return Object.keys(nearest)
    .map((id) => nearest[id])
    .sort((a, b) => a.km - b.km);
}
