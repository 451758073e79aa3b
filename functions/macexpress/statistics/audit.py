"""Compares stored tallies with the facts, day by day and month by month; it counts with the scheduler's own code."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, total


class Difference(NamedTuple):
    """Something stored or published that differs from the facts."""

    level: str
    """``day``, ``centre month``, ``national month``, ``year`` or ``file``."""
    centre: str
    """Empty for the nation."""
    when: str
    """A day (``yyyymmdd``), month (``yyyymm``) or year; empty for all time."""
    stored: int | None
    """The attentions stored or published; None where there is no row or file."""
    true: int
    """The attentions that the facts add up to."""


def audit(
    centres: Iterable[str],
    month: str,
    true: Mapping[str, Mapping[str, Tally]],
    store: StatisticsStore,
    progress: Callable[[], None],
) -> Iterator[Difference]:
    """Yield every difference in a month (``yyyymm``).

    centres: those of the catalogue, whose rows are looked at even without facts; others are added where they have
    facts or rows. true: by centre and day (``yyyymmdd``) what the facts of the month add up to. `progress` is called
    after each centre.
    """
    true_months: dict[str, Tally] = {}
    stored_months = store.centre_months(month)
    for centre in sorted({*centres, *true, *stored_months}):
        true_days = true.get(centre, {})
        true_months[centre] = total(true_days.values())
        yield from audit_centre(centre, month, true_days, store.days(centre, month), stored_months)
        progress()
    yield from audit_nation(month, total(true_months.values()), store)


def audit_centre(
    centre: str,
    month: str,
    true_days: Mapping[str, Tally],
    stored_days: Mapping[str, Tally],
    stored_months: Mapping[str, Tally],
) -> Iterator[Difference]:
    """Yield every difference of a centre in a month (``yyyymm``). Days by ``yyyymmdd``, months by centre."""
    for day in sorted({*true_days, *stored_days}):
        yield from _difference("day", centre, day, stored_days.get(day), true_days.get(day, Tally()))
    yield from _difference("centre month", centre, month, stored_months.get(centre), total(true_days.values()))


def audit_nation(month: str, true: Tally, store: StatisticsStore) -> Iterator[Difference]:
    """Yield every difference of the nation's month and year. true: what the centres' months add up to."""
    months = store.months(month[:4])
    yield from _difference("national month", "", month, months.get(month), true)
    yield from _difference("year", "", month[:4], store.years().get(month[:4]), total(months.values()))


def _difference(level: str, centre: str, when: str, stored: Tally | None, true: Tally) -> Iterator[Difference]:
    if (stored or Tally()) != true:
        yield Difference(level, centre, when, stored.attentions if stored else None, true.attentions)
