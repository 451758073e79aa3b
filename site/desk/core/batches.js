/** What goes over the link at once: as many items as the limits let through, written down before they are sent. */

import { MAX_BYTES, MAX_ITEMS } from "../../scripts/contract.js";
import { iso } from "../../scripts/lima.js";
import { readSetting, writeSetting } from "./database.js";
import { waitingItems } from "./item_queries.js";
import { storeVerdicts } from "./items.js";
import { ownersFor } from "./owner.js";

/**
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./types.js").Item} Item
 * @typedef {import("./world.js").World} World
 */

const OWN_MAX_BYTES = MAX_BYTES - 4 * 1024;
const ENVELOPE_BYTES = 100;

export class Batches {
  /**
   * @param {World} world
   * @param {import("./clock.js").Clock} clock
   */
  constructor(world, clock) {
    this.world = world;
    this.clock = clock;
    this.maxItems = MAX_ITEMS;
    this.gzip = world.gzip;
  }

  /**
   * An account's batch on its way, or a new one, written down first; null when nothing of it waits.
   * @param {import("./types.js").Account} account
   * @returns {Promise<Batch | null>}
   */
  async next(account) {
    const { database } = this.world;
    const onTheirWay = (await readSetting(database, "batches")) ?? {};
    const known = onTheirWay[account.sub];
    if (known) return known;
    for (const owner of ownersFor(account)) {
      const items = await waitingItems(database, "owner", owner, this.maxItems);
      if (!items.length) continue;
      const batch = { sub: account.sub, ...(await pack(items, iso(this.clock.now()), this.gzip)) };
      await writeSetting(database, "batches", { ...onTheirWay, [account.sub]: batch });
      return batch;
    }
    return null;
  }

  /**
   * Store what the server answered. The next batch is a full one again.
   * @param {Batch} batch
   * @param {import("./types.js").Verdict[]} verdicts
   */
  async close(batch, verdicts) {
    await storeVerdicts(this.world.database, batch.sub, verdicts, this.clock.now());
    this.maxItems = MAX_ITEMS;
  }

  /**
   * The server could not read the batch. If it was packed, send it plain; then find the item at fault by halves, so
   * that its neighbours get through.
   * @param {Batch} batch
   * @param {number} status 400 or 413
   */
  async narrowDown(batch, status) {
    if (!batch.gzip && batch.ids.length === 1) {
      const errors = [{ field: "", code: status === 413 ? "too_large" : "invalid_request", message: "" }];
      return this.close(batch, [{ id: batch.ids[0] ?? null, verdict: "rejected", errors }]);
    }
    if (batch.gzip) this.gzip = null;
    else this.maxItems = Math.ceil(batch.ids.length / 2);
    const { [batch.sub]: _batch, ...others } = (await readSetting(this.world.database, "batches")) ?? {};
    await writeSetting(this.world.database, "batches", others);
  }
}

/**
 * The bytes of a batch and the ids in it: as many of the items, in order, as the limit of bytes lets through.
 * @param {Item[]} items
 * @param {string} sentAt
 * @param {World["gzip"]} gzip
 */
async function pack(items, sentAt, gzip) {
  const encoder = new TextEncoder();
  const texts = [];
  let size = ENVELOPE_BYTES;
  for (const item of items) {
    const text = JSON.stringify(item);
    size += encoder.encode(text).length + 1;
    if (texts.length && size > OWN_MAX_BYTES) break;
    texts.push(text);
  }
  const plain = encoder.encode(`{"sent_at":${JSON.stringify(sentAt)},"items":[${texts.join(",")}]}`);
  const ids = items.slice(0, texts.length).map(({ id }) => id);
  return gzip ? { ids, body: await gzip(plain), gzip: true } : { ids, body: plain, gzip: false };
}
