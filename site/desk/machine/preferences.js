/** How people at this machine like to work. */

import { readSetting, writeSetting } from "../core/database.js";

/** @typedef {import("../core/types.js").Preferences} Choices */

export class Preferences {
  /** @param {import("../core/database.js").Database} database */
  constructor(database) {
    this.database = database;
    /** @type {Choices} */
    this.current = { keys: true, paper: "a4" };
  }

  async load() {
    this.current = { ...this.current, ...(await readSetting(this.database, "preferences")) };
  }

  /** @param {Partial<Choices>} change */
  async change(change) {
    this.current = { ...this.current, ...change };
    await writeSetting(this.database, "preferences", this.current);
  }
}
