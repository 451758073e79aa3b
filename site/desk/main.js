/** The desk: its parts are put together here, and here is decided which screen is shown. */

import { DAYS_OF_INTAKE } from "../scripts/contract.js";
import { ulid } from "../scripts/identifiers.js";
import { limaDay } from "../scripts/lima.js";
import { begunForm } from "./begun.js";
import { browserWorld, holdStored, listen, onTrouble, openDatabase, otherWindows, whileIdle } from "./browser.js";
import { loadCatalogue } from "./catalogue.js";
import { Clock } from "./core/clock.js";
import { Drafts } from "./core/drafts.js";
import { forgetSent } from "./core/items.js";
import { Notifier } from "./core/notifier.js";
import { Sender } from "./core/sender.js";
import { Session } from "./core/session.js";
import { due, REGISTER } from "./due.js";
import { button, h } from "./elements.js";
import { frame } from "./frame.js";
import { EntityStatus } from "./machine/entity_status.js";
import { Installation } from "./machine/installation.js";
import { KioskMode } from "./machine/kiosk_mode.js";
import { Lock } from "./machine/lock.js";
import { Pin } from "./machine/pin.js";
import { Preferences } from "./machine/preferences.js";
import { StorageStatus } from "./machine/storage_status.js";
import { Updates } from "./machine/updates.js";
import { Usage } from "./machine/usage.js";
import { currentPlace, navigation } from "./navigation.js";
import { annul } from "./screens/annul.js";
import { brokenScreen } from "./screens/broken_screen.js";
import { chooseCentre } from "./screens/choose_centre.js";
import { choosePin } from "./screens/choose_pin.js";
import { closedDesk } from "./screens/closed_desk.js";
import { kiosk } from "./screens/kiosk.js";
import { lockScreen } from "./screens/lock.js";
import { outbox } from "./screens/outbox.js";
import { register } from "./screens/register/register.js";
import { saved } from "./screens/saved.js";
import { settings } from "./screens/settings.js";
import { time } from "./screens/time.js";
import { today } from "./screens/today.js";
import { trouble } from "./screens/trouble.js";

/**
 * Everything that screens work with; each is given only what it names.
 * @typedef {Awaited<ReturnType<typeof openParts>>} Parts
 *
 * Draws into `main`; `rest` is what follows the screen's name in the address. May return what ends it.
 * @typedef {void | (() => void)} End
 * @typedef {(main: HTMLElement, rest: string) => End | Promise<End>} Screen
 */

const DAY = 86_400_000;
const STATUS_EVERY = 5 * 60_000;
const IDLE = 10 * 60_000;
const LOOK_WHAT_IS_DUE = 30_000;
const OPENS_LATE = 3000;
const LATE = "El puesto tarda en abrir. Si hay otra ventana, termine y ciérrela.";

async function start() {
  const parts = await openParts();
  await showScreens(parts);
  keepWorking(parts);
  await parts.updates.followServiceWorker();
}

/** Whether the start failed: nothing here holds the database any more. */
let failed = false;
let release = () => {};

/**
 * @param {(leave: () => void) => void} makeWay decides when this window leaves the database to a newer version
 */
function openOwnDatabase(makeWay) {
  // While another window deletes the database, opening waits and IndexedDB sends no event.
  const late = setTimeout(
    () =>
      document.querySelector("main")?.append(
        h("p", { role: "status" }, LATE),
        button("Recargar", () => location.reload(), { class: "plain" }),
      ),
    OPENS_LATE,
  );
  return openDatabase({
    blocked: () =>
      document.querySelector("main")?.replaceChildren("Termine la atención que está abierta en la otra ventana."),
    blocking: (database) => {
      if (failed) return database.close();
      makeWay(() => {
        database.close();
        location.reload();
      });
    },
    terminated: () => location.reload(),
  }).finally(() => clearTimeout(late));
}

/** Open what is stored, and put the parts together. */
async function openParts() {
  /** @type {Updates | undefined} */
  let updates;
  const database = await openOwnDatabase((leave) => updates?.makeWay(leave));
  release = holdStored();
  const world = browserWorld(database);
  const catalogue = loadCatalogue();
  const clock = await Clock.open(world);
  /** Until the first screen is shown. */
  const begun = /** @type {import("./begun.js").Begun | null} */ (begunForm());
  const notifier = new Notifier(otherWindows((topic) => void receive(topic)));
  const session = new Session(world, clock, notifier);
  const sender = new Sender(world, clock, session, notifier);
  const drafts = new Drafts(world, clock, session);
  const pin = new Pin(world, session);
  const lock = new Lock(pin, notifier);
  const kioskMode = new KioskMode(database, notifier);
  const preferences = new Preferences(database);
  const usage = new Usage(database);
  const entityStatus = new EntityStatus(world, clock);
  const storage = new StorageStatus();
  const installation = new Installation(notifier);
  updates = new Updates(drafts, notifier);
  const go = navigation(notifier);
  const newUlid = () => ulid(clock.now(), world.randomBytes);

  const load = () => Promise.all([session, kioskMode, preferences, usage].map((part) => part.load()));

  /** @param {import("./core/notifier.js").Topic} topic from another window */
  async function receive(topic) {
    if (topic === "lock") lock.cover();
    if (topic === "session" || topic === "place") await load();
    notifier.publish(topic);
  }

  /** What others report, and what this machine has room for. */
  async function refreshStatus() {
    if (!session.signedIn) return;
    await storage.refresh();
    if (!sender.urgent && clock.lastSeen === 0) await clock.askServer();
    await entityStatus.refresh();
    notifier.publish("status");
  }

  async function afterSignIn() {
    lock.unlock();
    if (kioskMode.on) await kioskMode.turn(false);
    void sender.wake("person");
    void refreshStatus();
    go("");
  }

  await load();
  await drafts.forgetSaved();
  onTrouble(() => {
    storage.failed = true;
    notifier.publish("status");
  });
  // biome-ignore format: one part per line is no easier to read
  return {
    database, clock, catalogue, notifier, session, sender, drafts, pin, lock, kioskMode, preferences, usage,
    entityStatus, storage, installation, updates, go, newUlid, refreshStatus, afterSignIn, begun,
  };
}

/**
 * Show the screen that is due, now and whenever that may have changed.
 * @param {Parts} parts
 */
async function showScreens(parts) {
  const { session, pin, drafts, lock, notifier, storage } = parts;
  const body = frame(parts);
  const screens = screensOf(parts);
  /** @type {End} */
  let end;
  let shown = "";
  let shownFor = "";
  /** Whose days have ended as this window shows it, and when they did; empty where they go on. */
  let ended = "";
  const nameDue = () => {
    const wanted = due(parts, currentPlace()[0]);
    // A form that was left as the days ended is back after a sign-in, and not before.
    if (ended && !session.active && wanted === REGISTER) return "ingreso";
    return Object.hasOwn(screens, wanted) ? wanted : REGISTER;
  };
  const signedInAs = () => `${session.author} ${session.centre}`;
  const daysOf = () => `${session.author} ${session.signedIn?.until}`;

  async function show() {
    const [, rest] = currentPlace();
    // A wrong clock ended them, and they go on: who is at the desk now has entered no PIN since.
    if (pin.isSet && session.active && ended === daysOf()) lock.cover();
    const name = nameDue();
    ended = session.active || lock.covers || name === REGISTER ? "" : daysOf();
    shownFor = signedInAs();
    end?.();
    end = undefined;
    const main = body.open(name);
    // Who stays for another procedure is forgotten where something else comes first.
    if (name !== REGISTER) drafts.next = null;
    const drawn = draw(name, main, rest);
    // The page's own form is gone now: where it was not the due one, another person may be at the desk next.
    parts.begun = null;
    const ending = await drawn;
    // Another screen may have been opened meanwhile.
    if (main.isConnected) end = ending;
    else ending?.();
    if (shown !== name && !main.contains(document.activeElement)) main.focus();
    shown = name;
  }

  /**
   * @param {string} name
   * @param {HTMLElement} main
   * @param {string} rest
   * @returns {Promise<End>}
   */
  async function draw(name, main, rest) {
    try {
      return await screens[name]?.(main, rest);
    } catch {
      storage.failed = true;
      notifier.publish("status");
      brokenScreen(main, parts);
    }
  }

  /** @param {import("./core/notifier.js").Topic} topic */
  async function react(topic) {
    if (topic === "lock" || topic === "place") await show();
    if (topic !== "session") return;
    // Somebody else at the desk never sees what stands on the screen; one's own open form stays as it is, as long as
    // there is a centre to save it for.
    const sameHands = shownFor.startsWith(`${session.author} `);
    const formIsShown = shown === REGISTER && sameHands && drafts.read();
    if (formIsShown && session.signedIn && session.centre && !lock.covers) return;
    // A renewed token changes nothing on the screen: what the person is typing or choosing stays as it is.
    const outdated = signedInAs() !== shownFor || nameDue() !== shown;
    if (outdated) await show();
  }

  // What is due also changes with time: the days to register end, or a clock is put right.
  setInterval(() => void (nameDue() === shown || show()), LOOK_WHAT_IS_DUE);
  addEventListener("hashchange", () => void show());
  notifier.subscribe((topic) => void react(topic));
  await show();
}

/**
 * Every screen by its name, with what it uses.
 * @param {Parts} parts
 * @returns {Record<string, Screen>}
 */
function screensOf(parts) {
  const { database, catalogue, clock, session, sender, drafts, notifier, go } = parts;
  const { pin, lock, kioskMode, preferences, usage, entityStatus, storage, installation, newUlid, afterSignIn } = parts;
  const locking = { session, pin, lock, kioskMode, sender, go, afterSignIn };
  const registering = { catalogue, clock, session, sender, drafts, usage, notifier, go };
  return {
    [REGISTER]: (main) => register(main, { ...registering, preferences, entityStatus }),
    guardada: (main, rest) => saved(main, { database, catalogue, session, drafts, preferences, notifier, go }, rest),
    hoy: (main) => today(main, { database, catalogue, clock, session, notifier }),
    anular: (main, id) => annul(main, { database, catalogue, session, sender, notifier, go, newUlid }, id),
    envios: (main) => outbox(main, { database, catalogue, clock, session, sender, drafts, notifier, go }),
    ajustes: (main) =>
      settings(main, {
        database,
        session,
        pin,
        lock,
        kioskMode,
        preferences,
        storage,
        installation,
        clock,
        catalogue,
        notifier,
      }),
    hora: (main) => time(main, { clock, notifier, go }),
    ingreso: (main) => closedDesk(main, { ...locking, database, catalogue, clock, notifier, begun: parts.begun }),
    pin: (main) => choosePin(main, { session, pin, go }),
    centro: (main) => chooseCentre(main, { session, catalogue, go }),
    bloqueo: (main) => lockScreen(main, locking),
    kiosco: (main, rest) => kiosk(main, { ...registering, ...locking, database }, rest),
  };
}

/**
 * The work that goes on whatever the screen shows: sending, asking for the status of entities and storage, forgetting what is old,
 * covering the screen.
 * @param {Parts} parts
 */
function keepWorking({ database, clock, sender, lock, kioskMode, updates, refreshStatus }) {
  listen({ linkIsBack: () => void sender.wake("link"), isLookedAt: () => void sender.wake("time") });
  sender.start();
  void refreshStatus();
  setInterval(() => void (document.hidden || refreshStatus()), STATUS_EVERY);
  // A clock that somebody set wrong forgets nothing: only the server's time counts.
  if (clock.lastNamed) void forgetSent(database, limaDay(clock.lastNamed - (DAYS_OF_INTAKE + 1) * DAY)).catch(() => {});
  whileIdle(IDLE, () => {
    if (!kioskMode.on) lock.coverIfPossible();
    updates.useIfQuiet();
  });
}

start().catch((error) => {
  failed = true;
  release();
  trouble(error);
});
