/**
 * Takes what waits to the server: each person's items under that person's own token. One window sends at a time (a lock
 * that is freed when a window dies); a batch is written down before it is sent, and sent again as the same bytes until
 * it is answered.
 *
 * Every pass ends in one of three ways: nothing is left to send, a timer is set for the next try, or an account waits for
 * its person (a PIN, a new sign-in), which the screen shows. A heartbeat tries again whatever happened to a timer.
 */

import { Batches } from "./batches.js";
import { SessionError } from "./cognito.js";
import { deleteSetting, readSetting, writeSetting } from "./database.js";
import { deliver } from "./delivery.js";
import { sendRatings } from "./ratings.js";
import { backoff, timeLeft } from "./retry.js";

/**
 * @typedef {"idle" | "sending" | "later" | "sign-in" | "no-centre"} SenderState sign-in, no-centre: of whoever is at the
 *   desk
 * @typedef {import("./types.js").Account} Account
 */

const HEARTBEAT = 30_000;
/** Added to a timer, so that the pause is certainly over when it fires. */
const TIMER_MARGIN = 50;

export class Sender {
  /**
   * @param {import("./world.js").World} world
   * @param {import("./clock.js").Clock} clock
   * @param {import("./session.js").Session} session
   * @param {import("./notifier.js").Notifier} notifier
   */
  constructor(world, clock, session, notifier) {
    this.world = world;
    this.clock = clock;
    this.session = session;
    this.notifier = notifier;
    this.batches = new Batches(world, clock);
    /** @type {SenderState} */
    this.state = "idle";
    this.cancelTimer = () => {};
    this.queued = false;
    this.urgent = false;
  }

  start() {
    const beat = () => {
      void this.wake("time");
      this.world.after(HEARTBEAT, beat);
    };
    this.world.after(HEARTBEAT, beat);
    void this.wake("link");
  }

  /**
   * Send what waits, if it is time. Never rejects: what failed is tried again.
   * @param {"time" | "link" | "person" | "saved"} why
   */
  async wake(why) {
    this.urgent ||= why === "link" || why === "person";
    // A window asks for the lock only once: whatever is saved before it is granted is sent with it.
    if (this.queued) return;
    this.queued = true;
    await this.world.exclusively("send", async () => {
      const { urgent } = this;
      this.queued = false;
      this.urgent = false;
      let failures = 0;
      try {
        const pause = await readSetting(this.world.database, "pause");
        failures = pause?.failures ?? 0;
        const left = timeLeft(pause, this.world.now(), urgent);
        if (left) this.wakeAfter(left);
        else await this.sendAll(failures);
      } catch {
        // A link that answers nonsense, or a disk that fails.
        await this.pause(failures + 1, 0);
      }
    });
  }

  /** When the next try is due, in corrected milliseconds, and whether the server named it; null without a pause. */
  async nextTry() {
    const pause = await readSetting(this.world.database, "pause");
    return pause ? { at: this.clock.now() + pause.until - this.world.now(), asked: pause.asked } : null;
  }

  /** @param {number} failures in a row so far */
  async sendAll(failures) {
    /** @type {SenderState} */
    let state = "idle";
    let refused = false;
    for (const account of await this.session.senders()) {
      const end = await this.sendFor(account);
      if (typeof end === "number") return this.pause(failures + 1, end);
      refused ||= end === "refused";
      if (end !== "done" && account.sub === this.session.author) state = end === "refused" ? "no-centre" : "sign-in";
    }
    if (this.session.signedIn?.ended) state = "sign-in";
    if (refused) {
      this.setState(state);
      return this.pause(failures + 1, 0);
    }
    await sendRatings(this.world);
    await deleteSetting(this.world.database, "pause");
    this.setState(state);
  }

  /**
   * Send what an account has here.
   * @param {Account} account
   * @returns {Promise<"done" | "ended" | "refused" | number>} ended: that person must sign in again. refused: the account
   *   may not send. A number: the link or the server fails; milliseconds that the server asks to wait, 0 for nothing
   */
  async sendFor(account) {
    for (let batch = await this.batches.next(account); batch; batch = await this.batches.next(account)) {
      this.setState("sending");
      try {
        const end = await this.send(batch);
        if (end !== "done") return end;
      } catch (error) {
        if (error instanceof SessionError && ["ended", "sealed"].includes(error.code)) return "ended";
        throw error;
      }
      await deleteSetting(this.world.database, "pause");
      this.notifier.announce("items");
    }
    return "done";
  }

  /**
   * @param {import("./types.js").Batch} batch
   * @returns {Promise<"done" | "refused" | number>}
   */
  async send(batch) {
    const delivery = await deliver(this.world, this.clock, this.session, batch);
    if (delivery.result === "later") return delivery.wait;
    if (delivery.result === "refused") return "refused";
    if (delivery.result === "unreadable") {
      await this.batches.narrowDown(batch, delivery.status);
      return "done";
    }
    await this.batches.close(batch, delivery.verdicts);
    return delivery.verdicts.length ? "done" : 0;
  }

  /**
   * @param {number} failures
   * @param {number} asked milliseconds that the server asks for; 0 for nothing
   */
  async pause(failures, asked) {
    const wait = Math.max(asked, backoff(failures, this.world.random()));
    const until = this.world.now() + wait;
    // Where the disk fails, this window at least waits.
    await writeSetting(this.world.database, "pause", { failures, until, asked: asked > 0 }).catch(() => {});
    this.wakeAfter(wait);
  }

  /** @param {number} milliseconds */
  wakeAfter(milliseconds) {
    this.cancelTimer();
    this.cancelTimer = this.world.after(milliseconds + TIMER_MARGIN, () => void this.wake("time"));
    if (this.state !== "no-centre") this.setState("later");
  }

  /** @param {SenderState} state */
  setState(state) {
    this.state = state;
    this.notifier.announce("items");
  }
}
