/** Signing in at the office step by step, where a person takes their time. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { Session } from "../../site/office/session.js";
import { enrol, signIn } from "../../site/office/views/sign_in.js";
import { json, openTab, press, settled } from "./screen.js";

const REFUSED = json(
  { __type: "NotAuthorizedException", message: "Invalid session for the user, session is expired." },
  400,
);
const GRANTED = json({ AuthenticationResult: { AccessToken: "a", RefreshToken: "r", ExpiresIn: 1800 } });
const main = openTab();

/** A session whose Cognito answers by operation. */
function sessionOf(answers) {
  const fetch = async (address, { headers } = {}) =>
    address === "/session" ? answers[headers["X-Amz-Target"].split(".")[1]] : json({ client_id: "oficina" });
  return new Session({ fetch, after: () => () => {}, random: () => 0 });
}

async function enter(session) {
  signIn(main, session, () => {});
  main.querySelector("#usuario").value = "ana.quispe";
  main.querySelector("#clave").value = "la que le dieron";
  await press(main, "Entrar");
}

for (const [challenge, field, action] of [
  ["NEW_PASSWORD_REQUIRED", "#nueva", "Guardar y seguir"],
  ["SOFTWARE_TOKEN_MFA", "#codigo", "Entrar"],
])
  it(`who takes too long at ${challenge} begins with name and password, and reads why`, async () => {
    const first = json({ ChallengeName: challenge, Session: "s" });
    await enter(sessionOf({ InitiateAuth: first, RespondToAuthChallenge: REFUSED }));
    main.querySelector(field).value = "una frase corta de 2026";
    await press(main, action);
    assert.equal(main.querySelector("h1").textContent, "Oficina: iniciar sesión");
    assert.equal(
      main.querySelector("[role=status]").textContent,
      "Pasó mucho tiempo. Escriba su usuario y su contraseña otra vez.",
    );
    assert.ok(main.querySelector("#usuario") && !main.querySelector(".problems"));
  });

it("a wrong code, and a wrong or ended password at the first step, are explained where they are", async () => {
  const mismatch = json({ __type: "CodeMismatchException" }, 400);
  const code = json({ ChallengeName: "SOFTWARE_TOKEN_MFA", Session: "s" });
  await enter(sessionOf({ InitiateAuth: code, RespondToAuthChallenge: mismatch }));
  main.querySelector("#codigo").value = "000000";
  await press(main, "Entrar");
  assert.match(main.querySelector(".problems").textContent, /Ese código no es/);
  assert.ok(main.querySelector("#codigo"));
  await enter(sessionOf({ InitiateAuth: REFUSED }));
  assert.match(main.querySelector(".problems").textContent, /no coinciden, o venció la que le dieron/);
});

it("whose session ends while a phone is put in place begins again, and is signed in no more", async () => {
  const secret = json({ SecretCode: "ABCDEFGH" });
  const session = sessionOf({ InitiateAuth: GRANTED, AssociateSoftwareToken: secret, VerifySoftwareToken: REFUSED });
  await session.signIn("ana.quispe", "clave");
  await enrol(main, session, () => {});
  main.querySelector("#codigo").value = "123456";
  await press(main, "Comprobar y entrar");
  assert.match(main.querySelector("[role=status]").textContent, /Su sesión terminó/);
  assert.equal(session.username, "");
});

it("a secret that comes late is shown to nobody else", async () => {
  let arrive = (/** @type {any} */ _answer) => {};
  const late = new Promise((resolve) => {
    arrive = resolve;
  });
  const session = sessionOf({ InitiateAuth: GRANTED, AssociateSoftwareToken: late });
  await session.signIn("ana.quispe", "clave");
  const enrolling = enrol(main, session, () => {});
  await settled();
  session.signOut();
  main.replaceChildren("Otra pantalla");
  arrive(json({ SecretCode: "ABCDEFGH" }));
  await enrolling;
  assert.equal(main.textContent, "Otra pantalla");
});
