/**
 * The attention that is being registered: stored for this window, so that a reload, or a tablet that threw the window
 * out of its memory while the entity's site was open, loses neither time nor choice. It is no item until it is saved.
 * Each person has their own: whoever takes the desk over does not see it, and it is there when its author comes back.
 */

import { ulid } from "../../scripts/identifiers.js";
import { AlreadySavedError, save } from "./items.js";
import { attentionFrom } from "./new_items.js";

/** @typedef {import("./types.js").Draft} Draft */

/** @param {string} author */
const keyOf = (author) => `draft ${author}`;

/**
 * Whether a form can be drawn from it. What cannot is no open form: it would keep every start from its first screen.
 * @param {any} draft
 */
function isDraft(draft) {
  const { ulid: own, visit, started, citizen } = draft ?? {};
  const texts = [own, visit].every((text) => typeof text === "string");
  return texts && Number.isFinite(started) && typeof citizen === "object" && citizen !== null;
}

export class Drafts {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./clock.js").Clock} clock
   * @param {import("./session.js").Session} session
   */
  constructor(world, clock, session) {
    this.world = world;
    this.clock = clock;
    this.session = session;
    /** What the next form begins with; gone when another screen is shown. @type {Partial<Draft> | null} */
    this.next = null;
  }

  /**
   * This person's draft in this window; null where no form is open.
   * @returns {Draft | null}
   */
  read() {
    try {
      const draft = JSON.parse(this.world.windowStore.getItem(keyOf(this.session.author)) ?? "null");
      return isDraft(draft) ? draft : null;
    } catch {
      return null;
    }
  }

  /** A browser that was killed may bring back a form as it was before it was saved: then it is no open one. */
  async forgetSaved() {
    const own = this.read()?.ulid;
    if (own && (await this.world.database.getKeyFromIndex("items", "ulid", own))) this.discard();
  }

  /** @param {Draft} draft */
  store(draft) {
    this.world.windowStore.setItem(keyOf(draft.author), JSON.stringify(draft));
  }

  discard() {
    this.world.windowStore.removeItem(keyOf(this.session.author));
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
      author: this.session.author,
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
    let saved = { id: item.id, elsewhere: false };
    try {
      await save(database, item, draft.author, draft.instead);
    } catch (error) {
      if (!(error instanceof AlreadySavedError)) throw error;
      const stored =
        (await database.getFromIndex("items", "ulid", draft.ulid)) ??
        (draft.instead && (await database.getFromIndex("items", "instead", draft.instead))) ??
        (draft.instead && (await database.get("items", draft.instead)));
      saved = { id: stored ? stored.id : "", elsewhere: true };
    }
    this.world.windowStore.removeItem(keyOf(draft.author));
    // It is saved: a disk that is full now may lose the time last seen, and nothing else.
    await this.clock.store().catch(() => {});
    return saved;
  }
}
