/**
 * The attention that is being registered: stored for this window, so that a reload, or a tablet that threw the window
 * out of its memory while the entity's site was open, loses neither time nor choice. It is no item until it is saved.
 */

import { ulid } from "../../scripts/identifiers.js";
import { AlreadySavedError, save } from "./items.js";
import { attentionFrom } from "./new_items.js";

/** @typedef {import("./types.js").Draft} Draft */

const KEY = "draft";

export class Drafts {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./clock.js").Clock} clock
   */
  constructor(world, clock) {
    this.world = world;
    this.clock = clock;
  }

  /**
   * This window's draft; null where no form is open.
   * @returns {Draft | null}
   */
  read() {
    return JSON.parse(this.world.windowStore.getItem(KEY) ?? "null");
  }

  /** @param {Draft} draft */
  store(draft) {
    this.world.windowStore.setItem(KEY, JSON.stringify(draft));
  }

  discard() {
    this.world.windowStore.removeItem(KEY);
  }

  /**
   * Begin one, not stored yet: the time runs from here.
   * @param {Partial<Draft>} [from] what is known of the person, or of the item that it replaces
   * @returns {Draft}
   */
  begin(from = {}) {
    const now = this.clock.now();
    const { randomBytes } = this.world;
    return {
      ulid: ulid(now, randomBytes),
      visit: ulid(now, randomBytes),
      started: now,
      procedure: null,
      outcome: null,
      reason: null,
      citizen: {},
      ...from,
    };
  }

  /**
   * Save a finished draft as an attention. Where another window finished it, what that one saved is what counts.
   * @param {Draft} draft
   * @param {string} centre
   * @returns {Promise<{id: string, elsewhere: boolean}>} elsewhere: another window saved it
   */
  async finish(draft, centre) {
    const { database } = this.world;
    const item = attentionFrom(draft, centre, this.clock.now());
    try {
      await save(database, item, { instead: draft.instead });
      await this.clock.store();
    } catch (error) {
      if (!(error instanceof AlreadySavedError)) throw error;
      const stored = await database.getFromIndex("items", "ulid", draft.ulid);
      this.discard();
      return { id: stored?.id ?? "", elsewhere: true };
    }
    this.discard();
    return { id: item.id, elsewhere: false };
  }
}
