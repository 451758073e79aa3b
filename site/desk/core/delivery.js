/** One try to deliver a batch, and what the answer means. */

import { retryAfter } from "./retry.js";

/**
 * answered: with verdicts for items of this batch. unreadable: the server could not read it. later: no answer, or one
 * that says nothing about these items.
 *
 * @typedef {{result: "answered", verdicts: import("./types.js").Verdict[]}
 *   | {result: "unreadable", status: number}
 *   | {result: "later", status: number | null, wait: number}} Delivery wait: what the server asked for, 0 for nothing
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./world.js").Answer} Answer
 * @typedef {import("./world.js").World} World
 */

const SLOWEST_ANSWER = 120_000;

/**
 * @param {World} world
 * @param {import("./clock.js").Clock} clock learns the server's time from the answer
 * @param {import("./session.js").Session} session
 * @param {Batch} batch
 * @returns {Promise<Delivery>}
 */
export async function deliver(world, clock, session, batch) {
  let token = await session.accessToken();
  let sentAt = world.now();
  let answer = await post(world, batch, token);
  if (answer?.status === 401) {
    token = await session.accessToken(token);
    sentAt = world.now();
    answer = await post(world, batch, token);
  }
  if (answer?.ok) return read(answer, batch, clock, sentAt);
  if (answer?.status === 400 || answer?.status === 413) return { result: "unreadable", status: answer.status };
  const wait = retryAfter(answer?.headers.get("Retry-After") ?? null, world.now());
  return { result: "later", status: answer?.status ?? null, wait };
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
  const content = await answer.json().catch(() => null);
  if (!Array.isArray(content?.verdicts)) return { result: "later", status: answer.status, wait: 0 };
  await clock.learn(content.received_at, sentAt);
  const ids = new Set(batch.ids);
  const verdicts = content.verdicts.filter((/** @type {{id: string}} */ { id }) => ids.has(id));
  return { result: "answered", verdicts };
}
