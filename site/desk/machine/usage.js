/** How often each procedure was registered at this machine: the most used come first in the list. */

import { readSetting, writeSetting } from "../core/database.js";

export class Usage {
  /** @param {import("../core/database.js").Database} database */
  constructor(database) {
    this.database = database;
    /** @type {Record<string, number>} */
    this.counts = {};
  }

  async load() {
    this.counts = (await readSetting(this.database, "usage")) ?? {};
  }

  /** @param {string | null} procedure */
  async add(procedure) {
    if (!procedure) return;
    this.counts = { ...this.counts, [procedure]: (this.counts[procedure] ?? 0) + 1 };
    await writeSetting(this.database, "usage", this.counts);
  }
}
