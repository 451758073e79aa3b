/** What goes over the link at once: as many items as the limits let through, written down before they are sent. */

import { MAX_BYTES, MAX_ITEMS } from "../../scripts/contract.js";
import { iso } from "../../scripts/lima.js";
import { deleteSetting, readSetting, writeSetting } from "./database.js";
import { waitingItems } from "./item_queries.js";
import { storeVerdicts } from "./items.js";

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
   * The batch on its way, or a new one, written down first; null when nothing waits for these centres.
   * @param {string[]} centres
   * @returns {Promise<Batch | null>}
   */
  async next(centres) {
    const { database } = this.world;
    const onItsWay = await readSetting(database, "batch");
    if (onItsWay && centres.includes(onItsWay.centre)) return onItsWay;
    for (const centre of centres) {
      const items = await waitingItems(database, centre, this.maxItems);
      if (!items.length) continue;
      const batch = { centre, ...(await pack(items, iso(this.clock.now()), this.gzip)) };
      await writeSetting(database, "batch", batch);
      return batch;
    }
    return null;
  }

  /**
   * Store what the server answered. The next batch is a full one again.
   * @param {import("./types.js").Verdict[]} verdicts
   */
  async close(verdicts) {
    await storeVerdicts(this.world.database, verdicts, this.clock.now());
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
      return this.close([{ id: batch.ids[0] ?? null, verdict: "rejected", errors }]);
    }
    if (batch.gzip) this.gzip = null;
    else this.maxItems = Math.ceil(batch.ids.length / 2);
    await deleteSetting(this.world.database, "batch");
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
