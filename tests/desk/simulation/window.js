/** One window of the desk: the module as browsers get it, run among objects of ours in place of the browser's. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { CATALOGUE } from "./cloud.js";
import { eventOf, FakeDocument, FakeElement, FakeNode, isVisible } from "./dom.js";
import { FAULTS } from "./faults.js";
import { databasesOf } from "./storage.js";

const ENTRY = fileURLToPath(new URL("../../../site/desk/main.js", import.meta.url));
/** Everything that the desk takes from a browser; all else is the language's own. */
const NAMES = [
  ..."globalThis document location history navigator indexedDB fetch crypto performance sessionStorage".split(" "),
  ..."BroadcastChannel AbortController setTimeout clearTimeout setInterval clearInterval addEventListener".split(" "),
  ..."removeEventListener dispatchEvent matchMedia print open screen URL Blob Date Math Event caches".split(" "),
  ..."HTMLElement HTMLInputElement HTMLAnchorElement Node Response CompressionStream".split(" "),
];

const STARTS_IN = 150;
const OPENS_IN = 3500;

/** @type {import("esbuild").Plugin} with a fault that was planted, where the environment names one */
const planted = {
  name: "planted",
  setup({ onLoad }) {
    const fault = FAULTS.find(({ name }) => name === process.env.PLANT);
    if (!fault) return;
    onLoad({ filter: new RegExp(`${fault.file}$`) }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes(fault.from)) throw new Error(`"${fault.name}" can no longer be planted in ${fault.file}`);
      return { contents: source.replace(fault.from, fault.to) };
    });
  },
};

async function compile() {
  const options = { entryPoints: [ENTRY], bundle: true, write: false, format: "iife", target: "es2022" };
  const { outputFiles } = await build({ ...options, plugins: [planted], logLevel: "error" });
  return new Function(...NAMES, outputFiles[0].text);
}

const desk = await compile();

export class Window {
  constructor(device, store, hash) {
    Object.assign(this, { device, store });
    this.dead = false;
    this.connections = new Set();
    this.steps = new Set();
    this.listeners = new Map();
    this.document = new FakeDocument((link) => this.follow(link));
    const { world } = device;
    const window = this;
    this.location = {
      origin: "https://mac.example",
      get hash() {
        return this.written;
      },
      set hash(text) {
        const next = text === "" || text === "#" ? "" : `#${text.replace(/^#/, "")}`;
        if (next === this.written) return;
        this.written = next;
        world.tasks.push(() => window.emit(eventOf("hashchange")));
      },
      written: hash,
      reload: () => {
        window.asksForReload = true;
      },
    };
  }

  /** Whom the person attends in this tab. */
  get citizen() {
    return this.device.citizens.get(this.store);
  }

  set citizen(name) {
    this.device.citizens.set(this.store, name);
  }

  /** Whether it had time to draw its first screen. */
  get started() {
    return this.device.world.time - this.openedAt > STARTS_IN;
  }

  /** Whether it has just been opened and may still be empty; if it takes longer, it must show a message. */
  get isOpening() {
    return !this.title && this.device.world.time - this.openedAt < OPENS_IN;
  }

  start() {
    this.openedAt = this.device.world.time;
    const globals = this.globals();
    desk(...NAMES.map((name) => globals[name]));
  }

  emit(event) {
    if (this.dead) return;
    for (const listener of [...(this.listeners.get(event.type) ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.device.world.onUncaught(error);
      }
    }
  }

  /** Do what a person does here; what it throws nobody caught. */
  act(work) {
    this.emit(eventOf("pointerdown"));
    try {
      work();
    } catch (error) {
      this.device.world.onUncaught(error);
    }
  }

  kill() {
    this.dead = true;
    this.device.world.killing = true;
    this.device.world.forget(this);
    for (const step of this.steps) {
      try {
        step.abort();
      } catch {
        // It was over already.
      }
    }
    for (const connection of this.connections) connection.close();
    this.device.release(this);
  }

  follow(link) {
    const name = link.getAttribute("download");
    if (name !== null) this.device.files.push({ name, text: this.blobs.get(link.href) });
    else if (link.href.startsWith("#")) this.location.hash = link.href;
  }

  /** The text a person sees. */
  get text() {
    const words = (node) =>
      node.childNodes ? (isVisible(node) ? node.childNodes.map(words).join(" ") : "") : node.textContent;
    return words(this.document.body).replace(/\s+/g, " ").trim();
  }

  get title() {
    return this.document.querySelector("h1")?.textContent ?? "";
  }

  /** What can be pressed or filled in. */
  controls(selector = "a, button, input, select, summary") {
    return this.document.querySelectorAll(selector).filter((element) => isVisible(element) && !element.disabled);
  }

  /** The first thing to press that reads so. */
  find(words) {
    const pattern = words instanceof RegExp ? words : { test: (text) => text === words };
    return this.controls("a, button, summary").find((element) => pattern.test(element.textContent));
  }

  globals() {
    const { device, store } = this;
    const { world, chance } = device;
    const window = this;
    const later = (work, milliseconds, every) => world.after(milliseconds, work, { owner: window, every });
    class DeviceDate extends Date {
      constructor(...given) {
        super(...(given.length ? given : [device.wall]));
      }
      static now = () => device.wall;
    }
    class Channel {
      constructor() {
        window.channel = this;
      }
      postMessage(data) {
        for (const other of device.windows) {
          if (other !== window) world.tasks.push(() => other.dead || other.channel?.onmessage?.({ data }));
        }
      }
    }
    class Bytes {
      constructor(bytes) {
        this.bytes = bytes;
      }
      get body() {
        return { pipeThrough: () => gzipSync(this.bytes) };
      }
      async arrayBuffer() {
        return Uint8Array.from(this.bytes).buffer;
      }
    }
    this.blobs = new Map();
    const globals = {
      deskCatalogue: device.brokenCatalogue ? undefined : structuredClone(CATALOGUE),
      document: this.document,
      location: this.location,
      history: {
        replaceState: (_state, _title, address) => {
          window.location.written = address.includes("#") ? address.slice(address.indexOf("#")) : "";
        },
      },
      navigator: {
        get onLine() {
          return device.link.up;
        },
        locks: {
          request: (name, ...given) =>
            given.length > 1 ? device.share(...given, window) : device.request(name, ...given, window),
        },
        storage: {
          persisted: async () => true,
          persist: async () => true,
          estimate: async () => ({ quota: 1e9, usage: 1e6 }),
        },
      },
      indexedDB: databasesOf(this),
      fetch: (address, request) => device.cloud.carry(window, address, request),
      crypto: {
        getRandomValues: (bytes) => bytes.map(() => chance.below(256)),
        subtle: quickSubtle(world),
      },
      performance: { now: () => device.uptime },
      sessionStorage: {
        getItem: (key) => store.get(key) ?? null,
        setItem: (key, value) => void store.set(key, String(value)),
        removeItem: (key) => void store.delete(key),
      },
      BroadcastChannel: Channel,
      AbortController: class {
        signal = { abort() {} };
        abort() {
          this.signal.abort();
        }
      },
      setTimeout: (work, milliseconds = 0) => later(work, milliseconds),
      clearTimeout: (timer) => void world.timers.delete(timer),
      setInterval: (work, milliseconds) => later(work, milliseconds, milliseconds),
      clearInterval: (timer) => void world.timers.delete(timer),
      addEventListener: (type, listener) => {
        window.listeners.set(type, [...(window.listeners.get(type) ?? []), listener]);
      },
      removeEventListener: (type, listener) => {
        window.listeners.set(
          type,
          (window.listeners.get(type) ?? []).filter((other) => other !== listener),
        );
      },
      dispatchEvent: (event) => window.emit(event),
      matchMedia: () => ({ matches: true }),
      print: () => {},
      open: () => {},
      screen: { availWidth: 800, availHeight: 600 },
      URL: Object.assign(class extends URL {}, {
        createObjectURL: (blob) => {
          const address = `blob:${window.blobs.size}`;
          window.blobs.set(address, blob.parts.join(""));
          return address;
        },
        revokeObjectURL: () => {},
      }),
      Blob: class {
        constructor(parts) {
          this.parts = parts;
        }
      },
      Date: DeviceDate,
      Math: Object.assign(Object.create(Math), { random: () => chance.next() }),
      Event,
      HTMLElement: FakeElement,
      HTMLInputElement: FakeElement,
      HTMLAnchorElement: FakeElement,
      Node: FakeNode,
      Response: Bytes,
      CompressionStream: class {},
      caches: undefined,
    };
    globals.globalThis = globals;
    return globals;
  }
}

/** WebCrypto in which a PIN costs nothing: how hard it is to guess is not what is tried here. */
const quickSubtle = (world) =>
  new Proxy(crypto.subtle, {
    get:
      (subtle, name) =>
      (...given) => {
        const quick = given.map((value) => (value?.iterations ? { ...value, iterations: 1 } : value));
        return world.track(subtle[name](...quick));
      },
  });
