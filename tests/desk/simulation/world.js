/**
 * Time, and the order in which things happen, of one run. Nothing here waits for a real clock: the database's tasks run
 * one by one, and when none is left time goes on to the next timer. So a run is the same each time.
 */

const turn = (() => {
  const { setImmediate: next } = globalThis;
  return () => new Promise((resolve) => next(resolve));
})();

/** Resolves once no promise has anything left to run; cheaper than a turn of Node's loop. */
const tick = () => new Promise((resolve) => process.nextTick(resolve));

/** Intervals this short only redraw a clock on the screen: once after a wait is as good as each time. */
const TICKS = 1000;

const asksWhetherLeft = (work) =>
  work.name === "waitForOthersClosed" || /^\(\) => waitForOthersClosedDelete/.test(String(work));
const ASKED_EVERY = 50;

/** 15:00 in Lima. */
export const START = Date.parse("2026-11-24T20:00:00Z");

export class World {
  constructor() {
    /** True milliseconds since 1970. */
    this.time = START;
    this.tasks = [];
    this.timers = new Set();
    this.pending = 0;
    this.wake = () => {};
    /** While what a window that was killed had begun is undone. */
    this.killing = false;
    /** Tells the windows what nobody caught; whether one listens. @type {(error: Error) => boolean} */
    this.tell = () => false;
    /** What no part of the desk caught. */
    this.uncaught = [];
    // fake-indexeddb polls until other windows have closed the database. As a task that loop would never end.
    globalThis.setImmediate = (work) =>
      void (asksWhetherLeft(work) ? this.after(ASKED_EVERY, work) : this.tasks.push(work));
    this.onUncaught = (error) => {
      const ofTheDead = error?.name === "Killed" || (this.killing && error?.name === "AbortError");
      // A disk that fails is told to the person, by a notice.
      const told = error instanceof DOMException && this.tell(error);
      if (!ofTheDead && !told) this.uncaught.push(String(error?.stack ?? error));
    };
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", this.onUncaught);
  }

  /** Count a promise that only the machine's real threads or another process fulfil. */
  track(promise) {
    this.pending++;
    const done = () => {
      this.pending--;
      this.wake();
    };
    promise.then(done, done);
    return promise;
  }

  /**
   * Let everything that was begun come to rest, without time going on.
   * @param {number} [most] tasks of the database until it stops halfway
   */
  async drain(most = Number.POSITIVE_INFINITY) {
    let left = most;
    await turn();
    while (left > 0) {
      const task = this.tasks.shift();
      if (task) {
        left--;
        task();
        await tick();
      } else if (this.pending) {
        await new Promise((resolve) => {
          this.wake = resolve;
        });
        await turn();
      } else {
        await turn(); // Node reports errors that nobody caught here
        if (this.tasks.length || this.pending) continue;
        this.killing = false;
        return;
      }
    }
  }

  /**
   * @param {number} milliseconds
   * @param {() => void} work
   * @param {{every?: number, owner?: object}} [options]
   */
  after(milliseconds, work, { every = 0, owner } = {}) {
    const timer = { at: this.time + Math.max(0, milliseconds), work, every, owner };
    this.timers.add(timer);
    return timer;
  }

  /** Let time pass; timers ring in their order, and what each begins comes to rest before the next. */
  async pass(milliseconds, afterEach = async () => {}) {
    const end = this.time + milliseconds;
    await this.drain();
    while (true) {
      let next;
      for (const timer of this.timers) {
        if (timer.at <= end && !(timer.every && timer.every <= TICKS) && (!next || timer.at < next.at)) next = timer;
      }
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      await this.ring(next);
      if (next.isAnswer) await afterEach();
    }
    this.time = end;
    for (const timer of [...this.timers]) if (timer.every && timer.every <= TICKS) await this.ring(timer);
  }

  async ring(timer) {
    this.timers.delete(timer);
    if (timer.every) {
      timer.at = this.time + timer.every;
      this.timers.add(timer);
    }
    try {
      timer.work();
    } catch (error) {
      this.onUncaught(error);
    }
    await this.drain();
  }

  /** Everything sleeps: time goes on, and timers are as far away as before. */
  sleep(milliseconds) {
    this.time += milliseconds;
    for (const timer of this.timers) timer.at += milliseconds;
  }

  forget(owner) {
    for (const timer of [...this.timers]) if (timer.owner === owner) this.timers.delete(timer);
  }
}
