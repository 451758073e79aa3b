/**
 * The desk's database in the browser, and how an older one becomes today's.
 *
 * items     what was saved, by id; never changed
 * outbox    ids that wait for a verdict, in the order saved
 * verdicts  what the server said of an item; `open` where a person must look at it
 * ratings   a kiosk's ratings that wait for their attention to be registered
 * settings  one value a key: who is signed in, the clock, the batch on its way
 */

import { openDB } from "./vendor/idb.js";

/**
 * @typedef {import("./types.js").KeptItem} KeptItem
 * @typedef {import("./types.js").Waiting} Waiting
 * @typedef {import("./types.js").KeptVerdict} KeptVerdict
 * @typedef {import("./types.js").KeptRating} KeptRating
 *
 * @typedef {object} Schema
 * @property {{key: string, value: KeptItem, indexes: {ulid: string, day: string, tally: string, annuls: string}}} items
 * @property {{key: number, value: Waiting, indexes: {id: string, centre: string}}} outbox
 * @property {{key: string, value: KeptVerdict, indexes: {open: [number, string]}}} verdicts
 * @property {{key: string, value: KeptRating}} ratings
 * @property {{key: string, value: any}} settings
 *
 * @typedef {import("idb").IDBPDatabase<Schema>} Database
 */

export const NAME = "mac-express";

/**
 * One step from each version to the next. A step that was released is never edited: add another.
 * @type {((db: Database) => void)[]}
 */
const STEPS = [
  (db) => {
    const items = db.createObjectStore("items", { keyPath: "id" });
    // A draft that two windows hold can be finished once.
    items.createIndex("ulid", "ulid", { unique: true });
    items.createIndex("day", "day");
    items.createIndex("tally", "tally");
    // What is annulled here is annulled once.
    items.createIndex("annuls", "annuls", { unique: true });
    const outbox = db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
    outbox.createIndex("id", "id", { unique: true });
    outbox.createIndex("centre", "centre");
    db.createObjectStore("verdicts", { keyPath: "id" }).createIndex("open", ["open", "id"]);
    db.createObjectStore("settings");
  },
  (db) => {
    db.createObjectStore("ratings", { keyPath: "code" });
  },
];

/**
 * Open it, bringing an older one up to date with everything it holds.
 * @param {{blocked?: () => void, blocking?: () => void, lost?: () => void}} [on] blocked: another window holds an older
 *   version open. blocking: a newer version waits for this window. lost: the browser closed it.
 * @returns {Promise<Database>}
 */
export function openDatabase(on = {}) {
  return openDB(NAME, STEPS.length, {
    upgrade(db, from) {
      for (const step of STEPS.slice(from)) step(db);
    },
    blocked: () => on.blocked?.(),
    blocking: () => on.blocking?.(),
    terminated: () => on.lost?.(),
  });
}

/**
 * @template T
 * @param {Database} db
 * @param {string} key
 * @returns {Promise<T | undefined>}
 */
export const setting = (db, key) => db.get("settings", key);
