/**
 * A browser that is none: the stores, answers and timers that a service worker uses, moved by a simulation. Whatever
 * happens does so in microtasks or when the simulation lets time pass, so a seed gives the same run each time.
 */

import { createHash } from "node:crypto";

/** An answer, with its body as text. */
export class FakeResponse {
  constructor(text = "", { status = 200, headers = {}, chunks = [text], broken = false } = {}) {
    this.status = status;
    this.ok = status < 300;
    this.chunks = chunks;
    this.broken = broken;
    this.headers = new Map(Object.entries(headers));
  }

  static redirect(url) {
    return new FakeResponse("", { status: 302, headers: { location: url } });
  }

  clone() {
    return this;
  }

  async text() {
    let all = "";
    for (const chunk of this.chunks) all += await chunk;
    if (this.broken) throw new TypeError("the body broke off");
    return all;
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async arrayBuffer() {
    return this.text();
  }

  get body() {
    let place = 0;
    const next = async () => {
      if (place < this.chunks.length)
        return { done: false, value: new TextEncoder().encode(await this.chunks[place++]) };
      if (this.broken) throw new TypeError("the body broke off");
      return { done: true, value: undefined };
    };
    return { getReader: () => ({ read: next }) };
  }
}

/** A profile's stores: they outlive a worker, and fail, fill and lose entries as the simulation says. */
export class Stores {
  constructor(chance) {
    this.chance = chance;
    this.caches = new Map();
    /** How often a call fails, from 0 to 1. */
    this.failing = 0;
    this.full = false;
  }

  async #mayFail() {
    if (this.chance() < this.failing) throw new Error("the store is not available");
  }

  async open(name) {
    await this.#mayFail();
    if (!this.caches.has(name)) this.caches.set(name, new Map());
    const entries = this.caches.get(name);
    const pathOf = (request) => {
      const text = typeof request === "string" ? request : request.url;
      return text.replace("https://portal", "");
    };
    return {
      match: async (request) => {
        await this.#mayFail();
        const kept = entries.get(pathOf(request));
        return kept && new FakeResponse(kept.text, { headers: kept.headers });
      },
      put: async (request, response) => {
        const text = await response.text();
        await this.#mayFail();
        if (this.full) throw Object.assign(new Error("no room"), { name: "QuotaExceededError" });
        entries.set(pathOf(request), { text, headers: Object.fromEntries(response.headers) });
      },
      add: async (path) => {
        const response = await this.fetch(path);
        if (!response.ok) throw new TypeError("not ok");
        entries.set(path, { text: await response.text(), headers: {} });
      },
      delete: async (request) => {
        await this.#mayFail();
        return entries.delete(pathOf(request));
      },
      keys: async () => {
        await this.#mayFail();
        return [...entries.keys()].map((path) => ({ url: `https://portal${path}` }));
      },
    };
  }
}

/** Let everything that was begun go on as far as it can without time. */
const settled = () => new Promise((done) => setImmediate(done));

/** Timers of a virtual clock. */
export class Time {
  constructor() {
    this.now = 0;
    this.timers = [];
    this.set = (work, delay = 0) => {
      const timer = { at: this.now + delay, work };
      this.timers.push(timer);
      return timer;
    };
    this.clear = (timer) => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  async pass(milliseconds) {
    const end = this.now + milliseconds;
    while (true) {
      await settled();
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.clear(due);
      this.now = Math.max(this.now, due.at);
      due.work();
    }
    this.now = end;
  }
}

export const digest = (text) => createHash("sha256").update(text).digest();
