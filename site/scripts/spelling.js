/** How near what a person typed is to a word or a name. Both sides are plain text already. */

/**
 * Whether a word is in a text: where it stands in it, or where one letter of a word's beginning is wrong, left out,
 * added, or changed places with its neighbour. A short word must stand in it.
 * @param {string} word
 * @param {string} text
 */
export function fits(word, text) {
  if (text.indexOf(word) >= 0) return true;
  if (word.length < 5) return false;
  const { length } = word;
  return text
    .split(/[^a-z0-9]+/)
    .some((part) => [length + 1, length, length - 1].some((end) => oneLetterApart(word, part.slice(0, end))));
}

/**
 * @param {string} a
 * @param {string} b
 */
function oneLetterApart(a, b) {
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  if (Math.abs(endA - endB) > 1) return false;
  while (start < endA && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  if (endA - start < 2 && endB - start < 2) return true;
  return endA - start === 2 && endB - start === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}

/** What `far` answers up to here stands in the name; beyond it was spelled in another way. */
export const IN_THE_NAME = 3;

/**
 * How far what was typed is from a name: 0 the same, 1 its beginning, 2 a word's beginning, 3 in it, then the letters
 * that differ (Levenshtein).
 * @param {string} typed
 * @param {string} name
 */
export function far(typed, name) {
  if (typed === name) return 0;
  if (!name.indexOf(typed)) return 1;
  if (` ${name}`.indexOf(` ${typed}`) >= 0) return 2;
  if (name.indexOf(typed) >= 0) return IN_THE_NAME;
  /** @type {number[]} */
  let previous = [];
  for (let j = 0; j <= name.length; j++) previous[j] = j;
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= name.length; j++) {
      const changed = previous[j - 1] + (typed[i - 1] === name[j - 1] ? 0 : 1);
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, changed);
    }
    previous = row;
  }
  return IN_THE_NAME + 1 + previous[name.length];
}
