/** The screen on which somebody chooses a password of their own, where they take their time. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { askForName } from "../../../site/desk/screens/sign_in.js";
import { openTab, press } from "../../office/screen.js";
import { Server } from "./server.js";
import { Machine } from "./world.js";

it("who takes too long begins with name and password, and reads why", async () => {
  const machine = new Machine();
  const server = new Server(machine);
  const { session } = await machine.open(server);
  server.cognito = {
    USER_PASSWORD_AUTH: [200, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" }],
    RespondToAuthChallenge: [400, { __type: "NotAuthorizedException" }],
  };
  const main = openTab();
  const afterSignIn = () => assert.fail("nobody signed in");
  askForName(main, { session, afterSignIn }, "rosa");
  main.querySelector("#clave").value = "la que le dieron";
  await press(main, "Entrar");
  await machine.settle();
  main.querySelector("#nueva").value = "a short phrase 26";
  await press(main, "Guardar y entrar");
  await machine.settle();
  assert.equal(main.querySelector("h1").textContent, "Iniciar sesión");
  assert.equal(main.querySelector("#usuario").value, "rosa");
  assert.match(main.querySelector(".problems").textContent, /Pasó mucho tiempo/);
});
