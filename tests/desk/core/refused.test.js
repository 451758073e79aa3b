/** What a person does about items that were refused. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { stateOf, toReview, totals } from "../../../site/desk/core/item_queries.js";
import { markReviewed, save, sendAgain } from "../../../site/desk/core/items.js";
import { annulmentOf } from "../../../site/desk/core/new_items.js";
import { ulid } from "../../../site/scripts/identifiers.js";
import { CENTRE } from "./server.js";
import { signedIn } from "./signed_in.js";

it("a conflict and a rejection wait for a person, with what was wrong; a person closes them or sends again", async () => {
  const { server, desk } = await signedIn();
  const conflict = await desk.register();
  const rejected = await desk.register({ procedure: "gone" });
  server.facts.set(conflict.id, { ...conflict, outcome: "pending" });
  const errors = [{ field: "procedure", code: "unknown_procedure", message: "Ese trámite no existe." }];
  server.verdictOf = ({ procedure }) => procedure === "gone" && errors;
  await desk.sendNow();
  const open = await toReview(desk.database, desk.session.signedIn, 20);
  assert.deepEqual(
    open.map(({ stored, verdict }) => [stored.id, verdict.verdict, verdict.errors]).sort(),
    [
      [conflict.id, "conflict", []],
      [rejected.id, "rejected", errors],
    ].sort(),
  );
  await markReviewed(desk.database, conflict.id);
  assert.equal(await stateOf(desk.database, conflict.id), "reviewed");
  server.verdictOf = () => null;
  await sendAgain(desk.database, rejected.id);
  await desk.sendNow();
  assert.equal(await stateOf(desk.database, rejected.id), "sent");
  assert.deepEqual(await toReview(desk.database, desk.session.signedIn, 20), []);
});

it("a refused item that is registered again under another id is closed", async () => {
  const { server, desk } = await signedIn();
  const refused = await desk.register({ procedure: "gone" });
  server.verdictOf = ({ procedure }) => procedure === "gone" && [{ field: "procedure", code: "unknown", message: "" }];
  await desk.sendNow();
  const again = await desk.register({ instead: refused.id });
  await desk.sendNow();
  assert.equal(await stateOf(desk.database, refused.id), "reviewed");
  assert.deepEqual([...server.facts.keys()], [again.id]);
});

it("an attention whose annulment was refused and removed counts again, and can be annulled again", async () => {
  const { server, desk } = await signedIn();
  const { id } = await desk.register();
  await desk.sendNow();
  const stored = await desk.database.get("items", id);
  server.verdictOf = () => [{ field: "id", code: "centre_not_yours", message: "" }];
  const first = annulmentOf(stored, "test", ulid(desk.clock.now(), desk.world.randomBytes));
  await save(desk.database, first, "sub-ana");
  await desk.sendNow();
  const sum = async () => (await totals(desk.database, CENTRE, "2026-11-24", [stored.item.procedure])).length;
  assert.equal(await sum(), 0);
  await markReviewed(desk.database, first.id);
  assert.deepEqual([await desk.database.get("items", id), await sum()], [stored, 1]);
  server.verdictOf = () => null;
  await save(desk.database, annulmentOf(stored, "test", ulid(desk.clock.now(), desk.world.randomBytes)), "sub-ana");
  await desk.sendNow();
  assert.equal(await sum(), 0);
});
