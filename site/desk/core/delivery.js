/** One try to deliver a batch, and what the answer means. */

import { contentOf, problemCode } from "./answers.js";
import { retryAfter } from "./retry.js";

/**
 * answered: with verdicts for items of this batch. unreadable: the server could not read it. refused: this account may
 * not send. later: no answer, or one that is not the API's or says nothing about these items.
 *
 * @typedef {{result: "answered", verdicts: import("./types.js").Verdict[]}
 *   | {result: "unreadable", status: number}
 *   | {result: "refused"}
 *   | {result: "later", wait: number}} Delivery wait: what the server asked for, 0 for nothing
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./world.js").Answer} Answer
 * @typedef {import("./world.js").World} World
 */

const SLOWEST_ANSWER = 120_000;
/** Problems of the envelope: no item of the batch was looked at. */
const UNREADABLE = ["not_json", "too_large", "invalid_request"];
/** @type {unknown[]} */
const VERDICTS = ["registered", "duplicate", "conflict", "rejected"];

/**
 * @param {World} world
 * @param {import("./clock.js").Clock} clock learns the server's time from the answer
 * @param {import("./session.js").Session} session
 * @param {Batch} batch
 * @returns {Promise<Delivery>}
 */
export async function deliver(world, clock, session, batch) {
  const token = await session.accessToken(batch.sub);
  let sentAt = world.now();
  let answer = await post(world, batch, token);
  if (answer?.status === 401) {
    const renewed = await session.accessToken(batch.sub, token);
    sentAt = world.now();
    answer = await post(world, batch, renewed);
  }
  if (!answer) return { result: "later", wait: 0 };
  if (answer.ok) return read(answer, batch, clock, sentAt);
  const code = await problemCode(answer);
  if (UNREADABLE.includes(code)) return { result: "unreadable", status: answer.status };
  if (code === "no_centre") return { result: "refused" };
  return { result: "later", wait: code ? retryAfter(answer.headers.get("Retry-After"), world.now()) : 0 };
}

/**
 * @param {World} world
 * @param {Batch} batch
 * @param {string} token
 * @returns {Promise<Answer | null>} null where none came
 */
async function post(world, batch, token) {
  const headers = {
    Authorization: `Bearer ${token}`,
    // If it were named JSON, the gateway would pass the packed bytes on as text.
    "Content-Type": batch.gzip ? "application/octet-stream" : "application/json",
    ...(batch.gzip && { "Content-Encoding": "gzip" }),
  };
  const request = { method: /** @type {const} */ ("POST"), headers, body: batch.body, timeout: SLOWEST_ANSWER };
  return world.fetch("/api/v1/attentions", request).catch(() => null);
}

/**
 * @param {Answer} answer
 * @param {Batch} batch
 * @param {import("./clock.js").Clock} clock
 * @param {number} sentAt
 * @returns {Promise<Delivery>}
 */
async function read(answer, batch, clock, sentAt) {
  const content = await contentOf(answer);
  if (!Array.isArray(content?.verdicts)) return { result: "later", wait: 0 };
  await clock.learn(content.received_at, sentAt);
  // A word that this desk does not know decides nothing: the item waits for a desk that does.
  const verdicts = content.verdicts.filter(
    (/** @type {any} */ row) =>
      batch.ids.includes(row?.id) && VERDICTS.includes(row.verdict) && Array.isArray(row.errors),
  );
  return { result: "answered", verdicts };
}
