/** Who must know that something changed: listeners in this window, and the other windows of this browser. */

/**
 * items: what is saved, waits or was answered. session: who is signed in. lock: the screen was covered.
 * place: draw the screen that is due now. status: storage, or systems of entities. version: a new desk is ready.
 *
 * @typedef {"items" | "session" | "lock" | "place" | "status" | "version"} Topic
 * @typedef {(topic: Topic) => void} Listener does not throw: whoever announces goes on with its work
 */

export class Notifier {
  /** @param {(topic: Topic) => void} toOtherWindows */
  constructor(toOtherWindows) {
    this.toOtherWindows = toOtherWindows;
    /** @type {Set<Listener>} */
    this.listeners = new Set();
  }

  /**
   * Notify this window.
   * @param {Topic} topic
   */
  publish(topic) {
    for (const listener of this.listeners) listener(topic);
  }

  /**
   * Notify this window and the others.
   * @param {Topic} topic
   */
  announce(topic) {
    this.publish(topic);
    this.toOtherWindows(topic);
  }

  /**
   * @param {Listener} listener
   * @returns {() => void} what ends it
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
