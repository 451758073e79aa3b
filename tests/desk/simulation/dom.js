/** As much of a browser's document as the desk uses: what it draws can be read, pressed and filled in. */

import { testOf } from "./selectors.js";

class Target {
  constructor() {
    this.listeners = new Map();
  }

  addEventListener(type, listener) {
    if (!this.listeners.has(type)) this.listeners.set(type, new Set());
    this.listeners.get(type).add(listener);
  }

  removeEventListener(type, listener) {
    this.listeners.get(type)?.delete(listener);
  }

  /** Listeners of this target alone. */
  emit(event) {
    event.currentTarget = this;
    for (const listener of [...(this.listeners.get(event.type) ?? [])]) listener.call(this, event);
    return !event.defaultPrevented;
  }
}

export const eventOf = (type, more = {}) => ({
  type,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
  stopPropagation() {},
  ...more,
});

class FakeNode extends Target {
  constructor(document) {
    super();
    this.ownerDocument = document;
    this.parentNode = null;
  }

  get isConnected() {
    let at = this;
    while (at.parentNode) at = at.parentNode;
    return at === this.ownerDocument.documentElement;
  }

  remove() {
    const siblings = this.parentNode?.childNodes;
    if (siblings) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }
}

class FakeText extends FakeNode {
  constructor(document, text) {
    super(document);
    this.textContent = text;
  }
}

class FakeElement extends FakeNode {
  constructor(document, tag) {
    super(document);
    this.localName = tag;
    this.attributes = new Map();
    this.childNodes = [];
    this.disabled = false;
    this.style = {};
    const element = this;
    this.classList = {
      contains: (name) => element.classes.includes(name),
      toggle(name, on) {
        const others = element.classes.filter((other) => other !== name);
        element.attributes.set("class", (on ? [...others, name] : others).join(" "));
      },
    };
  }

  get classes() {
    return (this.attributes.get("class") ?? "").split(" ").filter(Boolean);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
    if (name === "value") this.written = undefined;
    if (name === "checked") this.isChecked = undefined;
    if (name === "disabled") this.disabled = true;
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name) {
    return this.attributes.has(name);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  get id() {
    return this.attributes.get("id") ?? "";
  }

  get name() {
    return this.attributes.get("name") ?? "";
  }

  get type() {
    return this.attributes.get("type") ?? (this.localName === "button" ? "submit" : "text");
  }

  get href() {
    return this.attributes.get("href") ?? "";
  }

  get hidden() {
    return this.attributes.has("hidden");
  }

  set hidden(on) {
    if (on) this.attributes.set("hidden", "");
    else this.attributes.delete("hidden");
  }

  get open() {
    return this.attributes.has("open");
  }

  set open(on) {
    if (on) this.attributes.set("open", "");
    else this.attributes.delete("open");
  }

  get checked() {
    return this.isChecked ?? this.attributes.has("checked");
  }

  set checked(on) {
    this.isChecked = on;
  }

  get value() {
    if (this.written !== undefined) return this.written;
    if (this.localName !== "select") return this.attributes.get("value") ?? "";
    const options = this.querySelectorAll("option");
    return (options.find((option) => option.attributes.has("selected")) ?? options[0])?.getAttribute("value") ?? "";
  }

  set value(text) {
    this.written = String(text);
  }

  get children() {
    return this.childNodes.filter((node) => node instanceof FakeElement);
  }

  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(text);
  }

  adopt(child) {
    const node = child instanceof FakeNode ? child : new FakeText(this.ownerDocument, String(child));
    node.remove();
    node.parentNode = this;
    return node;
  }

  append(...children) {
    for (const child of children) this.childNodes.push(this.adopt(child));
  }

  prepend(...children) {
    for (const child of children.reverse()) this.childNodes.unshift(this.adopt(child));
  }

  replaceChildren(...children) {
    for (const node of [...this.childNodes]) node.remove();
    this.append(...children);
  }

  contains(node) {
    for (let at = node; at; at = at.parentNode) if (at === this) return true;
    return false;
  }

  /** The elements below for which a test holds, in the document's order; the first `most` of them. */
  below(test, most = Number.POSITIVE_INFINITY, found = []) {
    for (const child of this.childNodes) {
      if (found.length >= most) break;
      if (!(child instanceof FakeElement)) continue;
      if (test(child)) found.push(child);
      if (found.length < most) child.below(test, most, found);
    }
    return found;
  }

  matches(selector) {
    return testOf(selector)(this);
  }

  closest(selector) {
    for (let at = this; at instanceof FakeElement; at = at.parentNode) if (at.matches(selector)) return at;
    return null;
  }

  querySelectorAll(selector) {
    return this.below(testOf(selector));
  }

  querySelector(selector) {
    return this.below(testOf(selector), 1)[0] ?? null;
  }

  focus() {
    this.ownerDocument.activeElement = this;
  }

  scrollIntoView() {}

  /** Emit here, then at what it stands in. */
  bubble(event) {
    event.target ??= this;
    for (let at = this; at; at = at.parentNode) at.emit(event);
    this.ownerDocument.emit(event);
    return !event.defaultPrevented;
  }

  requestSubmit() {
    this.bubble(eventOf("submit"));
  }

  click() {
    if (this.disabled) return;
    if (this.localName === "input" && this.type === "radio") return this.choose();
    if (!this.bubble(eventOf("click"))) return;
    if (this.localName === "button" && this.type === "submit") this.closest("form")?.requestSubmit();
    if (this.localName === "a") this.ownerDocument.follow(this);
    if (this.localName === "summary") {
      const details = this.parentNode;
      details.open = !details.open;
      details.emit(eventOf("toggle"));
    }
  }

  choose() {
    const root = this.closest("fieldset") ?? this;
    for (const other of root.querySelectorAll(`input[name=${this.name}]`)) other.checked = false;
    this.checked = true;
    this.bubble(eventOf("change"));
  }

  /** Write into a field, as a person would. */
  fill(text) {
    this.value = text;
    this.bubble(eventOf("input"));
    this.bubble(eventOf("change"));
  }

  get options() {
    return this.querySelectorAll("option");
  }
}

/** @param {(link: object) => void} follow what a press on a link does */
export class FakeDocument extends Target {
  constructor(follow) {
    super();
    this.follow = follow;
    this.hidden = false;
    this.documentElement = new FakeElement(this, "html");
    this.body = new FakeElement(this, "body");
    this.documentElement.append(this.body);
    this.activeElement = this.body;
    this.styleSheets = [];
    this.body.append(this.createElement("main"));
    this.body.children[0].append("Puesto del asesor");
  }

  createElement(tag) {
    return new FakeElement(this, tag);
  }

  createElementNS(_namespace, tag) {
    return new FakeElement(this, tag);
  }

  getElementById(id) {
    return this.querySelector(`#${id}`);
  }

  querySelector(selector) {
    return this.documentElement.querySelector(selector);
  }

  querySelectorAll(selector) {
    return this.documentElement.querySelectorAll(selector);
  }
}

/** Whether a person sees it: it stands in the document and nothing around it is hidden or closed. */
export function isVisible(element) {
  if (!element.isConnected) return false;
  for (let at = element; at instanceof FakeElement; at = at.parentNode) {
    if (at.hidden || at.classes.includes("only-print")) return false;
    const inside = at.parentNode;
    if (inside?.localName === "details" && !inside.open && at.localName !== "summary") return false;
  }
  return true;
}

export { FakeElement, FakeNode };
