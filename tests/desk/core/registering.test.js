/** From a draft to a saved item. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { Drafts } from "../../../site/desk/core/drafts.js";
import { attentionsOfDay, counts, totals } from "../../../site/desk/core/item_queries.js";
import { AlreadySavedError, forgetSent, save, sendAgain } from "../../../site/desk/core/items.js";
import { annulmentOf, attentionFrom } from "../../../site/desk/core/new_items.js";
import { ulid } from "../../../site/scripts/identifiers.js";
import { CENTRE } from "./server.js";
import { signedIn } from "./signed_in.js";

const MINUTE = 60_000;

it("a draft outlives a reload with its time running, and is gone when it is discarded", async () => {
  const { machine, desk } = await signedIn();
  const draft = desk.drafts.begin({ procedure: "duplicado-dni-azul" });
  desk.drafts.store(draft);
  await machine.pass(5 * MINUTE);
  const reloaded = new Drafts(desk.world, desk.clock, desk.session);
  assert.deepEqual(reloaded.read(), draft);
  assert.equal((await machine.open(null)).drafts.read(), null, "a draft belongs to one window");
  desk.drafts.discard();
  assert.equal(reloaded.read(), null);
});

it("nothing is saved without a centre: nobody could ever send it", async () => {
  const { desk } = await signedIn();
  const draft = desk.drafts.begin({ outcome: "completed" });
  await assert.rejects(desk.drafts.finish(draft, ""), TypeError);
  assert.deepEqual(await desk.outbox(), []);
});

it("an attention says when it began and ended in Lima, and its id which day that was", async () => {
  const { machine, desk } = await signedIn();
  const draft = desk.drafts.begin({ outcome: "not_completed", reason: "citizen_left", citizen: { sex: "f" } });
  await machine.pass(7 * MINUTE);
  const item = attentionFrom(draft, CENTRE, desk.clock.now());
  assert.equal(item.id, `${CENTRE}.20261124.${draft.ulid}`);
  assert.deepEqual([item.started_at, item.ended_at], ["2026-11-24T15:00:00-05:00", "2026-11-24T15:07:00-05:00"]);
  assert.deepEqual([item.channel, item.citizen, item.procedure], ["assisted", { sex: "f" }, null]);
  assert.ok(!("citizen" in attentionFrom({ ...draft, citizen: {} }, CENTRE, desk.clock.now())));
  assert.throws(() => attentionFrom({ ...draft, outcome: null }, CENTRE, 0));
});

it("a draft that two windows finish is saved once, and the second learns what the first saved", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  const draft = desk.drafts.begin({ procedure: "duplicado-dni-azul", outcome: "completed" });
  other.drafts.store(draft);
  const { id } = await desk.drafts.finish(draft, CENTRE);
  assert.deepEqual(await other.drafts.finish({ ...draft, outcome: "pending" }, CENTRE), { id, elsewhere: true });
  assert.equal(other.drafts.read(), null);
  const [stored] = await desk.database.getAll("items");
  assert.deepEqual([stored.item.outcome, await desk.outbox()], ["completed", [id]]);
});

it("a save that fails leaves the draft where it is", async () => {
  const { desk } = await signedIn();
  const draft = desk.drafts.begin({ procedure: "duplicado-dni-azul", outcome: "completed" });
  desk.drafts.store(draft);
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await assert.rejects(desk.drafts.finish(draft, CENTRE), { name: "QuotaExceededError" });
  IDBObjectStore.prototype.add = add;
  assert.deepEqual([desk.drafts.read(), await desk.outbox()], [draft, []]);
  await desk.drafts.finish(draft, CENTRE);
  assert.equal((await desk.outbox()).length, 1);
});

it("an annulment carries centre and day of its attention, is made once, and no longer counts it", async () => {
  const { machine, desk } = await signedIn();
  const { id } = await desk.register();
  await desk.register();
  await machine.pass(36 * 60 * MINUTE);
  const stored = await desk.database.get("items", id);
  const annulment = () => annulmentOf(stored, "test", ulid(desk.clock.now(), desk.world.randomBytes));
  const item = annulment();
  assert.ok(item.id.startsWith(`${CENTRE}.20261124.`));
  await save(desk.database, item, "sub-ana");
  await assert.rejects(save(desk.database, annulment(), "sub-ana"), AlreadySavedError);
  const procedures = ["duplicado-dni-azul", null];
  assert.deepEqual(await totals(desk.database, CENTRE, "2026-11-24", procedures), [["duplicado-dni-azul", 1]]);
  const rows = await attentionsOfDay(desk.database, CENTRE, "2026-11-24", 9);
  assert.deepEqual(rows.map(({ annulled }) => annulled).sort(), [false, true]);
});

it("what waits for somebody else is counted apart, and never one's own, of whatever centre", async () => {
  const { server, desk } = await signedIn();
  await desk.register();
  await desk.session.chooseCentre("mac-express-ite");
  await desk.register();
  const own = await counts(desk.database, desk.session.signedIn, []);
  assert.deepEqual([own.waiting, own.elsewhere], [2, 0]);
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  const { waiting, elsewhere } = await counts(desk.database, desk.session.signedIn, [desk.session.signedIn]);
  assert.deepEqual([waiting, elsewhere], [2, 2]);
});

it("what was sent is forgotten after its time; what waits and what a person must look at is not", async () => {
  const { server, desk } = await signedIn();
  const sent = await desk.register();
  const refused = await desk.register({ procedure: "gone" });
  server.verdictOf = ({ procedure }) => procedure === "gone" && [{ field: "procedure", code: "unknown", message: "" }];
  await desk.sendNow();
  const waits = await desk.register();
  const ids = async () => (await desk.database.getAllKeys("items")).sort();
  await forgetSent(desk.database, "2026-11-24");
  assert.equal((await ids()).length, 3);
  await forgetSent(desk.database, "2026-11-25");
  assert.deepEqual(await ids(), [refused.id, waits.id].sort());
  assert.ok(!(await ids()).includes(sent.id));
});

it("what was refused and registered again counts once, and only the new one of two windows is stored", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  const refused = await desk.register();
  server.verdictOf = ({ id }) => id === refused.id && [{ field: "id", code: "too_old", message: "" }];
  await desk.sendNow();
  const again = await desk.register({ instead: refused.id });
  const twice = other.drafts.begin({ outcome: "completed", procedure: "duplicado-dni-azul", instead: refused.id });
  assert.deepEqual(await other.drafts.finish(twice, CENTRE), { id: again.id, elsewhere: true });
  assert.equal((await desk.database.getAll("items")).length, 2);
  const day = await totals(desk.database, CENTRE, "2026-11-24", ["duplicado-dni-azul"]);
  assert.deepEqual(day, [["duplicado-dni-azul", 1]]);
});

it("what was sent again as it is meanwhile is not registered beside it", async () => {
  const { server, desk } = await signedIn();
  server.verdictOf = () => [{ field: "started_at", code: "in_the_future", message: "" }];
  const { id } = await desk.register();
  await desk.sendNow();
  const again = desk.drafts.begin({ procedure: "duplicado-dni-azul", outcome: "completed", instead: id });
  server.verdictOf = () => null;
  await sendAgain(desk.database, id);
  assert.deepEqual(await desk.drafts.finish(again, CENTRE), { id, elsewhere: true });
  await desk.sendNow();
  const late = desk.drafts.begin({ procedure: "duplicado-dni-azul", outcome: "completed", instead: id });
  assert.deepEqual(await desk.drafts.finish(late, CENTRE), { id, elsewhere: true });
  assert.deepEqual([...server.facts.keys()], [id]);
});

it("a disk that fails after the save does not make it unsaid", async () => {
  const { desk } = await signedIn();
  desk.clock.store = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const { id } = await desk.register();
  assert.deepEqual(await desk.outbox(), [id]);
  assert.equal(desk.drafts.read(), null);
});

it("a draft that cannot be read is none", async () => {
  const { desk } = await signedIn();
  desk.world.windowStore.setItem("draft sub-ana", '{"ulid": ');
  assert.equal(desk.drafts.read(), null);
});

it("what waits, however much it is, does not keep what was sent from being forgotten", async () => {
  const { server, desk } = await signedIn();
  server.cut = true;
  for (let i = 0; i < 501; i++) await desk.register();
  await desk.database.put("verdicts", { id: "", centre: CENTRE, verdict: "registered", errors: [], at: 0 });
  const last = await desk.register();
  await desk.database.delete("outbox", 502);
  await forgetSent(desk.database, "2026-11-25");
  assert.equal(
    (await desk.database.getAll("items")).some(({ id }) => id === last.id),
    false,
  );
});
