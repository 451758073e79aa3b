/** Who must know that something changed: listeners in this window, and the other windows of this browser. */

/**
 * items: what is saved, waits or was answered. session: who is signed in. lock: the screen was covered.
 * place: draw the screen that is due now. status: storage, or systems of entities. version: a new desk is ready.
 *
 * @typedef {"items" | "session" | "lock" | "place" | "status" | "version"} Topic
 */

export class Notifier extends EventTarget {
  /** @param {(topic: Topic) => void} toOtherWindows */
  constructor(toOtherWindows) {
    super();
    this.toOtherWindows = toOtherWindows;
  }

  /**
   * Tell this window.
   * @param {Topic} topic
   */
  publish(topic) {
    this.dispatchEvent(new CustomEvent("change", { detail: topic }));
  }

  /**
   * Tell this window and the others.
   * @param {Topic} topic
   */
  announce(topic) {
    this.publish(topic);
    this.toOtherWindows(topic);
  }

  /**
   * @param {(topic: Topic) => void} listener
   * @returns {() => void} what ends it
   */
  subscribe(listener) {
    const onChange = (/** @type {Event} */ event) => listener(/** @type {CustomEvent<Topic>} */ (event).detail);
    this.addEventListener("change", onChange);
    return () => this.removeEventListener("change", onChange);
  }
}
