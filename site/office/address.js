/** Where this tab is: the fragment of its address carries the view, so that it can be sent to a colleague. */

/** @returns {[name: string, asked: Record<string, string>]} `#explorar?por=centre` */
export function currentPlace() {
  const [name = "", rest = ""] = location.hash.slice(1).split("?");
  return [name || "hoy", Object.fromEntries(new URLSearchParams(rest))];
}

/**
 * @param {string} name
 * @param {Record<string, string | null | undefined>} [asked] what is empty is left out
 */
export function place(name, asked = {}) {
  const given = Object.entries(asked).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return `#${name}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}
