/**
 * What was saved and what became of it: every step is one transaction, so that a power cut leaves before or after.
 * An item is waiting exactly while the outbox names it.
 */

import { parts } from "./identifiers.js";

/**
 * @typedef {import("./database.js").Database} Database
 * @typedef {import("./types.js").Item} Item
 * @typedef {import("./types.js").Verdict} Verdict
 * @typedef {import("./types.js").KeptItem} KeptItem
 * @typedef {import("./types.js").KeptVerdict} KeptVerdict
 * @typedef {"waiting" | "sent" | "refused" | "settled"} State
 */

/** The draft was finished already, in this window or in another. */
export class SavedBeforeError extends Error {}

const DURABLE = /** @type {const} */ ({ durability: "strict" });

/**
 * Keep an item and have it wait to be sent. Resolves when it is on the disk.
 * @param {Database} db
 * @param {Item} item
 * @param {{instead?: string | undefined, kept?: KeptItem | undefined}} [of] instead: the refused item that this one
 *   takes the place of. kept: the attention that this annulment cancels.
 * @throws {SavedBeforeError}
 */
export async function save(db, item, of = {}) {
  const step = db.transaction(["items", "outbox", "verdicts"], "readwrite", DURABLE);
  try {
    await Promise.all([
      step.objectStore("items").add(kept(item, of.kept)),
      step.objectStore("outbox").add({ id: item.id, centre: item.id.split(".")[0] ?? "" }),
      of.instead ? settle(step.objectStore("verdicts"), of.instead) : null,
      step.done,
    ]);
  } catch (error) {
    if (error instanceof DOMException && error.name === "ConstraintError") throw new SavedBeforeError();
    throw error;
  }
}

/**
 * @param {Item} item
 * @param {KeptItem} [annulled]
 * @returns {KeptItem}
 */
function kept(item, annulled) {
  const { centre = "", day = "", ulid = item.id } = parts(item.id) ?? {};
  const common = { id: item.id, ulid, centre, day, item };
  if (item.kind === "attention") return { ...common, tally: `${centre} ${day} ${item.procedure ?? "-"}` };
  const of = annulled ? annulled.tally : `${centre} ${day} ?`;
  return { ...common, tally: `annulled ${of}`, annuls: item.attention };
}

/**
 * @param {import("idb").IDBPObjectStore<import("./database.js").Schema, any, "verdicts", "readwrite">} verdicts
 * @param {string} id
 */
async function settle(verdicts, id) {
  const found = await verdicts.get(id);
  if (!found) return;
  delete found.open;
  await verdicts.put(found);
}

/**
 * A person has seen a refused item and needs no more of it.
 * @param {Database} db
 * @param {string} id
 */
export async function settled(db, id) {
  const step = db.transaction("verdicts", "readwrite", DURABLE);
  await Promise.all([settle(step.store, id), step.done]);
}

/**
 * Send a refused item again as it is: what was in its way may be gone.
 * @param {Database} db
 * @param {string} id
 */
export async function sendAgain(db, id) {
  const step = db.transaction(["outbox", "verdicts"], "readwrite", DURABLE);
  await Promise.all([
    step.objectStore("verdicts").delete(id),
    step.objectStore("outbox").add({ id, centre: id.split(".")[0] ?? "" }),
    step.done,
  ]);
}

/**
 * Take in what another desk carried here. Returns how many are new; what is known already is left as it is.
 * @param {Database} db
 * @param {Item[]} items
 */
export async function takeIn(db, items) {
  const step = db.transaction(["items", "outbox"], "readwrite", DURABLE);
  let fresh = 0;
  for (const item of items) {
    if (await step.objectStore("items").getKey(item.id)) continue;
    const annulled = item.kind === "annulment" ? await step.objectStore("items").get(item.attention) : undefined;
    const row = kept(item, annulled);
    if (row.annuls && (await step.objectStore("items").index("annuls").getKey(row.annuls))) delete row.annuls;
    await step.objectStore("items").add(row);
    await step.objectStore("outbox").add({ id: item.id, centre: row.centre });
    fresh++;
  }
  await step.done;
  return fresh;
}

/**
 * Write down what the server said, and let go of what it said it of: the only way out of the outbox.
 * @param {Database} db
 * @param {Verdict[]} verdicts
 * @param {number} at corrected milliseconds
 */
export async function acknowledge(db, verdicts, at) {
  const step = db.transaction(["outbox", "verdicts", "settings"], "readwrite", DURABLE);
  for (const { id, verdict, errors } of verdicts) {
    const seq = id === null ? undefined : await step.objectStore("outbox").index("id").getKey(id);
    if (id === null || seq === undefined) continue;
    const refused = verdict === "conflict" || verdict === "rejected";
    const row = { id, centre: id.split(".")[0] ?? "", verdict, errors, at };
    await step.objectStore("verdicts").put(refused ? { ...row, open: 1 } : row);
    await step.objectStore("outbox").delete(seq);
  }
  await step.objectStore("settings").delete("batch");
  await step.objectStore("settings").put(at, "last-sent");
  await step.done;
}

/**
 * How many wait, how many of them for a centre that nobody here is signed in for, how many need a person. Counts only:
 * the same time for ten items and for ten thousand.
 * @param {Database} db
 * @param {string[]} centres
 */
export async function counts(db, centres) {
  const step = db.transaction(["outbox", "verdicts", "settings"]);
  const byCentre = step.objectStore("outbox").index("centre");
  const [waiting, refused, lastSent, ...mine] = await Promise.all([
    step.objectStore("outbox").count(),
    step.objectStore("verdicts").index("open").count(),
    step.objectStore("settings").get("last-sent"),
    ...centres.map((centre) => byCentre.count(centre)),
  ]);
  return { waiting, refused, lastSent, elsewhere: waiting - mine.reduce((sum, count) => sum + count, 0) };
}

/**
 * The newest items of a Lima day, newest first, at most `limit`.
 * @param {Database} db
 * @param {string} centre
 * @param {string} day
 * @param {number} limit
 */
export async function ofDay(db, centre, day, limit) {
  const step = db.transaction(["items", "outbox", "verdicts"]);
  /** @type {{kept: KeptItem, state: State, annulled: boolean}[]} */
  const found = [];
  let cursor = await step.objectStore("items").index("day").openCursor(day, "prev");
  while (cursor && found.length < limit) {
    const row = cursor.value;
    if (row.centre === centre && row.item.kind === "attention") {
      const [state, annulment] = await Promise.all([
        stateOf(step, row.id),
        step.objectStore("items").index("annuls").getKey(row.id),
      ]);
      found.push({ kept: row, state, annulled: annulment !== undefined });
    }
    cursor = await cursor.continue();
  }
  return found;
}

/**
 * @param {Database} db
 * @param {string} id
 */
export async function stateOfItem(db, id) {
  return stateOf(db.transaction(["outbox", "verdicts"]), id);
}

/**
 * @param {any} step
 * @param {string} id
 * @returns {Promise<State>}
 */
async function stateOf(step, id) {
  if ((await step.objectStore("outbox").index("id").getKey(id)) !== undefined) return "waiting";
  const verdict = await step.objectStore("verdicts").get(id);
  if (!verdict || verdict.verdict === "registered" || verdict.verdict === "duplicate") return "sent";
  return verdict.open ? "refused" : "settled";
}

/**
 * How many of each procedure in a day, without what was annulled here; counted by the index, no item is read.
 * @param {Database} db
 * @param {string} centre
 * @param {string} day
 * @param {(string | null)[]} procedures
 * @returns {Promise<[string | null, number][]>}
 */
export async function totals(db, centre, day, procedures) {
  const tally = db.transaction("items").store.index("tally");
  const found = await Promise.all(
    procedures.map(async (procedure) => {
      const key = `${centre} ${day} ${procedure ?? "-"}`;
      const [saved, annulled] = await Promise.all([tally.count(key), tally.count(`annulled ${key}`)]);
      return /** @type {[string | null, number]} */ ([procedure, saved - annulled]);
    }),
  );
  return found.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

/**
 * Items that a person must look at, at most `limit`.
 * @param {Database} db
 * @param {number} limit
 */
export async function refused(db, limit) {
  const step = db.transaction(["items", "verdicts"]);
  const verdicts = await step.objectStore("verdicts").index("open").getAll(undefined, limit);
  const items = await Promise.all(verdicts.map(({ id }) => step.objectStore("items").get(id)));
  return verdicts.flatMap((verdict, i) => (items[i] ? [{ verdict, kept: /** @type {KeptItem} */ (items[i]) }] : []));
}

/**
 * Items of a centre that wait, in the order saved.
 * @param {Database} db
 * @param {string} centre
 * @param {number} [limit]
 */
export async function waiting(db, centre, limit) {
  const step = db.transaction(["items", "outbox"]);
  const rows = await step.objectStore("outbox").index("centre").getAll(centre, limit);
  const items = await Promise.all(rows.map(({ id }) => step.objectStore("items").get(id)));
  return items.flatMap((row) => (row ? [row.item] : []));
}

/**
 * The centres that something waits for, with how many.
 * @param {Database} db
 * @returns {Promise<[string, number][]>}
 */
export async function waitingCentres(db) {
  const index = db.transaction("outbox").store.index("centre");
  /** @type {[string, number][]} */
  const found = [];
  let cursor = await index.openKeyCursor(null, "nextunique");
  while (cursor) {
    found.push([cursor.key, await index.count(cursor.key)]);
    cursor = await cursor.continue();
  }
  return found;
}

/**
 * Forget what was sent and is older than a day: the centre can no longer annul it. At most 500 at a time.
 * @param {Database} db
 * @param {string} before
 */
export async function forgetSent(db, before) {
  const step = db.transaction(["items", "outbox", "verdicts"], "readwrite");
  let cursor = await step.objectStore("items").index("day").openCursor(IDBKeyRange.upperBound(before, true));
  for (let seen = 0; cursor && seen < 500; seen++) {
    if ((await stateOf(step, cursor.value.id)) === "sent") {
      await step.objectStore("verdicts").delete(cursor.value.id);
      await cursor.delete();
    }
    cursor = await cursor.continue();
  }
  await step.done;
}
