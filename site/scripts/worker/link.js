/** Whether the last request got an answer. */

let unreachable = false;

export const reached = () => {
  unreachable = false;
};

export const unreached = () => {
  unreachable = true;
};

export const isOffline = () => unreachable || !navigator.onLine;

/**
 * Fetch a file of the pack, past the browser's own store: ours is enough, and a damaged copy must not come again.
 * @param {string} path
 * @param {AbortSignal} signal
 */
export async function fetchFile(path, signal) {
  try {
    const response = await fetch(path, { signal, cache: "no-store" });
    reached();
    if (!response.ok) throw new Error(`${path} ${response.status}`);
    return response;
  } catch (error) {
    // A TypeError is no answer at all; anything else is an answer, or our own interruption.
    unreachable = error instanceof TypeError;
    throw error;
  }
}
