/**
 * Who is here, in this tab alone: nothing outlives it, and a desk in another tab is somebody else's.
 *
 * @typedef {import("../desk/core/cognito.js").Granted} Granted
 * @typedef {{ChallengeName?: string, Session: string, AuthenticationResult?: Granted}} Answer
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
    /** @type {Promise<string> | null} what all who wait for a new token share */
    this.renewal = null;
  }

  /** @returns {Tokens | null} */
  get tokens() {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  }

  get username() {
    return this.tokens?.username ?? "";
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  async signIn(username, password) {
    return this.take(username, await this.cognito.signIn(await this.pool(), username, password));
  }

  /**
   * @param {{username: string, challenge: string}} step
   * @param {string} password
   */
  async newPassword({ username, challenge }, password) {
    return this.take(username, await this.cognito.newPassword(await this.pool(), username, password, challenge));
  }

  /**
   * @param {{username: string, challenge: string}} step
   * @param {string} code that the person's phone shows
   */
  async answerCode({ username, challenge }, code) {
    const { client_id } = await this.pool();
    const answer = await this.cognito.askPatiently("RespondToAuthChallenge", {
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      ClientId: client_id,
      Session: challenge,
      ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
    });
    return this.take(username, answer);
  }

  /** A new secret for the phone of whoever is signed in; it counts once `confirmSecondFactor` has seen a code of it. */
  async newSecret() {
    const { SecretCode } = await this.cognito.ask("AssociateSoftwareToken", { AccessToken: await this.token() });
    return /** @type {string} */ (SecretCode);
  }

  /** @param {string} code that the phone shows */
  async confirmSecondFactor(code) {
    const AccessToken = await this.token();
    const { Status } = await this.cognito.ask("VerifySoftwareToken", { AccessToken, UserCode: code });
    if (Status !== "SUCCESS") throw new SessionError("EnableSoftwareTokenMFAException");
    await this.cognito.ask("SetUserMFAPreference", {
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
  }

  /**
   * A token that is valid, renewed where its end is near.
   * @returns {Promise<string>}
   */
  async token() {
    const { tokens } = this;
    if (!tokens) throw new SessionError("ended");
    if (Date.now() < tokens.until - EARLY) return tokens.access;
    this.renewal ??= this.renew(tokens).finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  /** Forget who was here: in this tab at once, at Cognito as soon as the link allows. */
  signOut() {
    const { tokens } = this;
    sessionStorage.removeItem(KEY);
    if (tokens)
      this.pool()
        .then((pool) => this.cognito.revoke(pool, tokens.refresh))
        .catch(() => {});
  }

  /** @param {Tokens} tokens */
  async renew(tokens) {
    try {
      const { AuthenticationResult } = await this.cognito.renew(await this.pool(), tokens.refresh);
      this.keep(tokens.username, AuthenticationResult, tokens.refresh);
      return AuthenticationResult.AccessToken;
    } catch (error) {
      if (!(error instanceof SessionError) || error.code !== "NotAuthorizedException") throw error;
      sessionStorage.removeItem(KEY);
      throw new SessionError("ended");
    }
  }

  /**
   * @param {string} username
   * @param {Answer} answer
   * @returns {Step}
   */
  take(username, { ChallengeName, Session: challenge, AuthenticationResult }) {
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
