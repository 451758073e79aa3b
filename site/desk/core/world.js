/**
 * Everything that the core takes from the machine it runs on. Types only: a browser never gets this file.
 * `browser.js` makes the browser's; the tests in `tests/desk/core` make another one for Node.
 *
 * @typedef {object} World
 * @property {import("./database.js").Database} database
 *   opened, and brought up to date by `upgrade` of database.js
 * @property {() => number} now
 *   what the machine's clock shows, in milliseconds since 1970; it may be wrong and may be set while the desk runs
 * @property {() => number} monotonic
 *   milliseconds since some moment in the past; never goes back, whatever is done to the machine's clock
 * @property {(address: string, request?: Request) => Promise<Answer>} fetch
 *   asks this origin; rejects where no answer came: no link, or no answer in `timeout`
 * @property {<T>(name: string, work: () => Promise<T>) => Promise<T>} exclusively
 *   does the work while no other window does work of the same name; a window that dies lets the next one begin
 * @property {(milliseconds: number, work: () => void) => () => void} after
 *   does the work once, later; what it returns calls it off
 * @property {(count: number) => Uint8Array} randomBytes
 *   unpredictable; ULIDs are made from them
 * @property {() => number} random
 *   from 0 to 1, need not be secret: waits between tries are drawn from it
 * @property {((bytes: Bytes) => Promise<Bytes>) | null} gzip
 *   packs bytes; null where the machine cannot
 * @property {Seals} seals
 *   keeps what only whoever knows a PIN may read
 * @property {KeyValueStore} windowStore
 *   belongs to this window alone and outlives a reload
 *
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 *
 * @typedef {object} Key what a PIN opens; it cannot be written down
 *
 * @typedef {object} Seals
 * @property {(digits: string, salt: Bytes, rounds: number) => Promise<Key>} keyFrom made slowly, so that guessing is slow
 * @property {(bytes: Bytes) => Promise<Key>} keyOf
 * @property {(key: Key, text: string) => Promise<import("./types.js").Sealed>} seal
 * @property {(key: Key, sealed: import("./types.js").Sealed) => Promise<string | null>} open null with another key
 *
 * @typedef {object} Request
 * @property {"GET" | "POST"} [method]
 * @property {Record<string, string>} [headers]
 * @property {string | Bytes} [body]
 * @property {"no-store" | "no-cache"} [cache]
 * @property {number} [timeout] milliseconds until it is given up; without it nothing ends it
 *
 * @typedef {object} Answer what the core reads of a Response
 * @property {boolean} ok
 * @property {number} status
 * @property {{get: (name: string) => string | null}} headers
 * @property {() => Promise<any>} json
 *
 * @typedef {object} KeyValueStore what the core uses of a Storage
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */
export {};
