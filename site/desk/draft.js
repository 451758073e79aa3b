/**
 * The attention that is being registered: kept for this window, so that a reload, or a tablet that threw the window out
 * of its memory while the entity's site was open, loses neither time nor choice. It is no item until it is saved.
 */

import { identifier, iso, ulid } from "./identifiers.js";

/**
 * @typedef {import("./types.js").Draft} Draft
 * @typedef {import("./types.js").Attention} Attention
 */

const KEY = "draft";

/** @returns {Draft | null} */
export function keptDraft() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
}

/** @param {Draft | null} draft */
export function keepDraft(draft) {
  if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
  else sessionStorage.removeItem(KEY);
}

/**
 * Begin: the time runs from here.
 * @param {number} now corrected milliseconds
 * @param {Partial<Draft>} [from] what is known of the person or of the item that this one takes the place of
 * @returns {Draft}
 */
export function begin(now, from = {}) {
  const own = ulid(now);
  return { ulid: own, visit: ulid(now), started: now, procedure: null, outcome: null, reason: null, citizen: {}, ...from };
}

/**
 * The finished attention of a draft: from here on it never changes.
 * @param {Draft} draft
 * @param {string} centre
 * @param {number} now
 * @param {"assisted" | "self_service"} [channel]
 * @returns {Attention}
 */
export function finished(draft, centre, now, channel = "assisted") {
  if (!draft.outcome) throw new Error("A draft without outcome is not finished");
  const citizen = Object.keys(draft.citizen).length ? { citizen: draft.citizen } : {};
  return {
    kind: "attention",
    id: identifier(centre, draft.started, draft.ulid),
    visit: draft.visit,
    procedure: draft.procedure,
    started_at: iso(draft.started),
    ended_at: iso(Math.max(draft.ended ?? now, draft.started)),
    outcome: draft.outcome,
    reason: draft.reason,
    channel,
    ...citizen,
  };
}
