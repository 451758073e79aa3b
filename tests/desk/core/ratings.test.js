/** A kiosk's ratings follow their attentions. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { forgetSent } from "../../../site/desk/core/items.js";
import { html, json, problem } from "./server.js";
import { signedIn } from "./signed_in.js";

const MINUTE = 60_000;

it("a rating follows its attention, and is dropped where it is refused", async () => {
  const { server, desk } = await signedIn();
  const { id } = await desk.register();
  await desk.database.put("ratings", { code: "0123456789ABC", id, rating: 5 });
  server.next = [json({}, 500)];
  await desk.sendNow();
  assert.deepEqual(server.ratings, []);
  await desk.sendNow();
  assert.deepEqual(server.ratings, [{ code: "0123456789ABC", rating: 5 }]);
  assert.deepEqual(await desk.database.getAll("ratings"), []);
  for (const [answer, left] of [
    [html(200), 1],
    [html(404), 1],
    [problem(503, "store_busy"), 1],
    [problem(404, "annulled"), 0],
    [problem(409, "already_rated"), 0],
  ]) {
    await desk.database.put("ratings", { code: "0123456789ABC", id, rating: 5 });
    server.nextRating = [answer];
    await desk.sendNow();
    assert.equal((await desk.database.getAll("ratings")).length, left, `${answer.status}`);
  }
});

it("a rating whose attention is not found yet waits while the desk knows it; one of a refused attention goes", async () => {
  const { machine, server, desk } = await signedIn();
  const { id } = await desk.register();
  await desk.sendNow();
  const left = async (days, sentBefore) => {
    await machine.pass(days * 24 * 60 * MINUTE);
    if (sentBefore) await forgetSent(desk.database, sentBefore);
    server.nextRating = [problem(404, "not_yet")];
    await desk.sendNow();
    return (await desk.database.getAll("ratings")).length;
  };
  await desk.database.put("ratings", { code: "0123456789ABC", id, rating: 5 });
  assert.deepEqual([await left(0), await left(6), await left(1, "2026-11-30")], [1, 1, 0]);
  server.verdictOf = () => [{ field: "procedure", code: "procedure_retired", message: "" }];
  const refused = await desk.register();
  await desk.database.put("ratings", { code: "0123456789ABC", id: refused.id, rating: 5 });
  assert.equal(await left(0), 0);
});

it("a rating that is never answered holds up nothing for long", async () => {
  const { server, desk } = await signedIn();
  const { id } = await desk.register();
  await desk.sendNow();
  await desk.database.put("ratings", { code: "0123456789ABC", id, rating: 5 });
  let limit;
  const { answer } = server;
  server.answer = (address, request) => {
    if (address === "/api/v1/ratings") limit = request.timeout;
    return answer.call(server, address, request);
  };
  await desk.sendNow();
  assert.ok(limit <= MINUTE);
});
