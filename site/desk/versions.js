/** New versions of the desk: kept ready by the service worker, used when no form is open. */

import { keptDraft } from "./draft.js";

/** @param {import("./desk.js").Desk} desk */
export async function followVersions(desk) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const registration = await workers.register("/asesor/sw.js", { scope: "/asesor/", updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  let asked = false;
  workers.addEventListener("controllerchange", () => void (asked && location.reload()));
  const take = () => {
    if (!registration.waiting || keptDraft()) return;
    asked = true;
    registration.waiting.postMessage("take over");
  };
  const ready = () => {
    if (!registration.waiting || !registration.active) return;
    desk.whenQuiet ??= take;
    desk.changed("version");
  };
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => void (fresh.state === "installed" && ready()));
  });
  // A version that waited while the desk was closed: nothing is open yet.
  if (registration.waiting && registration.active) take();
  ready();
  setInterval(() => void registration.update().catch(() => {}), 3600_000);
}
