/**
 * The desk's database, and how an older one becomes today's.
 *
 * items     what was saved, by id; as it is sent it never changes
 * outbox    ids that wait for a verdict, in the order saved
 * verdicts  what the server answered about an item; `open` while a person still has to look at it
 * ratings   a kiosk's ratings that wait for their attention to be registered
 * accounts  who is signed in at this machine, by the id of the account
 * settings  one value per key, see `Settings`
 */

import { ownerOf } from "./owner.js";
import { claimsIn } from "./tokens.js";

/**
 * @typedef {import("./types.js").StoredItem} StoredItem
 * @typedef {import("./types.js").Waiting} Waiting
 * @typedef {import("./types.js").StoredVerdict} StoredVerdict
 * @typedef {import("./types.js").StoredRating} StoredRating
 *
 * @typedef {object} Schema
 * @property {{key: string, value: StoredItem, indexes: ItemIndexes}} items
 * @property {{key: number, value: Waiting, indexes: {id: string, centre: string, owner: string}}} outbox
 * @property {{key: string, value: StoredVerdict, indexes: {open: string}}} verdicts
 * @property {{key: string, value: StoredRating}} ratings
 * @property {{key: string, value: import("./types.js").Account}} accounts
 * @property {{key: string, value: any}} settings
 *
 * @typedef {{ulid: string, day: string, tally: string, annuls: string, instead: string}} ItemIndexes
 * @typedef {import("idb").IDBPDatabase<Schema>} Database
 * @typedef {import("idb").IDBPTransaction<Schema, import("idb").StoreNames<Schema>[], "versionchange">} Upgrade
 *
 * @typedef {object} Settings
 * @property {string} current the account that is at the desk
 * @property {import("./types.js").Pool} pool the last answer to whom to ask for a sign-in
 * @property {import("./types.js").StoredClock} clock
 * @property {Record<string, import("./types.js").Batch>} batches those on their way, by account
 * @property {import("./types.js").Pause} pause
 * @property {number} last-sent corrected milliseconds of the last verdicts
 * @property {boolean} kiosk whether this machine is a public kiosk
 * @property {number[]} kiosk-times when the kiosk was answered
 * @property {import("./types.js").Preferences} preferences
 * @property {Record<string, number>} usage how often each procedure was registered here
 */

export const NAME = "mac-express";

/**
 * One step from each version to the next. A step that was released is never edited: add another.
 * @type {((database: Database, step: Upgrade) => void | Promise<void>)[]}
 */
const STEPS = [
  (database) => {
    const items = database.createObjectStore("items", { keyPath: "id" });
    // Where two windows hold the same draft, only one can finish it.
    items.createIndex("ulid", "ulid", { unique: true });
    items.createIndex("day", "day");
    items.createIndex("tally", "tally");
    // An attention can be annulled only once on this machine.
    items.createIndex("annuls", "annuls", { unique: true });
    const outbox = database.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
    outbox.createIndex("id", "id", { unique: true });
    outbox.createIndex("centre", "centre");
    database.createObjectStore("verdicts", { keyPath: "id" }).createIndex("open", ["open", "id"]);
    database.createObjectStore("settings");
  },
  (database) => {
    database.createObjectStore("ratings", { keyPath: "code" });
  },
  async (database, step) => {
    database.createObjectStore("accounts", { keyPath: "sub" });
    step.objectStore("outbox").createIndex("owner", "owner");
    step.objectStore("verdicts").deleteIndex("open");
    step.objectStore("verdicts").createIndex("open", "open");
    // A refused item is registered again only once on this machine.
    step.objectStore("items").createIndex("instead", "instead", { unique: true });
    await knowAccounts(step);
    await knowOwners(step);
    await dropTallies(step);
  },
];

/**
 * Who was signed in is the first account of this machine, with the PIN that was the machine's.
 * @param {Upgrade} step
 */
async function knowAccounts(step) {
  const settings = step.objectStore("settings");
  const [session, pin] = await Promise.all([settings.get("session"), settings.get("pin")]);
  await Promise.all(["session", "pin", "batch"].map((key) => settings.delete(key)));
  const sub = session && claimsIn(session.access).sub;
  if (!sub) return;
  const { access, refresh, ...known } = session;
  await step
    .objectStore("accounts")
    .put({ ...known, sub, grant: "", tokens: { access, refresh }, ...(pin && { pin }) });
  await settings.put(sub, "current");
}

/** @param {Upgrade} step */
async function knowOwners(step) {
  for (let at = await step.objectStore("outbox").openCursor(); at; at = await at.continue()) {
    await at.update({ ...at.value, owner: ownerOf("", at.value.centre) });
  }
  for (let at = await step.objectStore("verdicts").openCursor(); at; at = await at.continue()) {
    if (at.value.open) await at.update({ ...at.value, open: ownerOf("", at.value.centre) });
  }
}

/**
 * What was annulled is no longer among what `totals` counts.
 * @param {Upgrade} step
 */
async function dropTallies(step) {
  const items = step.objectStore("items");
  for (const { annuls } of await items.index("annuls").getAll()) {
    const row = annuls && (await items.get(annuls));
    if (!row) continue;
    delete row.tally;
    await items.put(row);
  }
}

export const VERSION = STEPS.length;

/**
 * Bring an older database up to date with everything it holds.
 * @param {Database} database
 * @param {number} from its version, 0 for a new one
 * @param {number | null} _to
 * @param {Upgrade} step
 */
export async function upgrade(database, from, _to, step) {
  for (const next of STEPS.slice(from)) await next(database, step);
}

/**
 * @template {keyof Settings} K
 * @param {Database} database
 * @param {K} key
 * @returns {Promise<Settings[K] | undefined>}
 */
export const readSetting = (database, key) => database.get("settings", key);

/**
 * @template {keyof Settings} K
 * @param {Database} database
 * @param {K} key
 * @param {Settings[K]} value
 */
export const writeSetting = (database, key, value) => database.put("settings", value, key);

/**
 * @param {Database} database
 * @param {keyof Settings} key
 */
export const deleteSetting = (database, key) => database.delete("settings", key);
