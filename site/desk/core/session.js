/** Who is at the desk, and who else is signed in at this machine. Accounts are in the database, for all windows. */

import { Accounts } from "./accounts.js";
import { Cognito, poolOf, SessionError } from "./cognito.js";
import { readSetting, writeSetting } from "./database.js";
import { centresIn, claimsIn } from "./tokens.js";

/**
 * @typedef {import("./types.js").Account} Account
 * @typedef {import("./types.js").Tokens} Tokens
 * @typedef {import("./cognito.js").Granted} Granted
 */

const DAY = 86_400_000;
/** A token that ends sooner is renewed first. */
const MARGIN = 60_000;
/** A notice says that the time to register ends, from then on. */
const ENDS_SOON = 5 * DAY;
/** What Cognito says of an account that must sign in again. Whatever else it says, it is asked again later. */
const ENDED = ["NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException"];

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
    this.accounts = new Accounts(world);
    /** Who is at the desk. @type {Account | undefined} */
    this.signedIn = undefined;
    /** Who else is signed in at this machine. @type {Account[]} */
    this.others = [];
    /** How often somebody tried to come to this window's desk; only the last try may. */
    this.tries = 0;
  }

  async load() {
    const [current, accounts] = await Promise.all([readSetting(this.world.database, "current"), this.accounts.all()]);
    this.signedIn = accounts.find(({ sub }) => sub === current);
    this.others = accounts.filter((account) => account !== this.signedIn);
  }

  /** Whether somebody may register here now. */
  get active() {
    return this.signedIn !== undefined && this.clock.now() < this.signedIn.until;
  }

  /** Whether the time to register ends in a few days: where there is a link now, there may be none then. */
  get endsSoon() {
    return this.active && this.clock.now() > (this.signedIn?.until ?? 0) - ENDS_SOON;
  }

  /** The centres that whoever is at the desk may register for. */
  get centres() {
    return this.signedIn?.centres ?? [];
  }

  /** The centre that whoever is at the desk registers for; empty where none was chosen. */
  get centre() {
    return this.signedIn?.centre ?? "";
  }

  /** The id of the account at the desk; empty where nobody is. */
  get author() {
    return this.signedIn?.sub ?? "";
  }

  /** The accounts that this window can send for, whoever is at the desk first. */
  async senders() {
    const accounts = await this.accounts.all();
    const first = (/** @type {Account} */ { sub }) => Number(sub !== this.author);
    return accounts
      .filter((account) => !account.ended && this.accounts.opens(account))
      .sort((one, other) => first(one) - first(other));
  }

  /**
   * @param {string} username
   * @param {string} password
   * @returns {Promise<{challenge: string} | null>} a challenge where a new password is asked for, see `newPassword`
   */
  async signIn(username, password) {
    const ownTry = ++this.tries;
    const pool = await poolOf(this.world);
    const asked = this.world.now();
    const answer = await this.cognito.signIn(pool, username, password);
    if (answer.ChallengeName === "NEW_PASSWORD_REQUIRED") return { challenge: answer.Session };
    await this.begin(ownTry, username, answer.AuthenticationResult, pool.signed_in_days, asked);
    return null;
  }

  /**
   * @param {string} username
   * @param {string} password
   * @param {string} challenge
   */
  async newPassword(username, password, challenge) {
    const ownTry = ++this.tries;
    const pool = await poolOf(this.world);
    const asked = this.world.now();
    const answer = await this.cognito.newPassword(pool, username, password, challenge);
    await this.begin(ownTry, username, answer.AuthenticationResult, pool.signed_in_days, asked);
  }

  /** Whoever is at the desk leaves it, with the PIN. What waits stays, and waits for its author. */
  async signOut() {
    const { signedIn } = this;
    if (!signedIn) return;
    const tokens = await this.accounts.tokensOf(signedIn);
    await this.accounts.remove(signedIn.sub);
    await this.changed();
    await this.revoke(tokens);
  }

  /** Have Cognito take a refresh token no more; without a link it ends in its own time. @param {Tokens | null} tokens */
  async revoke(tokens) {
    const pool = await readSetting(this.world.database, "pool");
    if (tokens?.refresh && pool) await this.cognito.revoke(pool, tokens.refresh).catch(() => {});
  }

  /** Somebody whose PIN was entered takes the desk over. @param {string} sub */
  async takeOver(sub) {
    this.tries++;
    await writeSetting(this.world.database, "current", sub);
    await this.changed();
  }

  /** @param {string} centre */
  async chooseCentre(centre) {
    await this.accounts.change(this.author, (account) => ({ ...account, centre }));
    await this.changed();
  }

  async changed() {
    await this.load();
    this.notifier.announce("session");
  }

  /**
   * A token of an account that is good for a minute more, renewed where needed; by one window at a time.
   * @param {string} sub
   * @param {string} [refused] the token that the server did not take
   * @returns {Promise<string>}
   * @throws {SessionError} "ended" where only a new sign-in helps, "sealed" where the PIN must be entered first
   */
  accessToken(sub, refused) {
    return this.world.exclusively("session", async () => {
      const account = await this.accounts.read(sub);
      if (!account || account.ended) throw new SessionError("ended");
      const tokens = await this.accounts.tokensOf(account);
      if (!tokens) throw new SessionError("sealed");
      const good = tokens.access !== refused && this.clock.now() < account.expires - MARGIN;
      return good ? tokens.access : this.renew(account, tokens);
    });
  }

  /**
   * @param {Account} account
   * @param {Tokens} tokens
   */
  async renew({ sub, grant }, tokens) {
    /** @param {(account: Account) => Account} change */
    const store = async (change) => {
      // Who signed in again meanwhile, chose a centre or left is not overwritten by what was asked before.
      await this.accounts.change(sub, (now) => (now.grant === grant ? change(now) : now));
      await this.changed();
    };
    try {
      const answer = await this.cognito.renew(await poolOf(this.world), tokens.refresh);
      const granted = answer.AuthenticationResult;
      const next = { access: granted.AccessToken, refresh: granted.RefreshToken ?? tokens.refresh };
      const sealed = await this.accounts.sealedFor(sub, next);
      const expires = this.clock.now() + granted.ExpiresIn * 1000;
      const centres = centresIn(claimsIn(next.access));
      await store((now) => {
        if (now.pin && !sealed) return now;
        const kept = now.pin && sealed ? { sealed } : { tokens: next };
        return { ...now, ...kept, ...(centres.length && atOneOf(centres, now.centre)), expires };
      });
      return next.access;
    } catch (error) {
      if (!(error instanceof SessionError) || !ENDED.includes(error.code)) throw error;
      await store((now) => ({ ...now, ended: true }));
      throw new SessionError("ended");
    }
  }

  /**
   * @param {number} ownTry
   * @param {string} username
   * @param {Granted} granted
   * @param {number} days how long one may register until the next sign-in
   * @param {number} asked what the machine's clock showed before
   */
  async begin(ownTry, username, granted, days, asked) {
    const tokens = { access: granted.AccessToken, refresh: granted.RefreshToken ?? "" };
    // On a slow link the answer may come when somebody else is at the desk: it must not become the first one's.
    if (ownTry !== this.tries) {
      void this.revoke(tokens);
      throw new SessionError("overtaken");
    }
    const claims = claimsIn(granted.AccessToken);
    const centres = centresIn(claims);
    const { sub, iat } = claims;
    if (!sub || !centres.length) throw new SessionError("no_centre");
    if (iat) await this.clock.learn(new Date(iat * 1000).toISOString(), asked);
    // Where nothing could be learned, as when the clock was set meanwhile, the token still says when it was given.
    const now = iat ? iat * 1000 : this.clock.now();
    const before = await this.accounts.read(sub);
    // Those that are sealed by a forgotten PIN nobody can read: they end in their own time.
    const replaced = before ? await this.accounts.tokensOf(before) : null;
    await this.accounts.begin({
      sub,
      username,
      tokens,
      expires: now + granted.ExpiresIn * 1000,
      ...atOneOf(centres, before?.centre ?? ""),
      until: now + days * DAY,
      ended: false,
      pinned: Boolean(before?.pin ?? before?.pinned),
      grant: [...this.world.randomBytes(8)].join("."),
    });
    await this.changed();
    void this.revoke(replaced);
  }
}

/**
 * The centre that was chosen, where it is still one of them; the only one, where there is no choice.
 * @param {string[]} centres
 * @param {string} chosen
 */
function atOneOf(centres, chosen) {
  const [only = ""] = centres.length === 1 ? centres : [];
  return { centres, centre: centres.includes(chosen) ? chosen : only };
}
