/** How what waits is sent: in batches, as the same bytes until it is answered, and when again. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { counts, isOfTheCentre, notTakenByCentre, stateOf, toReview } from "../../../site/desk/core/item_queries.js";
import { takeIn } from "../../../site/desk/core/items.js";
import { backoff, retryAfter, timeLeft } from "../../../site/desk/core/retry.js";
import { CENTRE, html, json, problem } from "./server.js";
import { signedIn } from "./signed_in.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

it("what is saved is sent, registered, and no longer waits", async () => {
  const { server, desk } = await signedIn();
  const item = await desk.register();
  assert.equal(await stateOf(desk.database, item.id), "waiting");
  await desk.sender.wake("saved");
  assert.deepEqual(server.facts.get(item.id), item);
  assert.deepEqual(await desk.outbox(), []);
  assert.equal(await stateOf(desk.database, item.id), "sent");
  assert.equal(desk.sender.state, "idle");
  assert.equal((await counts(desk.database, desk.session.signedIn, [])).lastSent, desk.clock.now());
});

it("a batch has at most 50 items and 60 KiB, in the order saved", async () => {
  const { server, desk } = await signedIn();
  for (let i = 0; i < 51; i++) await desk.register();
  const { item } = (await desk.database.getAll("items"))[0];
  const large = Array.from({ length: 20 }, (_, i) => ({
    ...item,
    id: `${item.id.slice(0, -4)}Z0${50 + i}`,
    x: "x".repeat(5000),
  }));
  await takeIn(
    desk.database,
    large.map((each) => ({ item: each, author: "sub-ana" })),
  );
  const waiting = (await desk.database.getAll("outbox")).map(({ id }) => id);
  await desk.sendNow();
  assert.deepEqual(
    server.batches.flatMap(({ ids }) => ids),
    waiting,
  );
  assert.equal(server.batches[0].ids.length, 50);
  for (const { items } of server.batches) assert.ok(JSON.stringify(items).length < 60 * 1024);
  assert.equal(server.batches.length, 3);
});

it("the same bytes go again until they are answered, also after a restart", async () => {
  const { machine, server, desk } = await signedIn();
  const { id } = await desk.register();
  server.next = ["lost"];
  await desk.sendNow();
  const later = await desk.register();
  const restarted = await machine.open(server);
  restarted.sender.start();
  await machine.settle();
  const [first, second, third] = server.batches;
  assert.equal(first.bytes, second.bytes);
  assert.deepEqual(third.ids, [later.id]);
  assert.deepEqual((await desk.verdicts()).map(({ verdict }) => verdict).sort(), ["duplicate", "registered"]);
  assert.equal(server.facts.size, 2);
  assert.ok(server.facts.has(id));
});

it("after a failure it tries again by itself, after a while that doubles up to five minutes", async () => {
  const { machine, server, desk } = await signedIn();
  desk.sender.start();
  await machine.settle();
  await desk.register();
  server.next = Array.from({ length: 12 }, () => json({}, 500));
  await desk.sender.wake("saved");
  assert.equal(desk.sender.state, "later");
  await machine.pass(60 * MINUTE);
  assert.deepEqual(await desk.outbox(), []);
  const waits = server.batches.slice(1).map(({ at }, i) => at - server.batches[i].at);
  assert.deepEqual(waits.slice(0, 4), [1550, 2550, 4550, 8550]);
  assert.equal(waits.at(-1), 150_550);
});

it("a link that came back and a person end a wait that the desk chose; a save does not", async () => {
  for (const [why, batches] of [
    ["saved", 1],
    ["time", 1],
    ["person", 2],
    ["link", 2],
  ]) {
    const { server, desk } = await signedIn();
    await desk.register();
    server.next = [json({}, 502)];
    await desk.sendNow();
    await desk.sender.wake(why);
    assert.equal(server.batches.length, batches, why);
  }
});

it("what the server asks for is waited, whoever presses the button", async () => {
  const { machine, server, desk } = await signedIn();
  await desk.register();
  server.next = [problem(429, "too_many_requests", { "Retry-After": "90" })];
  await desk.sendNow();
  await desk.sendNow();
  await desk.sender.wake("link");
  assert.equal(server.batches.length, 1);
  assert.deepEqual(await desk.sender.nextTry(), { at: desk.clock.now() + 90 * SECOND, asked: true });
  await machine.pass(89 * SECOND);
  assert.equal(server.batches.length, 1);
  await machine.pass(2 * SECOND);
  assert.deepEqual(await desk.outbox(), []);
  assert.equal(await desk.sender.nextTry(), null);
});

it("waits are drawn from a span that doubles; what the server asks for is kept to ten minutes", () => {
  const spans = [1, 2, 3, 9, 50].map((failures) => [backoff(failures, 0), backoff(failures, 1)]);
  assert.deepEqual(spans, [
    [500, 2500],
    [500, 4500],
    [500, 8500],
    [500, 300_500],
    [500, 300_500],
  ]);
  const headers = ["30", "99999", "nonsense", null, new Date(60_000).toUTCString()];
  assert.deepEqual(
    headers.map((header) => retryAfter(header, 0)),
    [30_000, 600_000, 0, 0, 60_000],
  );
});

it("a pause that a clock set back made longer than any is over", () => {
  const pause = { failures: 3, until: 10 * MINUTE, asked: false };
  assert.equal(timeLeft(pause, 9 * MINUTE, false), MINUTE);
  assert.equal(timeLeft(pause, 9 * MINUTE, true), 0);
  assert.equal(timeLeft({ ...pause, asked: true }, 9 * MINUTE, true), MINUTE);
  assert.equal(timeLeft(pause, 11 * MINUTE, false), 0);
  assert.equal(timeLeft(pause, -60 * MINUTE, false), 0);
});

it("a heartbeat sends what no timer knows of", async () => {
  const { machine, server, desk } = await signedIn();
  desk.sender.start();
  await machine.settle();
  await desk.register();
  await machine.pass(29 * SECOND);
  assert.equal(server.batches.length, 0);
  await machine.pass(2 * SECOND);
  assert.equal(server.batches.length, 1);
});

/** The id of the first item of a desk. */
const FIRST = "mac-express-cura-mori.20261124.01M87J9KG01000000000000000";

it("an answer without a verdict for an item leaves it where it is", async () => {
  for (const answer of [
    json(undefined),
    json({}),
    json({ verdicts: [{ id: "another", verdict: "registered", errors: [] }] }),
    html(403),
    json({ message: "Forbidden" }, 403),
    problem(403, "no_centre"),
    // A word of a later server: this desk cannot know whether the item is there.
    json({ received_at: "2026-11-24T15:00:00-05:00", verdicts: [{ id: FIRST, verdict: "deferred", errors: [] }] }),
  ]) {
    const { server, desk } = await signedIn();
    const { id } = await desk.register();
    assert.equal(id, FIRST);
    server.next = [answer];
    await desk.sendNow();
    assert.deepEqual(await desk.outbox(), [id]);
    // Only the API itself can say that an account may not send.
    const own = answer.headers.get("Content-Type").startsWith("application/problem");
    assert.equal(desk.sender.state, own ? "no-centre" : "later");
    assert.equal((await counts(desk.database, desk.session.signedIn, [])).lastSent, undefined);
    assert.equal((await desk.sender.nextTry()).asked, false);
  }
});

it("a batch that cannot be read goes plain, then by halves, until the item at fault is alone", async () => {
  const { server, desk } = await signedIn();
  const items = [];
  for (let i = 0; i < 8; i++) items.push(await desk.register({ procedure: i === 5 ? "broken" : "fine" }));
  const take = server.takeIn;
  server.takeIn = function (request) {
    const answer = take.call(this, request);
    const { gzip, items: sent } = this.batches.at(-1);
    if (gzip || sent.some(({ procedure }) => procedure === "broken")) {
      for (const { id } of sent) this.facts.delete(id);
      return problem(400, "not_json");
    }
    return answer;
  };
  await desk.sendNow();
  assert.deepEqual(await desk.outbox(), []);
  const states = await Promise.all(items.map(({ id }) => stateOf(desk.database, id)));
  assert.deepEqual(
    states.map((state) => state === "refused"),
    items.map((_, i) => i === 5),
  );
  assert.equal(server.facts.size, 7);
  assert.equal(server.batches[0].gzip, true);
  assert.equal(server.batches[1].gzip, false);
});

it("a login page with any status halves nothing, refuses nothing and is asked again at the desk's own pace", async () => {
  for (const status of [200, 302, 400, 401, 403, 413, 429, 503]) {
    const { machine, server, desk } = await signedIn();
    const ids = [];
    for (let i = 0; i < 60; i++) ids.push((await desk.register()).id);
    server.next = Array.from({ length: 99 }, () => html(status, { "Retry-After": "3600" }));
    await desk.sendNow();
    await machine.pass(20 * SECOND);
    assert.deepEqual(await desk.outbox(), ids.sort(), `${status}`);
    assert.deepEqual(await desk.verdicts(), []);
    assert.ok(server.batches.length < 12, `${status}: ${server.batches.length} posts`);
    // The proxy asked for an hour; a person need not wait for it.
    server.next = [];
    await desk.sendNow();
    assert.deepEqual(await desk.outbox(), [], `${status}`);
  }
});

it("a token that the server refuses is renewed, and the same batch goes with the new one", async () => {
  const { server, desk } = await signedIn();
  await desk.register();
  server.next = [json({}, 401)];
  await desk.sendNow();
  const [first, second] = server.batches;
  assert.equal(first.bytes, second.bytes);
  assert.notEqual(first.token, second.token);
  assert.deepEqual(await desk.outbox(), []);
});

it("when only a new sign-in helps the desk says so, and goes on after it", async () => {
  const { server, desk } = await signedIn();
  await desk.register();
  server.next = [json({}, 401)];
  server.cognito = { REFRESH_TOKEN_AUTH: [400, { __type: "NotAuthorizedException" }] };
  await desk.sendNow();
  assert.equal(desk.sender.state, "sign-in");
  server.cognito = {};
  await desk.session.signIn("ana", "a short phrase 26");
  await desk.sendNow();
  assert.deepEqual([desk.sender.state, await desk.outbox()], ["idle", []]);
});

it("one window sends at a time: each item goes over the link once", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  await Promise.all([desk.register(), other.register()]);
  await Promise.all([desk.sendNow(), other.sendNow(), desk.sender.wake("saved"), other.sender.wake("link")]);
  assert.equal(server.batches.flatMap(({ ids }) => ids).length, 2);
});

it("other windows learn what was answered", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  const topics = new Set();
  const unsubscribe = other.notifier.subscribe((topic) => topics.add(topic));
  await desk.register();
  await desk.sendNow();
  assert.deepEqual([...topics], ["items"]);
  unsubscribe();
  topics.clear();
  await desk.session.signOut();
  assert.equal(topics.size, 0);
});

it("who is moved to another centre is shown what the server does not take any more, and carries it away", async () => {
  const { server, desk } = await signedIn();
  await desk.register();
  server.cut = true;
  await desk.sendNow();
  server.cut = false;
  await desk.register();
  server.groups = ["centre:mac-express-ite"];
  server.verdictOf = ({ id }) =>
    id.startsWith(CENTRE) && [{ field: "id", code: "centre_not_yours", message: "No es de su centro." }];
  await desk.session.signIn("ana", "a short phrase 26");
  await desk.sendNow();
  const { signedIn: ana } = desk.session;
  const found = await counts(desk.database, ana, [ana]);
  assert.deepEqual([found.waiting, found.elsewhere, found.refused, found.refusedAtOthers], [0, 0, 2, 0]);
  assert.equal((await toReview(desk.database, ana, 20)).length, 2);
  assert.deepEqual(await notTakenByCentre(desk.database, isOfTheCentre), [[CENTRE, 2]]);
});
