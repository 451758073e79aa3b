/** Entities whose system other desks reported as down in the last hour; none where nobody could be asked. */

import { contentOf } from "../core/answers.js";

const HOUR = 3_600_000;
const TIMEOUT = 20_000;

export class EntityStatus {
  /**
   * @param {import("../core/world.js").World} world
   * @param {import("../core/clock.js").Clock} clock
   */
  constructor(world, clock) {
    this.world = world;
    this.clock = clock;
    /** By entity: how many reports, and the moment of the last. @type {Map<string, {reports: number, last: number}>} */
    this.down = new Map();
  }

  async refresh() {
    const now = this.clock.now();
    const down = new Map();
    try {
      const answer = await this.world.fetch("/data/v1/status.json", { cache: "no-cache", timeout: TIMEOUT });
      const content = answer.ok ? await contentOf(answer) : null;
      const entities = Array.isArray(content?.entities) ? content.entities : [];
      for (const { id, reports, last } of entities) {
        const moment = Date.parse(last);
        if (now - moment < HOUR) down.set(id, { reports, last: moment });
      }
    } catch {
      // It is only a hint: the list works without it.
    }
    this.down = down;
  }
}
