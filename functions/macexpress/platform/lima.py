"""Lima time: UTC-5 all year, since Peru has no daylight saving."""

from datetime import date, datetime, timedelta, timezone

LIMA = timezone(timedelta(hours=-5), "Lima")


def lima_day(moment: datetime) -> date:
    """Return the calendar day in Lima of a moment that has an offset."""
    return moment.astimezone(LIMA).date()


def compact(day: date) -> str:
    """Return a day as in ids and keys: ``20261124``."""
    return day.isoformat().replace("-", "")  # strftime leaves years before 1000 shorter


def month_of(day: date) -> str:
    """Return the month of a day: ``2026-11``."""
    return day.isoformat()[:7]


def months_back(newest: str, count: int) -> list[str]:
    """Return `count` months (``yyyy-mm``) up to the newest one, in order."""
    last = int(newest[:4]) * 12 + int(newest[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02}" for at in range(last - count + 1, last + 1)]


def parse_compact(text: str) -> date:
    """Return the day that ``20261124`` names; ValueError where there is no such day."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"not a day as yyyymmdd: {text!r}")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 with Lima's offset, the one form that is stored and published."""
    return moment.astimezone(LIMA).isoformat()


def minute_of(moment: str) -> datetime:
    """Return the minute in which a stored moment lies: no closer is it published when a fact was received."""
    return datetime.fromisoformat(moment).replace(second=0, microsecond=0)


def quarter_of(moment: str) -> datetime:
    """Return the quarter of an hour in which an attention ended: its own minute could point to one person."""
    minute = minute_of(moment)
    return minute.replace(minute=minute.minute // 15 * 15)
