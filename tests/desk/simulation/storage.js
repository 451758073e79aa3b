/** IndexedDB in memory, of which each call may fail as a full or a broken disk does, and which a killed window leaves. */

import "fake-indexeddb/auto";
import { IDBFactory as FDBFactory } from "fake-indexeddb";

/** Which window opened a connection. @type {WeakMap<object, import("./window.js").Window>} */
export const owners = new WeakMap();

class Killed extends Error {
  name = "Killed";
}

for (const method of ["put", "add", "delete"]) {
  const { [method]: real } = IDBObjectStore.prototype;
  IDBObjectStore.prototype[method] = function (...given) {
    const window = owners.get(this.transaction.db);
    if (window?.dead) throw new Killed();
    const request = real.apply(this, given);
    const disk = window?.device.storage;
    if (disk?.fail > 0 && disk.skip-- <= 0) {
      disk.fail--;
      // A full disk is noticed when the transaction is written: all of it is undone.
      queueMicrotask(() => this.transaction._state === "finished" || this.transaction._abort(disk.error));
    }
    return request;
  };
}

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (...given) {
  const window = owners.get(this);
  if (window?.dead) throw new Killed();
  const begun = transaction.apply(this, given);
  window?.steps.add(begun);
  return begun;
};

/** What a window sees of its machine's databases. */
export const databasesOf = (window) => ({
  open(...given) {
    const { storage } = window.device;
    if (storage.refuses) throw new DOMException("The browser refuses", storage.refuses);
    const request = window.device.factory.open(...given);
    const own = () => owners.set(request.result, window);
    request.addEventListener("upgradeneeded", own);
    request.addEventListener("success", () => {
      own();
      window.connections.add(request.result);
      if (window.dead) request.result.close();
    });
    return request;
  },
  deleteDatabase: (name) => window.device.factory.deleteDatabase(name),
  cmp: (...given) => window.device.factory.cmp(...given),
});

export { FDBFactory };
