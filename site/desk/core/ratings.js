/** Sends a kiosk's ratings, each after its attention. */

import { parseIdentifier } from "../../scripts/identifiers.js";
import { contentOf, problemCode } from "./answers.js";
import { stateOf } from "./item_queries.js";

const AT_ONCE = 50;
const KEPT = 7 * 86_400_000;
const SLOWEST_ANSWER = 30_000;

/**
 * Send the ratings of attentions that were sent. A rating that the API refused is dropped: it is an opinion, not a fact.
 * One whose attention is not found yet waits some days: the index of receipts may be a moment behind. One of a refused
 * attention is dropped too.
 * @param {import("./world.js").World} world
 * @param {number} now corrected milliseconds
 * @throws {Error} where no answer of the API came, or it asks to come again later
 */
export async function sendRatings({ database, fetch }, now) {
  for (const { code, id, rating } of await database.getAll("ratings", undefined, AT_ONCE)) {
    const state = await stateOf(database, id);
    if (state === "waiting") continue;
    if (state !== "sent") {
      await database.delete("ratings", code);
      continue;
    }
    const answer = await fetch("/api/v1/ratings", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, rating }),
      timeout: SLOWEST_ANSWER,
    });
    const taken = answer.ok && (await contentOf(answer))?.verdict;
    const refused = answer.status < 429 && (await problemCode(answer));
    if (!taken && !refused) throw new Error("A rating was not taken yet");
    const given = Date.parse(parseIdentifier(id)?.day ?? "");
    if (refused === "not_yet" && now < given + KEPT) continue;
    await database.delete("ratings", code);
  }
}
