/** Selectors as the desk writes them, as tests of an element. */

/** Tests by selector: a run asks a million times for the same few. */
const TESTS = new Map();

/** Whether an element is one of several, written with commas. */
export function testOf(selector) {
  const known = TESTS.get(selector);
  if (known) return known;
  const parts = selector.split(",").map((part) => compound(part.trim()));
  const test = (element) => parts.some((part) => part(element));
  TESTS.set(selector, test);
  return test;
}

/** A selector without spaces: tag, .class, #id, [name], [name=value], :not(...). */
function compound(selector) {
  const tests = (selector.match(/:not\([^)]*\)|\[[^\]]*\]|[.#]?[\w-]+/g) ?? []).map(simple);
  return (element) => tests.every((test) => test(element));
}

function simple(part) {
  if (part.startsWith(":not(")) {
    const refused = compound(part.slice(5, -1));
    return (element) => !refused(element);
  }
  if (part.startsWith(".")) return (element) => element.classes.includes(part.slice(1));
  if (part.startsWith("#")) return (element) => element.id === part.slice(1);
  if (!part.startsWith("[")) return (element) => element.localName === part;
  const [name, quoted] = part.slice(1, -1).split("=");
  const value = quoted?.replace(/^"|"$/g, "");
  return (element) => {
    const found = name === "type" && element.localName === "input" ? element.type : element.getAttribute(name);
    return found !== null && (value === undefined || found === value);
  };
}
