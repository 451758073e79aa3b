/** When a batch that was not answered is sent again. */

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 5 * 60_000;
/** The most that a server is waited for: it names half a minute, and one that is down for longer is asked again. */
const LONGEST_PAUSE = 10 * 60_000;

/**
 * Milliseconds to wait after the nth failure in a row (1, 2, ...): exponential, with full jitter, so that desks that
 * lost the same link do not come back at the same moment.
 * @param {number} failures
 * @param {number} random from 0 to 1
 */
export function backoff(failures, random) {
  return 500 + random * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
}

/**
 * What the API's own `Retry-After` asks for in milliseconds, at most ten minutes; 0 without.
 * @param {string | null} header seconds, or a date
 * @param {number} now milliseconds of the machine's own clock
 */
export function retryAfter(header, now) {
  if (!header) return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_PAUSE) : 0;
}

/**
 * Milliseconds until the next try; 0 where it is due. A person, or a link that came back, ends a wait that this desk
 * chose itself; one that the server asked for is kept. A wait longer than the longest possible one means that the
 * machine's clock was set meanwhile: it is over.
 * @param {import("./types.js").Pause | undefined} pause
 * @param {number} now milliseconds of the machine's own clock
 * @param {boolean} urgent a person or a link that came back
 */
export function timeLeft(pause, now, urgent) {
  if (!pause || (urgent && !pause.asked)) return 0;
  const left = pause.until - now;
  return left > 0 && left <= LONGEST_PAUSE ? left : 0;
}
