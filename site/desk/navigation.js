/** Where this window is: the screen's name in the fragment of the address, and what follows it. */

/** @returns {[name: string, rest: string]} `#anular=<id>` is `["anular", "<id>"]`; `""` is the screen to register */
export function currentPlace() {
  const [name = "", rest = ""] = decoded(location.hash.slice(1)).split("=");
  return [name, rest];
}

/**
 * @param {string} text perhaps typed by hand
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Make the function that goes to a place. Going to the current place draws it again.
 * @param {import("./core/notifier.js").Notifier} notifier
 * @returns {(place: string) => void}
 */
export const navigation = (notifier) => (place) => {
  if (location.hash.slice(1) === place) notifier.publish("place");
  else location.hash = place;
};
