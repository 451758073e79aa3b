"""When a month's files stop changing, and how its figures are corrected later. Pure.

A month closes DAYS_UNTIL_CLOSED after its end: by then the desks' late items have arrived (90 days of intake). Its
first edition counts the facts received until that moment, and each later edition those received until somebody asked
for it and gave a reason. So each edition follows from the facts alone, whenever and however often it is computed.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from macexpress.platform.lima import LIMA, lima_day

DAYS_UNTIL_CLOSED = 90


class Revision(NamedTuple):
    """A correction of a closed month."""

    month: str
    """``yyyymm``."""
    number: int
    """Which edition it is, from 2 on."""
    moment: datetime
    """When it was asked for."""
    reason: str


def closes_on(month: str) -> date:
    """Return the first day (Lima) on which a month (``yyyymm``) is closed."""
    year, number = int(month[:4]), int(month[4:])
    next_month = date(year + number // 12, number % 12 + 1, 1)
    return next_month + timedelta(days=DAYS_UNTIL_CLOSED)


def closing_moment(month: str, oldest: str | None) -> datetime:
    """Return when a month's first edition is final.

    oldest: when its first fact was received. A month whose facts were all received later, like counts of past years,
    is final when the day of its first fact ends, so that one delivery is one edition.
    """
    day = closes_on(month)
    if oldest:
        day = max(day, lima_day(datetime.fromisoformat(oldest)) + timedelta(days=1))
    return datetime.combine(day, time(), LIMA)


def closed_between(months: list[str], after: datetime, until: datetime) -> set[str]:
    """Return the months whose closing day began after `after` and not after `until`."""
    return {month for month in months if after < closing_moment(month, None) <= until}
