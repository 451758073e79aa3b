/**
 * What the desk relies on of IndexedDB, as one function without imports: run over the database in memory and in
 * Chromium, it must return the same.
 * @param {IDBFactory} factory
 */
export async function databaseCases(factory) {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const ended = (begun) =>
    new Promise((resolve) => {
      begun.oncomplete = () => resolve("complete");
      begun.onabort = () => resolve(`aborted: ${begun.error?.name ?? "by hand"}`);
    });
  const open = (version, upgrade) =>
    new Promise((resolve, reject) => {
      const request = factory.open("cases", version);
      request.onupgradeneeded = () => upgrade(request.result, request.transaction);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const told = [];
  await done(factory.deleteDatabase("cases"));

  // An upgrade that is undone leaves nothing behind.
  told.push(await open(1, (_database, undone) => undone.abort()).catch(({ name }) => name));

  let database = await open(1, (made) => {
    const items = made.createObjectStore("items", { keyPath: "id" });
    items.createIndex("ulid", "ulid", { unique: true });
    items.createIndex("tally", "tally");
    made.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("owner", "owner");
    made.createObjectStore("settings");
  });
  const step = (mode = "readonly") => database.transaction(["items", "outbox", "settings"], mode);
  const all = async () => {
    const reading = step();
    const stores = ["items", "outbox"].map((name) => done(reading.objectStore(name).getAll()));
    return Promise.all(stores);
  };

  // A key that is there already undoes all of the step.
  let writing = step("readwrite");
  writing.objectStore("items").add({ id: "a", ulid: 1, tally: "x" });
  writing.objectStore("outbox").add({ owner: "ana 1" });
  told.push(await ended(writing));
  writing = step("readwrite");
  writing.objectStore("outbox").add({ owner: "ana 1" });
  writing.objectStore("items").add({ id: "b", ulid: 1 });
  told.push(await ended(writing), await all());

  // Numbers go on after what was undone or deleted; a row without the field is not in its index.
  writing = step("readwrite");
  writing.objectStore("outbox").delete(1);
  for (const owner of ["beto 1", "ana 1", "ana 2", "ana 1"]) writing.objectStore("outbox").add({ owner });
  writing.objectStore("items").put({ id: "c", ulid: 3 });
  told.push(await ended(writing));
  const reading = step();
  const owners = reading.objectStore("outbox").index("owner");
  told.push(
    await Promise.all([
      done(owners.getAll("ana 1", 1)),
      done(owners.count("ana 1")),
      done(reading.objectStore("items").index("tally").count()),
      done(reading.objectStore("settings").get("nothing")),
    ]),
  );
  const distinct = [];
  const cursor = step().objectStore("outbox").index("owner").openKeyCursor(null, "nextunique");
  await new Promise((resolve) => {
    cursor.onsuccess = () => {
      if (!cursor.result) return resolve();
      distinct.push(cursor.result.key);
      cursor.result.continue();
    };
  });
  told.push(distinct);

  // Two steps that write wait for each other.
  const order = [];
  const [first, second] = [step("readwrite"), step("readwrite")];
  first.objectStore("settings").put(1, "n").onsuccess = () => order.push("first");
  second.objectStore("settings").get("n").onsuccess = ({ target }) => order.push(`second reads ${target.result}`);
  await Promise.all([ended(first), ended(second)]);
  told.push(order);

  // An older desk meets a newer database.
  database.close();
  told.push(
    await open(2, (_database, upgrade) => upgrade.objectStore("items").createIndex("day", "day")).then((newer) =>
      newer.close(),
    ),
  );
  told.push(await open(1, () => {}).catch(({ name }) => name));
  database = await new Promise((resolve) => {
    const request = factory.open("cases");
    request.onsuccess = () => resolve(request.result);
  });
  told.push(database.version);
  database.close();
  return JSON.parse(JSON.stringify(told));
}
