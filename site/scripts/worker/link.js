/** The link: whether it answers, how long it is waited for, and who goes first on it. */

/** A page that takes longer no longer holds up the pack. */
const LONGEST_PAGE = 30_000;
/** A file of the pack of which nothing has come for so long is given up until the next time. */
const LONGEST_SILENCE = 60_000;

let unreachable = false;

/** @type {Set<Promise<unknown>>} pages on their way to a person */
const pages = new Set();

/** @type {AbortController | null} of what makes way for a page at once */
let yielding = null;

export const reached = () => {
  unreachable = false;
};

export const unreached = () => {
  unreachable = true;
};

export const isOffline = () => unreachable || !navigator.onLine;

/**
 * What a promise gives, or an error where it takes longer.
 * @template Value
 * @param {Promise<Value>} promise
 * @param {number} milliseconds
 * @returns {Promise<Value>}
 */
export function within(promise, milliseconds) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("slow")), milliseconds);
    promise.then(done, fail).finally(() => clearTimeout(timer));
  });
}

/**
 * Let a page go first: what yields makes way now, and the pack asks for nothing more until the page has come or failed.
 * @param {Promise<Response>} page
 */
export function goFirst(page) {
  yielding?.abort();
  const whole = page.then((response) => response.clone().arrayBuffer());
  const over = within(whole, LONGEST_PAGE).catch(() => {});
  pages.add(over);
  over.finally(() => pages.delete(over));
}

/** Wait until no page is on its way. */
export async function linkFree() {
  while (pages.size > 0) await Promise.race(pages);
}

/** A signal for what makes way for a page at once. */
export function yieldingSignal() {
  yielding = new AbortController();
  return yielding.signal;
}

/**
 * What comes next of a file: the answer, or a piece of its body. An error where nothing comes for a minute.
 * @template Value
 * @param {Promise<Value>} promise
 */
export const nextOf = (promise) => within(promise, LONGEST_SILENCE);

/**
 * The text of a small file of the pack.
 * @param {string} path
 */
export async function textOf(path) {
  const response = await fetchFile(path);
  return nextOf(response.text());
}

/**
 * Fetch a file of the pack, past the browser's own store: ours is enough, and a damaged copy must not come again.
 * @param {string} path
 * @param {AbortSignal | null} [signal]
 */
export async function fetchFile(path, signal = null) {
  try {
    const response = await nextOf(fetch(path, { signal, cache: "no-store" }));
    reached();
    if (!response.ok) throw new Error(`${path} ${response.status}`);
    return response;
  } catch (error) {
    // A TypeError is no answer at all; anything else is an answer, or our own interruption.
    unreachable = error instanceof TypeError;
    throw error;
  }
}
