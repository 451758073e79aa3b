/** Makes items, as they are sent, of drafts and annulments. An item never changes. */

import { compact, iso, limaDay } from "../../scripts/lima.js";

/**
 * The attention of a finished draft.
 * @param {import("./types.js").Draft} draft
 * @param {string} centre
 * @param {number} now
 * @returns {import("./types.js").Attention}
 */
export function attentionFrom(draft, centre, now) {
  if (!draft.outcome) throw new Error("A draft without outcome is not finished");
  const citizen = Object.keys(draft.citizen).length ? { citizen: draft.citizen } : {};
  return {
    kind: "attention",
    id: identifier(centre, limaDay(draft.started), draft.ulid),
    visit: draft.visit,
    procedure: draft.procedure,
    started_at: iso(draft.started),
    ended_at: iso(Math.max(draft.ended ?? now, draft.started)),
    outcome: draft.outcome,
    reason: draft.reason,
    channel: draft.channel ?? "assisted",
    ...citizen,
  };
}

/**
 * The annulment of a stored attention: it carries that attention's centre and day.
 * @param {import("./types.js").StoredItem} attention
 * @param {string} reason
 * @param {string} ulid its own
 * @returns {import("./types.js").Annulment}
 */
export const annulmentOf = (attention, reason, ulid) => ({
  kind: "annulment",
  id: identifier(attention.centre, attention.day, ulid),
  attention: attention.id,
  reason,
});

/**
 * @param {string} centre
 * @param {string} day `2026-11-24`
 * @param {string} ulid
 */
const identifier = (centre, day, ulid) => `${centre}.${compact(day)}.${ulid}`;
