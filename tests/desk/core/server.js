/** A server of a few lines: Cognito, the health of the API, and an intake that takes each id once. */

import { gunzipSync } from "node:zlib";

export const CENTRE = "mac-express-cura-mori";

/** An answer of the API; with other headers it may be anybody's. */
export const json = (body, status = 200, headers = {}) => ({
  ok: status < 300,
  status,
  headers: { get: (name) => ({ "Content-Type": "application/json", ...headers })[name] ?? null },
  json: async () => {
    if (body === undefined) throw new SyntaxError("no JSON");
    return structuredClone(body);
  },
});

/** A refusal of the API itself. */
export const problem = (status, code, headers = {}) => {
  const body = { type: "about:blank", status, code, title: "", detail: "" };
  return json(body, status, { "Content-Type": "application/problem+json", ...headers });
};

/** What a login page, or a proxy in the way, answers. */
export const html = (status, headers = {}) => json(undefined, status, { "Content-Type": "text/html", ...headers });

export class Server {
  constructor(machine) {
    this.machine = machine;
    /** How far its clock is ahead of the machine's. */
    this.ahead = 0;
    this.groups = [`centre:${CENTRE}`];
    /** Who signs in next. */
    this.sub = "sub-ana";
    /** What it holds, by id. */
    this.facts = new Map();
    /** Every batch that reached it: {ids, body, gzip, token, at}. */
    this.batches = [];
    this.ratings = [];
    /** Operations that Cognito was asked for. */
    this.operations = [];
    this.tokens = 0;
    /** Refresh tokens that were given back. */
    this.revoked = [];
    this.cut = false;
    /** Answers of the intake that come before its own; "lost" takes the batch and loses the answer. */
    this.next = [];
    /** What Cognito answers by operation instead of its own: [status, body]. */
    this.cognito = {};
    this.verdictOf = () => null;
    /** Answers to ratings that come before its own. */
    this.nextRating = [];
  }

  get now() {
    return new Date(this.machine.wall + this.ahead).toISOString();
  }

  token() {
    const iat = Math.floor((this.machine.wall + this.ahead) / 1000);
    const claims = { sub: this.sub, iat, "cognito:groups": this.groups, n: ++this.tokens };
    return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
  }

  async answer(address, request) {
    if (this.cut) throw new TypeError("no link");
    if (address === "/asesor/settings.json") return json({ client_id: "desk", signed_in_days: 30 });
    if (address === "/api/v1/health") return json({ now: this.now });
    if (address === "/session") return this.askCognito(request);
    if (address === "/api/v1/attentions") return this.takeIn(request);
    this.ratings.push(JSON.parse(request.body));
    return this.nextRating.shift() ?? json({ verdict: "registered" });
  }

  askCognito({ headers, body }) {
    const operation = headers["X-Amz-Target"].split(".")[1];
    const asked = JSON.parse(body);
    this.operations.push(asked.AuthFlow ?? operation);
    if (operation === "RevokeToken") this.revoked.push(asked.Token);
    const [status, content] = this.cognito[asked.AuthFlow ?? operation] ?? [];
    if (status) return json(content, status);
    if (asked.AuthParameters && asked.AuthParameters.PASSWORD === "wrong") {
      return json({ __type: "com.amazonaws#NotAuthorizedException" }, 400);
    }
    const tokens = { AccessToken: this.token(), RefreshToken: `refresh-${this.tokens}`, ExpiresIn: 3600 };
    return json({ AuthenticationResult: tokens });
  }

  takeIn({ headers, body }) {
    const gzip = headers["Content-Encoding"] === "gzip";
    const { items } = JSON.parse(gzip ? gunzipSync(body).toString() : new TextDecoder().decode(body));
    const bytes = Buffer.from(body).toString("base64");
    const ids = items.map(({ id }) => id);
    this.batches.push({ ids, items, bytes, gzip, token: headers.Authorization, at: this.machine.wall });
    const next = this.next.shift();
    if (next && next !== "lost") return next;
    const verdicts = items.map((item) => this.verdict(item));
    if (next === "lost") throw new TypeError("the answer was lost");
    return json({ received_at: this.now, verdicts });
  }

  verdict(item) {
    const errors = this.verdictOf(item);
    if (errors) return { id: item.id, verdict: "rejected", errors };
    const stored = this.facts.get(item.id);
    this.facts.set(item.id, stored ?? item);
    const same = stored && JSON.stringify(stored) === JSON.stringify(item);
    return { id: item.id, verdict: !stored ? "registered" : same ? "duplicate" : "conflict", errors: [] };
  }
}
