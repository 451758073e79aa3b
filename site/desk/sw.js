/**
 * The desk without a link. Every file is known by its hash: a new version fetches what changed, copies the rest, and
 * waits until a window says that no form is open. What is damaged counts as missing. Knows only its own version of the
 * desk: other addresses, and what a page of another version asks for by its hash, go their own way.
 */

/** @typedef {Record<string, string>} Hashes by address */

/** The build puts hashes here: what the desk needs to start, and what it works without. */
const FIRST = /** @type {Hashes} */ (/** @type {unknown} */ ("first"));
const LATER = /** @type {Hashes} */ (/** @type {unknown} */ ("later"));

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const FILES = { ...FIRST, ...LATER };
const PAGE = "/asesor/";
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
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  const isPage = request.mode === "navigate";
  const address = isPage ? pathname : pathname + search;
  if (isPage) event.waitUntil(complete());
  if (address in FILES) event.respondWith(answer(address, request));
});

/** The stores of all versions of the desk, this one's first. */
async function stores() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== VERSION);
  return Promise.all([VERSION, ...names].map((name) => caches.open(name)));
}

/**
 * The page is given where all is here that it starts with; else another release may be on its way, and its page leads to
 * its own files.
 * @param {string} address
 * @param {Request} request
 */
async function answer(address, request) {
  const needed = address === PAGE ? Object.keys(FIRST) : [];
  const [stored, ...others] = await caches
    .open(VERSION)
    .then((cache) => Promise.all([address, ...needed].map((each) => find([cache], each))))
    .catch(() => []);
  if (stored && others.every(Boolean)) return stored;
  return fetch(request).catch((error) => {
    if (stored) return stored;
    throw error;
  });
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
    for (const name of await caches.keys()) {
      // What a newer version has ready is not ours to take away.
      if (worker.registration.installing || worker.registration.waiting) return;
      if (name.startsWith(PREFIX) && name !== VERSION) await caches.delete(name);
    }
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
  const [own, ...others] = await stores();
  await Promise.all(
    Object.keys(files).map(async (address) => {
      if (await find([own], address)) return;
      await own.put(address, (await find(others, address)) ?? (await download(address)));
    }),
  );
}

/**
 * @param {Cache[]} among
 * @param {string} address
 * @returns {Promise<Response | null>} what this version has there
 */
async function find(among, address) {
  for (const cache of among) {
    const stored = await cache.match(address);
    const ours = stored && (await ifOurs(address, stored));
    if (ours) return ours;
  }
  return null;
}

/**
 * @param {string} address
 * @throws {Error} for what is of another release: half of one is none, and the next look at this worker tries again
 */
async function download(address) {
  // What the page has just loaded is in the browser's own store; it may also hold a former release for some minutes.
  for (const cache of /** @type {const} */ (["default", "reload"])) {
    const response = await fetch(address, { cache });
    const ours = response.ok && (await ifOurs(address, response));
    if (ours) return ours;
  }
  throw new Error(address);
}

/**
 * @param {string} address
 * @param {Response} response
 * @returns {Promise<Response | null>} the same, where it is this version's
 */
async function ifOurs(address, response) {
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!found.startsWith(FILES[address] ?? "-")) return null;
  return new Response(body, { headers: { "content-type": response.headers.get("content-type") ?? "" } });
}
