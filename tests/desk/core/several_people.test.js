/** Several people at one desk: whose an item is, under whose account it goes, and who sees what. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { counts, toReview } from "../../../site/desk/core/item_queries.js";
import { html } from "./server.js";
import { accountOf, signedIn } from "./signed_in.js";

it("each person's items go under their own token, whoever is at the desk", async () => {
  const { server, desk } = await signedIn();
  server.cut = true;
  const ofAna = await desk.register();
  server.cut = false;
  await desk.pin.set("2580");
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  server.next = [html(503), html(503)];
  const ofBeto = await desk.register();
  await desk.sendNow();
  await desk.sendNow();
  await desk.sendNow();
  const senders = server.batches.slice(2).map(({ ids, token }) => [ids, accountOf(token)]);
  assert.deepEqual(senders, [
    [[ofBeto.id], "sub-beto"],
    [[ofAna.id], "sub-ana"],
  ]);
});

it("an account that has ended keeps nobody else's items back, and its own wait to be carried", async () => {
  const { server, desk } = await signedIn();
  server.cut = true;
  const ofAna = await desk.register();
  await desk.session.accounts.change("sub-ana", (account) => ({ ...account, ended: true }));
  server.cut = false;
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  const ofBeto = await desk.register();
  await desk.sendNow();
  assert.deepEqual([[...server.facts.keys()], await desk.outbox()], [[ofBeto.id], [ofAna.id]]);
  const { elsewhere } = await counts(desk.database, desk.session.signedIn, await desk.session.senders());
  assert.equal(elsewhere, 1);
});

it("what was refused is shown to its author at its centre, and to nobody else", async () => {
  const { server, desk } = await signedIn();
  const { id } = await desk.register();
  server.verdictOf = () => [{ field: "id", code: "centre_not_yours", message: "" }];
  await desk.sendNow();
  const seenBy = async (account) => (await toReview(desk.database, account, 9)).map(({ stored }) => stored.id);
  const ana = desk.session.signedIn;
  assert.deepEqual(await seenBy(ana), [id]);
  assert.deepEqual(await seenBy({ ...ana, sub: "sub-beto" }), []);
  assert.deepEqual(await seenBy({ ...ana, centre: "mac-express-ite" }), []);
});
