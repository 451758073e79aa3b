/** Who is signed in. The tokens are in the database, for all windows. */

import { Cognito, SessionError } from "./cognito.js";
import { deleteSetting, readSetting, writeSetting } from "./database.js";

/**
 * @typedef {import("./types.js").SignedIn} SignedIn
 * @typedef {import("./cognito.js").Tokens} Tokens
 */

const DAY = 86_400_000;
/** A token that ends sooner is renewed first. */
const MARGIN = 60_000;
/** Where Cognito, or the way to it, did not say that the session has ended. */
const PASSING = ["offline", "busy"];

export class Session {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./clock.js").Clock} clock
   * @param {import("./notifier.js").Notifier} notifier
   */
  constructor(world, clock, notifier) {
    this.world = world;
    this.clock = clock;
    this.notifier = notifier;
    this.cognito = new Cognito(world);
    /** @type {SignedIn | undefined} */
    this.signedIn = undefined;
  }

  async load() {
    this.signedIn = await readSetting(this.world.database, "session");
  }

  /** Whether somebody may register here now. */
  get active() {
    return this.signedIn !== undefined && this.clock.now() < this.signedIn.until;
  }

  /** The centres that this desk may send for. */
  get centres() {
    return this.signedIn?.centres ?? [];
  }

  /** The centre that this desk registers for; empty where none was chosen. */
  get centre() {
    return this.signedIn?.centre ?? "";
  }

  /**
   * @param {string} username
   * @param {string} password
   * @returns {Promise<{challenge: string} | null>} a challenge where a new password is asked for, see `newPassword`
   */
  async signIn(username, password) {
    const pool = await this.cognito.pool();
    const answer = await this.cognito.signIn(pool, username, password);
    if (answer.ChallengeName === "NEW_PASSWORD_REQUIRED") return { challenge: answer.Session };
    await this.begin(username, answer.AuthenticationResult, pool.signed_in_days);
    return null;
  }

  /**
   * @param {string} username
   * @param {string} password
   * @param {string} challenge
   */
  async newPassword(username, password, challenge) {
    const pool = await this.cognito.pool();
    const answer = await this.cognito.newPassword(pool, username, password, challenge);
    await this.begin(username, answer.AuthenticationResult, pool.signed_in_days);
  }

  /** @param {string} username */
  async forgotPassword(username) {
    await this.cognito.forgotPassword(await this.cognito.pool(), username);
  }

  /**
   * @param {string} username
   * @param {string} code
   * @param {string} password
   */
  async confirmForgotPassword(username, code, password) {
    await this.cognito.confirmForgotPassword(await this.cognito.pool(), username, code, password);
  }

  /** Forget who is signed in, and the PIN. What waits stays. */
  async signOut() {
    const { database } = this.world;
    const refreshToken = this.signedIn?.refresh;
    const pool = await readSetting(database, "pool");
    await deleteSetting(database, "session");
    await deleteSetting(database, "pin");
    this.signedIn = undefined;
    this.notifier.announce("session");
    if (refreshToken && pool) await this.cognito.revoke(pool, refreshToken).catch(() => {});
  }

  /** @param {string} centre */
  async chooseCentre(centre) {
    if (this.signedIn) await this.store({ ...this.signedIn, centre });
  }

  /**
   * A token that is good for a minute more, renewed where needed; by one window at a time.
   * @param {string} [refused] the token that the server did not take
   * @returns {Promise<string>}
   * @throws {SessionError} "ended" where only a new sign-in helps
   */
  async accessToken(refused) {
    return this.world.exclusively("session", async () => {
      await this.load();
      const session = this.signedIn;
      if (!session || session.ended) throw new SessionError("ended");
      const good = session.access !== refused && this.clock.now() < session.expires - MARGIN;
      return good ? session.access : this.renew(session);
    });
  }

  /** @param {SignedIn} session */
  async renew(session) {
    try {
      const answer = await this.cognito.renew(await this.cognito.pool(), session.refresh);
      const tokens = answer.AuthenticationResult;
      await this.store({
        ...session,
        access: tokens.AccessToken,
        expires: this.clock.now() + tokens.ExpiresIn * 1000,
        refresh: tokens.RefreshToken ?? session.refresh,
        centres: centresIn(tokens.AccessToken),
      });
      return tokens.AccessToken;
    } catch (error) {
      if (!(error instanceof SessionError) || PASSING.includes(error.code)) throw error;
      await this.store({ ...session, ended: true });
      throw new SessionError("ended");
    }
  }

  /**
   * @param {string} username
   * @param {Tokens} tokens
   * @param {number} days how long one may register until the next sign-in
   */
  async begin(username, tokens, days) {
    const centres = centresIn(tokens.AccessToken);
    if (!centres.length) throw new SessionError("no_centre");
    await this.clock.askServer();
    const now = this.clock.now();
    const [only] = centres;
    await this.store({
      username,
      access: tokens.AccessToken,
      refresh: tokens.RefreshToken ?? "",
      expires: now + tokens.ExpiresIn * 1000,
      centres,
      centre: centres.includes(this.centre) ? this.centre : only && centres.length === 1 ? only : "",
      until: now + days * DAY,
      ended: false,
    });
  }

  /** @param {SignedIn} session */
  async store(session) {
    await writeSetting(this.world.database, "session", session);
    this.signedIn = session;
    this.notifier.announce("session");
  }
}

/**
 * The centres that a token names. It is only read here; the API checks it.
 * @param {string} token
 * @returns {string[]}
 */
function centresIn(token) {
  const middle = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(middle), (c) => c.charCodeAt(0))));
  /** @type {string[]} */
  const groups = claims["cognito:groups"] ?? [];
  return groups.filter((group) => group.startsWith("centre:")).map((group) => group.slice("centre:".length));
}
