/**
 * What was saved and what became of it. Every step is one transaction: after a power cut all of it happened, or nothing.
 * An item is waiting exactly while the outbox names it.
 */

import { parseIdentifier } from "../../scripts/identifiers.js";
import { stateIn } from "./item_queries.js";
import { ownerOf } from "./owner.js";

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
 * Store an item and have it wait to be sent by its author. Resolves when it is on the disk.
 * @param {Database} database
 * @param {Item} item
 * @param {string} author the account at the desk
 * @param {string} [instead] the refused item that this one replaces
 * @throws {AlreadySavedError} also where the refused item was sent again meanwhile
 * @throws {TypeError} where its id names no centre: nobody could ever send it
 */
export async function save(database, item, author, instead) {
  if (!parseIdentifier(item.id)) throw new TypeError(item.id);
  const step = database.transaction(["items", "outbox", "verdicts"], "readwrite", DURABLE);
  const row = { ...toStore(item, author), ...(instead && { instead }) };
  const attention = item.kind === "annulment" ? item.attention : instead;
  // Sent again as it is meanwhile, it would count beside the one that replaces it.
  if (instead && ["waiting", "sent"].includes(await stateIn(step, instead))) {
    step.abort();
    await step.done.catch(() => {});
    throw new AlreadySavedError();
  }
  try {
    await Promise.all([
      step.objectStore("items").add(row),
      step.objectStore("outbox").add(waitingRow(row)),
      attention && close(step, attention),
      step.done,
    ]);
  } catch (error) {
    if (error instanceof Error && error.name === "ConstraintError") throw new AlreadySavedError();
    throw error;
  }
}

/**
 * @param {Item} item
 * @param {string} author
 * @returns {StoredItem}
 */
function toStore(item, author) {
  const { centre = "", day = "", ulid = item.id } = parseIdentifier(item.id) ?? {};
  const common = { id: item.id, ulid, centre, day, author, item };
  if (item.kind === "annulment") return { ...common, annuls: item.attention };
  return { ...common, tally: tallyOf({ centre, day, item }) };
}

/**
 * What `totals` counts an attention by.
 * @param {{centre: string, day: string, item: import("./types.js").Attention}} row
 */
const tallyOf = ({ centre, day, item }) => `${centre} ${day} ${item.procedure ?? "-"}`;

/** @param {StoredItem} row */
const waitingRow = ({ id, centre, author = "" }) => ({ id, centre, owner: ownerOf(author, centre) });

/**
 * Nobody needs to look at an item any more, and it counts no more.
 * @param {any} step a transaction over items and verdicts
 * @param {string} id
 */
async function close(step, id) {
  const [verdict, row] = await Promise.all([step.objectStore("verdicts").get(id), step.objectStore("items").get(id)]);
  if (verdict) {
    delete verdict.open;
    await step.objectStore("verdicts").put(verdict);
  }
  if (row) {
    delete row.tally;
    await step.objectStore("items").put(row);
  }
}

/**
 * A person has looked at a refused item and needs no more of it. Without its annulment an attention counts again, and
 * can be annulled again.
 * @param {Database} database
 * @param {string} id
 */
export async function markReviewed(database, id) {
  const step = database.transaction(["items", "verdicts"], "readwrite", DURABLE);
  const items = step.objectStore("items");
  await close(step, id);
  const { annuls, ...row } = (await items.get(id)) ?? {};
  const attention = annuls && (await items.get(annuls));
  if (attention) {
    await items.put(/** @type {StoredItem} */ (row));
    await items.put({ ...attention, tally: tallyOf(/** @type {any} */ (attention)) });
  }
  await step.done;
}

/**
 * Send a refused item again as it is: what was in its way may be gone.
 * @param {Database} database
 * @param {string} id
 */
export async function sendAgain(database, id) {
  const step = database.transaction(["items", "outbox", "verdicts"], "readwrite", DURABLE);
  const [row, verdict] = await Promise.all([step.objectStore("items").get(id), step.objectStore("verdicts").get(id)]);
  // Another window may have been faster.
  if (row && verdict?.open) {
    await step.objectStore("verdicts").delete(id);
    await step.objectStore("outbox").add(waitingRow(row));
  }
  await step.done;
}

/**
 * Take in what another desk carried here; what is known already is left as it is.
 * @param {Database} database
 * @param {{item: Item, author: string}[]} carried
 * @returns {Promise<number>} how many are new
 */
export async function takeIn(database, carried) {
  const step = database.transaction(["items", "outbox", "verdicts"], "readwrite", DURABLE);
  const items = step.objectStore("items");
  let added = 0;
  for (const { item, author } of carried) {
    const row = { ...toStore(item, author), carried: true };
    // One ULID is one item: two that share it come of a damaged file.
    if ((await items.getKey(item.id)) || (await items.index("ulid").getKey(row.ulid))) continue;
    if (row.annuls && (await items.index("annuls").getKey(row.annuls))) delete row.annuls;
    if (await items.index("annuls").getKey(item.id)) delete row.tally;
    await items.add(row);
    await step.objectStore("outbox").add(waitingRow(row));
    if (row.annuls) await close(step, row.annuls);
    added++;
  }
  await step.done;
  return added;
}

/**
 * Take down that a file has these items too: another desk may send them.
 * @param {Database} database
 * @param {StoredItem[]} stored
 */
export async function markCarried(database, stored) {
  const step = database.transaction("items", "readwrite", DURABLE);
  for (const { id } of stored) {
    const row = await step.store.get(id);
    if (row && !row.carried) await step.store.put({ ...row, carried: true });
  }
  await step.done;
}

/**
 * Store the server's verdicts, and take their items out of the outbox: the only way out of it.
 * @param {Database} database
 * @param {string} sub the account whose batch was answered
 * @param {Verdict[]} verdicts
 * @param {number} at corrected milliseconds
 */
export async function storeVerdicts(database, sub, verdicts, at) {
  const step = database.transaction(["outbox", "verdicts", "settings"], "readwrite", DURABLE);
  const settings = step.objectStore("settings");
  for (const { id, verdict, errors } of verdicts) {
    const waiting = id === null ? undefined : await step.objectStore("outbox").index("id").get(id);
    if (id === null || waiting?.seq === undefined) continue;
    const refused = verdict === "conflict" || verdict === "rejected";
    const row = { id, centre: waiting.centre, verdict, errors, at, ...(refused && { open: waiting.owner }) };
    await step.objectStore("verdicts").put(row);
    await step.objectStore("outbox").delete(waiting.seq);
  }
  const { [sub]: _answered, ...others } = (await settings.get("batches")) ?? {};
  await settings.put(others, "batches");
  if (verdicts.length) await settings.put(at, "last-sent");
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
  for (let forgotten = 0; cursor && cursor.key < before && forgotten < FORGET_AT_ONCE; ) {
    if ((await stateIn(step, cursor.value.id)) === "sent") {
      await step.objectStore("verdicts").delete(cursor.value.id);
      await cursor.delete();
      forgotten++;
    }
    cursor = await cursor.continue();
  }
  await step.done;
}
