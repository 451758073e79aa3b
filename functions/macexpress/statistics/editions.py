"""In which parts figures are broken down, and when a month's files stop changing. Pure.

On the first day of each month all figures are broken down: from what was received until then, for the months that
ended before. What comes late for a month is a batch of its own, broken down on the next first day by itself and added
to what was published: so two publications of a month differ by whole protected batches, never by one attention. What
is annulled after its batch was broken down stays in it.

A month closes with the first of these days that comes DAYS_UNTIL_CLOSED or more after its end: by then the desks' late
items have arrived (90 days of intake). A correction, which somebody asks for with a reason, counts the month again on
the next first day. So each edition follows from the facts alone, whenever and however often it is computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from macexpress.platform.lima import LIMA, compact, lima_day
from macexpress.statistics.tally import Tally, tally_of_day

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


@dataclass(frozen=True)
class Edition:
    """One edition of a month: the text that was published as final, or the tallies from which to make it."""

    revision: Revision | None
    """The correction behind it; None for the first edition."""
    final_text: str | None
    """The published text, where it is final."""
    batches: Sequence[Tally]
    """The nation's month in the parts in which it is broken down; none where there is a final text."""
    until: datetime
    """The moment before which what it counts was received."""


@dataclass(frozen=True)
class MonthSnapshot:
    """A month whose figures are broken down."""

    month: str
    """``yyyymm``."""
    closed: bool
    editions: Sequence[Edition]
    """The first edition and its corrections, in order; for an open month just one."""


def cut_before(moment: datetime) -> datetime:
    """Return the newest moment, up to this one, at which figures are broken down: a month's beginning in Lima."""
    return datetime.combine(lima_day(moment).replace(day=1), time(), LIMA)


def cut_after(moment: datetime) -> datetime:
    """Return the first moment, after this one, at which figures are broken down."""
    return cut_before(cut_before(moment) + timedelta(days=32))


def first_day_after(month: str) -> date:
    """Return the day after a month (``yyyymm``): the first on which its figures are broken down."""
    year, number = int(month[:4]), int(month[4:])
    return date(year + number // 12, number % 12 + 1, 1)


def first_cut(month: str) -> datetime:
    """Return the moment at which a month (``yyyymm``) is first broken down."""
    return datetime.combine(first_day_after(month), time(), LIMA)


def closes_on(month: str) -> date:
    """Return the first day (Lima) on which a month (``yyyymm``) is closed."""
    return cut_after(first_cut(month) + timedelta(days=DAYS_UNTIL_CLOSED, microseconds=-1)).date()


def closing_moment(month: str, oldest: str | None) -> datetime:
    """Return when a month's first edition is final.

    oldest: when its first fact was received. A month whose facts were all received later, like counts of past years,
    is final when the month of its first fact ends, so that one delivery is one edition.
    """
    closes = datetime.combine(closes_on(month), time(), LIMA)
    return max(closes, cut_after(datetime.fromisoformat(oldest))) if oldest else closes


def batches_of_day(
    centre: str, day: date, facts: Iterable[Mapping[str, Any]], until: datetime
) -> dict[datetime, Tally]:
    """Return the tallies of a centre's day by the moment at which they are broken down, up to `until`.

    An attention belongs to the first such moment after it was received, and so does what is known of it by then: its
    annulment, its rating. Counts of past years belong to the first of their month whenever they came: they were
    published before, so they hide nobody.
    """
    stored, first = list(facts), first_cut(compact(day)[:6])
    batches: dict[datetime, list[Mapping[str, Any]]] = {}
    for fact in stored:
        if fact["kind"] in {"attention", "history"}:
            came = cut_after(datetime.fromisoformat(fact["received_at"]))
            batches.setdefault(first if fact["kind"] == "history" else max(first, came), []).append(fact)
    others = [fact for fact in stored if fact["kind"] in {"annulment", "rating"}]
    return {
        moment: tally_of_day(centre, day, [*batch, *(f for f in others if _is_before(f, moment))])
        for moment, batch in batches.items()
        if moment <= until
    }


def _is_before(fact: Mapping[str, Any], moment: datetime) -> bool:
    return datetime.fromisoformat(fact["received_at"]) < moment
