/** What must hold after each step, whatever happened. */

import { NAME } from "../../../site/desk/core/database.js";
import { sameItem } from "./at_the_end.js";
import { Broken } from "./broken.js";
import { Device } from "./device.js";
import { Hands, isOpen } from "./hands.js";
import { PEOPLE } from "./people.js";
import { FDBFactory } from "./storage.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
const KEPT_DAYS = 91;
const MOST_POSTS = 30;

/** @param {import("./day.js").Day} day */
export async function check(day, { settled = true } = {}) {
  for (let tries = 0; settled && tries < 5; tries++) {
    const lies = whatScreensSay(day);
    if (!lies) break;
    if (tries === 4) throw lies;
    // A screen is drawn again within a moment of what changed.
    await day.world.pass(100);
  }
  const { world } = day;
  if (world.uncaught.length) throw new Broken("an error nobody was told of", world.uncaught[0].slice(0, 600));
  for (const device of day.devices) {
    const stored = device.stored();
    everySavedItemIsKept(day, device, stored);
    secretsAreSealed(stored);
    onlyCognitoEndsASession(day, stored);
    noLockIsHeldForLong(world, device);
    nobodyIsAskedTooOften(day, device);
  }
}

/** What a screen says that is not so, or what it leaves a person without; null where all is well. */
function whatScreensSay({ devices }) {
  try {
    for (const device of devices) {
      const stored = device.stored();
      for (const window of device.windows.filter(({ started }) => started)) {
        mustHaveWayOn(window);
        mustHaveWayToPin(window, stored, device.wall);
        if (!device.storage.fail) screenTellsTheTruth(window, stored);
        noPinGoesByItself(window, stored);
        noSavedFormIsOpen(window, stored);
      }
    }
    return null;
  } catch (error) {
    return error;
  }
}

function everySavedItemIsKept(day, device, { items, outbox, verdicts }) {
  const waiting = new Set(outbox.map(({ id }) => id));
  const answered = new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
  const here = new Map(items.map((row) => [row.id, row]));
  for (const [id, { item, at, foreign }] of day.saved) {
    if (at !== device.name || foreign || device.evicted) continue;
    const row = here.get(id);
    if (!row) {
      const age = (day.world.time - Date.parse(item.started_at ?? "")) / DAY;
      if (age < KEPT_DAYS) throw new Broken("a saved item is gone", id);
      continue;
    }
    if (!sameItem(row.item, item)) throw new Broken("a saved item changed", id);
  }
  for (const { id, author, centre } of items) {
    const [name, of] = Object.entries(PEOPLE).find(([, { sub }]) => sub === author) ?? [];
    const moved = day.cloud.moved.has(name);
    if (of && !moved && !of.centres.includes(centre))
      throw new Broken("an item is of a centre that is not its author's", id);
    if (waiting.has(id) === answered.has(id)) throw new Broken("an item neither waits nor has a verdict", id);
    const verdict = answered.get(id);
    if (verdict && !day.cloud.verdicts.has(`${id} ${verdict}`)) {
      throw new Broken("a verdict that the server never gave", `${id} ${verdict}`);
    }
  }
  for (const id of waiting) if (!here.has(id)) throw new Broken("something waits that is not stored", id);
}

function screenTellsTheTruth(window, { outbox, verdicts, items, settings, accounts }) {
  const { title } = window;
  const shown = /(\d+) por enviar/.exec(window.document.querySelector(".sent")?.textContent ?? "");
  if (shown && isOpen(window) && Number(shown[1]) !== outbox.length) {
    throw new Broken("the screen counts otherwise than the database", `${shown[0]}, ${outbox.length} wait`);
  }
  const { sub: author, centre = "", centres = [] } = accounts.find(({ sub }) => sub === settings.current) ?? {};
  const isShown = (/** @type {string} */ of) => of === centre || !centres.includes(of);
  const open = verdicts.filter(({ open: owner, centre: of }) =>
    owner === `${author} ${of}` ? isShown(of) : owner === ` ${centre}`,
  );
  const toReview = /(\d+) por revisar/.exec(window.document.querySelector(".sent")?.textContent ?? "")?.[1] ?? 0;
  if (shown && isOpen(window) && Number(toReview) !== open.length) {
    throw new Broken("what was refused is not shown to whose it is", `${toReview}, ${open.length} to review`);
  }
  const others = /(\d+) de otra persona/.exec(window.text)?.[1] ?? 0;
  if (isOpen(window) && others > outbox.filter(({ owner }) => !owner.startsWith(`${author} `)).length) {
    throw new Broken("one's own items are called another's", window.text);
  }
  if (title === "Todo está enviado" && (outbox.length || open.length)) {
    throw new Broken("the screen says that all is sent", `${outbox.length} wait, ${open.length} to review`);
  }
  const today = /^Hoy: (\d+)/.exec(title);
  if (!today || window.text.includes("¿En qué centro")) return;
  const dead = new Set(
    verdicts.filter(({ verdict, open: o }) => /conflict|rejected/.test(verdict) && !o).map(({ id }) => id),
  );
  const annulled = new Set(items.filter(({ item }) => item.kind === "annulment").map(({ item }) => item.attention));
  const band = window.document.querySelector(".place")?.textContent;
  const day = window.document.getElementById("dia")?.value;
  const count = items.filter(
    ({ id, centre: at, day: of, item }) =>
      item.kind === "attention" &&
      of === day &&
      `Centro ${at.includes("ina") ? 2 : 1}` === band &&
      !annulled.has(id) &&
      !dead.has(id),
  ).length;
  if (count !== Number(today[1])) throw new Broken("the day's sum is not what is stored", `${title}, ${count} stored`);
}

function mustHaveWayOn(window) {
  if (window.asksForReload || window.isOpening) return;
  if (!window.controls().length) throw new Broken("no way on", window.text);
}

/** What was saved is no open form any more: the next person's attention would be lost in it. */
function noSavedFormIsOpen(window, { items, settings }) {
  const draft = window.store.get(`draft ${settings.current}`) ?? "";
  const [, ulid] = /"ulid":"(\w+)"/.exec(draft) ?? [];
  // Registered again in another window, it is the same attention.
  if (ulid && !draft.includes('"instead"') && items.some((row) => row.ulid === ulid))
    throw new Broken("a form that was saved is still open", ulid);
}

/** Whoever had a PIN and signs in with a password chooses one again before the desk lies open. */
function noPinGoesByItself(window, { accounts, settings }) {
  const account = accounts.find(({ sub }) => sub === settings.current);
  const hasForm = [...window.store.keys()].some((key) => key.startsWith("draft "));
  if (!account || account.pin || hasForm || !isOpen(window)) return;
  if (window.device.owesPin.has(account.username)) throw new Broken("a PIN goes by itself", window.text);
}

/** Whoever has a PIN here can come to where it is entered, without a link. */
function mustHaveWayToPin(window, { accounts, settings }, wall) {
  const now = wall + (settings.clock?.offset ?? 0);
  const able = accounts.filter(({ pin, until }) => pin && until > now + MINUTE);
  // A clock that was put right is noticed within half a minute.
  if (window.title !== "Iniciar sesión" || !able.length || window.text.includes("podía registrar")) return;
  const names = able.map(({ username }) => username).join("|");
  if (!window.find(new RegExp(`^(Volver.*|${names})$`))) throw new Broken("no way back to the PIN", window.text);
}

/** With a PIN, no token of that person can be read from the disk. */
function secretsAreSealed({ accounts }) {
  for (const account of accounts) {
    if (account.pin && /refresh-|head\./.test(JSON.stringify(account)))
      throw new Broken("a token lies open", account.sub);
  }
}

function onlyCognitoEndsASession({ cloud }, { accounts, settings }) {
  // Before there were accounts, one session was stored among the settings.
  for (const { username, ended } of [...accounts, settings.session ?? {}]) {
    if (ended && !cloud.ended.has(username)) throw new Broken("a session ended that nobody ended", username);
  }
}

function noLockIsHeldForLong(world, device) {
  for (const [name, [first]] of device.locks) {
    if (first?.held && world.time - first.since > 11 * MINUTE) throw new Broken("a lock is held for ever", name);
  }
}

function nobodyIsAskedTooOften({ cloud, world }, device) {
  const recent = cloud.posts.filter((post) => post.device === device && world.time - post.at < MINUTE);
  if (recent.length > MOST_POSTS) throw new Broken("a storm of requests", `${recent.length} posts in a minute`);
}

/**
 * What a person would find if the machine were switched on now, without a link, a week's work in it: everything that
 * waits can be carried away, and whoever may register gets to the list.
 * @param {import("./day.js").Day} day
 * @param {Device} device
 */
export async function checkRestart(day, device) {
  const { world, cloud } = day;
  const before = device.stored();
  const probe = new Device(world, cloud, device.chance, `${device.name} probed`);
  probe.link.up = false;
  probe.skew = device.skew;
  probe.factory = await copyOf(world, device.factory);
  const window = probe.open();
  await world.pass(2000);
  try {
    const hands = new Hands(window, device.chance);
    if (!window.controls().length) throw new Broken("no way on", `after a restart without a link: ${window.text}`);
    if (window.title.startsWith("¿Hizo")) await hands.press("Soy asesor");
    // Where nobody is at the desk, whoever has a PIN here presses their own name first.
    if (device.person) await hands.press(new RegExp(`^${device.person}$`));
    if (device.person && window.document.getElementById("pin")) {
      await hands.enterPin(device.person);
      if (hands.mustWait) {
        // A passer-by can make the owner wait, an hour at most.
        await world.pass(61 * MINUTE);
        await hands.enterPin(device.person);
      }
    }
    await setPinWhereAsked(hands, window);
    await putTheClockRight(world, hands, window);
    // Days that a wrong clock had ended go on for whom they are of.
    if (device.person && window.title === "Puesto bloqueado") await hands.enterPin(device.person);
    await setPinWhereAsked(hands, window);
    await canCarryAway(day, device, window, hands, before);
    await mayRegister(day, device, window, hands);
  } finally {
    probe.close(window);
  }
}

async function setPinWhereAsked(hands, window) {
  if (window.title !== "Ponga su PIN") return;
  hands.fill("pin", "2580");
  await hands.press("Poner PIN", 1000);
}

async function putTheClockRight(world, hands, window) {
  if (!window.document.getElementById("hora") && !(await hands.press(/hora|No es correcta/))) return;
  const now = new Date(world.time - 5 * 3_600_000).toISOString();
  hands.fill("dia", now.slice(0, 10));
  hands.fill("hora", now.slice(11, 16));
  await hands.press("Es correcta", 1000);
  await hands.press(/^Sí, es/, 1000);
}

async function canCarryAway(day, device, window, hands, { outbox }) {
  if (!outbox.length || device.storage.fail) return;
  const { files } = window.device;
  const exportAll = async () => {
    for (const found of window.controls("button")) {
      if (!/^Guardar \d+ en un archivo/.test(found.textContent)) continue;
      found.click();
      await day.world.pass(300);
    }
  };
  await exportAll();
  await hands.go("envios");
  await exportAll();
  const carried = new Set(files.flatMap(({ text }) => JSON.parse(text).items.map(({ id }) => id)));
  const left = outbox.filter(({ id }) => !carried.has(id));
  if (left.length)
    throw new Broken("what waits cannot be carried away", `${left.length} of ${outbox.length}: ${window.text}`);
}

/** Whoever signed in less than the operator's days ago, and did not leave, can register without a link. */
async function mayRegister(day, device, window, hands) {
  if (!device.person || !device.signedInAt || day.world.time - device.signedInAt > (day.cloud.signedInDays - 1) * DAY)
    return;
  await hands.go("");
  if (window.title.startsWith("¿En qué centro")) return;
  if (!/^¿Qué trámite|^Antecedentes|^Afiliarse|^Trámite|^Aquí no/.test(window.title)) {
    throw new Broken("somebody who is signed in cannot register", `${device.person}: ${window.text}`);
  }
}

async function copyOf(world, factory) {
  const copy = new FDBFactory();
  const raw = factory._databases.get(NAME);
  if (!raw?.version) return copy;
  const request = copy.open(NAME, raw.version);
  request.onupgradeneeded = () => {
    for (const [name, store] of raw.rawObjectStores) {
      const made = request.result.createObjectStore(name, {
        keyPath: store.keyPath,
        autoIncrement: store.autoIncrement,
      });
      for (const [index, { keyPath, unique, multiEntry }] of store.rawIndexes) {
        made.createIndex(index, keyPath, { unique, multiEntry });
      }
      for (const { key, value } of store.records.values()) {
        if (store.keyPath === null) made.put(value, key);
        else made.put(value);
      }
    }
  };
  request.onsuccess = () => request.result.close();
  await world.drain();
  return copy;
}
