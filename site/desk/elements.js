/** HTML elements from a line of code, and what a person is told when something is missing. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like take a function; true is an empty attribute; null,
 *   undefined and false are left out
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(String(child) === child ? child : child instanceof Node ? child : String(child));
  return element;
}

/**
 * @param {string} text
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export const button = (text, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, text);

/**
 * A field with its label above it and, where needed, a line that says what to write.
 * @param {string} label
 * @param {HTMLElement & {id: string}} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  const said = hint ? h("small", { id: `${control.id}-hint` }, hint) : null;
  if (said) control.setAttribute("aria-describedby", said.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), said, control);
}

/**
 * Large buttons of which one is chosen.
 * @param {string} name
 * @param {string} legend
 * @param {[string, string][]} choices value and words
 * @param {string | null} chosen
 * @param {(value: string) => void} onchoose
 * @param {{keys?: boolean}} [how] keys: show the number that chooses it
 */
export function choice(name, legend, choices, chosen, onchoose, how = {}) {
  const options = choices.map(([value, words], i) =>
    h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchoose(value), id: `${name}-${value}` }),
      how.keys && h("kbd", { "aria-hidden": "true" }, i + 1),
      h("span", {}, words),
    ),
  );
  return h("fieldset", { id: name, tabindex: -1 }, h("legend", {}, legend), h("div", { class: "options" }, ...options));
}

/**
 * Say what is missing, in words, at the top of the screen; it takes the focus and leads to each field.
 * @param {Element} main
 * @param {[string, string][]} problems id of the field (or "") and what to do
 */
export function sayProblems(main, problems) {
  main.querySelector(".problems")?.remove();
  for (const marked of main.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  if (!problems.length) return;
  const rows = problems.map(([id, words]) => {
    const target = id ? document.getElementById(id) : null;
    target?.setAttribute("aria-invalid", "true");
    return h("li", {}, target ? h("a", { href: `#${id}`, onclick: (/** @type {Event} */ e) => { e.preventDefault(); focusOn(target); } }, words) : words);
  });
  const summary = h("div", { class: "problems", tabindex: -1, role: "alert", "aria-labelledby": "problems" }, h("h2", { id: "problems" }, "Revise esto"), h("ul", {}, ...rows));
  main.prepend(summary);
  summary.focus();
}

/** @param {HTMLElement} target */
function focusOn(target) {
  const first = target.matches("fieldset") ? target.querySelector("input") : null;
  (first ?? target).focus();
  target.scrollIntoView({ block: "center" });
}

/** Whether a key pressed now belongs to what has the focus. */
export function typing() {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.matches("input:not([type=radio]):not([type=search]), select, textarea");
}

/** What each place was drawn from. @type {WeakMap<HTMLElement, string>} */
const drawnFrom = new WeakMap();

/**
 * Draw a place again only where what it shows has changed, and leave the focus on the same thing: what others do
 * meanwhile disturbs nobody who is reading or about to press.
 * @param {HTMLElement} place
 * @param {unknown} shown all that decides how it looks
 * @param {() => (Node | string)[]} draw
 */
export function redraw(place, shown, draw) {
  const now = JSON.stringify(shown);
  if (drawnFrom.get(place) === now) return;
  drawnFrom.set(place, now);
  const named = (/** @type {Element | null} */ element) => element?.getAttribute("aria-label") ?? element?.textContent;
  const held = place.contains(document.activeElement) ? named(document.activeElement) : null;
  place.replaceChildren(...draw());
  const same = held && [...place.querySelectorAll("a, button")].find((element) => named(element) === held);
  if (same instanceof HTMLElement) same.focus();
}
