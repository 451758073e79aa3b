/** Who is signed in: passwords, tokens that run out, and what stays when somebody leaves. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { CENTRE, Server } from "./server.js";
import { signedIn } from "./signed_in.js";
import { Machine, NOON } from "./world.js";

const DAY = 86_400_000;

async function closedDesk() {
  const machine = new Machine();
  const server = new Server(machine);
  return { machine, server, desk: await machine.open(server) };
}

it("whoever signs in may register for the centre that the token names, for the days the operator set", async () => {
  const { machine, desk } = await signedIn();
  assert.equal(desk.session.centre, CENTRE);
  assert.equal(desk.session.active, true);
  machine.wall += 30 * DAY + 1;
  machine.uptime += 30 * DAY + 1;
  assert.equal(desk.session.active, false);
  assert.equal((await machine.open(null)).session.signedIn.username, "ana");
});

it("of several centres none is chosen for the person; a renewed sign-in keeps the one chosen", async () => {
  const { server, desk } = await closedDesk();
  server.groups = ["centre:mac-express-ite", "centre:mac-express-cura-mori", "office"];
  await desk.session.signIn("ana", "a short phrase 26");
  assert.deepEqual([desk.session.centre, desk.session.centres.length], ["", 2]);
  await desk.session.chooseCentre("mac-express-ite");
  await desk.session.signIn("ana", "a short phrase 26");
  assert.equal(desk.session.centre, "mac-express-ite");
});

it("a wrong password, a lost link, a busy Cognito and an account without centre are different messages", async () => {
  const { server, desk } = await closedDesk();
  const code = (password) => desk.session.signIn("ana", password).then(String, (error) => error.code);
  assert.equal(await code("wrong"), "NotAuthorizedException");
  server.cognito = { USER_PASSWORD_AUTH: [429, {}] };
  assert.equal(await code("right"), "busy");
  server.cognito = {};
  server.groups = ["office"];
  assert.equal(await code("right"), "no_centre");
  server.cut = true;
  assert.equal(await code("right"), "offline");
  assert.equal(desk.session.signedIn, undefined);
});

it("a first password is changed before anything else", async () => {
  const { server, desk } = await closedDesk();
  server.cognito = { USER_PASSWORD_AUTH: [200, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" }] };
  assert.deepEqual(await desk.session.signIn("rosa", "given"), { challenge: "s" });
  assert.equal(desk.session.signedIn, undefined);
  await desk.session.newPassword("rosa", "a short phrase 26", "s");
  assert.equal(desk.session.centre, CENTRE);
});

it("a forgotten password is replaced by a code", async () => {
  const { server, desk } = await closedDesk();
  await desk.session.forgotPassword("ana");
  await desk.session.confirmForgotPassword("ana", "000000", "a short phrase 26");
  assert.deepEqual(server.operations, ["ForgotPassword", "ConfirmForgotPassword"]);
});

it("a token that runs out is renewed once, though two windows need it", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  const first = await desk.session.accessToken();
  machine.wall += 3_550_000;
  machine.uptime += 3_550_000;
  const [one, two] = await Promise.all([desk.session.accessToken(), other.session.accessToken()]);
  assert.equal(one, two);
  assert.notEqual(one, first);
  assert.deepEqual(server.operations, ["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]);
});

it("a refused refresh token ends the session, a lost link does not", async () => {
  const { server, desk } = await signedIn();
  const refused = desk.session.signedIn.access;
  server.cut = true;
  await assert.rejects(desk.session.accessToken(refused), { code: "offline" });
  assert.equal(desk.session.signedIn.ended, false);
  server.cut = false;
  server.cognito = { REFRESH_TOKEN_AUTH: [400, { __type: "NotAuthorizedException" }] };
  await assert.rejects(desk.session.accessToken(refused), { code: "ended" });
  assert.deepEqual([desk.session.signedIn.ended, desk.session.active], [true, true]);
});

it("signing out forgets who it was, revokes the token, and leaves what waits", async () => {
  const { server, desk } = await signedIn();
  server.cut = true;
  const { id } = await desk.register();
  server.cut = false;
  await desk.session.signOut();
  assert.equal(desk.session.signedIn, undefined);
  assert.deepEqual(await desk.outbox(), [id]);
  assert.equal(server.operations.at(-1), "RevokeToken");
});

it("at the first sign-in a wrong clock is corrected before the days are counted", async () => {
  const { server, desk } = await closedDesk();
  server.ahead = -3 * DAY;
  await desk.session.signIn("ana", "a short phrase 26");
  assert.equal(desk.session.signedIn.until, NOON - 3 * DAY + 30 * DAY);
});
