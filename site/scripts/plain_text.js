/** Text as people type it into a search: the same rule as portal.territory.places.plain. */

/**
 * A text in lower case without accents. A browser of 2013 cannot take accents away: there they count.
 * @param {string} text
 */
export function plain(text) {
  const lower = text.toLowerCase();
  return lower.normalize ? lower.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : lower;
}
