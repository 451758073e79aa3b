/** A screen of the office's page in Node: as much of a browser as its views use, drawn into and pressed as by a person. */

import { FakeDocument, FakeElement, FakeNode } from "../desk/simulation/dom.js";

/** An answer of Cognito or of the API. */
export const json = (body, status = 200) => ({
  ok: status < 300,
  status,
  headers: { has: () => false, get: (name) => ({ "Content-Type": "application/json" })[name] ?? null },
  json: async () => structuredClone(body),
});

/** Make this process a tab; a test that draws calls it once. Returns the element that screens are drawn into. */
export function openTab() {
  const stored = new Map();
  const leaving = new Set();
  const document = new FakeDocument(() => {});
  Object.assign(globalThis, {
    document,
    addEventListener: (_type, listener) => leaving.add(listener),
    removeEventListener: (_type, listener) => leaving.delete(listener),
    Node: FakeNode,
    HTMLElement: FakeElement,
    HTMLInputElement: FakeElement,
    IntersectionObserver: class {
      observe() {}
    },
    sessionStorage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    },
  });
  return Object.assign(document.querySelector("main"), { asksBeforeLeaving: () => leaving.size > 0 });
}

/** All that follows from what was done, up to what waits for something outside. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Press the button with these words. */
export async function press(main, words) {
  const found = main.querySelectorAll("button").find((button) => button.textContent === words);
  if (!found) throw new Error(`no «${words}» in: ${main.textContent}`);
  found.click();
  await settled();
}
