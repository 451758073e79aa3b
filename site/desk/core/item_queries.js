/** What the screens ask about saved items. They count by index where they can: ten thousand cost no more than ten. */

import { allOf, ownerOf, ownersFor } from "./owner.js";

/**
 * @typedef {import("./database.js").Database} Database
 * @typedef {import("./types.js").Account} Account
 * @typedef {import("./types.js").StoredItem} StoredItem
 * @typedef {import("./types.js").StoredVerdict} StoredVerdict
 * @typedef {"waiting" | "sent" | "refused" | "reviewed"} ItemState reviewed: refused, and a person has looked at it
 */

/**
 * How many wait; how many of them belong to nobody of these; how many refused ones whoever is at the desk must look at,
 * here and at their other centres. What is of a centre that was theirs is looked at here.
 * @param {Database} database
 * @param {Account | undefined} signedIn
 * @param {Account[]} senders
 */
export async function counts(database, signedIn, senders) {
  const step = database.transaction(["outbox", "verdicts", "settings"]);
  const byOwner = step.objectStore("outbox").index("owner");
  const accounts = new Map([signedIn, ...senders].flatMap((one) => (one ? [[one.sub, one]] : [])));
  const owners = [...new Set([...accounts.values()].flatMap(ownersFor))];
  const [waiting, lastSent, refused, refusedOfOwn, ...own] = await Promise.all([
    step.objectStore("outbox").count(),
    step.objectStore("settings").get("last-sent"),
    shownTo(step, signedIn).then((shown) => countOpen(step, shown)),
    countOpen(step, signedIn ? ownersFor(signedIn) : []),
    ...owners.map((owner) => byOwner.count(owner)),
  ]);
  const elsewhere = waiting - own.reduce((sum, count) => sum + count, 0);
  return { waiting, elsewhere, refused, refusedAtOthers: refusedOfOwn - refused, lastSent };
}

/**
 * The owners of what somebody is shown to look at.
 * @param {any} step a transaction over verdicts
 * @param {Account | undefined} account
 */
async function shownTo(step, account) {
  if (!account) return [];
  const { sub, centre, centres } = account;
  const shown = [ownerOf("", centre)];
  const open = step.objectStore("verdicts").index("open");
  for (let at = await open.openKeyCursor(allOf(sub), "nextunique"); at; at = await at.continue()) {
    const of = at.key.slice(sub.length + 1);
    if (of === centre || !centres.includes(of)) shown.push(at.key);
  }
  return shown;
}

/**
 * @param {any} step a transaction over verdicts
 * @param {(string | IDBKeyRange)[]} owners
 */
async function countOpen(step, owners) {
  const open = step.objectStore("verdicts").index("open");
  const found = await Promise.all(owners.map((owner) => open.count(owner)));
  return found.reduce((sum, count) => sum + count, 0);
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
 * How many of each procedure in a day, most first. What was annulled here counts no more, nor what was refused and then
 * registered again or removed.
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
      const count = await tally.count(`${centre} ${day} ${procedure ?? "-"}`);
      return /** @type {[string | null, number]} */ ([procedure, count]);
    }),
  );
  return rows.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

/**
 * Refused items that somebody must look at, at most `limit`: their own of the centre where they are, and of those that
 * are not theirs any more.
 * @param {Database} database
 * @param {Account | undefined} account
 * @param {number} limit
 */
export async function toReview(database, account, limit) {
  const step = database.transaction(["items", "verdicts"]);
  const open = step.objectStore("verdicts").index("open");
  const shown = await shownTo(step, account);
  const found = await Promise.all(shown.map((owner) => open.getAll(owner, limit)));
  const verdicts = found.flat().slice(0, limit);
  const items = await Promise.all(verdicts.map(({ id }) => step.objectStore("items").get(id)));
  return verdicts.flatMap((verdict, i) => {
    const stored = items[i];
    return stored ? [{ verdict, stored }] : [];
  });
}

/**
 * Items that wait, in the order saved.
 * @param {Database} database
 * @param {"centre" | "owner"} of
 * @param {string | IDBKeyRange} whose a centre or owners
 * @param {number} [limit]
 */
export async function waitingItems(database, of, whose, limit) {
  const step = database.transaction(["items", "outbox"]);
  const rows = await step.objectStore("outbox").index(of).getAll(whose, limit);
  return (await readAll(step, rows)).map(({ item }) => item);
}

/**
 * Whether an item was refused because of its centre alone (centre_not_yours, centre_retired, unknown_centre): to
 * register it again would not help, another account may.
 * @param {StoredVerdict} verdict
 */
export const isOfTheCentre = ({ errors }) => errors.length > 0 && errors.every(({ code }) => code.includes("centre"));

/**
 * What the server has not taken, of a centre: what waits, in the order saved, and what was refused and is still open.
 * @param {Database} database
 * @param {string} centre
 * @param {(verdict: StoredVerdict) => boolean} [wanted] which of the refused ones
 * @returns {Promise<StoredItem[]>}
 */
export async function notTaken(database, centre, wanted = () => true) {
  const step = database.transaction(["items", "outbox", "verdicts"]);
  const [rows, open] = await Promise.all([
    step.objectStore("outbox").index("centre").getAll(centre),
    step.objectStore("verdicts").index("open").getAll(),
  ]);
  return readAll(step, [...rows, ...open.filter((verdict) => verdict.centre === centre && wanted(verdict))]);
}

/**
 * The centres of what the server has not taken, with how many.
 * @param {Database} database
 * @param {(verdict: StoredVerdict) => boolean} [wanted] which of the refused ones
 * @returns {Promise<[string, number][]>}
 */
export async function notTakenByCentre(database, wanted = () => true) {
  const step = database.transaction(["outbox", "verdicts"]);
  /** @type {Map<string, number>} */
  const found = new Map();
  const index = step.objectStore("outbox").index("centre");
  for (let at = await index.openKeyCursor(null, "nextunique"); at; at = await at.continue()) {
    found.set(at.key, await index.count(at.key));
  }
  for (const verdict of await step.objectStore("verdicts").index("open").getAll()) {
    if (wanted(verdict)) found.set(verdict.centre, (found.get(verdict.centre) ?? 0) + 1);
  }
  return [...found];
}

/**
 * @param {any} step a transaction over items
 * @param {{id: string}[]} rows
 * @returns {Promise<StoredItem[]>}
 */
async function readAll(step, rows) {
  const items = await Promise.all(rows.map(({ id }) => step.objectStore("items").get(id)));
  return items.flatMap((stored) => (stored ? [stored] : []));
}
