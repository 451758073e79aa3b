/** Cognito, asked through this origin. */

import { contentOf } from "./answers.js";
import { readSetting, writeSetting } from "./database.js";
import { backoff } from "./retry.js";

/**
 * @typedef {import("./types.js").Pool} Pool
 *
 * @typedef {object} Granted
 * @property {string} AccessToken
 * @property {string} [RefreshToken] not with a renewed one
 * @property {number} ExpiresIn seconds
 *
 * @typedef {Pick<import("./world.js").World, "fetch" | "after" | "random">} Link what Cognito is asked through
 */

const ANSWER_TIMEOUT = 60_000;
const POOL_TIMEOUT = 30_000;
/**
 * What Cognito answers, with 400, where its requests a second are used up. It has done nothing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
const THROTTLED = ["TooManyRequestsException", "LimitExceededException"];
/** Some ten seconds in all. */
const TRIES = 4;

/**
 * Cognito, or the way to it, refused. `code` is Cognito's own name, or "offline" without a link, "busy" where it should
 * be asked again later, "ended" where only a new sign-in helps, "sealed" where a PIN must be entered first, "no_centre"
 * for an account without a centre, "overtaken" where somebody else came to the desk before the answer.
 */
export class SessionError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Whom to ask, as the operator set it; the last answer where there is no link.
 * @param {import("./world.js").World} world
 * @returns {Promise<Pool>}
 */
export async function poolOf({ database, fetch }) {
  try {
    const answer = await fetch("/asesor/settings.json", { timeout: POOL_TIMEOUT });
    const pool = answer.ok && (await contentOf(answer));
    if (typeof pool?.client_id !== "string" || !(pool.signed_in_days > 0)) throw new SessionError("busy");
    await writeSetting(database, "pool", pool);
    return pool;
  } catch {
    const pool = await readSetting(database, "pool");
    if (!pool) throw new SessionError("offline");
    return pool;
  }
}

export class Cognito {
  /** @param {Link} link */
  constructor(link) {
    this.link = link;
  }

  /**
   * @param {Pool} pool
   * @param {string} username
   * @param {string} password
   * @returns {Promise<{ChallengeName?: string, Session: string, AuthenticationResult: Granted}>}
   */
  signIn(pool, username, password) {
    return this.askPatiently("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: pool.client_id,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    });
  }

  /**
   * @param {Pool} pool
   * @param {string} refreshToken
   * @returns {Promise<{AuthenticationResult: Granted}>}
   */
  renew(pool, refreshToken) {
    return this.ask("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: pool.client_id,
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
  }

  /**
   * Choose the first password of one's own.
   * @param {Pool} pool
   * @param {string} username
   * @param {string} password
   * @param {string} challenge
   * @returns {Promise<{ChallengeName?: string, Session: string, AuthenticationResult: Granted}>}
   */
  newPassword(pool, username, password, challenge) {
    return this.askPatiently("RespondToAuthChallenge", {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ClientId: pool.client_id,
      Session: challenge,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
    });
  }

  /**
   * @param {Pool} pool
   * @param {string} refreshToken
   */
  revoke(pool, refreshToken) {
    return this.ask("RevokeToken", { ClientId: pool.client_id, Token: refreshToken });
  }

  /**
   * Ask again where Cognito is throttled, as after a long cut when all desks come back at once: for the person who waits
   * it is a slow sign-in and no failure. What sends in the background has a longer patience of its own.
   * @param {string} operation
   * @param {object} body
   */
  async askPatiently(operation, body) {
    const { after, random } = this.link;
    for (let tries = 1; ; tries++) {
      try {
        return await this.ask(operation, body);
      } catch (error) {
        const code = error instanceof SessionError ? error.code : "";
        if (!THROTTLED.includes(code) || tries === TRIES) throw error;
        const wait = backoff(tries, random());
        await new Promise((resolve) => after(wait, () => resolve(undefined)));
      }
    }
  }

  /**
   * @param {string} operation
   * @param {object} body
   * @returns {Promise<any>}
   * @throws {SessionError}
   */
  async ask(operation, body) {
    const headers = {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
    };
    const answer = await this.link
      .fetch("/session", { method: "POST", headers, body: JSON.stringify(body), timeout: ANSWER_TIMEOUT })
      .catch(() => {
        throw new SessionError("offline");
      });
    // Cognito always answers in JSON; a login page or a proxy in its place says nothing about the account.
    const content = await contentOf(answer);
    if (content && answer.ok) return content;
    const code = typeof content?.__type === "string" ? content.__type.split("#").pop() : "";
    throw new SessionError(answer.status === 400 && code ? code : "busy");
  }
}
