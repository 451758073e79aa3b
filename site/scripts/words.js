/**
 * Texts for people. They stand in Spanish where they are used; build.mjs puts the words of another language there, and
 * numbers in the place of their named values.
 */

/**
 * Mark a text that people read, so that it is on the list for translators. It is written out, not computed.
 * @param {string} text
 */
export function _(text) {
  return text;
}

/**
 * Put values into a text: `fill(_("Cerca de %(place)s"), [name])`, in the order of the Spanish text.
 * @param {string} text
 * @param {(string | number)[]} values
 */
export const fill = (text, values) => text.replace(/%(\d)/g, (_mark, place) => /** @type {string} */ (values[place]));
