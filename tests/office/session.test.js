/**
 * Who is signed in at the office's page, whatever comes late: people sign in, ask, leave and come one after the other,
 * and answers arrive in any order. A seed makes each run; what is found is repeated by it.
 */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { Api } from "../../site/office/api.js";
import { Session } from "../../site/office/session.js";
import { Chance } from "../desk/simulation/chance.js";
import { json } from "./screen.js";

const KEY = "oficina";
const SOME_TIME = 29.5 * 60_000;
const PEOPLE = ["ana", "luz"];

/** A browser's tab with a link on which every answer waits until it is let through. */
class Tab {
  /** @param {number} seed */
  constructor(seed) {
    this.chance = new Chance(seed);
    this.wall = 1_795_000_000_000;
    this.stored = new Map();
    /** What is on its way: who asked, and the ways in which it may be answered. */
    this.waiting = [];
    this.sittings = 0;
    this.tokens = 0;
    this.faults = [];
    this.session = new Session({ fetch: (...asked) => this.cognito(...asked), after: () => () => {}, random: () => 0 });
  }

  get here() {
    return JSON.parse(this.stored.get(KEY) ?? "null");
  }

  /** Run something as this tab's page. */
  async run(work) {
    const [date, fetching] = [Date.now, globalThis.fetch];
    Date.now = () => this.wall;
    globalThis.fetch = (...asked) => this.office(...asked);
    globalThis.sessionStorage = {
      getItem: (key) => this.stored.get(key) ?? null,
      setItem: (key, value) => this.stored.set(key, value),
      removeItem: (key) => this.stored.delete(key),
    };
    try {
      work();
      // All that follows from it, up to the next answer that waits.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      [Date.now, globalThis.fetch] = [date, fetching];
    }
  }

  answer(kind, ways) {
    return new Promise((resolve, reject) => {
      const through = Object.entries(ways).map(([name, content]) => [name, () => resolve(content)]);
      this.waiting.push({ kind, ways: [...through, ["cut", () => reject(new TypeError("cut"))]] });
    });
  }

  /** Cognito, and the settings that name it. */
  cognito(address, { headers, body } = {}) {
    if (address !== "/session") return Promise.resolve(json({ client_id: "oficina" }));
    const operation = headers["X-Amz-Target"].split(".")[1];
    const asked = JSON.parse(body);
    if (operation === "RevokeToken") return Promise.resolve(json({}));
    if (asked.AuthFlow === "REFRESH_TOKEN_AUTH") {
      const refresh = asked.AuthParameters.REFRESH_TOKEN;
      const granted = { AccessToken: this.newToken(refresh), ExpiresIn: 1800 };
      return this.answer(`renew ${refresh}`, { granted: json({ AuthenticationResult: granted }), refused: REFUSED });
    }
    this.sittings += 1;
    const refresh = `${asked.AuthParameters.USERNAME}-${this.sittings}`;
    const granted = { AccessToken: this.newToken(refresh), RefreshToken: refresh, ExpiresIn: 1800 };
    return this.answer(`sign in ${refresh}`, { granted: json({ AuthenticationResult: granted }), refused: REFUSED });
  }

  newToken(refresh) {
    this.tokens += 1;
    return `${refresh}/${this.tokens}`;
  }

  /** The office's part of the API: each request has in its path for whom it was pressed. */
  office(address, { headers }) {
    const token = headers.Authorization.slice("Bearer ".length);
    const [, pressed] = /for-([a-z]+-\d+)/.exec(address);
    if (!token.startsWith(`${pressed}/`)) this.faults.push(`${pressed} pressed, and it went out as ${token}`);
    if (this.here?.refresh !== pressed) this.faults.push(`a request of ${pressed} while ${this.here?.refresh} is here`);
    const page = json({ rows: [1], after: this.chance.next() < 0.6 ? "more" : "" });
    return this.answer(`api ${token}`, { page, refused: json({ message: "Unauthorized" }, 401) });
  }

  /** Something that a person does, or an answer that comes. Returns what may change who is here, and how. */
  async step() {
    const { chance, session } = this;
    const before = this.here;
    const does = chance.weighted({ answer: 7, ask: 5, leave: 1, signIn: before ? 0 : 3, time: before ? 2 : 0 });
    if (does === "answer" && this.waiting.length) return this.arrives();
    if (does === "ask" && before) await this.run(() => this.ask(before.refresh));
    else if (does === "leave" && before) {
      await this.run(() => session.signOut());
      return this.check(before, null, "leaving");
    } else if (does === "signIn") {
      this.last = this.sittings + 1;
      await this.run(() => void session.signIn(chance.pick(PEOPLE), "clave").catch(() => {}));
    } else if (does === "time") this.wall += SOME_TIME;
    return this.check(before, before?.refresh ?? null, does);
  }

  /** All pages of something, by an API for whoever is here. @param {string} who */
  ask(who) {
    void new Api(this.session).all(`x/for-${who}`, "rows").catch(() => {});
  }

  async arrives() {
    const before = this.here;
    const { kind, ways } = this.waiting.splice(this.chance.below(this.waiting.length), 1)[0];
    const [way, arrive] = this.chance.next() < 0.6 ? ways[0] : this.chance.pick(ways);
    await this.run(arrive);
    const of = kind.split(" ").at(-1);
    let after = before?.refresh ?? null;
    if (kind.startsWith("sign in") && way === "granted" && !before && of.endsWith(`-${this.last}`)) after = of;
    if (way === "refused" && [`renew ${before?.refresh}`, `api ${before?.access}`].includes(kind)) after = null;
    this.check(before, after, `${kind} ${way}`);
  }

  /** Nothing but signing in puts somebody here, and nothing but their own end takes them away. */
  check(before, refresh, by) {
    const { here } = this;
    const was = `where ${before?.refresh ?? "nobody"} was here`;
    if ((here?.refresh ?? null) !== refresh) this.faults.push(`${by}: ${here?.refresh} and not ${refresh}, ${was}`);
    if (here && !(here.access.startsWith(`${here.refresh}/`) && here.refresh.startsWith(here.username)))
      this.faults.push(`${by}: ${here.username} with ${here.access}`);
    // A sign-in counts only until somebody leaves.
    if (before && !this.here) this.last = 0;
  }
}

const REFUSED = json({ __type: "NotAuthorizedException" }, 400);

it("whatever comes late, only a sign-in puts somebody here, and each request goes out as who pressed", async () => {
  let [seen, renewed] = [0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const tab = new Tab(seed);
    for (let step = 0; step < 120 && !tab.faults.length; step++) await tab.step();
    assert.deepEqual(tab.faults, [], `seed ${seed}`);
    seen += tab.sittings;
    renewed += tab.tokens - tab.sittings;
  }
  assert.ok(seen > 1000 && renewed > 1000, `${seen} sign-ins, ${renewed} renewals`);
});

it("who comes next renews for themselves while the answer to who left is on its way", async () => {
  const tab = new Tab(1);
  const settle = (kind, way) => tab.run(Object.fromEntries(tab.waiting.find((one) => one.kind === kind).ways)[way]);
  for (const [i, person] of PEOPLE.entries()) {
    await tab.run(() => void tab.session.signIn(person, "clave"));
    await settle(`sign in ${person}-${i + 1}`, "granted");
    tab.wall += SOME_TIME;
    await tab.run(() => tab.ask(`${person}-${i + 1}`));
    if (person === "ana") await tab.run(() => tab.session.signOut());
  }
  await settle("renew luz-2", "granted");
  assert.ok(tab.waiting.some(({ kind }) => kind.startsWith("api luz-2/")));
  await settle("renew ana-1", "refused");
  assert.equal(tab.session.username, "luz");
});
