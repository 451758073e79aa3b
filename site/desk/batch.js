/** What goes over the link at once, and when to try again. */

export const MOST_ITEMS = 50;
export const MOST_BYTES = 60 * 1024;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 5 * 60_000;

/**
 * The bytes of a batch and the ids in it: as many of the items, in order, as the limits let through.
 * @param {import("./types.js").Item[]} items
 * @param {string} sentAt
 * @param {boolean} packed whether to gzip it
 */
export async function pack(items, sentAt, packed) {
  const texts = [];
  let size = 100;
  for (const item of items) {
    const text = JSON.stringify(item);
    size += new TextEncoder().encode(text).length + 1;
    if (texts.length && size > MOST_BYTES) break;
    texts.push(text);
  }
  const plain = new TextEncoder().encode(`{"sent_at":${JSON.stringify(sentAt)},"items":[${texts.join(",")}]}`);
  const ids = items.slice(0, texts.length).map(({ id }) => id);
  if (!packed) return { ids, body: plain, gzip: false };
  const stream = new Response(plain).body?.pipeThrough(new CompressionStream("gzip"));
  return { ids, body: new Uint8Array(await new Response(stream).arrayBuffer()), gzip: true };
}

/**
 * Milliseconds to wait after the nth failure in a row (1, 2, ...): exponential, with full jitter, so that desks that
 * lost the same link do not come back at the same moment.
 * @param {number} failures
 * @param {number} [random] from 0 to 1
 */
export function backoff(failures, random = Math.random()) {
  return 500 + random * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
}

/**
 * What `Retry-After` asks for in milliseconds, at most an hour; 0 without.
 * @param {string | null} header seconds, or a date
 * @param {number} now
 */
export function retryAfter(header, now) {
  if (!header) return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 3600_000) : 0;
}
