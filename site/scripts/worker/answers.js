/** What the worker answers: pages and scripts from the pack, else from the network. */

import { expanded } from "./expansion.js";
import { reached, unreached } from "./link.js";
import { current } from "./pack.js";
import { summary } from "./state.js";

/** @typedef {import("./pack.js").Pack} Pack */

const FIGURES = "/estadisticas/";
const PATIENCE_FOR_FIGURES = 4000;

/**
 * Whether an address is that of a script that the pack may hold.
 * @param {string} path
 */
export const isScript = (path) => path.startsWith(ROOT) && /^\/[a-z-]+\.js$/.test(path.slice(ROOT.length));

/**
 * Answer a page: from the pack, or figures from the network first, since they are never older than minutes there.
 * @param {Request} request
 * @param {string} path
 */
export async function answer(request, path) {
  const pack = await current();
  const figures = path === FIGURES;
  if (pack?.entries.has(path) && !figures) return fromPack(path, pack);
  try {
    const response = await fetch(request, figures && pack ? { signal: AbortSignal.timeout(PATIENCE_FOR_FIGURES) } : {});
    reached();
    if (figures && response.ok) await (await caches.open("figures")).put(path, response.clone());
    return response;
  } catch (error) {
    unreached();
    const seen = figures && (await caches.match(path));
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
 * Answer what is asked for rarely: from what was asked before, else from the network.
 * @param {Request} request
 */
export async function answerRare(request) {
  const cache = await caches.open("asked");
  const seen = await cache.match(request);
  if (seen) return seen;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
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
