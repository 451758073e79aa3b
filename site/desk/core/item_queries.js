/** What the screens ask about saved items. They count by index where they can: ten thousand cost no more than ten. */

/**
 * @typedef {import("./database.js").Database} Database
 * @typedef {import("./types.js").StoredItem} StoredItem
 * @typedef {"waiting" | "sent" | "refused" | "reviewed"} ItemState reviewed: refused, and a person has looked at it
 */

/**
 * How many wait, how many of them for a centre that nobody here is signed in for, how many need a person.
 * @param {Database} database
 * @param {string[]} centres
 */
export async function counts(database, centres) {
  const step = database.transaction(["outbox", "verdicts", "settings"]);
  const byCentre = step.objectStore("outbox").index("centre");
  const [waiting, refused, lastSent, ...own] = await Promise.all([
    step.objectStore("outbox").count(),
    step.objectStore("verdicts").index("open").count(),
    step.objectStore("settings").get("last-sent"),
    ...centres.map((centre) => byCentre.count(centre)),
  ]);
  return { waiting, refused, lastSent, elsewhere: waiting - own.reduce((sum, count) => sum + count, 0) };
}

/**
 * The attentions of a Lima day, newest first, at most `limit`.
 * @param {Database} database
 * @param {string} centre
 * @param {string} day
 * @param {number} limit
 */
export async function attentionsOfDay(database, centre, day, limit) {
  const step = database.transaction(["items", "outbox", "verdicts"]);
  /** @type {{stored: StoredItem, state: ItemState, annulled: boolean}[]} */
  const rows = [];
  let cursor = await step.objectStore("items").index("day").openCursor(day, "prev");
  while (cursor && rows.length < limit) {
    const stored = cursor.value;
    if (stored.centre === centre && stored.item.kind === "attention") {
      const [state, annulment] = await Promise.all([
        stateIn(step, stored.id),
        step.objectStore("items").index("annuls").getKey(stored.id),
      ]);
      rows.push({ stored, state, annulled: annulment !== undefined });
    }
    cursor = await cursor.continue();
  }
  return rows;
}

/**
 * @param {Database} database
 * @param {string} id
 */
export const stateOf = (database, id) => stateIn(database.transaction(["outbox", "verdicts"]), id);

/**
 * @param {any} step a transaction over outbox and verdicts
 * @param {string} id
 * @returns {Promise<ItemState>}
 */
export async function stateIn(step, id) {
  if ((await step.objectStore("outbox").index("id").getKey(id)) !== undefined) return "waiting";
  const verdict = await step.objectStore("verdicts").get(id);
  if (!verdict || verdict.verdict === "registered" || verdict.verdict === "duplicate") return "sent";
  return verdict.open ? "refused" : "reviewed";
}

/**
 * How many of each procedure in a day, without what was annulled here, most first.
 * @param {Database} database
 * @param {string} centre
 * @param {string} day
 * @param {(string | null)[]} procedures
 * @returns {Promise<[string | null, number][]>}
 */
export async function totals(database, centre, day, procedures) {
  const tally = database.transaction("items").store.index("tally");
  const rows = await Promise.all(
    procedures.map(async (procedure) => {
      const key = `${centre} ${day} ${procedure ?? "-"}`;
      const [saved, annulled] = await Promise.all([tally.count(key), tally.count(`annulled ${key}`)]);
      return /** @type {[string | null, number]} */ ([procedure, saved - annulled]);
    }),
  );
  return rows.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

/**
 * Refused items that a person must look at, at most `limit`.
 * @param {Database} database
 * @param {number} limit
 */
export async function toReview(database, limit) {
  const step = database.transaction(["items", "verdicts"]);
  const verdicts = await step.objectStore("verdicts").index("open").getAll(undefined, limit);
  const items = await Promise.all(verdicts.map(({ id }) => step.objectStore("items").get(id)));
  return verdicts.flatMap((verdict, i) => {
    const stored = items[i];
    return stored ? [{ verdict, stored }] : [];
  });
}

/**
 * Items of a centre that wait, in the order saved.
 * @param {Database} database
 * @param {string} centre
 * @param {number} [limit]
 */
export async function waitingItems(database, centre, limit) {
  const step = database.transaction(["items", "outbox"]);
  const rows = await step.objectStore("outbox").index("centre").getAll(centre, limit);
  const items = await Promise.all(rows.map(({ id }) => step.objectStore("items").get(id)));
  return items.flatMap((stored) => (stored ? [stored.item] : []));
}

/**
 * The centres that something waits for, with how many.
 * @param {Database} database
 * @returns {Promise<[string, number][]>}
 */
export async function waitingByCentre(database) {
  const index = database.transaction("outbox").store.index("centre");
  /** @type {[string, number][]} */
  const rows = [];
  let cursor = await index.openKeyCursor(null, "nextunique");
  while (cursor) {
    rows.push([cursor.key, await index.count(cursor.key)]);
    cursor = await cursor.continue();
  }
  return rows;
}
