/** The outbox as a file that is carried by hand. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { exportOutbox, importOutbox } from "../../../site/desk/core/outbox_file.js";
import { iso } from "../../../site/scripts/lima.js";
import { CENTRE } from "./server.js";
import { signedIn } from "./signed_in.js";

async function exported() {
  const { server, desk } = await signedIn();
  server.cut = true;
  const items = [await desk.register(), await desk.register({ outcome: "pending" })];
  const file = await exportOutbox(desk.database, CENTRE, iso(desk.clock.now()));
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
  assert.deepEqual(await importOutbox(other.desk.database, file.text, [CENTRE]), { total: 2, added: 2 });
  assert.deepEqual(await importOutbox(other.desk.database, file.text, [CENTRE]), { total: 2, added: 0 });
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
  await importOutbox(other.desk.database, JSON.stringify(content), [CENTRE]);
  const stored = await other.desk.database.get("items", items[0].id);
  assert.deepEqual(stored.item, { ...items[0], added_later: [1] });
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
  ];
  for (const [text, refusal] of refusals) {
    await assert.rejects(importOutbox(desk.database, text, [CENTRE]), { refusal }, refusal);
  }
  assert.deepEqual(await desk.outbox(), []);
});
