/** Answers every citizen page from the pack, without a link. The pack is described in site/portal/pack. */

import { answer, answerList, isPublished, isScript } from "./answers.js";
import { state } from "./state.js";
import { takeFile, update } from "./update.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** What has no page for citizens: it goes its own way. */
const OTHERS = ["api", "session", "data", "pack", "asesor", "oficina"];

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (pathname.startsWith(`${ROOT}/lugares/`)) return event.respondWith(answerList(request, pathname));
  if (isScript(pathname) || isPublished(pathname)) return event.respondWith(answer(request, pathname));
  if (pathname === "/asesor") return event.respondWith(Promise.resolve(Response.redirect("/asesor/")));
  if (request.mode !== "navigate" || OTHERS.some((name) => `${pathname}/`.startsWith(`${ROOT}/${name}/`))) return;
  event.respondWith(answer(request, pathname));
});

worker.addEventListener("message", (event) => {
  const { wanted, region = "", file = "" } = event.data;
  const answered = work(wanted, region, file).catch(async (error) => ({
    ...(await state()),
    failed: String(error.message),
  }));
  event.waitUntil(answered.then((message) => event.source?.postMessage(message)));
});

/**
 * @param {"pack" | "import" | "state"} wanted
 * @param {string} region whose pages come first
 * @param {string} file that a person brought
 */
function work(wanted, region, file) {
  if (wanted === "pack") return update(region);
  return wanted === "import" ? takeFile(file) : state();
}
