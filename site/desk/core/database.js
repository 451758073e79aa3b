/**
 * The desk's database, and how an older one becomes today's.
 *
 * items     what was saved, by id; never changed
 * outbox    ids that wait for a verdict, in the order saved
 * verdicts  what the server answered about an item; `open` while a person still has to look at it
 * ratings   a kiosk's ratings that wait for their attention to be registered
 * settings  one value per key, see `Settings`
 */

/**
 * @typedef {import("./types.js").StoredItem} StoredItem
 * @typedef {import("./types.js").Waiting} Waiting
 * @typedef {import("./types.js").StoredVerdict} StoredVerdict
 * @typedef {import("./types.js").StoredRating} StoredRating
 *
 * @typedef {object} Schema
 * @property {{key: string, value: StoredItem, indexes: ItemIndexes}} items
 * @property {{key: number, value: Waiting, indexes: {id: string, centre: string}}} outbox
 * @property {{key: string, value: StoredVerdict, indexes: {open: [number, string]}}} verdicts
 * @property {{key: string, value: StoredRating}} ratings
 * @property {{key: string, value: any}} settings
 *
 * @typedef {{ulid: string, day: string, tally: string, annuls: string}} ItemIndexes
 * @typedef {import("idb").IDBPDatabase<Schema>} Database
 *
 * @typedef {object} Settings
 * @property {import("./types.js").SignedIn} session who is signed in
 * @property {import("./types.js").Pool} pool the last answer to whom to ask for a sign-in
 * @property {{offset: number, seen: number}} clock
 * @property {import("./types.js").Batch} batch the one on its way
 * @property {import("./types.js").Pause} pause
 * @property {number} last-sent corrected milliseconds of the last verdicts
 * @property {import("./types.js").StoredPin} pin
 * @property {boolean} kiosk whether this machine is a public kiosk
 * @property {number[]} kiosk-times when the kiosk was answered
 * @property {import("./types.js").Preferences} preferences
 * @property {Record<string, number>} usage how often each procedure was registered here
 */

export const NAME = "mac-express";

/**
 * One step from each version to the next. A step that was released is never edited: add another.
 * @type {((database: Database) => void)[]}
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
];

export const VERSION = STEPS.length;

/**
 * Bring an older database up to date with everything it holds.
 * @param {Database} database
 * @param {number} from its version, 0 for a new one
 */
export function upgrade(database, from) {
  for (const step of STEPS.slice(from)) step(database);
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
