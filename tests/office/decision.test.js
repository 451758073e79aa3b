/** A decision on its way: what a person reads while it goes on, and where it is cut. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { h } from "../../site/desk/elements.js";
import { OfficeError } from "../../site/office/api.js";
import { carryOut } from "../../site/office/decision.js";
import { passwordsOf } from "../../site/office/passwords.js";
import { decisions } from "../../site/office/views/decisions.js";
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
    get: async () => structuredClone(answers.shift()),
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

const accountRows = (...names) => names.map((username) => ({ username, done: "cuenta nueva", password: null }));
const part = (state, result) => ({ state, result: { done: 1, of: 2, ...result } });

/** What the API answers later. */
function held() {
  let arrive = (/** @type {any} */ _answer) => {};
  const answer = new Promise((resolve) => {
    arrive = resolve;
  });
  return { answer, arrive };
}

it("where passwords come the page is not to be left, and asks whoever leaves it; elsewhere it may be", async () => {
  for (const [kind, stays] of [
    ["accounts", true],
    ["password", true],
    ["withdrawal", false],
  ]) {
    const { answer, arrive } = held();
    const done = part("done", { accounts: [], username: "ana" });
    const decision = { id: "1", kind, what: {}, why: "Porque sí", tell };
    const carried = carryOut(main, apiOf(part("more", { accounts: [] }), answer), decision);
    await settled();
    assert.match(main.textContent, stays ? /No deje esta página/ : /Puede dejar esta página/, kind);
    assert.equal(main.asksBeforeLeaving(), stays, kind);
    arrive(done);
    await carried;
    assert.equal(main.asksBeforeLeaving(), false, kind);
  }
});

it("who leaves all the same leaves the rest for later, whose passwords would be seen by nobody", async () => {
  const { answer, arrive } = held();
  const api = apiOf(answer, part("done", {}));
  const place = h("div");
  main.replaceChildren(place);
  const carried = carryOut(place, api, { id: "1", kind: "accounts", what: {}, why: "Porque sí", tell });
  main.replaceChildren("Otra pantalla");
  arrive(part("more", { accounts: [] }));
  await carried;
  assert.equal(api.sent.length, 1);
});

const begun = {
  id: "1",
  who: "jefa.uno",
  when: "2026-11-24T09:00:00-05:00",
  why: "Porque sí",
  state: "begun",
  result: null,
};
const page = (decision) => ({ decisions: [{ ...begun, ...decision }], after: "" });

it("what has passwords is gone on with by who decided, who reads which of them nobody saw", async () => {
  const what = { accounts: [{ username: "ana.quispe", centres: ["uno"], active: true }] };
  const [first, second] = accountRows("ana.quispe", "luz.paredes");
  const result = { accounts: [first, { ...second, password: "clave-2" }] };
  const api = apiOf(page({ kind: "accounts", what, yours: true }), part("done", result));
  await decisions(main, {}, { api });
  await press(main, "Seguir");
  assert.deepEqual(api.sent[0], { id: "1", kind: "accounts", why: "Porque sí", preview: false, ...what });
  assert.match(main.textContent, /La clave de ana\.quispe no llegó a verse\. Pulse «Otra clave»\./);
  assert.match(main.textContent, /clave-2/);
  assert.equal(
    main.querySelectorAll("a").find((a) => a.textContent === "ana.quispe").href,
    "#cuentas?buscar=ana.quispe",
  );

  const theirs = apiOf(page({ kind: "password", what: { username: "ana.quispe" }, yours: false }));
  await decisions(main, {}, { api: theirs });
  assert.match(main.textContent, /Solo jefa\.uno puede seguir/);
  assert.ok(!main.querySelectorAll("button").some((button) => button.textContent === "Seguir"));
});

it("another password that nobody saw says what to do", () => {
  const shown = passwordsOf("password", { username: "ana.quispe", password: null });
  assert.match(shown.textContent, /no llegó a verse/);
  const gone = passwordsOf("password", { username: "ana.quispe", password: null, gone: true });
  assert.match(gone.textContent, /la cuenta ya no existe/);
  assert.doesNotMatch(gone.textContent, /Otra clave/);
  assert.match(passwordsOf("password", { username: "ana.quispe", password: "clave-1" }).textContent, /clave-1.*Anote/);
});

it("the result tells in words that an account was deleted meanwhile", async () => {
  const decision = { kind: "second_factor", what: { username: "ana.quispe" }, state: "done", yours: false };
  await decisions(main, {}, { api: apiOf(page({ ...decision, result: { username: "ana.quispe", gone: true } })) });
  assert.match(main.textContent, /la cuenta ya no existe/);
  await decisions(main, {}, { api: apiOf(page({ ...decision, result: { username: "ana.quispe", gone: false } })) });
  assert.doesNotMatch(main.textContent, /no existe|false|gone/);
});
