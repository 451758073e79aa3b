/** Sends a kiosk's ratings, each after its attention. */

import { contentOf, problemCode } from "./answers.js";
import { stateOf } from "./item_queries.js";

const AT_ONCE = 50;
const SLOWEST_ANSWER = 30_000;

/**
 * Send the ratings of attentions that were sent. A rating that the API refused is dropped: it is an opinion, not a fact.
 * One whose attention was taken and is not found yet waits as long as this desk knows the attention: the index of
 * receipts may be a moment behind.
 * @param {import("./world.js").World} world
 * @throws {Error} where no answer of the API came, or it asks to come again later
 */
export async function sendRatings({ database, fetch }) {
  for (const { code, id, rating } of await database.getAll("ratings", undefined, AT_ONCE)) {
    const state = await stateOf(database, id);
    if (state === "waiting") continue;
    const answer = await fetch("/api/v1/ratings", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, rating }),
      timeout: SLOWEST_ANSWER,
    });
    const taken = answer.ok && (await contentOf(answer))?.verdict;
    const refused = answer.status < 429 && (await problemCode(answer));
    if (!taken && !refused) throw new Error("A rating was not taken yet");
    if (refused === "not_yet" && state === "sent" && (await database.get("items", id))) continue;
    await database.delete("ratings", code);
  }
}
