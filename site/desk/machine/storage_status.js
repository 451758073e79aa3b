/** Whether this machine will keep what is saved: shown before it matters. */

const LOW = 20 * 1024 * 1024;

export class StorageStatus {
  constructor() {
    /** Whether the browser promises to keep what is stored. */
    this.kept = true;
    this.low = false;
    /** Whether something could not be read or written. */
    this.failed = false;
    /** Megabytes that are left; null where not known. @type {number | null} */
    this.left = null;
  }

  /** Ask the browser to keep what is stored, and look how much room is left. */
  async refresh() {
    const { storage } = navigator;
    this.kept = (await storage?.persisted?.()) || (await storage?.persist?.()) || false;
    const { quota, usage } = (await storage?.estimate?.()) ?? {};
    const known = quota !== undefined && usage !== undefined;
    this.low = known && quota - usage < LOW;
    this.left = known ? Math.floor((quota - usage) / 1024 / 1024) : null;
  }
}
