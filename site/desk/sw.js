/**
 * The desk without a link. Every file is known by its hash: a new version fetches what changed, copies the rest, and
 * waits until a window says that no form is open. Knows only the desk: other addresses go their own way.
 */

/** @typedef {Record<string, string>} Hashes by address */

/** The build puts hashes here: what the desk needs to start, and what it works without. */
const FIRST = /** @type {Hashes} */ (/** @type {unknown} */ ("first"));
const LATER = /** @type {Hashes} */ (/** @type {unknown} */ ("later"));

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const FILES = { ...FIRST, ...LATER };
const PREFIX = "desk ";
const VERSION = PREFIX + Object.values(FILES).join("");

worker.addEventListener("install", (event) => event.waitUntil(store(FIRST)));

// Nothing here waits for the link: a window that opens waits until this is done.
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
  if (event.data === "complete") event.waitUntil(complete());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.waitUntil(complete());
  if (pathname in FILES) event.respondWith(answer(pathname, request));
});

/** The names of the stores of all versions of the desk. */
async function versions() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

/**
 * @param {string} path
 * @param {Request} request
 */
async function answer(path, request) {
  const stored = await caches
    .open(VERSION)
    .then((cache) => cache.match(path))
    .catch(() => undefined);
  return stored ?? fetch(request);
}

let completing = false;

/**
 * Store what is missing, each time a page of the desk is opened or a desk has started: what the desk works without is
 * fetched then, and what a browser threw away or a broken link left out comes back. When all is there, older versions go.
 */
async function complete() {
  if (completing) return;
  completing = true;
  try {
    await store(FILES);
    for (const name of await versions()) if (name !== VERSION) await caches.delete(name);
  } catch {
    // The next page that is opened tries again.
  } finally {
    completing = false;
  }
}

/**
 * Store files of this version; what an older version holds with the same hash is copied.
 * @param {Hashes} files
 */
async function store(files) {
  const cache = await caches.open(VERSION);
  const stores = await Promise.all((await versions()).map((name) => caches.open(name)));
  await Promise.all(
    Object.entries(files).map(async ([path, hash]) => {
      if (await cache.match(path)) return;
      const stored = await find(stores, path, hash);
      await cache.put(path, stored ?? (await download(path, hash)));
    }),
  );
}

/**
 * @param {Cache[]} stores
 * @param {string} path
 * @param {string} hash
 */
async function find(stores, path, hash) {
  for (const cache of stores) {
    const stored = await cache.match(path);
    if (stored?.headers.get("x-hash") === hash) return stored;
  }
  return null;
}

/**
 * @param {string} path
 * @param {string} hash
 * @throws {Error} for what is of another release: half of one is none, and the next look at this worker tries again
 */
async function download(path, hash) {
  const response = await fetch(path, { cache: "no-cache" });
  if (!response.ok) throw new Error(path);
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!found.startsWith(hash)) throw new Error(path);
  const headers = { "content-type": response.headers.get("content-type") ?? "", "x-hash": hash };
  return new Response(body, { headers });
}
