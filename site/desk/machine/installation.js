/** Installing the desk as an application of this machine, where the browser offers it: then it keeps what is stored. */

/** @typedef {Event & {prompt: () => Promise<unknown>}} Offer the event `beforeinstallprompt` */

export class Installation {
  /** @param {import("../core/notifier.js").Notifier} notifier */
  constructor(notifier) {
    /** What the browser offers; null where it does not, or where the desk is installed. @type {Offer | null} */
    this.offer = null;
    addEventListener("beforeinstallprompt", (event) => {
      // The browser's own banner would cover the form.
      event.preventDefault();
      this.offer = /** @type {Offer} */ (event);
      notifier.publish("status");
    });
    addEventListener("appinstalled", () => {
      this.offer = null;
      notifier.publish("status");
    });
  }

  /** Let the browser ask the person; it does so once for an offer. */
  async ask() {
    const { offer } = this;
    this.offer = null;
    await offer?.prompt();
  }
}
