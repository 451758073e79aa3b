/** Entities whose system other desks reported down in the last hour. Without a link, or without the file: none. */

const HOUR = 3600_000;

/**
 * @param {number} now corrected milliseconds
 * @returns {Promise<Map<string, {reports: number, last: number}>>} by entity
 */
export async function entitiesDown(now) {
  const found = new Map();
  try {
    const answer = await fetch("/data/v1/status.json", { cache: "no-cache", signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) return found;
    for (const { id, reports, last } of (await answer.json()).entities) {
      const moment = Date.parse(last);
      if (now - moment < HOUR) found.set(id, { reports, last: moment });
    }
  } catch {
    // A hint, no more.
  }
  return found;
}
