/**
 * Who is here, in this tab alone: nothing outlives it, and a desk in another tab is somebody else's.
 *
 * @typedef {import("../desk/core/cognito.js").Granted} Granted
 * @typedef {{ChallengeName?: string, Session: string, AuthenticationResult?: Granted}} Answer
 *
 * @typedef {(pool: import("../desk/core/types.js").Pool) => Promise<Answer>} Ask
 *
 * What comes next in signing in; `challenge` is Cognito's own.
 * @typedef {{next: "in"} | {next: "new_password" | "code", username: string, challenge: string}} Step
 *
 * @typedef {{access: string, refresh: string, until: number, username: string}} Tokens until: milliseconds
 */

import { contentOf } from "../desk/core/answers.js";
import { Cognito, SessionError } from "../desk/core/cognito.js";

const KEY = "oficina";
/** Milliseconds before its end in which a token is renewed. */
const EARLY = 60_000;
const NEXT = /** @type {const} */ ({ NEW_PASSWORD_REQUIRED: "new_password", SOFTWARE_TOKEN_MFA: "code" });

export class Session {
  /** @param {import("../desk/core/cognito.js").Link} link */
  constructor(link) {
    this.link = link;
    this.cognito = new Cognito(link);
    /** @type {Map<string, Promise<string>>} what all who wait for a new token share, by holder */
    this.renewals = new Map();
    /** Which attempt to sign in counts: the answer to an earlier one opens nothing any more. */
    this.attempt = 0;
  }

  /** @returns {Tokens | null} */
  get tokens() {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  }

  get username() {
    return this.tokens?.username ?? "";
  }

  /** Who is here, from one sign-in to its end: what a request begins with, and must still find. Empty for nobody. */
  get holder() {
    return this.tokens?.refresh ?? "";
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  async signIn(username, password) {
    return this.take(username, async (pool) => this.cognito.signIn(pool, username, password));
  }

  /**
   * @param {{username: string, challenge: string}} step
   * @param {string} password
   */
  async newPassword({ username, challenge }, password) {
    return this.later(username, async (pool) => this.cognito.newPassword(pool, username, password, challenge));
  }

  /**
   * @param {{username: string, challenge: string}} step
   * @param {string} code that the person's phone shows
   */
  async answerCode({ username, challenge }, code) {
    return this.later(username, async ({ client_id }) =>
      this.cognito.askPatiently("RespondToAuthChallenge", {
        ChallengeName: "SOFTWARE_TOKEN_MFA",
        ClientId: client_id,
        Session: challenge,
        ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
      }),
    );
  }

  /** A new secret for the phone of whoever is signed in; it counts once `confirmSecondFactor` has seen a code of it. */
  async newSecret() {
    const { SecretCode } = await this.askForOneself("AssociateSoftwareToken", {});
    return /** @type {string} */ (SecretCode);
  }

  /** @param {string} code that the phone shows */
  async confirmSecondFactor(code) {
    const { Status } = await this.askForOneself("VerifySoftwareToken", { UserCode: code });
    if (Status !== "SUCCESS") throw new SessionError("EnableSoftwareTokenMFAException");
    await this.askForOneself("SetUserMFAPreference", {
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
  }

  /**
   * @param {string} operation of Cognito, about the account of whoever is here
   * @param {object} body
   * @returns {Promise<any>}
   */
  async askForOneself(operation, body) {
    const { holder } = this;
    const AccessToken = await this.token(holder);
    try {
      return await this.cognito.ask(operation, { AccessToken, ...body });
    } catch (error) {
      if (error instanceof SessionError && error.code === "NotAuthorizedException") this.refused(AccessToken, holder);
      throw error;
    }
  }

  /**
   * A token that is valid, renewed where its end is near.
   * @param {string} [holder] whose; whoever is here where nobody is named
   * @returns {Promise<string>}
   */
  async token(holder = this.holder) {
    const tokens = this.tokensOf(holder);
    if (Date.now() < tokens.until - EARLY) return tokens.access;
    const renewal = this.renewals.get(holder) ?? this.renew(tokens).finally(() => this.renewals.delete(holder));
    this.renewals.set(holder, renewal);
    return renewal;
  }

  /**
   * A token was refused: whoever it is of is not signed in any more. Of nobody else that is true, so whoever came
   * after them stays.
   * @param {string} access
   * @param {string} holder
   * @throws {SessionError} where they are not here any more
   */
  refused(access, holder) {
    if (this.tokensOf(holder).access !== access) return; // renewed meanwhile
    this.signOut();
    throw new SessionError("ended");
  }

  /** Forget who was here: in this tab at once, at Cognito as soon as the link allows. */
  signOut() {
    const { tokens } = this;
    this.attempt += 1;
    sessionStorage.removeItem(KEY);
    if (tokens)
      this.pool()
        .then((pool) => this.cognito.revoke(pool, tokens.refresh))
        .catch(() => {});
  }

  /**
   * @param {string} holder
   * @throws {SessionError} where they are not here any more: "ended", or "overtaken" where somebody else is
   */
  tokensOf(holder) {
    const { tokens } = this;
    if (tokens?.refresh === holder) return tokens;
    throw new SessionError(tokens ? "overtaken" : "ended");
  }

  /** @param {Tokens} tokens */
  async renew(tokens) {
    try {
      const { AuthenticationResult } = await this.cognito.renew(await this.pool(), tokens.refresh);
      this.tokensOf(tokens.refresh); // whoever left meanwhile is not here again because an answer came late
      this.keep(tokens.username, AuthenticationResult, tokens.refresh);
      return AuthenticationResult.AccessToken;
    } catch (error) {
      if (!(error instanceof SessionError) || error.code !== "NotAuthorizedException") throw error;
      this.tokensOf(tokens.refresh);
      sessionStorage.removeItem(KEY);
      throw new SessionError("ended");
    }
  }

  /**
   * A later step of signing in. Who takes longer than the template's AuthSessionValidity is answered as a wrong password
   * is: here nobody wrote one, and only the first step helps.
   * @param {string} username
   * @param {Ask} ask
   */
  async later(username, ask) {
    return this.take(username, ask).catch((error) => {
      const isLate = error instanceof SessionError && error.code === "NotAuthorizedException";
      throw isLate ? new SessionError("too_late") : error;
    });
  }

  /**
   * @param {string} username
   * @param {Ask} ask
   * @returns {Promise<Step>}
   */
  async take(username, ask) {
    this.attempt += 1;
    const own = this.attempt;
    const { ChallengeName, Session: challenge, AuthenticationResult } = await ask(await this.pool());
    if (own !== this.attempt) throw new SessionError("overtaken");
    const next = NEXT[/** @type {keyof typeof NEXT} */ (ChallengeName)];
    if (next) return { next, username, challenge };
    if (!AuthenticationResult) throw new SessionError("busy");
    this.keep(username, AuthenticationResult, AuthenticationResult.RefreshToken ?? "");
    return { next: "in" };
  }

  /**
   * @param {string} username
   * @param {Granted} granted
   * @param {string} refresh
   */
  keep(username, { AccessToken, ExpiresIn }, refresh) {
    const tokens = { access: AccessToken, refresh, until: Date.now() + ExpiresIn * 1000, username };
    sessionStorage.setItem(KEY, JSON.stringify(tokens));
  }

  /** @returns {Promise<import("../desk/core/types.js").Pool>} */
  async pool() {
    const answer = await this.link.fetch("/oficina/settings.json", { timeout: 30_000 }).catch(() => {
      throw new SessionError("offline");
    });
    const pool = answer.ok ? await contentOf(answer) : null;
    if (typeof pool?.client_id !== "string") throw new SessionError("busy");
    return pool;
  }
}
