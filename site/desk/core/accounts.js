/**
 * Who is signed in at this machine. With a PIN a person's tokens are stored sealed: the key is made of the PIN, and is
 * only in the memory of windows in which it was entered. Those send for that person; the others cannot.
 */

/**
 * @typedef {import("./types.js").Account} Account
 * @typedef {import("./types.js").Tokens} Tokens
 */

const DURABLE = /** @type {const} */ ({ durability: "strict" });

export class Accounts {
  /** @param {import("./world.js").World} world */
  constructor(world) {
    this.world = world;
    /** By account, of those whose PIN was entered in this window. @type {Map<string, import("./world.js").Key>} */
    this.keys = new Map();
  }

  /** Everybody, in the order of their ids. */
  async all() {
    const accounts = await this.world.database.getAll("accounts");
    const older = accounts.filter(({ pin, tokens }) => pin?.hash && tokens);
    if (!older.length) return accounts;
    for (const account of older) await this.sealOlder(account);
    return this.world.database.getAll("accounts");
  }

  /** @param {string} sub */
  read(sub) {
    return this.world.database.get("accounts", sub);
  }

  /**
   * Change what is stored, in one step: what others wrote meanwhile is kept, and who has left stays away.
   * @param {string} sub
   * @param {(account: Account) => Account} change
   */
  async change(sub, change) {
    const step = this.world.database.transaction("accounts", "readwrite", DURABLE);
    const account = await step.store.get(sub);
    if (account) await step.store.put(change(account));
    await step.done;
  }

  /**
   * Store somebody who signed in, in place of what was known of them; they are at the desk now.
   * @param {Account} account
   */
  async begin(account) {
    this.keys.delete(account.sub);
    const step = this.world.database.transaction(["accounts", "settings"], "readwrite", DURABLE);
    await Promise.all([
      step.objectStore("accounts").put(account),
      step.objectStore("settings").put(account.sub, "current"),
      step.done,
    ]);
  }

  /** @param {string} sub */
  async remove(sub) {
    this.keys.delete(sub);
    const step = this.world.database.transaction(["accounts", "settings"], "readwrite", DURABLE);
    await step.objectStore("accounts").delete(sub);
    if ((await step.objectStore("settings").get("current")) === sub)
      await step.objectStore("settings").delete("current");
    await step.done;
  }

  /** Whether this window can use the tokens of an account. @param {Account} account */
  opens({ sub, tokens }) {
    return tokens !== undefined || this.keys.has(sub);
  }

  /**
   * @param {Account} account
   * @returns {Promise<Tokens | null>} null where the PIN was not entered in this window
   */
  async tokensOf({ sub, tokens, sealed }) {
    const key = this.keys.get(sub);
    if (tokens || !key || !sealed) return tokens ?? null;
    const text = await this.world.seals.open(key, sealed);
    // Another PIN was chosen in another window: it must be entered here too.
    if (text === null) this.keys.delete(sub);
    return text === null ? null : JSON.parse(text);
  }

  /**
   * @param {string} sub
   * @param {Tokens} tokens
   */
  async sealedFor(sub, tokens) {
    const key = this.keys.get(sub);
    return key ? this.world.seals.seal(key, JSON.stringify(tokens)) : null;
  }

  /**
   * An older desk stored what is now the key, and the tokens as they are.
   * @param {Account} account
   */
  async sealOlder({ sub, pin, tokens }) {
    const { seals } = this.world;
    if (!pin?.hash) return;
    const sealed = await seals.seal(await seals.keyOf(pin.hash), JSON.stringify(tokens));
    await this.change(sub, ({ tokens: _tokens, ...account }) => {
      const { hash: _hash, ...kept } = pin;
      return { ...account, sealed, pin: kept };
    });
  }
}
