/** Whether this machine will keep what is saved: told before it matters. */

const LOW = 20 * 1024 * 1024;

/**
 * Ask the browser to keep what is stored, and look how much room is left.
 * @returns {Promise<{kept: boolean, low: boolean, left: number | null}>} left: megabytes, null where not known
 */
export async function askForStorage() {
  const { storage } = navigator;
  const kept = (await storage?.persisted?.()) || (await storage?.persist?.()) || false;
  const { quota, usage } = (await storage?.estimate?.()) ?? {};
  if (quota === undefined || usage === undefined) return { kept, low: false, left: null };
  return { kept, low: quota - usage < LOW, left: Math.floor((quota - usage) / 1024 / 1024) };
}
