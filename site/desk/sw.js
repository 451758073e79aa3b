/**
 * The desk without a link. Every file is known by its hash: a new version fetches what changed, copies the rest, and
 * waits until a window says that no form is open. Knows only the desk: other addresses go their own way.
 */

const FIRST = "first";
const LATER = "later";

/** @type {any} */
const worker = self;
const PREFIX = "desk ";
const VERSION = PREFIX + [...Object.values(FIRST), ...Object.values(LATER)].join("");
const FILES = { .../** @type {any} */ (FIRST), .../** @type {any} */ (LATER) };

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keep(FIRST)));

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(
    (async () => {
      await worker.clients.claim();
      await keepLater();
      for (const name of await caches.keys())
        if (name.startsWith(PREFIX) && name !== VERSION) await caches.delete(name);
    })(),
  );
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "take over") worker.skipWaiting();
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.waitUntil(keepLater());
  const path = event.request.mode === "navigate" && !(url.pathname in FILES) ? null : url.pathname;
  if (path && path in FILES) event.respondWith(answer(path, event.request));
});

/**
 * @param {string} path
 * @param {Request} request
 */
async function answer(path, request) {
  const kept = await (await caches.open(VERSION)).match(path);
  return kept ?? fetch(request);
}

let whole = false;

/** Fetch what the desk works without; a link that breaks is tried again when a page of the desk is opened. */
async function keepLater() {
  if (whole) return;
  whole = true;
  await keep(LATER).catch(() => {
    whole = false;
  });
}

/**
 * Fetch what is not here yet; what an older version holds with the same hash is copied.
 * @param {any} files
 */
async function keep(files) {
  const cache = await caches.open(VERSION);
  const older = await Promise.all(
    (await caches.keys()).filter((name) => name.startsWith(PREFIX)).map((name) => caches.open(name)),
  );
  await Promise.all(
    Object.entries(files).map(async ([path, hash]) => {
      for (const former of older) {
        const kept = await former.match(path);
        if (kept && kept.headers.get("x-hash") === hash) return cache.put(path, kept);
      }
      const fresh = await fetch(path, { cache: "no-cache" });
      if (!fresh.ok) throw new Error(path);
      const body = await fresh.arrayBuffer();
      const found = [...new Uint8Array(await crypto.subtle.digest("SHA-256", body))]
        .map((b) => b.toString(16).padStart(2, "0"))
        .join("");
      // Half of a release is no release: the next look at this worker tries again.
      if (!found.startsWith(String(hash))) throw new Error(path);
      const headers = { "content-type": fresh.headers.get("content-type") ?? "", "x-hash": String(hash) };
      return cache.put(path, new Response(body, { headers }));
    }),
  );
}
