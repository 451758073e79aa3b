/**
 * Finds places of the whole country by the names that people type: departments, provinces, districts and their capitals;
 * where none is called so, communities. Loaded when a search needs it. The names stand before it in the same file, and
 * communities in lists: portal.territory.place_index says how.
 */

import { placeLetters } from "./place_letters.js";
import { get } from "./place_lists.js";
import { plain } from "./plain_text.js";
import { far, IN_THE_NAME } from "./spelling.js";
import { _, fill } from "./words.js";

/**
 * @typedef {object} Found
 * @property {string} name
 * @property {string} where
 * @property {string} address
 * @property {string} key how the name sounds
 * @property {string} around how it sounds where it is
 * @property {number} order of sorts that bear one name: the larger place first
 */

const MOST = 6;
const DEPARTMENT = 0;
const PROVINCE = 1;
const CAPITAL_OF_PROVINCE = 2;
const DISTRICT = 3;
const CAPITAL = 4;
const COMMUNITY = 5;
/** A name with where it is, "santa rosa puno", fits less than the beginning of a name and more than its middle. */
const WITH_ITS_REGION = 2.5;
/** One of the words typed is in the name. */
const PARTLY = IN_THE_NAME + 1;
/** Of so many letters one may be wrong in a name that is offered, and no more than two. */
const LETTERS_OF_A_SLIP = 4;
const MOST_SLIPS = 2;
const SHORTEST = 2;
const SORT = /^((el |la )?(distrito|provincia|departamento|region|ciudad|comunidad|caserio|pueblo) )?((de|del|en) )?/;

/** @param {string} text */
const words = (text) =>
  plain(text)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

/**
 * A text by its sound, since people write Cuzco, Pukalpa, Huanchaq.
 * @param {string} text
 */
const sound = (text) =>
  text
    .replace(/hu(?=[aeio])/g, "w")
    .replace(/h/g, "")
    .replace(/z|c(?=[ei])/g, "s")
    .replace(/g(?=[ei])/g, "j")
    .replace(/v/g, "b")
    .replace(/qu?|k/g, "c")
    .replace(/(.)\1/g, "$1");

/**
 * @param {string} name
 * @param {string} where
 * @param {string} address
 * @param {number} order
 * @returns {Found}
 */
const place = (name, where, address, order) => ({
  name,
  where,
  address: `${ROOT}/cerca/${address}`,
  key: sound(words(name)),
  around: ` ${sound(words(where))}`,
  order,
});

/** @type {Found[]} */
const country = [];
/** @type {Record<string, string>} name and place of each district, for its communities */
const districts = {};
/** @type {Record<string, Found[]>} */
const communities = {};

/** @type {string} */ (window.placeNames).split(";").forEach((record) => {
  const [code, province, department, numbers, names, capitals] = record.split("|");
  if (!country.some((known) => known.order === DEPARTMENT && known.name === department)) {
    country.push(place(department, _("Departamento"), `${code.slice(0, 2)}/`, DEPARTMENT));
  }
  country.push(place(province, fill(_("Provincia en %(department)s"), [department]), `${code}/`, PROVINCE));
  const number = numbers.split("\t");
  const called = names.split("\t");
  const where = `${province}, ${department}`;
  const sort = (/** @type {number} */ i, /** @type {number} */ otherwise) =>
    number[i] === "01" ? CAPITAL_OF_PROVINCE : otherwise;
  const address = (/** @type {number} */ i) => `${code}/#d${code}${number[i]}`;
  called.forEach((name, i) => {
    districts[code + number[i]] = `${name}, ${where}`;
    country.push(place(name, fill(_("Distrito en %(where)s"), [where]), address(i), sort(i, DISTRICT)));
  });
  capitals.split("\t").forEach((capital) => {
    const i = parseInt(capital, 10);
    const name = capital.replace(/^\d+ /, "");
    const of = `${called[i]}, ${where}`;
    if (name) country.push(place(name, fill(_("Capital de %(where)s"), [of]), address(i), sort(i, CAPITAL)));
  });
});

/**
 * How far what was typed is from a place; as `far`, with the place's region typed too.
 * @param {string} typed
 * @param {Found} found
 * @param {number} slips more letters that differ are not counted: to compare names is slow on an old telephone
 */
function distance(typed, { key, around }, slips) {
  const isLike = key.indexOf(typed) >= 0 || Math.abs(key.length - typed.length) <= slips;
  const own = isLike ? far(typed, key) : Infinity;
  if (own <= IN_THE_NAME || typed.indexOf(" ") < 0) return own;
  const all = typed.split(" ");
  const isNamed = (/** @type {string} */ word) => ` ${key}`.indexOf(` ${word}`) >= 0;
  const named = all.some((word) => word.length > SHORTEST && isNamed(word));
  const fits = all.every((word) => isNamed(word) || around.indexOf(` ${word}`) >= 0);
  if (named && fits) return WITH_ITS_REGION;
  return Math.min(own, all.some((word) => word.length > LETTERS_OF_A_SLIP && isNamed(word)) ? PARTLY : own);
}

/**
 * @param {string} typed
 * @param {Found[]} places
 */
function nearest(typed, places) {
  const slips = Math.min(MOST_SLIPS, Math.floor(typed.length / LETTERS_OF_A_SLIP));
  return places
    .map((found) => ({ found, off: distance(typed, found, slips) }))
    .filter(({ off }) => off <= IN_THE_NAME + 1 + slips)
    .sort((a, b) => a.off - b.off || a.found.order - b.found.order || (a.found.key < b.found.key ? -1 : 1));
}

/**
 * The best places for what was typed, and whether they are called so; asks for communities where nothing is.
 * @param {string} asked
 * @param {(places: Found[], called: boolean) => void} show again when the communities are there
 */
window.findPlaces = (asked, show) => {
  const typed = words(asked).replace(SORT, "");
  const best = typed.length < SHORTEST ? [] : nearest(sound(typed), country);
  const answer = (/** @type {typeof best} */ some) => {
    const called = some.length > 0 && some[0].off <= IN_THE_NAME;
    const kept = some.filter(({ off }) => !called || off <= IN_THE_NAME).slice(0, MOST);
    show(
      kept.map(({ found }) => found),
      called,
    );
  };
  answer(best);
  const letters = placeLetters(typed);
  if (typed.length <= SHORTEST || letters.length < 2 || (best.length > 0 && best[0].off <= IN_THE_NAME)) return;
  const withCommunities = () => {
    const more = nearest(sound(typed), communities[letters]);
    if (more.length > 0) answer(best.concat(more).sort((a, b) => a.off - b.off));
  };
  if (communities[letters]) return withCommunities();
  get(
    `n-${letters}`,
    (text) => {
      communities[letters] = [];
      text.split("\n").forEach((line) => {
        const [ubigeo, ...names] = line.split("\t");
        const where = districts[ubigeo];
        names.forEach((name) => {
          const address = `${ubigeo.slice(0, 4)}/?q=${encodeURIComponent(name)}#d${ubigeo}`;
          communities[letters].push(place(name, where, address, COMMUNITY));
        });
      });
      withCommunities();
    },
    () => {},
  );
};
