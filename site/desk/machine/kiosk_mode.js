/** Whether this machine is a public kiosk, where citizens say how it went. */

import { readSetting, writeSetting } from "../core/database.js";

export class KioskMode {
  /**
   * @param {import("../core/database.js").Database} database
   * @param {import("../core/notifier.js").Notifier} notifier
   */
  constructor(database, notifier) {
    this.database = database;
    this.notifier = notifier;
    this.on = false;
  }

  async load() {
    this.on = (await readSetting(this.database, "kiosk")) ?? false;
  }

  /** @param {boolean} on */
  async turn(on) {
    await writeSetting(this.database, "kiosk", on);
    this.on = on;
    this.notifier.announce("place");
  }
}
