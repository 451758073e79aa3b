/** The outbox as a file that is carried by hand. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { isOfTheCentre, notTaken, notTakenByCentre } from "../../../site/desk/core/item_queries.js";
import { exportOutbox, importOutbox } from "../../../site/desk/core/outbox_file.js";
import { iso } from "../../../site/scripts/lima.js";
import { CENTRE } from "./server.js";
import { accountOf, signedIn } from "./signed_in.js";

async function exported() {
  const { server, desk } = await signedIn();
  server.cut = true;
  const items = [await desk.register(), await desk.register({ outcome: "pending" })];
  const file = exportOutbox(await notTaken(desk.database, CENTRE, isOfTheCentre), CENTRE, iso(desk.clock.now()));
  return { server, desk, items, file };
}

it("a file holds what waits, as it will be sent; nothing leaves the outbox", async () => {
  const { desk, items, file } = await exported();
  const content = JSON.parse(file.text);
  assert.deepEqual(content.items, items);
  assert.deepEqual([content.format, content.version, content.centre], ["mac-express-outbox", 1, CENTRE]);
  assert.deepEqual([file.count, file.name], [2, `mac-express-${CENTRE}-2026-11-24-15-00.json`]);
  assert.equal((await desk.outbox()).length, 2);
});

it("sent by both ways it counts once", async () => {
  const { server, desk, file } = await exported();
  const other = await signedIn();
  assert.deepEqual(await importOutbox(other.desk.database, file.text, other.desk.session), { total: 2, added: 2 });
  assert.deepEqual(await importOutbox(other.desk.database, file.text, other.desk.session), { total: 2, added: 0 });
  await other.desk.sendNow();
  server.facts = other.server.facts;
  server.cut = false;
  await desk.sendNow();
  assert.deepEqual(
    (await desk.verdicts()).map(({ verdict }) => verdict),
    ["duplicate", "duplicate"],
  );
  assert.equal(server.facts.size, 2);
});

it("another version's fields are left alone, and its items stay as they are", async () => {
  const { items, file } = await exported();
  const content = { ...JSON.parse(file.text), version: 2, made_by: "next" };
  content.items[0].added_later = [1];
  const other = await signedIn();
  await importOutbox(other.desk.database, JSON.stringify(content), other.desk.session);
  const stored = await other.desk.database.get("items", items[0].id);
  assert.deepEqual(stored.item, { ...items[0], added_later: [1] });
});

it("what was refused otherwise stays: registered again here, it would count beside what the file carries", async () => {
  const { server, desk } = await exported();
  server.cut = false;
  server.verdictOf = () => [{ field: "procedure", code: "procedure_retired", message: "" }];
  await desk.sendNow();
  assert.deepEqual(await notTaken(desk.database, CENTRE, isOfTheCentre), []);
  assert.deepEqual(await notTakenByCentre(desk.database, isOfTheCentre), []);
});

it("an item larger than any is refused with its file: no gateway passes it on, and it would stop all the others", async () => {
  const { file } = await exported();
  const content = JSON.parse(file.text);
  content.items[0].note = "x".repeat(7_000_000);
  const other = await signedIn();
  const refused = { refusal: "damaged" };
  await assert.rejects(importOutbox(other.desk.database, JSON.stringify(content), other.desk.session), refused);
  assert.deepEqual(await other.desk.outbox(), []);
});

/** Another day's item with the same ULID. */
const twin = (item) => ({ ...item, id: item.id.replace("20261124", "20261123") });

it("what was refused because of its centre goes into the file too: the office can take it in", async () => {
  const { server, desk, items } = await exported();
  server.cut = false;
  server.verdictOf = () => [{ field: "id", code: "centre_not_yours", message: "" }];
  await desk.sendNow();
  assert.deepEqual(await desk.outbox(), []);
  const { text } = exportOutbox(await notTaken(desk.database, CENTRE, isOfTheCentre), CENTRE, iso(desk.clock.now()));
  assert.deepEqual(
    JSON.parse(text)
      .items.map(({ id }) => id)
      .sort(),
    items.map(({ id }) => id).sort(),
  );
});

it("an item that a colleague carries stays its author's, and waits for that author's own session", async () => {
  const { items, file } = await exported();
  const { server, desk } = await signedIn();
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  await desk.session.accounts.remove("sub-ana");
  await importOutbox(desk.database, file.text, desk.session);
  await desk.sendNow();
  assert.equal(server.batches.length, 0);
  server.sub = "sub-ana";
  await desk.session.signIn("ana", "a short phrase 26");
  await desk.sendNow();
  assert.deepEqual([...server.facts.keys()].sort(), items.map(({ id }) => id).sort());
  assert.ok(server.batches.every(({ token }) => accountOf(token) === "sub-ana"));
});

it("a file of an older desk does not say whose its items are: whoever takes it in answers for them", async () => {
  const { items, file } = await exported();
  const { authors: _authors, ...older } = JSON.parse(file.text);
  const { server, desk } = await signedIn();
  await importOutbox(desk.database, JSON.stringify(older), desk.session);
  await desk.sendNow();
  assert.equal(server.facts.size, items.length);
});

it("a file that is cut short, something else, of another centre or mixed changes nothing", async () => {
  const { file } = await exported();
  const content = JSON.parse(file.text);
  const mixed = { ...content, items: [...content.items, { id: "mac-express-ite.20261124.0" }] };
  const { desk } = await signedIn();
  const refusals = [
    [file.text.slice(0, -9), "unreadable"],
    ["null", "other_format"],
    [JSON.stringify({ ...content, format: "other" }), "other_format"],
    [JSON.stringify({ ...content, centre: "mac-express-ite" }), "other_centre"],
    [JSON.stringify(mixed), "damaged"],
    [JSON.stringify({ ...content, items: [null] }), "damaged"],
    // What would stop the screens that show it, and two that only one of can be stored.
    [JSON.stringify({ ...content, items: [{ ...content.items[0], started_at: undefined }] }), "damaged"],
    [JSON.stringify({ ...content, items: [{ ...content.items[0], kind: "else" }] }), "damaged"],
    // What a form could not be filled with.
    [JSON.stringify({ ...content, items: [{ ...content.items[0], citizen: null }] }), "damaged"],
    [JSON.stringify({ ...content, items: [{ ...content.items[0], citizen: { home_district: 5 } }] }), "damaged"],
    [JSON.stringify({ ...content, items: [{ ...content.items[0], procedure: {} }] }), "damaged"],
    [JSON.stringify({ ...content, items: [content.items[0], twin(content.items[0])] }), "damaged"],
  ];
  for (const [text, refusal] of refusals) {
    await assert.rejects(importOutbox(desk.database, text, desk.session), { refusal }, refusal);
  }
  assert.deepEqual(await desk.outbox(), []);
});
