/**
 * A number of each person's own: it covers the screen when they leave, opens it again, and seals their tokens on the
 * disk. Tries are counted for the account, before a try is looked at: windows, reloads and restarts give none for free.
 */

/** About a second on a cheap tablet for each try. Stored with each PIN, so that it can be raised again. */
const ROUNDS = 600_000;
/** Those of a PIN that was stored without them. */
const FIRST_ROUNDS = 310_000;
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
    accounts.keys.set(author, await this.world.seals.keyFrom(digits, salt, ROUNDS));
    const sealed = await accounts.sealedFor(author, tokens);
    await accounts.change(author, ({ tokens: _open, ...account }) =>
      sealed ? { ...account, sealed, pin: { salt, rounds: ROUNDS, failures: 0, until: 0 } } : account,
    );
    await this.session.changed();
  }

  /**
   * Whether it is a person's PIN; then this window can send for them. After 5 wrong ones each further try waits, longer
   * each time.
   * @param {string} sub
   * @param {string} digits
   * @returns {Promise<"right" | "wrong" | number>} milliseconds to wait, where this try was not looked at
   */
  async check(sub, digits) {
    const { seals } = this.world;
    const { accounts } = this.session;
    const wait = await this.countTry(sub);
    if (wait) return wait;
    const { pin, sealed } = (await accounts.read(sub)) ?? {};
    if (!pin || !sealed) return "wrong";
    const { salt, rounds = FIRST_ROUNDS } = pin;
    const key = await seals.keyFrom(digits, salt, rounds);
    const text = await seals.open(key, sealed);
    if (text === null) return "wrong";
    const current = rounds === ROUNDS ? key : await seals.keyFrom(digits, salt, ROUNDS);
    const sealedAgain = current === key ? null : await seals.seal(current, text);
    await accounts.change(sub, (account) => ({
      ...account,
      ...(sealedAgain && { sealed: sealedAgain }),
      ...(account.pin && { pin: { ...account.pin, rounds: ROUNDS, failures: 0, until: 0 } }),
    }));
    accounts.keys.set(sub, current);
    return "right";
  }

  /**
   * Count a try.
   * @param {string} sub
   * @returns {Promise<number>} milliseconds to wait first; 0 where the try counts
   */
  async countTry(sub) {
    const now = this.world.now();
    let wait = 0;
    await this.session.accounts.change(sub, (account) => {
      if (!account.pin) return account;
      const { failures, until } = account.pin;
      // A clock that was set back makes no wait longer than the longest.
      const waits = until > now ? Math.min(until, now + LONGEST_WAIT) : 0;
      wait = waits && waits - now;
      const tries = failures + 1;
      const next = tries < FREE_TRIES ? 0 : now + FIRST_WAIT * 2 ** Math.min(tries - FREE_TRIES, 6);
      const pin =
        waits === 0 ? { failures: tries, until: Math.min(next, now + LONGEST_WAIT) } : { failures, until: waits };
      return { ...account, pin: { ...account.pin, ...pin } };
    });
    return wait;
  }
}
