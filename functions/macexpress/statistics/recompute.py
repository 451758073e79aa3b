"""Days from their facts, months from days, years from months: each level is set from the one below, never added to.

A row is replaced only by what was counted after it was written (see `store`), so simultaneous runs do no harm.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from macexpress.platform.lima import compact
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total

FactsOfDay = Callable[[str, date], Iterable[Mapping[str, Any]]]
"""Returns the facts of a centre's day."""


def recompute_days(
    days: Collection[tuple[str, date]], facts_of_day: FactsOfDay, store: StatisticsStore
) -> set[tuple[str, str]]:
    """Set the tallies of centres' days and of every month and year above them.

    Return the months that were set: centre and month (``yyyymm``).
    """
    for centre, day in sorted(days):
        store.set_day(centre, day, partial(_day, centre, day, facts_of_day))
    centre_months = {(centre, compact(day)[:6]) for centre, day in days}
    for centre, month in sorted(centre_months):
        store.set_centre_month(centre, month, partial(_sum, partial(store.days, centre, month)))
    months = {month for _, month in centre_months}
    for month in sorted(months):
        store.set_month(month, partial(_sum, partial(store.centre_months, month)))
    for year in sorted({month[:4] for month in months}):
        store.set_year(year, partial(_sum, partial(store.months, year)))
    return centre_months


def _day(centre: str, day: date, facts_of_day: FactsOfDay) -> Tally:
    return tally_of_day(centre, day, facts_of_day(centre, day))


def _sum(parts: Callable[[], Mapping[str, Tally]]) -> Tally:
    return total(parts().values())
