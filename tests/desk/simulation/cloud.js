/** What stands at the other end of the link: the real intake behind a gateway that checks tokens, and Cognito. */

import { CENTRES, PEOPLE } from "./people.js";

const HOUR = 3_600_000;
const TOKEN_LASTS = HOUR;

/** What the desk's page has loaded before the desk starts. */
export const CATALOGUE = {
  version: "0123456789ab",
  procedures: [
    ["certificado-antecedentes-penales", "Antecedentes penales", "poder-judicial"],
    ["afiliacion-sis-gratuito", "Afiliarse al SIS", "sis"],
    // The intake does not know it, as where a catalogue is newer or older than the server.
    ["no-existe", "Trámite desconocido", "sis"],
  ].map(([id, name, entity]) => ({ id, name, entity })),
  entities: { "poder-judicial": ["PJ", null, ""], sis: ["SIS", null, ""] },
  centres: Object.fromEntries(CENTRES.map((centre, i) => [centre, [i + 1, `Centro ${i + 1}`]])),
};

export class Cloud {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./intake.js").Intake} intake
   */
  constructor(world, intake) {
    this.world = world;
    this.intake = intake;
    /** By token: {sub, groups, ends}. */
    this.access = new Map();
    this.refresh = new Map();
    /** Refresh tokens of those whom the office signed out. */
    this.cut = new Set();
    this.tokens = 0;
    /** Accounts that the office closed. */
    this.closed = new Set();
    /** The centres of those whom the office moved, by name. @type {Map<string, string[]>} */
    this.moved = new Map();
    this.throttled = 0;
    /** Whose refresh token Cognito refused: only they must sign in. */
    this.ended = new Set();
    /** Every verdict that the intake gave, as `id verdict`. */
    this.verdicts = new Set();
    /** When batches arrived, by device. */
    this.posts = [];
    this.signedInDays = 30;
  }

  /** Take a request over a device's link, as it is now. */
  carry(window, address, request = {}) {
    const { device } = window;
    const { world } = this;
    return new Promise((resolve, reject) => {
      const settle = (work, wait) => {
        const timer = world.after(wait, () => window.dead || work(), { owner: window });
        timer.isAnswer = true;
      };
      if (request.signal)
        request.signal.abort = () => window.dead || reject(new DOMException("Too slow", "AbortError"));
      const lost = () => settle(() => reject(new TypeError("Failed to fetch")), 20);
      if (address === "/api/v1/attentions") this.posts.push({ device, at: world.time });
      const { link } = device;
      if (!link.up) return lost();
      if (link.stalled) return;
      const { portal } = link;
      if (portal) return settle(() => resolve(answerOf(portal)), link.latency ?? 80);
      const fault = address.startsWith("/api/") || address === "/session" ? link.next.shift() : undefined;
      if (fault === "lost request") return lost();
      if (fault && typeof fault !== "string") return settle(() => resolve(answerOf(fault)), link.latency ?? 80);
      settle(
        () => {
          const asked = this.serve(address, request);
          world.track(asked).then((answer) => {
            if (fault === "lost answer") return lost();
            const given = fault === "cut" ? { ...answer, body: answer.body.slice(0, -7) } : answer;
            if (fault === "other word") given.body = given.body.replace(/"verdict":\s*"\w+"/g, '"verdict": "deferred"');
            settle(() => resolve(answerOf(given)), (link.latency ?? 80) / 2);
          }, reject);
        },
        (link.latency ?? 80) / 2,
      );
    });
  }

  async serve(address, { method = "GET", headers = {}, body } = {}) {
    if (address === "/asesor/settings.json") return plain({ client_id: "desk", signed_in_days: this.signedInDays });
    if (address === "/data/v1/status.json") return plain({ entities: [] });
    if (address === "/session") return this.cognito(headers["X-Amz-Target"].split(".")[1], JSON.parse(body));
    return this.gateway(address, method, headers, body);
  }

  async gateway(path, method, headers, body) {
    const event = {
      version: "2.0",
      rawPath: path,
      rawQueryString: "",
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      requestContext: { http: { method, path }, stage: "$default" },
      ...(body && { body: Buffer.from(body).toString("base64"), isBase64Encoded: true }),
    };
    if (path === "/api/v1/attentions") {
      const known = this.access.get(headers.Authorization?.replace("Bearer ", ""));
      if (!known || known.ends < this.world.time) return plain({ message: "Unauthorized" }, 401);
      const groups = `[${known.groups.join(" ")}]`;
      const claims = { sub: known.sub, token_use: "access", "cognito:groups": groups };
      event.requestContext.authorizer = { jwt: { claims } };
    }
    const answer = await this.intake.ask({ event, now: this.world.time });
    const type = { "content-type": "application/json" };
    for (const [name, value] of Object.entries({ ...answer.multiValueHeaders, ...answer.headers })) {
      type[name.toLowerCase()] = String(value);
    }
    if (path === "/api/v1/attentions" && answer.statusCode === 200) {
      for (const { id, verdict } of JSON.parse(answer.body).verdicts) this.verdicts.add(`${id} ${verdict}`);
    }
    return { status: answer.statusCode, headers: type, body: answer.body };
  }

  cognito(operation, asked) {
    const refused = (code) => amz({ __type: `com.amazonaws#${code}`, message: "" }, 400);
    if (this.throttled > 0) {
      this.throttled--;
      return refused("TooManyRequestsException");
    }
    if (operation === "RevokeToken") {
      this.refresh.delete(asked.Token);
      return amz({});
    }
    if (asked.AuthFlow === "REFRESH_TOKEN_AUTH") {
      const name = this.refresh.get(asked.AuthParameters.REFRESH_TOKEN);
      if (!name || this.closed.has(name) || this.cut.has(asked.AuthParameters.REFRESH_TOKEN)) {
        this.ended.add(name);
        return refused("NotAuthorizedException");
      }
      return amz({ AuthenticationResult: { AccessToken: this.token(name), ExpiresIn: TOKEN_LASTS / 1000 } });
    }
    const { USERNAME: name, PASSWORD: password } = asked.AuthParameters ?? {};
    if (!PEOPLE[name] || password !== PEOPLE[name].password || this.closed.has(name)) {
      return refused("NotAuthorizedException");
    }
    const refreshToken = `refresh-${++this.tokens}`;
    this.refresh.set(refreshToken, name);
    const tokens = { AccessToken: this.token(name), RefreshToken: refreshToken, ExpiresIn: TOKEN_LASTS / 1000 };
    return amz({ AuthenticationResult: tokens });
  }

  /** @param {string} name */
  centresOf(name) {
    return this.moved.get(name) ?? PEOPLE[name].centres;
  }

  /** The office gives an account another centre, and signs it out wherever it is signed in. */
  move(name, centre) {
    this.moved.set(name, [centre]);
    for (const [token, of] of this.refresh) if (of === name) this.cut.add(token);
  }

  token(name) {
    const { sub } = PEOPLE[name];
    const groups = this.centresOf(name).map((centre) => `centre:${centre}`);
    const claims = {
      sub,
      username: name,
      "cognito:groups": groups,
      n: ++this.tokens,
      iat: Math.floor(this.world.time / 1000),
    };
    const token = `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
    this.access.set(token, { sub, groups, ends: this.world.time + TOKEN_LASTS });
    return token;
  }

  facts() {
    return this.world.track(this.intake.ask({ facts: true }));
  }
}

const plain = (content, status = 200) => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(content),
});
const amz = (content, status = 200) => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(content),
});

/** What a fetch gives. */
function answerOf({ status, headers = {}, body }) {
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    text: async () => body,
    json: async () => JSON.parse(body),
  };
}
