"""In which parts figures are broken down, and when a month's files stop changing. Pure.

On the first day of each month all figures are broken down: from what was received until then, for the months that
ended before. What comes late for a month is a batch of its own, broken down on the next first day by itself and added
to what was published: so two publications of a month differ by whole protected batches, never by one attention. What
is annulled after its batch was broken down stays in it.

A month closes with the first of these days that comes DAYS_UNTIL_CLOSED or more after its end: by then the desks' late
items have arrived (90 days of intake). A correction, which somebody asks for with a reason, is a batch as well: on the
next first day it adds what came since, and takes away what was counted and is annulled. So each edition follows from
the facts alone, whenever and however often it is computed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from macexpress.platform.lima import LIMA, compact, lima_day
from macexpress.statistics.tally import Tally, tally_of_day

DAYS_UNTIL_CLOSED = 90
_NEVER = datetime(9999, 1, 1, tzinfo=LIMA)


class Revision(NamedTuple):
    """A correction of a closed month."""

    month: str
    """``yyyymm``."""
    number: int
    """Which edition it is, from 2 on."""
    moment: datetime
    """When it was asked for."""
    reason: str


class Batch(NamedTuple):
    """What is broken down by itself: the attentions that come to a month, and those that a correction takes away."""

    came: Tally
    left: Tally = Tally()
    """What earlier batches brought and what is annulled since; none where the batch is not a correction's."""


@dataclass(frozen=True)
class Edition:
    """One edition of a month: the text that was published as final, or the tallies from which to make it."""

    revision: Revision | None
    """The correction behind it; None for the first edition."""
    final_text: str | None
    """The published text, where it is final."""
    batches: Sequence[Batch]
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
    centre: str,
    day: date,
    facts: Iterable[Mapping[str, Any]],
    until: datetime,
    corrections: Sequence[datetime] = (),
) -> dict[datetime, Batch]:
    """Return what is broken down of a centre's day, by the moment at which it is: up to `until`, then at corrections.

    An attention comes at the first such moment after it was received, and so does what is known of it by then: its
    annulment, its rating. It leaves, with that rating, at the first correction after its annulment. Counts of past
    years come at the first moment of their month whenever they were received, and after it was closed at a correction:
    they were published before, so they hide nobody.
    """
    stored = list(facts)
    others = [fact for fact in stored if fact["kind"] in {"annulment", "rating"}]
    stays = [*_stays(stored, first_cut(compact(day)[:6]), until, corrections)]
    batches: dict[datetime, Batch] = {}
    for moment in sorted({stay.came for stay in stays} | {stay.left for stay in stays} - {_NEVER}):
        came = [stay.fact for stay in stays if stay.came == moment]
        known = [fact for fact in others if _received(fact) < moment]
        left = _left([stay for stay in stays if stay.came < moment], moment, others, centre, day)
        batches[moment] = Batch(tally_of_day(centre, day, [*came, *known]) if came else Tally(), left)
    return batches


class _Stay(NamedTuple):
    """From which moment to which an attention, or a count of past years, is in a month's figures."""

    fact: Mapping[str, Any]
    came: datetime
    left: datetime


def _stays(
    facts: Sequence[Mapping[str, Any]], first: datetime, until: datetime, corrections: Sequence[datetime]
) -> Iterator[_Stay]:
    annulled: dict[str, datetime] = {}
    for fact in facts:
        if fact["kind"] == "annulment":
            annulled[fact["attention"]] = min(_received(fact), annulled.get(fact["attention"], _NEVER))
    for fact in facts:
        if fact["kind"] not in {"attention", "history"}:
            continue
        received = _received(fact)
        if fact["kind"] == "history" and (received < until or not corrections):
            came = first
        else:
            came = max(first, cut_after(received))
        came = came if came <= until else _next(corrections, received)
        gone = annulled.get(fact["id"], _NEVER) if fact["kind"] == "attention" else _NEVER
        if came != _NEVER:
            yield _Stay(fact, came, _NEVER if gone < came else _next(corrections, gone))


def _left(
    stays: Sequence[_Stay], moment: datetime, others: Iterable[Mapping[str, Any]], centre: str, day: date
) -> Tally:
    """Return what leaves at a moment: attentions with the ratings that came with them, and visits without any left."""
    leaving = {stay.fact["id"]: stay for stay in stays if stay.left == moment}
    if not leaving:
        return Tally()
    ratings = [
        fact
        for fact in others
        if fact["kind"] == "rating" and (of := leaving.get(fact["attention"])) and _received(fact) < of.came
    ]
    staying = {(stay.came, stay.fact["visit"]) for stay in stays if stay.left > moment and "visit" in stay.fact}
    visits = {(stay.came, stay.fact["visit"]) for stay in leaving.values()} - staying
    tally = tally_of_day(centre, day, [*(stay.fact for stay in leaving.values()), *ratings])
    return replace(tally, visits=len(visits))


def _received(fact: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(fact["received_at"])


def _next(moments: Sequence[datetime], after: datetime) -> datetime:
    """Return the first of some moments, in order, that comes after another."""
    return next((moment for moment in moments if moment > after), _NEVER)
