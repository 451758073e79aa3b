/**
 * What was saved and what became of it. Every step is one transaction: after a power cut all of it happened, or nothing.
 * An item is waiting exactly while the outbox names it.
 */

import { centreOf, parseIdentifier } from "../../scripts/identifiers.js";
import { stateIn } from "./item_queries.js";

/**
 * @typedef {import("./database.js").Database} Database
 * @typedef {import("./types.js").Item} Item
 * @typedef {import("./types.js").Verdict} Verdict
 * @typedef {import("./types.js").StoredItem} StoredItem
 */

/** The draft was finished already, in this window or in another. */
export class AlreadySavedError extends Error {}

const DURABLE = /** @type {const} */ ({ durability: "strict" });
const FORGET_AT_ONCE = 500;

/**
 * Store an item and have it wait to be sent. Resolves when it is on the disk.
 * @param {Database} database
 * @param {Item} item
 * @param {{instead?: string | undefined, annulled?: StoredItem | undefined}} [of] instead: the refused item that this
 *   one replaces. annulled: the attention that this annulment cancels.
 * @throws {AlreadySavedError}
 */
export async function save(database, item, of = {}) {
  const step = database.transaction(["items", "outbox", "verdicts"], "readwrite", DURABLE);
  try {
    await Promise.all([
      step.objectStore("items").add(toStore(item, of.annulled)),
      step.objectStore("outbox").add({ id: item.id, centre: centreOf(item.id) }),
      of.instead ? close(step.objectStore("verdicts"), of.instead) : null,
      step.done,
    ]);
  } catch (error) {
    if (error instanceof Error && error.name === "ConstraintError") throw new AlreadySavedError();
    throw error;
  }
}

/**
 * @param {Item} item
 * @param {StoredItem} [annulled]
 * @returns {StoredItem}
 */
function toStore(item, annulled) {
  const { centre = "", day = "", ulid = item.id } = parseIdentifier(item.id) ?? {};
  const common = { id: item.id, ulid, centre, day, item };
  if (item.kind === "attention") return { ...common, tally: `${centre} ${day} ${item.procedure ?? "-"}` };
  const tally = annulled ? annulled.tally : `${centre} ${day} ?`;
  return { ...common, tally: `annulled ${tally}`, annuls: item.attention };
}

/**
 * @param {import("idb").IDBPObjectStore<import("./database.js").Schema, any, "verdicts", "readwrite">} verdicts
 * @param {string} id
 */
async function close(verdicts, id) {
  const verdict = await verdicts.get(id);
  if (!verdict) return;
  delete verdict.open;
  await verdicts.put(verdict);
}

/**
 * A person has looked at a refused item and needs no more of it.
 * @param {Database} database
 * @param {string} id
 */
export async function markReviewed(database, id) {
  const step = database.transaction("verdicts", "readwrite", DURABLE);
  await Promise.all([close(step.store, id), step.done]);
}

/**
 * Send a refused item again as it is: what was in its way may be gone.
 * @param {Database} database
 * @param {string} id
 */
export async function sendAgain(database, id) {
  const step = database.transaction(["outbox", "verdicts"], "readwrite", DURABLE);
  await Promise.all([
    step.objectStore("verdicts").delete(id),
    step.objectStore("outbox").add({ id, centre: centreOf(id) }),
    step.done,
  ]);
}

/**
 * Take in what another desk carried here; what is known already is left as it is.
 * @param {Database} database
 * @param {Item[]} items
 * @returns {Promise<number>} how many are new
 */
export async function takeIn(database, items) {
  const step = database.transaction(["items", "outbox"], "readwrite", DURABLE);
  let added = 0;
  for (const item of items) {
    if (await step.objectStore("items").getKey(item.id)) continue;
    const annulled = item.kind === "annulment" ? await step.objectStore("items").get(item.attention) : undefined;
    const row = toStore(item, annulled);
    if (row.annuls && (await step.objectStore("items").index("annuls").getKey(row.annuls))) delete row.annuls;
    await step.objectStore("items").add(row);
    await step.objectStore("outbox").add({ id: item.id, centre: row.centre });
    added++;
  }
  await step.done;
  return added;
}

/**
 * Store the server's verdicts, and take their items out of the outbox: the only way out of it.
 * @param {Database} database
 * @param {Verdict[]} verdicts
 * @param {number} at corrected milliseconds
 */
export async function storeVerdicts(database, verdicts, at) {
  const step = database.transaction(["outbox", "verdicts", "settings"], "readwrite", DURABLE);
  for (const { id, verdict, errors } of verdicts) {
    const seq = id === null ? undefined : await step.objectStore("outbox").index("id").getKey(id);
    if (id === null || seq === undefined) continue;
    const refused = verdict === "conflict" || verdict === "rejected";
    const row = { id, centre: centreOf(id), verdict, errors, at };
    await step.objectStore("verdicts").put(refused ? { ...row, open: 1 } : row);
    await step.objectStore("outbox").delete(seq);
  }
  await step.objectStore("settings").delete("batch");
  await step.objectStore("settings").put(at, "last-sent");
  await step.done;
}

/**
 * Forget what was sent and is older than a day: the centre can no longer annul it.
 * @param {Database} database
 * @param {string} before the first day that is remembered
 */
export async function forgetSent(database, before) {
  const step = database.transaction(["items", "outbox", "verdicts"], "readwrite");
  let cursor = await step.objectStore("items").index("day").openCursor();
  for (let seen = 0; cursor && cursor.key < before && seen < FORGET_AT_ONCE; seen++) {
    if ((await stateIn(step, cursor.value.id)) === "sent") {
      await step.objectStore("verdicts").delete(cursor.value.id);
      await cursor.delete();
    }
    cursor = await cursor.continue();
  }
  await step.done;
}
