/** One run of the arrival: the browser, its link, its store, and the one window with the desk. */

import { createContext, Script } from "node:vm";
import { digest, FakeResponse, Stores, Time } from "../../worker/browser.js";
import { Chance } from "../simulation/chance.js";
import { integrityOf, PAGE, releaseOf } from "./releases.js";

const ORIGIN = "https://portal";
const MINUTE = 60_000;
const LATENCY = 500;
/** Milliseconds that the browser's own store gives a file without asking. */
const FRESH = 5 * MINUTE;
const LOGIN = "<html>Bienvenido al wifi del hotel</html>";

export class Run {
  constructor({ door, worker }, seed) {
    const chance = new Chance(seed);
    Object.assign(this, { door, workerSource: worker, chance: () => chance.next() });
    this.time = new Time();
    this.stores = new Stores(this.chance);
    this.version = 2;
    this.link = "good";
    /** The browser's own store: by address, {text, at}. */
    this.cached = new Map();
    /** The workers: {active, waiting}. */
    this.workers = {};
    this.failures = [];
    this.log = [];
  }

  pick(list) {
    return list[Math.floor(this.chance() * list.length)];
  }

  fail(what) {
    this.failures.push(`${what} [${this.log.slice(-12).join("; ")}]`);
  }

  wait(milliseconds) {
    return new Promise((done) => this.time.set(done, milliseconds));
  }

  /** Ask the link. */
  async network(address) {
    const link = this.link === "moody" ? this.pick(["good", "good", "cut", "half", "login"]) : this.link;
    await this.wait(LATENCY + this.chance() * 3000);
    if (link === "down" || link === "cut") throw new TypeError("no link");
    if (link === "hangs") await this.wait(10 ** 9);
    if (link === "login") return new FakeResponse(LOGIN);
    const text = releaseOf(this.version, this.workerSource)[address.split("?")[0]];
    const half = link === "half" && this.chance() < 0.5;
    // A browser keeps nothing of what breaks off.
    if (half) return new FakeResponse(text.slice(0, text.length / 2), { broken: true });
    this.cached.set(address, { text, at: this.time.now });
    return new FakeResponse(text);
  }

  /** Ask the browser's own store first, as a fetch does. */
  async fetch(address, { cache = "default", integrity } = {}) {
    const kept = this.cached.get(address);
    const fresh = cache === "default" && kept && this.time.now - kept.at < FRESH;
    const response = fresh ? new FakeResponse(kept.text) : await this.network(address);
    return integrity ? checked(response, integrity) : response;
  }

  /** Ask as a page does: its worker first. */
  async ask(page, address, { integrity, cache, mode = "cors" } = {}) {
    let answered;
    const waitUntil = (promise) => promise.catch((error) => this.fail(`nobody handles ${error}`));
    const request = { url: ORIGIN + address, method: "GET", mode, cache, toString: () => address };
    const respondWith = (answer) => {
      answered = answer;
    };
    page.worker?.listeners.fetch({ request, respondWith, waitUntil });
    const response = await (answered ?? this.fetch(address, { cache }));
    return integrity ? checked(response, integrity) : response;
  }

  /** A worker of a text, with its listeners; null where the text is none. */
  makeWorker(source) {
    if (!source.includes("addEventListener")) return null;
    const worker = { source, listeners: {} };
    const { stores } = this;
    const self = {
      location: { origin: ORIGIN },
      addEventListener: (name, work) => {
        worker.listeners[name] = work;
      },
      clients: { claim: async () => {} },
      registration: Object.defineProperties(
        {},
        { installing: { get: () => this.installing }, waiting: { get: () => this.workers.waiting } },
      ),
      skipWaiting: () => {
        this.workers = { active: worker };
        worker.listeners.activate({ waitUntil: () => {} });
        if (this.page?.takingOver) this.reload("the new worker");
      },
    };
    const globals = {
      self,
      caches: {
        open: (name) => stores.open(name),
        keys: async () => [...stores.caches.keys()],
        delete: async (name) => stores.caches.delete(name),
      },
      fetch: (request, options) => this.fetch(String(request), { cache: request.cache, ...options }),
      crypto: { subtle: { digest: async (_name, bytes) => digest(bytes) } },
      Response: FakeResponse,
      URL,
      Uint8Array,
    };
    try {
      new Script(source).runInContext(createContext(globals));
    } catch {
      return null;
    }
    return worker;
  }

  /** What a browser does when the desk is opened, and when it registers its worker: look whether there is another. */
  async lookForWorker() {
    const source = await this.network("/asesor/sw.js").then((response) => response.text());
    if ([this.workers.active, this.workers.waiting].some((known) => known?.source === source)) return;
    const worker = this.makeWorker(source);
    if (!worker) return;
    let installed = Promise.resolve();
    const waitUntil = (work) => {
      installed = work;
    };
    this.installing = worker;
    worker.listeners.install({ waitUntil });
    await installed.finally(() => {
      this.installing = null;
    });
    if (this.workers.active) this.workers.waiting = worker;
    else this.workers = { active: worker };
  }

  /** A browser stops a worker that rests, and one that takes longer than five minutes: only what is stored is left. */
  restartWorkers() {
    for (const [state, { source }] of Object.entries(this.workers)) this.workers[state] = this.makeWorker(source);
  }

  reload(why) {
    this.log.push(`reload: ${why}`);
    const { page } = this;
    if (page.written && !["a person", "the new worker"].includes(why) && !page.started)
      this.fail("what was written is lost");
    void this.open({ isReload: true });
  }

  /** Open the desk in the one window there is. */
  async open({ isReload = false } = {}) {
    const page = { worker: this.workers.active, started: 0, takingOver: false };
    this.page = page;
    this.log.push(`open (${this.link}, release ${this.version})`);
    if (page.worker) void this.lookForWorker().catch(() => {});
    const cache = isReload ? "no-cache" : "default";
    const text = await this.ask(page, PAGE, { mode: "navigate", cache })
      .then((response) => response.text())
      .catch(() => null);
    if (this.page !== page) return;
    page.text = text;
    if (text?.startsWith("{")) this.run(page, JSON.parse(text));
  }

  /** Run the door of a page. */
  run(page, { version, ...dataset }) {
    page.version = version;
    const alive = () => this.page === page;
    const element = (more = {}) => ({ dataset: {}, appendChild: () => {}, addEventListener: () => {}, ...more });
    const fields = [element({ value: "", focus: () => {} }), element({ value: "" })];
    const form = element({ querySelector: () => element(), querySelectorAll: () => fields });
    page.news = {
      set textContent(words) {
        this.words = words;
        this.button = null;
      },
      appendChild(button) {
        this.button = button;
      },
    };
    page.fields = fields;
    const elements = { entrada: element({ querySelector: () => form }), llegada: page.news };
    const globals = {
      document: {
        body: { dataset, appendChild: (script) => void this.runModule(page, script) },
        getElementById: (id) => elements[id],
        createElement: () => element(),
      },
      // Until the desk has its own, the portal's worker answers for its page: whoever read a page of the portal has it.
      navigator: { serviceWorker: { controller: { scriptURL: `https://x.pe${page.worker ? "/asesor" : ""}/sw.js` } } },
      HTMLScriptElement: class {
        get noModule() {
          return false;
        }
      },
      location: { reload: () => alive() && this.reload(page.pressed ? "a person" : "by itself") },
      addEventListener: (name, work) => {
        page[`on${name}`] = work;
      },
      setTimeout: (work, delay) => this.time.set(() => alive() && work(), delay),
      clearTimeout: this.time.clear,
      fetch: (address, options) => this.whileAlive(page, this.ask(page, address, options)),
    };
    globals.window = globals;
    page.window = globals;
    this.door.runInContext(createContext(globals));
  }

  whileAlive(page, promise) {
    return new Promise((done, fail) =>
      promise.then(
        (value) => this.page === page && done(value),
        (error) => this.page === page && fail(error),
      ),
    );
  }

  /** A module element: its text runs where it is what the page named. */
  async runModule(page, { src, integrity, onload, onerror }) {
    const text = await this.whileAlive(
      page,
      this.ask(page, src, { integrity }).then((response) => response.text()),
    ).catch(() => null);
    if (this.page !== page) return;
    if (text === null) return onerror();
    page.started += 1;
    if (page.started > 1) this.fail("two modules run in one page");
    const { deskCatalogue } = page.window;
    const wanted = page.version - (page.version % 2);
    if (text !== `module of ${wanted}`) this.fail(`a page of ${page.version} runs "${text}"`);
    if (deskCatalogue && deskCatalogue.version !== page.version) this.fail("page and catalogue are of two releases");
    page.withoutCatalogue = !deskCatalogue;
    onload();
    await this.followWorker(page);
  }

  /** What machine/updates.js does: register, let the worker complete, and use a version that was waiting. */
  async followWorker(page) {
    await this.lookForWorker().catch(() => {});
    if (this.page !== page) return;
    const complete = { data: "complete", waitUntil: (work) => work.catch(() => {}) };
    this.workers.active?.listeners.message(complete);
    if (!this.workers.waiting) return;
    page.takingOver = true;
    this.workers.waiting.listeners.message({ data: "take over", waitUntil: () => {} });
  }

  write() {
    const { page } = this;
    if (!page?.fields || page.started) return;
    this.log.push("write");
    page.written = true;
    page.fields[0].value = "rosa";
  }

  press() {
    const { page } = this;
    const button = page?.news?.button;
    if (!button || page.started) return;
    this.log.push(`press ${button.textContent}`);
    page.pressed = true;
    button.onclick();
  }

  disturb() {
    const [files] = this.stores.caches.values();
    const address = files && this.pick([...files.keys()]);
    const how = this.pick(["lose", "damage", "lose all", "forget"]);
    this.log.push(how);
    if (how === "forget") this.cached.clear();
    if (how === "lose all") this.stores.caches.clear();
    if (address && how === "lose") files.delete(address);
    if (address && how === "damage") files.set(address, { text: "half of", headers: {} });
  }

  /** A page that is not the desk says what to do, or becomes it or says so within a minute. */
  async checkWayOn() {
    const { page } = this;
    const needsOne = () => this.page === page && page?.news && !page.started && !page.news.button;
    for (let waited = 0; waited < 70 && needsOne(); waited++) await this.time.pass(1000);
    if (needsOne()) this.fail(`no way on: ${page.news.words}`);
  }

  async finish() {
    this.link = "good";
    this.log.push("all is well");
    for (let visit = 0; visit < 2; visit++) {
      await this.time.pass(FRESH);
      this.restartWorkers();
      void this.open();
      await this.time.pass(3 * MINUTE);
    }
    const { page } = this;
    if (!page.started || page.withoutCatalogue)
      this.fail(`not healed after two visits: ${page.news?.words ?? page.text}`);
    else if (page.version !== this.version) this.fail(`opens ${page.version} of ${this.version} after two visits`);
    this.link = "down";
    this.cached.clear();
    void this.open();
    await this.time.pass(MINUTE);
    if (!this.page.started || this.page.withoutCatalogue) this.fail("does not open without a link");
  }
}

async function checked(response, integrity) {
  const text = await response.text();
  if (integrityOf(text) !== integrity) throw new TypeError("integrity");
  return new FakeResponse(text, { status: response.status });
}
