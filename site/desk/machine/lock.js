/** Whether the screen is covered until somebody enters the PIN. */

export class Lock {
  /**
   * @param {import("./pin.js").Pin} pin
   * @param {import("../core/notifier.js").Notifier} notifier
   */
  constructor(pin, notifier) {
    this.pin = pin;
    this.notifier = notifier;
    this.locked = false;
  }

  /** Cover this window. */
  cover() {
    this.locked = true;
  }

  /** Cover this window and the others. */
  lock() {
    this.cover();
    this.notifier.announce("lock");
  }

  /** Cover this window, where there is a PIN to uncover it with; somebody may be at work in another. */
  coverIfPossible() {
    if (!this.pin.isSet || this.locked) return;
    this.cover();
    this.notifier.publish("lock");
  }

  unlock() {
    this.locked = false;
  }

  /** Whether the lock is what this window should show: also where the PIN was entered in another window alone. */
  get covers() {
    return this.pin.isSet && (this.locked || !this.pin.isOpen);
  }
}
