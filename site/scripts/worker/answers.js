/** What the worker answers: pages and scripts from the pack, else from the network. */

import { expanded } from "./expansion.js";
import { goFirst, reached, unreached, within } from "./link.js";
import { current } from "./pack.js";
import { summary } from "./state.js";

/** @typedef {import("./pack.js").Pack} Pack */

const TODAY = "/data/v1/today.json";
/** What the scheduled function writes: from the network first, since it is never older than minutes there. */
const PUBLISHED = ["/estadisticas/", "/hoy/", TODAY];
/** Milliseconds that a page is waited for where there is something to show instead of it. */
const PATIENCE = 15_000;
const PATIENCE_FOR_PUBLISHED = 4000;
const PATIENCE_FOR_LISTS = 2000;
/** Says under which version of the pack a list was kept. */
const KEPT_WITH = "x-pack";

/**
 * Whether an address is that of a script that the pack may hold.
 * @param {string} path
 */
export const isScript = (path) => path.startsWith(ROOT) && /^\/[a-z-]+\.js$/.test(path.slice(ROOT.length));

/**
 * Whether an address is that of a file that the scheduled function writes, and that is kept.
 * @param {string} path
 */
export const isPublished = (path) => PUBLISHED.includes(path);

/**
 * Answer a page: from the pack, else from the network, and what was kept of it where that is silent.
 * @param {Request} request
 * @param {string} path
 */
export async function answer(request, path) {
  const pack = await current();
  const published = isPublished(path);
  if (pack?.entries.has(path) && !published) return fromPack(path, pack);
  const page = fetch(request);
  // What a page asks for beside itself can wait for the pack.
  if (path !== TODAY) goFirst(page);
  const seen = published ? await stored("figures", path) : undefined;
  if (published) keepPublished(page, path);
  if (!pack && !seen) return page;
  try {
    const response = await within(page, seen ? PATIENCE_FOR_PUBLISHED : PATIENCE);
    reached();
    return response;
  } catch (error) {
    unreached();
    if (seen) return seen;
    if (!pack) throw error;
    return withoutLink(request, path, pack);
  }
}

/**
 * @param {Request} request
 * @param {string} path
 * @param {Pack} pack
 */
function withoutLink(request, path, pack) {
  const withSlash = `${path}/`;
  if (pack.entries.has(withSlash)) return Response.redirect(withSlash + new URL(request.url).search);
  return fromPack(pack.entries.has(path) ? path : `${ROOT}/sin-conexion/`, pack);
}

/**
 * Keep what was published, also where it comes too late to be shown.
 * @param {Promise<Response>} page
 * @param {string} path
 */
const keepPublished = (page, path) =>
  page.then(
    (response) => (response.ok ? keep("figures", path, response.clone()) : undefined),
    () => {},
  );

/**
 * Answer a list of places: the one that was kept with this version of the pack, else a new one, else an older one.
 * @param {Request} request
 * @param {string} path
 */
export async function answerList(request, path) {
  const [pack, seen] = await Promise.all([current(), stored("lists", path)]);
  const version = pack?.version.version || "";
  if (seen && version && seen.headers.get(KEPT_WITH) === version) return seen;
  // The browser's own store would give the former version's for some minutes.
  const list = fetch(request, { cache: "no-cache" }).then(async (response) => {
    if (!response.ok) return response;
    const text = await response.text();
    const headers = { "content-type": "text/plain; charset=utf-8", [KEPT_WITH]: version };
    await keep("lists", path, new Response(text, { headers }));
    return new Response(text, { headers });
  });
  return within(list, seen ? PATIENCE_FOR_LISTS : PATIENCE).catch((error) => {
    if (seen) return seen;
    throw error;
  });
}

/**
 * What is kept beside the pack; nothing where the browser's store fails.
 * @param {string} name
 * @param {string} path
 */
const stored = (name, path) =>
  caches
    .open(name)
    .then((cache) => cache.match(path))
    .catch(() => undefined);

/**
 * Keep something beside the pack; a store that is full or refused must not lose the answer.
 * @param {string} name
 * @param {string} path
 * @param {Response} response
 */
async function keep(name, path, response) {
  try {
    await (await caches.open(name)).put(path, response);
  } catch {
    // It is asked for again the next time.
  }
}

/**
 * A script, or a page that says when its content is from and whether there is a link.
 * @param {string} path
 * @param {Pack} pack
 */
function fromPack(path, pack) {
  if (isScript(path)) return respond(pack.entries.get(path), "text/javascript");
  const page = expanded(path, pack.entries);
  const foot = `$&<p id="state">${summary(pack)}</p>`;
  return respond(page.replace(/<footer>\s*<div class="frame">/, foot), "text/html; charset=utf-8");
}

/**
 * @param {string | undefined} text
 * @param {string} type
 */
const respond = (text, type) => new Response(text, { headers: { "content-type": type } });
