/** The desk's service worker over a cache that is evicted and a link that stalls. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test as it } from "node:test";

const ORIGIN = "https://mac.example";
const hashOf = async (text) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, 12);
const FIRST = { "/asesor/": await hashOf("/asesor/"), "/asesor/main.js?1": await hashOf("/asesor/main.js?1") };
const LATER = { "/asesor/ayuda/lista.png": await hashOf("/asesor/ayuda/lista.png") };
const SOURCE = readFileSync(new URL("../../../site/desk/sw.js", import.meta.url), "utf8")
  .replace('("first")', `(${JSON.stringify(FIRST)})`)
  .replace('("later")', `(${JSON.stringify(LATER)})`);

/** A browser with a cache and a link, and a worker in it. */
class Browser {
  constructor() {
    this.stores = new Map();
    this.link = "up";
    this.broken = false;
    this.fetched = [];
    this.registration = { installing: null, waiting: null };
    this.start();
  }

  /** A worker lives for a while; the cache stays. */
  start() {
    const listeners = {};
    this.listeners = listeners;
    const self = {
      location: { origin: ORIGIN },
      clients: { claim: async () => {} },
      registration: this.registration,
      skipWaiting: async () => {},
      addEventListener: (type, listener) => {
        listeners[type] = listener;
      },
    };
    const caches = {
      keys: async () => [...this.stores.keys()],
      delete: async (name) => this.stores.delete(name),
      open: async (name) => {
        if (this.broken) throw new DOMException("broken", "UnknownError");
        if (!this.stores.has(name)) this.stores.set(name, new Map());
        const files = this.stores.get(name);
        return {
          match: async (path) => files.get(path)?.clone(),
          put: async (path, response) => void files.set(path, response),
        };
      },
    };
    new Function("self", "caches", "fetch", SOURCE)(self, caches, (asked) => this.fetch(asked.url ?? asked));
  }

  async fetch(address) {
    const path = address.replace(ORIGIN, "");
    this.fetched.push(path);
    if (this.link === "stalled") return new Promise(() => {});
    if (this.link === "down") throw new TypeError("no link");
    return new Response(path, { headers: { "content-type": "text/html" } });
  }

  /** Emit an event; resolves with what it answered, and when what it waits for is done. */
  emit(type, more = {}) {
    const waits = [];
    let answered;
    const event = {
      waitUntil: (work) => waits.push(work),
      respondWith: (work) => {
        answered = work;
      },
      ...more,
    };
    this.listeners[type](event);
    return { answered, done: Promise.all(waits) };
  }

  navigate(path) {
    return this.ask(path, "navigate");
  }

  ask(path, mode = "cors") {
    return this.emit("fetch", { request: { method: "GET", url: ORIGIN + path, mode } });
  }

  async install() {
    await this.emit("install").done;
    await this.emit("activate").done;
  }
}

const soon = (promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("it hangs")), 500))]);

it("a window opens at once though the pictures of the help hang on a stalled link", async () => {
  const browser = new Browser();
  await browser.emit("install").done;
  browser.link = "stalled";
  await soon(browser.emit("activate").done);
  assert.equal(await (await soon(browser.navigate("/asesor/").answered)).text(), "/asesor/");
});

it("what the browser threw away comes back when the desk is opened with a link, and it opens without one again", async () => {
  const browser = new Browser();
  await browser.install();
  browser.stores.clear();
  await browser.navigate("/asesor/").done;
  browser.start();
  browser.link = "down";
  for (const path of [...Object.keys(FIRST), ...Object.keys(LATER)]) {
    assert.equal(await (await browser.ask(path).answered).text(), path);
  }
});

it("what is stored is not fetched again, and older versions go once this one is whole", async () => {
  const browser = new Browser();
  browser.stores.set("desk older", new Map([["/asesor/", new Response("old")]]));
  await browser.install();
  browser.link = "down";
  await browser.navigate("/asesor/").done;
  assert.ok(browser.stores.has("desk older"), "a broken link leaves what there is");
  browser.link = "up";
  await browser.navigate("/asesor/").done;
  assert.deepEqual([...browser.stores.keys()].length, 1);
  const before = browser.fetched.length;
  await browser.navigate("/asesor/").done;
  assert.equal(browser.fetched.length, before);
});

it("what a first visit left for later is fetched when the desk has started", async () => {
  const browser = new Browser();
  await browser.install();
  await browser.emit("message", { data: "complete" }).done;
  browser.link = "down";
  assert.equal(await (await browser.navigate("/asesor/ayuda/lista.png").answered).text(), "/asesor/ayuda/lista.png");
});

it("a cache that fails is no reason not to open with a link", async () => {
  const browser = new Browser();
  await browser.install();
  browser.broken = true;
  assert.equal(await (await browser.navigate("/asesor/").answered).text(), "/asesor/");
});

it("what is damaged counts as missing, and comes again", async () => {
  const browser = new Browser();
  await browser.install();
  const [files] = browser.stores.values();
  files.set("/asesor/main.js?1", new Response("half"));
  assert.equal(await (await browser.ask("/asesor/main.js?1").answered).text(), "/asesor/main.js?1");
  await browser.navigate("/asesor/").done;
  browser.link = "down";
  assert.equal(await (await browser.ask("/asesor/main.js?1").answered).text(), "/asesor/main.js?1");
});

it("a page is given only with all that it starts with, as long as there is a link", async () => {
  const browser = new Browser();
  await browser.install();
  const [files] = browser.stores.values();
  files.delete("/asesor/main.js?1");
  const before = browser.fetched.length;
  await browser.navigate("/asesor/").answered;
  assert.ok(browser.fetched.slice(before).includes("/asesor/"));
  files.delete("/asesor/main.js?1");
  browser.link = "down";
  assert.equal(await (await browser.navigate("/asesor/").answered).text(), "/asesor/");
});

it("a page of another release gets its own files", async () => {
  const browser = new Browser();
  await browser.install();
  assert.equal(browser.ask("/asesor/main.js?2").answered, undefined);
});

it("what a newer version has ready stays, whatever the older one does until then", async () => {
  const browser = new Browser();
  await browser.install();
  browser.stores.set("desk newer", new Map([["/asesor/", new Response("new")]]));
  browser.registration.waiting = {};
  await browser.navigate("/asesor/").done;
  assert.ok(browser.stores.has("desk newer"));
});
