/** Who is signed in. Speaks to Cognito through this origin; keeps the tokens in the database for all windows. */

import { setting } from "./database.js";

/** @typedef {import("./types.js").SignedIn} SignedIn */

const DAY = 86_400_000;

/** Cognito, or the way to it, refused; `code` is Cognito's own name, "offline" without a link. */
export class SessionError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @param {string} operation
 * @param {object} body
 * @returns {Promise<any>}
 */
async function ask(operation, body) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch("/session", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
  } catch {
    throw new SessionError("offline");
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const code = String(said.__type ?? "").split("#").pop() ?? "";
  throw new SessionError(answer.status >= 500 || answer.status === 429 || !code ? "busy" : code);
}

export class Session {
  /**
   * @param {import("./database.js").Database} db
   * @param {import("./clock.js").Clock} clock
   * @param {() => void} changed
   */
  constructor(db, clock, changed) {
    this.db = db;
    this.clock = clock;
    this.changed = changed;
    /** @type {SignedIn | undefined} */
    this.now = undefined;
  }

  async load() {
    this.now = await setting(this.db, "session");
  }

  /** Whether somebody may register here now. */
  get active() {
    return this.now !== undefined && this.clock.now() < this.now.until;
  }

  /** The centres that this desk may send for. */
  get centres() {
    return this.now?.centres ?? [];
  }

  /**
   * @param {string} username
   * @param {string} password
   * @returns {Promise<{challenge: string} | null>} a challenge where a new password is asked for, see `newPassword`
   */
  async signIn(username, password) {
    const { client_id: client, signed_in_days: days } = await this.settings();
    const answer = await ask("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: client,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    });
    if (answer.ChallengeName === "NEW_PASSWORD_REQUIRED") return { challenge: answer.Session };
    await this.take(username, answer.AuthenticationResult, days);
    return null;
  }

  /**
   * @param {string} username
   * @param {string} password
   * @param {string} challenge
   */
  async newPassword(username, password, challenge) {
    const { client_id: client, signed_in_days: days } = await this.settings();
    const answer = await ask("RespondToAuthChallenge", {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ClientId: client,
      Session: challenge,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
    });
    await this.take(username, answer.AuthenticationResult, days);
  }

  /** @param {string} username */
  async forgot(username) {
    const { client_id: client } = await this.settings();
    await ask("ForgotPassword", { ClientId: client, Username: username });
  }

  /**
   * @param {string} username
   * @param {string} code
   * @param {string} password
   */
  async confirmForgot(username, code, password) {
    const { client_id: client } = await this.settings();
    const body = { ClientId: client, Username: username, ConfirmationCode: code, Password: password };
    await ask("ConfirmForgotPassword", body);
  }

  /** Forget who is signed in. What waits stays. */
  async signOut() {
    const refresh = this.now?.refresh;
    const known = await setting(this.db, "pool");
    await this.db.delete("settings", "session");
    await this.db.delete("settings", "pin");
    this.now = undefined;
    this.changed();
    if (refresh && known) await ask("RevokeToken", { ClientId: known.client_id, Token: refresh }).catch(() => {});
  }

  /** @param {string} centre */
  async choose(centre) {
    if (this.now) await this.store({ ...this.now, centre });
  }

  /**
   * A token that is good for a minute more, renewed where needed; by one window at a time.
   * @param {string} [refused] the token that the server did not take
   * @throws {SessionError} "ended" where only a new sign-in helps
   */
  async accessToken(refused) {
    return navigator.locks.request("session", async () => {
      await this.load();
      const now = this.now;
      if (!now || now.ended) throw new SessionError("ended");
      if (now.access !== refused && this.clock.now() < now.expires - 60_000) return now.access;
      try {
        const answer = await ask("InitiateAuth", {
          AuthFlow: "REFRESH_TOKEN_AUTH",
          ClientId: (await this.settings()).client_id,
          AuthParameters: { REFRESH_TOKEN: now.refresh },
        });
        const fresh = answer.AuthenticationResult;
        const groups = centresOf(fresh.AccessToken);
        const renewed = { ...now, access: fresh.AccessToken, expires: this.clock.now() + fresh.ExpiresIn * 1000 };
        await this.store({ ...renewed, refresh: fresh.RefreshToken ?? now.refresh, centres: groups });
        return String(fresh.AccessToken);
      } catch (error) {
        if (error instanceof SessionError && !["offline", "busy"].includes(error.code)) {
          await this.store({ ...now, ended: true });
          throw new SessionError("ended");
        }
        throw error;
      }
    });
  }

  /** Whom to ask, as the operator set it; the last answer where there is no link. */
  async settings() {
    try {
      const answer = await fetch("/asesor/settings.json", { signal: AbortSignal.timeout(30_000) });
      if (!answer.ok) throw new SessionError("busy");
      const found = await answer.json();
      await this.db.put("settings", found, "pool");
      return found;
    } catch {
      const known = await setting(this.db, "pool");
      if (!known) throw new SessionError("offline");
      return known;
    }
  }

  /**
   * @param {string} username
   * @param {{AccessToken: string, RefreshToken: string, ExpiresIn: number}} tokens
   * @param {number} days
   */
  async take(username, tokens, days) {
    const centres = centresOf(tokens.AccessToken);
    if (!centres.length) throw new SessionError("no_centre");
    await this.askTheTime();
    const former = this.now?.centre;
    await this.store({
      username,
      access: tokens.AccessToken,
      refresh: tokens.RefreshToken,
      expires: this.clock.now() + tokens.ExpiresIn * 1000,
      centres,
      centre: former && centres.includes(former) ? former : centres.length === 1 ? String(centres[0]) : "",
      until: this.clock.now() + days * DAY,
      ended: false,
    });
  }

  /** Learn the server's time; without a link nothing changes. */
  async askTheTime() {
    const sent = Date.now();
    try {
      const answer = await fetch("/api/v1/health", { cache: "no-store", signal: AbortSignal.timeout(20_000) });
      if (answer.ok) await this.clock.learn((await answer.json()).now, sent);
    } catch {
      // The next sync learns it.
    }
  }

  /** @param {SignedIn} session */
  async store(session) {
    await this.db.put("settings", session, "session");
    this.now = session;
    this.changed();
  }
}

/**
 * The centres that a token names. It is only read here; the API checks it.
 * @param {string} token
 */
function centresOf(token) {
  const middle = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(middle), (c) => c.charCodeAt(0))));
  /** @type {string[]} */
  const groups = claims["cognito:groups"] ?? [];
  return groups.filter((group) => group.startsWith("centre:")).map((group) => group.slice(7));
}
