/** HTML elements from a line of code. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like take a function; true is an empty attribute; null,
 *   undefined and false are left out
 * @param {...Child} children null, undefined and false are left out
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/**
 * @param {string} text
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export const button = (text, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, text);

/**
 * A button that asks once more before it does its work.
 * @param {string} words
 * @param {string} question
 * @param {() => Promise<void>} work
 */
export function confirmed(words, question, work) {
  let asked = false;
  const press = () => {
    if (asked) void work();
    asked = true;
    control.textContent = question;
  };
  const control = button(words, press, { class: "plain" });
  return control;
}

/**
 * A form that the desk itself checks and sends.
 * @param {() => void} onsubmit
 * @param {...Child} children
 */
export function form(onsubmit, ...children) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onsubmit();
  };
  return h("form", { novalidate: true, onsubmit: submit }, ...children);
}

/**
 * A field with its label above it and, where needed, a line on what to write.
 * @param {string} label
 * @param {HTMLElement & {id: string}} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  const note = hint ? h("small", { id: `${control.id}-hint` }, hint) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), note, control);
}

/** A field for the digits of a PIN. */
export const pinInput = (id = "pin") =>
  h("input", { id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 8 });

/**
 * Large buttons of which one is chosen.
 * @param {string} name
 * @param {string} legend
 * @param {[value: string, words: string][]} choices
 * @param {string | null} chosen
 * @param {(value: string) => void} onchoose
 * @param {{keys?: boolean}} [options] keys: show the number that chooses it
 */
export function choice(name, legend, choices, chosen, onchoose, { keys = false } = {}) {
  const options = choices.map(([value, words], i) => {
    const checked = value === chosen;
    const onchange = () => onchoose(value);
    return h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name, value, checked, onchange, id: `${name}-${value}` }),
      keys && h("kbd", { "aria-hidden": "true" }, i + 1),
      h("span", {}, words),
    );
  });
  return h("fieldset", { id: name, tabindex: -1 }, h("legend", {}, legend), h("div", { class: "options" }, ...options));
}

/** Whether a key pressed now belongs to what has the focus. */
export function isTyping() {
  const active = document.activeElement;
  const fields = "input:not([type=radio]):not([type=search]), select, textarea";
  return active instanceof HTMLElement && active.matches(fields);
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
  const key = JSON.stringify(shown);
  if (drawnFrom.get(place) === key) return;
  drawnFrom.set(place, key);
  const nameOf = (/** @type {Element | null} */ element) => element?.getAttribute("aria-label") ?? element?.textContent;
  const focused = place.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  place.replaceChildren(...draw());
  const same = focused && [...place.querySelectorAll("a, button")].find((element) => nameOf(element) === focused);
  if (same instanceof HTMLElement) same.focus();
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
