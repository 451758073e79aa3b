/** New versions of the desk: the service worker has them ready, and they are used when no form is open. */

const LOOK_EVERY = 3_600_000;

export class Updates {
  /**
   * @param {import("../core/drafts.js").Drafts} drafts
   * @param {import("../core/notifier.js").Notifier} notifier
   */
  constructor(drafts, notifier) {
    this.drafts = drafts;
    this.notifier = notifier;
    /** What uses the new version; null while there is none. @type {(() => void) | null} */
    this.use = null;
  }

  /** Use a new version unless a form is open. */
  useIfQuiet() {
    if (!this.drafts.read()) this.use?.();
  }

  /**
   * A newer version in another window needs the database: give way, but never in the middle of a form.
   * @param {() => void} leave
   */
  makeWay(leave) {
    if (this.drafts.read()) this.use = leave;
    else leave();
  }

  async followServiceWorker() {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    const options = /** @type {const} */ ({ scope: "/asesor/", updateViaCache: "none" });
    const registration = await workers.register("/asesor/sw.js", options).catch(() => null);
    if (!registration) return;
    void workers.ready.then(({ active }) => active?.postMessage("complete"));
    let takingOver = false;
    workers.addEventListener("controllerchange", () => {
      if (takingOver) location.reload();
    });
    const takeOver = () => {
      if (!registration.waiting || this.drafts.read()) return;
      takingOver = true;
      registration.waiting.postMessage("take over");
    };
    const offer = () => {
      if (!registration.waiting || !registration.active) return;
      this.use ??= takeOver;
      this.notifier.publish("version");
    };
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed") offer();
      });
    });
    // A version that was waiting before the desk was opened is used at once: no form is open yet.
    if (registration.waiting && registration.active) takeOver();
    offer();
    setInterval(() => void registration.update().catch(() => {}), LOOK_EVERY);
  }
}
