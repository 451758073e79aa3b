/** Who is signed in: passwords, tokens that run out, and what stays when somebody leaves. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { poolOf } from "../../../site/desk/core/cognito.js";
import { CENTRE, json, Server } from "./server.js";
import { signedIn } from "./signed_in.js";
import { Machine, NOON } from "./world.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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

/** Try to sign in while Cognito is throttled so often; return what came of it and how often it was asked. */
async function throttledSignIn(times, code) {
  const { machine, server, desk } = await closedDesk();
  const { askCognito } = server;
  let asked = 0;
  server.askCognito = async function (request) {
    return ++asked <= times ? json({ __type: code, message: "Rate exceeded" }, 400) : askCognito.call(this, request);
  };
  const outcome = desk.session.signIn("ana", "a short phrase 26").then(
    () => "signed in",
    (error) => error.code,
  );
  for (let turn = 0; turn < 10; turn++) {
    await machine.settle();
    await machine.pass(20_000);
  }
  return [await outcome, asked];
}

it("a throttled sign-in is waited out, and where it lasts the person is asked to wait", async () => {
  for (const code of ["TooManyRequestsException", "com.amazonaws#LimitExceededException"]) {
    assert.deepEqual(await throttledSignIn(3, code), ["signed in", 4]);
    const [refused, asked] = await throttledSignIn(9, code);
    assert.ok(code.endsWith(refused));
    assert.equal(asked, 4);
  }
  assert.deepEqual(await throttledSignIn(1, "NotAuthorizedException"), ["NotAuthorizedException", 1]);
});

it("a token that runs out is renewed once, though two windows need it", async () => {
  const { machine, server, desk } = await signedIn();
  const other = await machine.open(server);
  const first = await desk.session.accessToken("sub-ana");
  machine.wall += 3_550_000;
  machine.uptime += 3_550_000;
  const [one, two] = await Promise.all([desk, other].map(({ session }) => session.accessToken("sub-ana")));
  assert.equal(one, two);
  assert.notEqual(one, first);
  assert.deepEqual(server.operations, ["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]);
});

it("a refused refresh token ends the session, a lost link does not", async () => {
  const { server, desk } = await signedIn();
  const refused = desk.session.signedIn.tokens.access;
  server.cut = true;
  await assert.rejects(desk.session.accessToken("sub-ana", refused), { code: "offline" });
  assert.equal(desk.session.signedIn.ended, false);
  server.cut = false;
  server.cognito = { REFRESH_TOKEN_AUTH: [400, { __type: "NotAuthorizedException" }] };
  await assert.rejects(desk.session.accessToken("sub-ana", refused), { code: "ended" });
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

it("a busy Cognito, and whatever answers in its place, end no session", async () => {
  const busy = [
    [400, { __type: "TooManyRequestsException" }],
    [400, { __type: "com.amazonaws#LimitExceededException" }],
    [400, { __type: "InternalErrorException" }],
    [200, undefined],
    [403, undefined],
  ];
  for (const answer of busy) {
    const { server, desk } = await signedIn();
    server.cognito = { REFRESH_TOKEN_AUTH: answer };
    const refused = desk.session.signedIn.tokens.access;
    await assert.rejects(desk.session.accessToken("sub-ana", refused));
    assert.equal((await desk.session.accounts.read("sub-ana")).ended, false, `${answer}`);
  }
});

/** Let something happen while Cognito has not answered the first request that contains `part`, then let it answer. */
async function whileWaiting(server, part, asks, happens) {
  const { askCognito } = server;
  let answerNow;
  server.askCognito = async (request) => {
    if (!answerNow && request.body.includes(part))
      await new Promise((resolve) => {
        answerNow = resolve;
      });
    return askCognito.call(server, request);
  };
  const settled = Promise.allSettled([asks()]);
  while (!answerNow) await new Promise((resolve) => setTimeout(resolve, 1));
  await happens();
  server.askCognito = askCognito;
  answerNow();
  return (await settled)[0];
}

function whileRenewing(desk, server, happens) {
  const asks = () => desk.session.accessToken("sub-ana", desk.session.signedIn.tokens.access);
  return whileWaiting(server, "REFRESH_TOKEN_AUTH", asks, happens);
}

it("what a person does while a token is renewed is not undone by it: a centre, a sign-out, another sign-in, a PIN", async () => {
  const { server, desk } = await signedIn();
  await whileRenewing(desk, server, () => desk.session.chooseCentre("mac-express-ite"));
  assert.equal((await desk.session.accounts.read("sub-ana")).expires > 0, true);
  await whileRenewing(desk, server, () => desk.session.signOut());
  assert.deepEqual([await desk.session.accounts.read("sub-ana"), desk.session.signedIn], [undefined, undefined]);
  await desk.session.signIn("ana", "a short phrase 26");
  await whileRenewing(desk, server, () => {
    server.sub = "sub-beto";
    return desk.session.signIn("beto", "a short phrase 26");
  });
  assert.equal(desk.session.author, "sub-beto");
  server.sub = "sub-ana";
  await desk.session.signIn("ana", "a short phrase 26");
  await whileRenewing(desk, server, () => desk.pin.set("2580"));
  const { tokens, sealed } = await desk.session.accounts.read("sub-ana");
  assert.deepEqual([tokens, sealed !== undefined], [undefined, true]);
});

it("with a PIN the tokens are sealed on the disk; a new window sends for nobody until it is entered", async () => {
  const { machine, server, desk } = await signedIn();
  const { refresh } = desk.session.signedIn.tokens;
  await desk.pin.set("2580");
  const stored = JSON.stringify(await desk.session.accounts.read("sub-ana"));
  assert.ok(!stored.includes(refresh) && !stored.includes("head."));
  server.cut = true;
  const { id } = await desk.register();
  server.cut = false;
  const woken = await machine.open(server);
  await woken.sendNow();
  assert.deepEqual(await woken.outbox(), [id]);
  assert.equal(await woken.pin.check("sub-ana", "0000"), "wrong");
  assert.equal(await woken.pin.check("sub-ana", "2580"), "right");
  await woken.sendNow();
  assert.deepEqual(await woken.outbox(), []);
});

it("tries of a PIN are counted for the account: windows, restarts and clocks give none for free", async () => {
  const { machine, server, desk } = await signedIn();
  await desk.pin.set("2580");
  const windows = [desk, await machine.open(server), await machine.open(server)];
  const tries = await Promise.all([...windows, ...windows, ...windows].map(({ pin }) => pin.check("sub-ana", "0000")));
  assert.equal(tries.filter((found) => found === "wrong").length, 5);
  assert.equal(await (await machine.open(server)).pin.check("sub-ana", "2580"), 30_000);
  machine.wall -= 2 * DAY;
  assert.equal(await desk.pin.check("sub-ana", "2580"), HOUR);
  machine.wall += HOUR + 1000;
  assert.equal(await desk.pin.check("sub-ana", "2580"), "right");
});

it("a PIN of fewer rounds still opens, and is stored with more from then on", async () => {
  const { machine, server, desk } = await signedIn();
  const { accounts } = desk.session;
  const { tokens } = await accounts.read("sub-ana");
  const salt = new Uint8Array(16);
  const { seals } = desk.world;
  const sealed = await seals.seal(await seals.keyFrom("2580", salt, 310_000), JSON.stringify(tokens));
  await accounts.change("sub-ana", ({ tokens: _open, ...account }) => ({
    ...account,
    sealed,
    pin: { salt, failures: 0, until: 0 },
  }));
  const woken = await machine.open(server);
  assert.equal(await woken.pin.check("sub-ana", "2580"), "right");
  const { pin, sealed: sealedAgain } = await accounts.read("sub-ana");
  assert.equal(pin.rounds, 600_000);
  assert.notDeepEqual(sealedAgain, sealed);
  assert.equal(await desk.pin.check("sub-ana", "2580"), "right");
  assert.deepEqual(await accounts.tokensOf(await accounts.read("sub-ana")), tokens);
});

it("a sign-in whose answer comes late takes nobody's desk: not who signed in, nor who entered a PIN meanwhile", async () => {
  const { server, desk } = await signedIn();
  await desk.pin.set("2580");
  for (const happens of [
    () => desk.session.takeOver("sub-ana"),
    () => desk.session.signIn("ana", "a short phrase 26"),
  ]) {
    const asks = () => desk.session.signIn("beto", "a short phrase 26");
    const late = await whileWaiting(server, '"beto"', asks, async () => {
      await happens();
      server.sub = "sub-beto";
    });
    assert.equal(late.reason?.code, "overtaken");
    assert.equal(desk.session.author, "sub-ana");
    server.sub = "sub-ana";
  }
});

it("who signs in again over an open session leaves no older token behind", async () => {
  const { server, desk } = await signedIn();
  const { refresh } = desk.session.signedIn.tokens;
  server.operations.length = 0;
  await desk.session.signIn("ana", "a short phrase 26");
  while (server.operations.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(server.operations, ["USER_PASSWORD_AUTH", "RevokeToken"]);
  assert.deepEqual(server.revoked, [refresh]);
  assert.equal(desk.session.author, "sub-ana");
});

it("who has signed out leaves no PIN behind, and the next person's is their own", async () => {
  const { server, desk } = await signedIn();
  await desk.pin.set("2580");
  await desk.session.signOut();
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  assert.equal(desk.pin.isSet, false);
  assert.notEqual(await desk.pin.check("sub-beto", "2580"), "right");
});

it("another PIN in one window is asked for in the others, which have the key of the one before", async () => {
  const { machine, server, desk } = await signedIn();
  await desk.pin.set("2580");
  const other = await machine.open(server);
  await other.pin.check("sub-ana", "2580");
  await desk.session.signIn("ana", "a short phrase 26");
  await desk.pin.set("1379");
  await other.session.load();
  await assert.rejects(other.session.accessToken("sub-ana"), ({ code }) => code === "sealed");
  assert.equal(other.pin.isOpen, false);
});

it("nobody sees another's half-filled form, and it is there when its author comes back", async () => {
  const { server, desk } = await signedIn();
  const draft = desk.drafts.begin({ outcome: "pending", citizen: { sex: "f" } });
  desk.drafts.store(draft);
  server.sub = "sub-beto";
  await desk.session.signIn("beto", "a short phrase 26");
  assert.equal(desk.drafts.read(), null);
  await desk.session.takeOver("sub-ana");
  assert.deepEqual(desk.drafts.read(), draft);
});

it("a login page in place of the settings is not taken for whom to ask", async () => {
  const { server, desk } = await signedIn();
  const { answer } = server;
  server.answer = (address, request) =>
    address === "/asesor/settings.json"
      ? json({ login: "http://wifi.example/" })
      : answer.call(server, address, request);
  assert.equal((await poolOf(desk.session.world)).client_id, "desk");
});
