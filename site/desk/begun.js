/** The form of the desk's own page, where somebody may have written before the desk was here (door.js). */

/**
 * @typedef {object} Begun
 * @property {HTMLInputElement} name
 * @property {HTMLInputElement} password
 * @property {DOMStringMap} noted by door.js: `pressed` where they were sent already, `at` the id of the field with the focus
 */

/** @returns {Begun | null} */
export function begunForm() {
  const form = document.getElementById("entrada")?.querySelector("form");
  const [name, password] = form?.querySelectorAll("input") ?? [];
  return form && name && password ? { name, password, noted: form.dataset } : null;
}
