/** A decision on its way: what a person reads while it goes on, and where it is cut. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { OfficeError } from "../../site/office/api.js";
import { carryOut } from "../../site/office/decision.js";
import { openTab, press, settled } from "./screen.js";

const main = openTab();
const OFFLINE = new OfficeError({ code: "offline", title: "No hay conexión", detail: "Revise la conexión." });
const tell = () => ["Terminó."];

/** The API with its answers in order; an error is thrown. */
function apiOf(...answers) {
  const sent = [];
  return {
    sent,
    async post(_path, body) {
      sent.push(body);
      const answer = await answers.shift();
      if (answer instanceof Error) throw answer;
      return structuredClone(answer);
    },
  };
}

it("where no answer comes, the decision may be half done and goes on with the same id", async () => {
  const api = apiOf(OFFLINE, { state: "done", result: {} });
  await carryOut(main, api, { id: "1", kind: "repair", what: { month: "2026-10" }, why: "Porque sí", tell });
  assert.match(main.querySelector(".problems").textContent, /puede estar anotada y a medias. Pulse «Seguir»/);
  await press(main, "Seguir");
  await settled();
  assert.match(main.textContent, /Terminó/);
  assert.deepEqual(api.sent[0], api.sent[1]);
});

it("what the system answers says by itself what became of it", async () => {
  const detail = "No se registró nada. Envíe lo mismo otra vez en un momento.";
  const busy = new OfficeError({ code: "store_busy", title: "El sistema está ocupado", detail, status: 503 });
  await carryOut(main, apiOf(busy), { id: "1", kind: "repair", what: {}, why: "Porque sí", tell });
  assert.doesNotMatch(main.textContent, /a medias/);
});
