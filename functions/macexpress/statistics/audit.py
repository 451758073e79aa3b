"""Compares stored tallies with the facts, day by day and month by month, by key; it counts as the scheduler does."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from macexpress.platform.lima import compact
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total


class Difference(NamedTuple):
    """A stored tally that is not what the facts say. level: day, centre month or national month."""

    level: str
    centre: str
    when: str
    stored: int | None
    true: int

    def __str__(self) -> str:
        stored = "nothing" if self.stored is None else f"{self.stored} attentions"
        return f"{self.level} {self.centre} {self.when}: stored {stored}, the facts say {self.true}"


def days_of_month(month: str) -> Iterator[date]:
    """Yield the days of a month (``yyyymm``)."""
    day = date(int(month[:4]), int(month[4:]), 1)
    while compact(day)[:6] == month:
        yield day
        day += timedelta(days=1)


def audit(
    centres: Iterable[str],
    month: str,
    facts_of_day: FactsOfDay,
    store: StatisticsStore,
    progress: Callable[[], None],
) -> Iterator[Difference]:
    """Yield every difference in a month (``yyyymm``); `progress` is called after each centre."""
    true_months: dict[str, Tally] = {}
    stored_months = store.centre_months(month)
    for centre in sorted({*centres, *stored_months}):
        true_days = {compact(day): tally_of_day(centre, day, facts_of_day(centre, day)) for day in days_of_month(month)}
        stored_days = store.days(centre, month)
        for day, true in true_days.items():
            yield from _difference("day", centre, day, stored_days.get(day), true)
        true_months[centre] = total(true for true in true_days.values() if true.facts)
        yield from _difference("centre month", centre, month, stored_months.get(centre), true_months[centre])
        progress()
    months = store.months(month[:4])
    yield from _difference("national month", "", month, months.get(month), total(true_months.values()))
    yield from _difference("year", "", month[:4], store.years().get(month[:4]), total(months.values()))


def _difference(level: str, centre: str, when: str, stored: Tally | None, true: Tally) -> Iterator[Difference]:
    if (stored or Tally()) != true:
        yield Difference(level, centre, when, stored.attentions if stored else None, true.attentions)
