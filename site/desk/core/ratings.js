/** Sends a kiosk's ratings, each after its attention. */

import { contentOf, problemCode } from "./answers.js";

const AT_ONCE = 50;
const SLOWEST_ANSWER = 30_000;

/**
 * Send the ratings of attentions that were sent. A rating that the API refused is dropped: it is an opinion, not a fact.
 * @param {import("./world.js").World} world
 * @throws {Error} where no answer of the API came, or it asks to come again later
 */
export async function sendRatings({ database, fetch }) {
  for (const { code, id, rating } of await database.getAll("ratings", undefined, AT_ONCE)) {
    if ((await database.getKeyFromIndex("outbox", "id", id)) !== undefined) continue;
    const answer = await fetch("/api/v1/ratings", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, rating }),
      timeout: SLOWEST_ANSWER,
    });
    const taken = answer.ok && (await contentOf(answer))?.verdict;
    const refused = answer.status < 429 && (await problemCode(answer));
    if (!taken && !refused) throw new Error("A rating was not taken yet");
    await database.delete("ratings", code);
  }
}
