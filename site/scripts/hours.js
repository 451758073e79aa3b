/**
 * Whether a place is open, and when next. Days are Lima days.
 * Holidays: Decreto Legislativo 713, art. 6, with leyes 31381, 31530, 31788 and 31822.
 */

import { WEEKDAYS } from "./contract.js";
import { limaClock } from "./lima.js";
import { _, fill } from "./words.js";

const DAY = 864e5;
/** Days of two weeks: enough for any row of holidays. */
const AHEAD = 15;
const HOLIDAYS = " 101 501 607 629 723 728 729 806 830 1008 1101 1208 1209 1225 ";

/**
 * The state as a class name (open, soon, closed) and in words.
 * @param {string} hours days (0 Sunday), opening and closing in minutes: `12345 480 1005;6 480 825`
 * @param {number} at a moment in milliseconds
 * @returns {[state: string, words: string]}
 */
export function openingState(hours, at) {
  const now = limaClock(at);
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const lines = hours.split(";");
  for (let ahead = 0; ahead < AHEAD; ahead++) {
    const day = new Date(+now + ahead * DAY);
    if (isHoliday(day)) continue;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i].split(" ");
      const opens = +line[1];
      const closes = +line[2];
      if (line[0].indexOf(`${day.getUTCDay()}`) < 0) continue;
      if (ahead || minute < opens) return untilOpening(now, day, ahead, opens);
      if (minute < closes) return untilClosing(closes, closes - minute);
    }
  }
  return ["closed", _("Cerrado")];
}

/**
 * @param {Date} now
 * @param {Date} day
 * @param {number} ahead days from now to it
 * @param {number} opens
 * @returns {[state: string, words: string]}
 */
function untilOpening(now, day, ahead, opens) {
  const closed = isHoliday(now) ? _("Cerrado: hoy es feriado. ") : _("Cerrado ahora. ");
  const opening = fill(_("Abre %(day)s a las %(hour)s"), [dayWords(day, ahead), clock(opens)]);
  return ["closed", closed + opening];
}

/**
 * @param {number} closes
 * @param {number} left minutes
 * @returns {[state: string, words: string]}
 */
function untilClosing(closes, left) {
  if (left > 30) return ["open", fill(_("Abierto hasta las %(hour)s"), [clock(closes)])];
  return ["soon", fill(_("Cierra en %(minutes)s"), [left + (left > 1 ? _(" minutos") : _(" minuto"))])];
}

/**
 * @param {Date} day
 * @param {number} ahead days from today
 */
function dayWords(day, ahead) {
  if (ahead < 2) return ahead ? _("mañana") : _("hoy");
  const words = fill(_("el %(weekday)s"), [WEEKDAYS[day.getUTCDay()]]);
  return ahead > 6 ? `${words} ${day.getUTCDate()}` : words;
}

/** @param {number} minutes */
const clock = (minutes) => `${Math.floor(minutes / 60)}:${`0${minutes % 60}`.slice(-2)}`;

/** @param {Date} day */
function isHoliday(day) {
  const date = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
  const beforeEaster = (easter(day.getUTCFullYear()) - date) / DAY;
  const monthAndDay = 100 * day.getUTCMonth() + 100 + day.getUTCDate();
  return beforeEaster === 2 || beforeEaster === 3 || HOLIDAYS.indexOf(` ${monthAndDay} `) >= 0;
}

/**
 * Easter Sunday at midnight UTC, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
 * Its letters are the algorithm's own.
 * @param {number} year
 */
function easter(year) {
  const { floor } = Math;
  const a = year % 19;
  const b = floor(year / 100);
  const c = year % 100;
  const g = floor((b - floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * floor(c / 4) - h - (c % 4)) % 7;
  const m = floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Date.UTC(year, floor(sum / 31) - 1, (sum % 31) + 1);
}
