/** By which list of communities a name is found: portal.territory.place_index writes them by the same rule. */

const LITTLE = /^((san|santa|santo|nuev[oa]|alt[oa]|baj[oa]|l[ao]s?|el|villa|puerto|del?) )+(?=.)/;

/**
 * The first two letters of a name's telling word: "an" for Angoteros, "ro" for Santa Rosa.
 * @param {string} name in plain letters, with single spaces
 */
export const placeLetters = (name) =>
  name
    .replace(LITTLE, "")
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 2);
