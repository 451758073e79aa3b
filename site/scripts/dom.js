/** Elements of a page. Its template has those that a script asks for by their id. */

/**
 * @param {string} id
 * @returns {any} the element; null where the page is without it
 */
export const byId = (id) => document.getElementById(id);

/**
 * Every element that fits, as an array: in 2016 a list of nodes has no forEach.
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (within, selector) => [].slice.call(within.querySelectorAll(selector));
