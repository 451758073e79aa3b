/** Sends a kiosk's ratings, each after its attention. */

const AT_ONCE = 50;

/**
 * Send the ratings of attentions that were sent. A refused rating is dropped: it is an opinion, not a fact.
 * @param {import("./world.js").World} world
 * @throws {Error} where the server asks to come again later, or no answer came
 */
export async function sendRatings({ database, fetch }) {
  for (const { code, id, rating } of await database.getAll("ratings", undefined, AT_ONCE)) {
    if ((await database.getKeyFromIndex("outbox", "id", id)) !== undefined) continue;
    const answer = await fetch("/api/v1/ratings", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, rating }),
    });
    if (answer.status === 429 || answer.status >= 500) throw new Error("A rating was not taken yet");
    await database.delete("ratings", code);
  }
}
