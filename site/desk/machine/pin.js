/**
 * A number of each person's own: it covers the screen when they leave, opens it again, and seals their tokens on the
 * disk. Tries are counted for the account, before a try is looked at: windows, reloads and restarts give none for free.
 */

const FREE_TRIES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

export class Pin {
  /**
   * @param {import("../core/world.js").World} world
   * @param {import("../core/session.js").Session} session
   */
  constructor(world, session) {
    this.world = world;
    this.session = session;
  }

  /** Whether the person at the desk has one. */
  get isSet() {
    return this.session.signedIn?.pin !== undefined;
  }

  /** Whether it was entered in this window, or there is none. */
  get isOpen() {
    const { signedIn, accounts } = this.session;
    return !signedIn || accounts.opens(signedIn);
  }

  /** @param {string} digits */
  async set(digits) {
    const { accounts, author, signedIn } = this.session;
    const tokens = signedIn && (await accounts.tokensOf(signedIn));
    if (!tokens) return;
    const salt = Uint8Array.from(this.world.randomBytes(16));
    accounts.keys.set(author, await this.world.seals.keyFrom(digits, salt));
    const sealed = await accounts.sealedFor(author, tokens);
    await accounts.change(author, ({ tokens: _open, ...account }) =>
      sealed ? { ...account, sealed, pin: { salt, failures: 0, until: 0 } } : account,
    );
    await this.session.changed();
  }

  /**
   * Whether it is a person's PIN; then this window can send for them. After 5 wrong ones each further try waits, longer
   * each time.
   * @param {string} sub
   * @param {string} digits
   * @returns {Promise<"right" | "wrong" | "wait">}
   */
  async check(sub, digits) {
    const { accounts } = this.session;
    if (!(await this.countTry(sub))) return "wait";
    const account = await accounts.read(sub);
    if (!account?.pin || !account.sealed) return "wrong";
    const key = await this.world.seals.keyFrom(digits, account.pin.salt);
    if ((await this.world.seals.open(key, account.sealed)) === null) return "wrong";
    accounts.keys.set(sub, key);
    await accounts.change(sub, ({ pin, ...rest }) => ({
      ...rest,
      ...(pin && { pin: { ...pin, failures: 0, until: 0 } }),
    }));
    return "right";
  }

  /**
   * Count a try; false where it must wait.
   * @param {string} sub
   */
  async countTry(sub) {
    const now = this.world.now();
    let counted = false;
    await this.session.accounts.change(sub, (account) => {
      if (!account.pin) return account;
      const { failures, until } = account.pin;
      // A clock that was set back makes no wait longer than the longest.
      const waits = until > now ? Math.min(until, now + LONGEST_WAIT) : 0;
      counted = waits === 0;
      const tries = failures + 1;
      const next = tries < FREE_TRIES ? 0 : now + FIRST_WAIT * 2 ** Math.min(tries - FREE_TRIES, 6);
      const pin = counted ? { failures: tries, until: Math.min(next, now + LONGEST_WAIT) } : { failures, until: waits };
      return { ...account, pin: { ...account.pin, ...pin } };
    });
    return counted;
  }
}
