/**
 * Takes what waits to the server. One window sends at a time (a lock that the browser frees when a window dies); a batch
 * is written down before it is sent, and sent again as the same bytes until it is answered.
 *
 * No item waits with nobody about to send it: every pass ends with nothing to send, with a moment for the next, or with
 * a state that the screen shows and that a sign-in ends. A heartbeat looks whether that still holds.
 */

import { backoff, MOST_ITEMS, pack, retryAfter } from "./batch.js";
import { setting } from "./database.js";
import { iso } from "./identifiers.js";
import { acknowledge, waiting } from "./items.js";
import { SessionError } from "./session.js";

/**
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {"idle" | "sending" | "later" | "sign-in" | "no-centre"} SenderState
 * @typedef {{failures: number, until: number, asked: boolean}} Pause asked: the server named the wait
 */

const HEARTBEAT = 30_000;
const SLOWEST_ANSWER = 120_000;

export class Sender {
  /**
   * @param {import("./database.js").Database} db
   * @param {import("./clock.js").Clock} clock
   * @param {import("./session.js").Session} session
   * @param {() => void} changed
   */
  constructor(db, clock, session, changed) {
    this.db = db;
    this.clock = clock;
    this.session = session;
    this.changed = changed;
    /** @type {SenderState} */
    this.state = "idle";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.most = MOST_ITEMS;
    this.packed = "CompressionStream" in globalThis;
    this.queued = false;
    this.urgent = false;
  }

  start() {
    addEventListener("online", () => void this.wake("link"));
    document.addEventListener("visibilitychange", () => void (document.hidden || this.wake("time")));
    setInterval(() => void this.wake("time"), HEARTBEAT);
    void this.wake("link");
  }

  /**
   * Send what waits, if it is time. A person or a link that came back ends a wait that this desk chose itself; one that
   * the server asked for is kept.
   * @param {"time" | "link" | "person" | "saved"} why
   */
  async wake(why) {
    this.urgent ||= why === "link" || why === "person";
    // One request for the lock a window: whatever is saved before it is granted goes with it.
    if (this.queued) return;
    this.queued = true;
    await navigator.locks.request("send", async () => {
      const { urgent } = this;
      this.queued = this.urgent = false;
      const pause = /** @type {Pause | undefined} */ (await setting(this.db, "pause"));
      const now = Date.now();
      const sane = pause && pause.until - now < 3600_000 && pause.until > now;
      if (sane && (pause.asked || !urgent)) return this.later(pause.until - now);
      await this.drain(pause?.failures ?? 0);
    });
  }

  /** @param {number} failures */
  async drain(failures) {
    try {
      for (;;) {
        const batch = await this.nextBatch();
        if (!batch) break;
        this.show("sending");
        const wait = await this.send(batch);
        if (wait !== null) {
          const { asked, milliseconds } = wait;
          const time = Math.max(milliseconds, backoff(failures + 1));
          await this.db.put("settings", { failures: failures + 1, until: Date.now() + time, asked }, "pause");
          return this.later(time);
        }
        failures = 0;
        await this.db.delete("settings", "pause");
        this.changed();
      }
      await this.sendRatings();
      this.show("idle");
    } catch (error) {
      if (error instanceof SessionError && error.code === "ended") return this.show("sign-in");
      const time = backoff(failures + 1);
      await this.db.put("settings", { failures: failures + 1, until: Date.now() + time, asked: false }, "pause");
      this.later(time);
    }
  }

  /** The batch on its way, or a new one, written down first; null when nothing waits that may be sent from here. */
  async nextBatch() {
    await this.session.load();
    const centres = this.session.centres;
    const kept = /** @type {Batch | undefined} */ (await setting(this.db, "batch"));
    if (kept && centres.includes(kept.centre)) return kept;
    for (const centre of centres) {
      const items = await waiting(this.db, centre, this.most);
      if (!items.length) continue;
      const batch = { centre, ...(await pack(items, iso(this.clock.now()), this.packed)) };
      await this.db.put("settings", batch, "batch");
      return batch;
    }
    return null;
  }

  /**
   * @param {Batch} batch
   * @returns {Promise<{milliseconds: number, asked: boolean} | null>} how long to wait before the next try; null when
   *   it was answered
   */
  async send(batch) {
    let token = await this.session.accessToken();
    let sent = Date.now();
    let answer = await this.post(batch, token);
    if (answer?.status === 401) {
      token = await this.session.accessToken(token);
      sent = Date.now();
      answer = await this.post(batch, token);
    }
    if (answer?.ok) {
      const said = await answer.json().catch(() => null);
      if (!said || !Array.isArray(said.verdicts)) return { milliseconds: 0, asked: false };
      await this.clock.learn(said.received_at, sent);
      const own = new Set(batch.ids);
      const verdicts = said.verdicts.filter((/** @type {{id: string}} */ verdict) => own.has(verdict.id));
      await acknowledge(this.db, verdicts, this.clock.now());
      this.most = MOST_ITEMS;
      return verdicts.length ? null : { milliseconds: 0, asked: false };
    }
    if (answer && (answer.status === 400 || answer.status === 413)) {
      await this.divide(batch, answer.status);
      return null;
    }
    if (answer?.status === 403) this.show("no-centre");
    const milliseconds = retryAfter(answer?.headers.get("Retry-After") ?? null, Date.now());
    return { milliseconds, asked: milliseconds > 0 };
  }

  /**
   * @param {Batch} batch
   * @param {string} token
   */
  async post(batch, token) {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    // As JSON the gateway would hand packed bytes on as text.
    if (batch.gzip) Object.assign(headers, { "Content-Type": "application/octet-stream", "Content-Encoding": "gzip" });
    const options = { method: "POST", headers, body: batch.body, signal: AbortSignal.timeout(SLOWEST_ANSWER) };
    return fetch("/api/v1/attentions", options).catch(() => null);
  }

  /**
   * The server could not read the batch. If it was packed, send it plain; then find the item at fault by halves, so
   * that its neighbours get through.
   * @param {Batch} batch
   * @param {number} status
   */
  async divide(batch, status) {
    if (batch.gzip) {
      this.packed = false;
      return this.db.delete("settings", "batch");
    }
    if (batch.ids.length > 1) {
      this.most = Math.ceil(batch.ids.length / 2);
      return this.db.delete("settings", "batch");
    }
    const errors = [{ field: "", code: status === 413 ? "too_large" : "invalid_request", message: "" }];
    const id = batch.ids[0] ?? null;
    await acknowledge(this.db, [{ id, verdict: "rejected", errors }], this.clock.now());
    this.most = MOST_ITEMS;
  }

  /** A kiosk's ratings follow their attention. One that is refused is let go: it is an opinion, not a fact. */
  async sendRatings() {
    for (const { code, id, rating } of await this.db.getAll("ratings", undefined, 50)) {
      if ((await this.db.getKeyFromIndex("outbox", "id", id)) !== undefined) continue;
      const answer = await fetch("/api/v1/ratings", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code, rating }),
      });
      if (answer.status === 429 || answer.status >= 500) throw new Error("later");
      await this.db.delete("ratings", code);
    }
  }

  /** @param {number} milliseconds */
  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.wake("time"), milliseconds + 50);
    if (this.state !== "no-centre") this.show("later");
  }

  /** @param {SenderState} state */
  show(state) {
    this.state = state;
    this.changed();
  }
}
