// @ts-check
/// <reference lib="webworker" />
/**
 * Answers every citizen page from the pack, without a link. The pack is described in site/portal/pack.
 *
 * Cache "pack" holds the parts, each under the hash of its text, and /pack/current: which parts belong together.
 * Replacing that one entry is the whole of an update, so an update that breaks off leaves the version before it.
 *
 * @typedef {{portal: string, version: string, date: string, parts: [string, string][], former?: string[]}} Version
 * @typedef {{version: Version, entries: Map<string, string>}} Pack
 */
(() => {
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CURRENT = "@/pack/current";
const OTHERS = /^@\/(api|session|data|pack|manual|asesor|constancia)(\/|$)/;
const ON_REQUEST = /^@\/lugares\//;
const SCRIPT = /^@\/[a-z-]+\.js$/;
const [PAIR, BETWEEN, PART] = ["\x1f", "\x1e", "\x1d"];
const MONTHS = [_("enero"), _("febrero"), _("marzo"), _("abril"), _("mayo"), _("junio"), _("julio"), _("agosto"), _("setiembre"), _("octubre"), _("noviembre"), _("diciembre")];

/** @type {Promise<Pack | null> | null} */ let held = null;
/** @type {AbortController | null} */ let loading = null;
let unreachable = false;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", event => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || event.request.method !== "GET") return;
  if (ON_REQUEST.test(url.pathname)) return event.respondWith(kept(event.request));
  if (SCRIPT.test(url.pathname)) return event.respondWith(page(event.request, url.pathname));
  if (event.request.mode !== "navigate" || OTHERS.test(url.pathname)) return;
  if (loading) loading.abort(); // the page that a person waits for goes first; the pack goes on after it
  event.respondWith(page(event.request, url.pathname));
});
worker.addEventListener("message", event => {
  const { wanted, region = "", file = "" } = event.data;
  const reply = (/** @type {object} */ answer) => event.source && event.source.postMessage(answer);
  const work = wanted === "pack" ? update(region) : wanted === "import" ? take(file) : state();
  event.waitUntil(work.catch(async error => ({ ...await state(), failed: String(error.message) })).then(reply));
});

/** Answer a page: from the pack, or figures from the network first, since they are never older than minutes there. */
async function page(/** @type {Request} */ request, /** @type {string} */ path) {
  const pack = await current();
  const figures = path === "/estadisticas/";
  if (pack && pack.entries.has(path) && !figures) return drawn(path, pack);
  try {
    const answer = await fetch(request, figures && pack ? { signal: AbortSignal.timeout(4000) } : {});
    unreachable = false;
    if (figures && answer.ok) await (await caches.open("figures")).put(path, answer.clone());
    return answer;
  } catch (error) {
    unreachable = true;
    const seen = figures && await caches.match(path);
    if (seen) return seen;
    if (!pack) throw error;
    if (pack.entries.has(path + "/")) return Response.redirect(path + "/" + new URL(request.url).search);
    return drawn(pack.entries.has(path) ? path : "@/sin-conexion/", pack);
  }
}

/** Answer what is asked for rarely: from what was asked before, else from the network. */
async function kept(/** @type {Request} */ request) {
  const cache = await caches.open("asked");
  const seen = await cache.match(request);
  if (seen) return seen;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** Return a page, saying when its content is from and whether there is a link. */
function drawn(/** @type {string} */ path, /** @type {Pack} */ pack) {
  if (SCRIPT.test(path)) return new Response(pack.entries.get(path), { headers: { "content-type": "text/javascript" } });
  const html = expanded(path, pack.entries).replace(/(<footer>\s*<div class="frame">)/, `$1<p id="state">${said(pack)}</p>`);
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Say when the content is from, and whether there is a link. */
function said(/** @type {Pack} */ pack) {
  const [year, month, day] = pack.version.date.split("-").map(Number);
  const offline = unreachable || !navigator.onLine;
  return _(`Contenido del %(day)s de %(month)s de %(year)s%(offline)s.`, day, MONTHS[month - 1], year, offline ? _("; sin conexión") : "");
}

/** Resolve a page's references; portal.pack.expansion says what they are. */
function expanded(/** @type {string} */ path, /** @type {Map<string, string>} */ entries) {
  const entry = (/** @type {string} */ key) => entries.get(key) || "";
  const filled = (/** @type {string} */ text, /** @type {string[]} */ holes) =>
    text.replace(/\x04(\d)/g, (_, hole) => holes[hole]);
  const [kind, ...words] = entry(path).slice(1).split("\x02");
  const own = entry(path)[0] === "\x07" ? filled(entry(kind), words) : entry(path);
  const [, title, description, main] = /^([^\x02]*)\x02([^\x02]*)\x02([^]*)$/.exec(own) || ["", "", "", ""];
  let text = filled(entry("frame"), [title, description, main]);
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(/([\x01\x05\x06])([^\x01\x03\x05\x06]*)\x03/g, (_, mark, body) => {
      const [key, ...holes] = body.split("\x02");
      if (mark === "\x01") return filled(entry(key), holes);
      const [table, ...rest] = holes;
      const columns = table.split("\x0b").map((/** @type {string} */ column) => column.split("\t"));
      const rows = mark === "\x05"
        ? columns[0].map((/** @type {string} */ _, /** @type {number} */ at) => columns.map((/** @type {string[]} */ column) => column[at]))
        : table.split("|").map((/** @type {string} */ row) => row.split(":"));
      return rows.map((/** @type {string[]} */ row) => filled(entry(key), [...row, ...rest])).join("");
    });
  }
  return text;
}

/** @returns {Promise<Pack | null>} the pack that this browser holds; a part that is not what its hash says is dropped */
function current() {
  held = held || (async () => {
    const cache = await caches.open("pack@");
    const version = await read(cache, CURRENT);
    if (!version) return null;
    const entries = new Map();
    for (const [, hash] of version.parts) {
      const text = await (await cache.match(`@/pack/${hash}.txt`))?.text();
      if (text === undefined || await hashed(text) !== hash) {
        await cache.delete(`@/pack/${hash}.txt`);
        version.version = ""; // what is left is served; the next update loads what is missing
      } else for (const [key, value] of pairs(text)) entries.set(key, value);
    }
    return entries.has("frame") ? { version, entries } : null;
  })();
  return held;
}

/** Bring the pack up to date: by what changed since our version, else part by part, the region's own first. */
async function update(/** @type {string} */ region) {
  if (loading) return state();
  const { signal } = loading = new AbortController();
  try {
    const latest = /** @type {Version} */ (await (await got("@/pack/latest.json", signal)).json());
    const cache = await caches.open("pack@");
    const ours = (await current())?.version;
    if (ours?.version === latest.version) return state();
    if (!ours?.version || !latest.former?.includes(ours.version) || !await changed(ours, latest, cache, signal)) {
      const order = [...latest.parts].sort(([a], [b]) => Number(b === "" || b === region) - Number(a === "" || a === region));
      for (const [, hash] of order) {
        if (await cache.match(`@/pack/${hash}.txt`)) continue; // it came before the last interruption
        await store(cache, hash, await (await got(`@/pack/${hash}.txt`, signal)).text());
        if (!ours) await make(cache, { ...latest, version: "" }); // some pages are better than none
      }
    }
    await make(cache, latest);
    await (await caches.open("figures")).add("/estadisticas/").catch(() => {});
    return state();
  } finally {
    loading = null;
  }
}

/** Make all parts of a version from ours and what changed since. False where that does not give what it should. */
async function changed(/** @type {Version} */ ours, /** @type {Version} */ latest, /** @type {Cache} */ cache, /** @type {AbortSignal} */ signal) {
  const answer = await got(`@/pack/${ours.version}-${latest.version}.txt`, signal).catch(() => null);
  if (!answer) return false;
  const changes = new Map((await answer.text()).split(PART).map(group => {
    const [name, ...lines] = group.split(BETWEEN);
    return [name, lines];
  }));
  const before = new Map(ours.parts);
  for (const [name, hash] of latest.parts) {
    if (before.get(name) === hash) continue;
    const entries = new Map(pairs(await (await cache.match(`@/pack/${before.get(name)}.txt`))?.text() || ""));
    for (const line of changes.get(name) || []) {
      const [key, value] = line.split(PAIR);
      if (value === undefined) entries.delete(key); else entries.set(key, value);
    }
    const text = [...entries].sort(([a], [b]) => a < b ? -1 : 1).map(pair => pair.join(PAIR)).join(BETWEEN);
    if (!await store(cache, hash, text).then(() => true, () => false)) return false;
  }
  return true;
}

/** Take the pack from a file that a person brought. */
async function take(/** @type {string} */ file) {
  const [head, ...texts] = file.split(PART);
  const version = /** @type {Version} */ (JSON.parse(head.startsWith("{") ? head : "{}"));
  if (version.portal !== "mac-express" || texts.length !== version.parts.length) throw Error("foreign");
  const cache = await caches.open("pack@");
  for (const [place, [, hash]] of version.parts.entries()) await store(cache, hash, texts[place]);
  await make(cache, version);
  return state();
}

/** Keep a part, if it is what its hash says. */
async function store(/** @type {Cache} */ cache, /** @type {string} */ hash, /** @type {string} */ text) {
  if (await hashed(text) !== hash) throw Error("hash");
  await cache.put(`@/pack/${hash}.txt`, new Response(text));
}

/** Make a version the one that pages come from, then drop what it does not need. */
async function make(/** @type {Cache} */ cache, /** @type {Version} */ version) {
  await cache.put(CURRENT, new Response(JSON.stringify(version)));
  held = null;
  if (!version.version) return;
  const needed = new Set([CURRENT, ...version.parts.map(([, hash]) => `@/pack/${hash}.txt`)]);
  for (const { url } of await cache.keys()) if (!needed.has(new URL(url).pathname)) await cache.delete(url);
}

async function state() {
  const pack = await current();
  if (!pack) return { version: "", partly: false, said: "" };
  return { version: pack.version.version, partly: !pack.version.version, said: said(pack) };
}

/** Fetch a file of the pack, past the browser's own store: ours is enough, and a damaged copy must not come again. */
async function got(/** @type {string} */ path, /** @type {AbortSignal} */ signal) {
  try {
    const answer = await fetch(path, { signal, cache: "no-store" });
    unreachable = false;
    if (!answer.ok) throw Error(`${path} ${answer.status}`);
    return answer;
  } catch (error) {
    unreachable = error instanceof TypeError; // no answer at all
    throw error;
  }
}

async function hashed(/** @type {string} */ text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest.slice(0, 16)].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {[string, string][]} */
function pairs(/** @type {string} */ text) {
  return text ? text.split(BETWEEN).map(line => /** @type {[string, string]} */ (line.split(PAIR))) : [];
}

/** @returns {Promise<Version | null>} */
async function read(/** @type {Cache} */ cache, /** @type {string} */ path) {
  const answer = await cache.match(path);
  return answer ? answer.json() : null;
}
})();
