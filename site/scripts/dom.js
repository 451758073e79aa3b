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

/**
 * Load a script of ours into the page, once.
 * @param {string} name
 * @param {() => void} then
 * @param {() => void} [missing] it did not come
 */
export function loadScript(name, then, missing) {
  const script = document.createElement("script");
  script.src = `${ROOT}/${name}`;
  script.onload = then;
  script.onerror = missing || null;
  document.body.appendChild(script);
}

/** What the address asks for, as typed. */
export function asked() {
  const query = /[?&]q=([^&]*)/.exec(location.search);
  try {
    return query ? decodeURIComponent(query[1].replace(/\+/g, " ")) : "";
  } catch {
    // An address that somebody cut in the middle of a letter.
    return "";
  }
}
