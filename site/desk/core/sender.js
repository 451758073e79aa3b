/**
 * Takes what waits to the server. One window sends at a time (a lock that is freed when a window dies); a batch is
 * written down before it is sent, and sent again as the same bytes until it is answered.
 *
 * Every pass ends in one of three ways: nothing is left to send, a timer is set for the next try, or the state says that
 * a person must sign in, which the screen shows. A heartbeat tries again whatever happened to a timer.
 */

import { Batches } from "./batches.js";
import { SessionError } from "./cognito.js";
import { deleteSetting, readSetting, writeSetting } from "./database.js";
import { deliver } from "./delivery.js";
import { sendRatings } from "./ratings.js";
import { backoff, timeLeft } from "./retry.js";

/** @typedef {"idle" | "sending" | "later" | "sign-in" | "no-centre"} SenderState */

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
   * Send what waits, if it is time.
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
      const pause = await readSetting(this.world.database, "pause");
      const left = timeLeft(pause, this.world.now(), urgent);
      if (left) this.wakeAfter(left);
      else await this.sendAll(pause?.failures ?? 0);
    });
  }

  /** When the next try is due, in corrected milliseconds, and whether the server named it; null without a pause. */
  async nextTry() {
    const pause = await readSetting(this.world.database, "pause");
    return pause ? { at: this.clock.now() + pause.until - this.world.now(), asked: pause.asked } : null;
  }

  /** @param {number} failures in a row so far */
  async sendAll(failures) {
    try {
      for (let batch = await this.nextBatch(); batch; batch = await this.nextBatch()) {
        this.setState("sending");
        const wait = await this.send(batch);
        if (wait !== null) return await this.pause(failures + 1, wait);
        failures = 0;
        await deleteSetting(this.world.database, "pause");
        this.notifier.announce("items");
      }
      await sendRatings(this.world);
      this.setState("idle");
    } catch (error) {
      if (error instanceof SessionError && error.code === "ended") this.setState("sign-in");
      else await this.pause(failures + 1, 0);
    }
  }

  /** Null when nothing waits that may be sent from here. */
  async nextBatch() {
    await this.session.load();
    return this.batches.next(this.session.centres);
  }

  /**
   * @param {import("./types.js").Batch} batch
   * @returns {Promise<number | null>} milliseconds that the server asks to wait, 0 where the desk chooses them; null
   *   when the batch is done with
   */
  async send(batch) {
    const delivery = await deliver(this.world, this.clock, this.session, batch);
    if (delivery.result === "answered") {
      await this.batches.close(delivery.verdicts);
      return delivery.verdicts.length ? null : 0;
    }
    if (delivery.result === "unreadable") {
      await this.batches.narrowDown(batch, delivery.status);
      return null;
    }
    if (delivery.status === 403) this.setState("no-centre");
    return delivery.wait;
  }

  /**
   * @param {number} failures
   * @param {number} asked milliseconds that the server asks for; 0 for nothing
   */
  async pause(failures, asked) {
    const wait = Math.max(asked, backoff(failures, this.world.random()));
    const until = this.world.now() + wait;
    await writeSetting(this.world.database, "pause", { failures, until, asked: asked > 0 });
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
