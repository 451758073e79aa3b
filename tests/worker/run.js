/** One run: a worker, its stores, its link, a person, and what must hold at every answer. */

import { createContext } from "node:vm";
import { digest, FakeResponse, Stores, Time } from "./browser.js";
import { Server } from "./server.js";

export const PAGES = [
  "/",
  "/tramites/1/",
  "/tramites/3/",
  "/cerca/0101/",
  "/cerca/0202/",
  "/cerca/0303/",
  "/actions.js",
];
export const OTHERS = ["/estadisticas/", "/hoy/", "/data/v1/today.json", "/constancia/", "/no-existe/"];
export const LISTS = ["/lugares/distritos.txt", "/lugares/0201.txt"];
const LOGIN = `<html>Bienvenido al wifi del hotel${" ".repeat(1000)}</html>`;
/** Milliseconds until an answer begins. */
const LATENCY = 500;
/** So that a pack of two thousand characters takes as long as a real one on GPRS. */
const CHARACTERS_PER_SECOND = 150;
/** As long as anybody waits: the worker's own patience, and a page's time on the link. */
const LONGEST = 15_000 + 5000;

/** What a person gets of an answer; a body that breaks off is no text. */
const read = async (response) => ({ status: response.status, text: await response.text().catch(() => null) });

/** Mulberry32: a small generator whose whole state is its seed. */
function chances(seed) {
  let state = seed;
  return () => {
    state += 0x6d_2b_79_f5;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Run {
  constructor(script, seed) {
    this.script = script;
    this.chance = chances(seed);
    this.time = new Time();
    this.server = new Server();
    this.stores = new Stores(this.chance);
    this.stores.fetch = (path) => this.fetch(path, {});
    this.link = "good";
    this.faults = 0;
    this.spent = 0;
    this.failures = [];
    this.log = [];
    this.start();
  }

  pick(list) {
    return list[Math.floor(this.chance() * list.length)];
  }

  /** Start the worker again, as a browser does after a rest: only what is stored is left. */
  start() {
    const listeners = {};
    const { time, stores } = this;
    const self = {
      addEventListener: (name, work) => {
        listeners[name] = work;
      },
      skipWaiting: () => {},
      clients: { claim: async () => {} },
    };
    this.generation = (this.generation || 0) + 1;
    const { generation } = this;
    this.listeners = listeners;
    const alive = () => generation === this.generation;
    // What a stopped worker had begun never comes back to it.
    const whileAlive = (promise) =>
      new Promise((done, fail) =>
        promise.then(
          (value) => alive() && done(value),
          (error) => alive() && fail(error),
        ),
      );
    const context = createContext({
      self,
      location: { origin: "https://portal" },
      navigator: { onLine: true },
      caches: { open: (name) => whileAlive(stores.open(name)) },
      fetch: (request, options) =>
        whileAlive(this.fetch(typeof request === "string" ? request : request.path, options)),
      setTimeout: (work, delay) => time.set(() => alive() && work(), delay),
      clearTimeout: time.clear,
      Response: FakeResponse,
      crypto: { subtle: { digest: async (_name, bytes) => digest(bytes) } },
      TextEncoder,
      TextDecoder,
      AbortController,
      URL,
      TypeError,
    });
    this.script.runInContext(context);
  }

  /** The link: what comes of a request, when, and what it costs. */
  async fetch(path, { signal } = {}) {
    const { time } = this;
    const link = this.link === "moody" ? this.pick(["good", "good", "login", "failing", "down"]) : this.link;
    const wait = (milliseconds) =>
      new Promise((done, fail) => {
        const timer = time.set(done, milliseconds);
        signal?.addEventListener("abort", () => {
          time.clear(timer);
          fail(new Error("aborted"));
        });
      });
    await wait(LATENCY);
    if (link === "down") throw new TypeError("no link");
    if (link === "silent") await wait(10 ** 9);
    if (link === "login") return new FakeResponse(LOGIN);
    if (link === "failing") return new FakeResponse("Service Unavailable", { status: 503 });
    const text = this.server.answer(path);
    if (text === undefined) return new FakeResponse("Not found", { status: 404 });
    const broken = link === "cut";
    const sent = broken ? text.slice(0, Math.floor(text.length * this.chance())) : text;
    const chunks = [];
    // The answer begins at once; its body comes as fast as the link is.
    let before = Promise.resolve();
    for (let start = 0; start < sent.length; start += 100) {
      const chunk = sent.slice(start, start + 100);
      const arrived = before
        .then(() => wait((chunk.length / CHARACTERS_PER_SECOND) * 1000))
        .then(() => {
          if (path.startsWith("/pack/")) this.spent += chunk.length;
          return chunk;
        });
      arrived.catch(() => {});
      before = arrived;
      chunks.push(arrived);
    }
    return new FakeResponse("", { chunks, broken });
  }

  fail(what) {
    this.failures.push(`${what} [${this.log.slice(-12).join("; ")}]`);
  }

  /** Open an address and check what comes. */
  async open(path) {
    this.log.push(`open ${path} (${this.link})`);
    const { link, generation, time, stores } = this;
    const whole = this.holdsWhole();
    const trusted = !stores.failing && link !== "login" && link !== "moody";
    const begun = time.now;
    let answered;
    const isPage = path.endsWith("/");
    this.listeners.fetch({
      request: { url: `https://portal${path}`, path, method: "GET", mode: isPage ? "navigate" : "no-cors" },
      respondWith: (promise) => {
        answered = promise;
      },
      waitUntil: this.waitUntil(),
    });
    if (!answered) return;
    let outcome = null;
    answered
      .then(read, (error) => ({ error: String(error) }))
      .then((what) => {
        outcome = { ...what, at: time.now };
      });
    for (let waited = 0; waited < 40 && !outcome && this.generation === generation; waited++) await time.pass(1000);
    if (this.generation !== generation) return;
    const inPack = this.server.pack(1).entries[path] !== undefined;
    const mustAnswer = (whole && inPack && !stores.failing) || (link === "good" && this.link === "good");
    if (!outcome) {
      if (mustAnswer || (whole && !stores.failing)) this.fail(`${path}: nothing, not even an error`);
      return;
    }
    if (whole && !stores.failing && outcome.at - begun > LONGEST) this.fail(`${path}: waited ${outcome.at - begun} ms`);
    if (outcome.error && (mustAnswer || (whole && !stores.failing && isPage))) this.fail(`${path}: ${outcome.error}`);
    if (outcome.status === 200 && inPack && trusted && link !== "cut" && outcome.text !== LOGIN)
      this.checkWhole(path, outcome.text, whole);
    if (LISTS.includes(path) && trusted && outcome.status === 200 && link === "good" && this.link === "good") {
      const [, version] = /of (\d+)$/.exec(outcome.text || "") || [];
      const held = whole ? Number(this.held()?.version.slice(1)) : 0;
      if (Number(version) < held) this.fail(`${path}: a list of ${version}, older than the pack's ${held}`);
    }
  }

  /** A page is exactly that of one version. */
  checkWhole(path, text, whole) {
    const own = text?.replace(/<p id="state">.*?<\/p>/, "");
    for (let version = 1; version <= this.server.version; version++) {
      if (own === this.server.page(path, version)) return;
      // Of a pack that has come in part, a page that is not here leads to the page about this device.
      if (!whole && own === this.server.page("/sin-conexion/", version)) return;
    }
    this.fail(`${path}: shows ${JSON.stringify(text?.slice(0, 80))}, which is no version`);
  }

  held() {
    const kept = this.stores.caches.get("pack")?.get("/pack/current");
    try {
      return kept ? JSON.parse(kept.text) : null;
    } catch {
      return null;
    }
  }

  /** Whether the store has a version with all its parts. */
  holdsWhole() {
    const held = this.held();
    if (!held?.version || !held.parts) return false;
    const cache = this.stores.caches.get("pack");
    return held.parts.every(([, hash]) => {
      const kept = cache.get(`/pack/${hash}.txt`);
      return kept && digest(kept.text).toString("hex").startsWith(hash);
    });
  }

  ask(wanted, region = "") {
    this.log.push(`${wanted} ${region}`);
    this.listeners.message({
      data: { wanted, region },
      waitUntil: this.waitUntil(),
      source: { postMessage: () => {} },
    });
  }

  /** Nobody would see what fails here, and the page that asked would wait for ever. */
  waitUntil() {
    return (promise) => promise.catch((error) => this.fail(`nobody handles ${error}`));
  }

  /** Something that goes wrong, or is put right. */
  disturb() {
    const cache = this.stores.caches.get("pack") || new Map();
    const entry = this.pick([...cache.keys()]);
    const harm = {
      truncate: () => entry && cache.set(entry, { text: cache.get(entry).text.slice(0, 20), headers: {} }),
      foreign: () => entry && cache.set(entry, { text: this.pick([LOGIN, "{}", "null", '{"parts":7}']), headers: {} }),
      evict: () => entry && cache.delete(entry),
      evictAll: () => this.stores.caches.clear(),
      full: () => {
        this.stores.full = !this.stores.full;
      },
      failing: () => {
        this.stores.failing = this.pick([0, 0, 0.1, 1]);
      },
    };
    const name = this.pick(Object.keys(harm));
    this.log.push(name);
    harm[name]();
    this.had = this.holdsWhole();
  }

  move() {
    this.link = this.pick(["down", "silent", "login", "failing", "cut", "moody", "moody", "good", "good"]);
    this.log.push(`link ${this.link}`);
  }

  release() {
    this.log.push("release");
    this.server.version += this.pick([1, 2, 3]);
  }

  /** What was whole stays so, unless the store itself lost it. */
  checkNothingLost() {
    const has = this.holdsWhole();
    if (this.had && !has) this.fail("an update left less than there was");
    this.had = has;
  }

  async finish() {
    this.link = "good";
    this.stores.full = false;
    this.stores.failing = 0;
    this.log.push("all is well");
    if (this.chance() < 0.5) this.start();
    for (let visit = 0; visit < 2; visit++) {
      await this.open("/");
      this.ask("pack", "02");
      await this.time.pass(120_000);
    }
    const held = this.held();
    if (held?.version !== `v${this.server.version}` || !this.holdsWhole()) this.fail("not healed after two visits");
    this.link = "down";
    for (const path of PAGES) await this.open(path);
  }
}
