"""One run of the scheduler: marked days from the facts, months from days, years from months, publication from them.

Everything is set, nothing added to, and marks go last. So a crash at any step, a repeat, or two runs at once change
nothing but the time:
- A mark is written with its facts. A run that read the mark reads those facts after it, hence sees them.
- Of two tallies of one day the one with more facts stays. When the last mark of a day goes, its run has seen every
  fact, so what stays is complete; the same holds for months, whose facts are the sum of their days'.
- After publishing, a run looks whether the figures moved meanwhile, and publishes again until they did not: the last
  file written is therefore never an older one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any

from macexpress.platform.lima import compact
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total

FactsOfDay = Callable[[str, date], Iterable[Mapping[str, Any]]]
Publish = Callable[[Mapping[str, Tally], Mapping[str, Tally]], None]
"""Writes what is published, given every year's tally and those of the months (``yyyymm``) whose files to write.

The newest month is always among them.
"""


def recompute(facts_of_day: FactsOfDay, store: StatisticsStore, publish: Publish, stamp: str, most: int = 2000) -> int:
    """Bring the figures up to date with at most `most` marks, and return how many marks were worked off.

    stamp: names catalogue, code and page shell; when it is not the one last published, everything is published anew.
    """
    marks = list(islice(store.marks(), most))
    changed = _recompute_days({(mark.centre, mark.day) for mark in marks}, facts_of_day, store)
    everything = store.published() != stamp
    if changed or everything:
        _publish_until_settled(store, publish, None if everything else changed)
        store.set_published(stamp)
    store.remove(marks)
    return len(marks)


def _recompute_days(days: Collection[tuple[str, date]], facts_of_day: FactsOfDay, store: StatisticsStore) -> set[str]:
    for centre, day in sorted(days):
        store.set_day(centre, day, tally_of_day(centre, day, facts_of_day(centre, day)))
    centre_months = {(centre, compact(day)[:6]) for centre, day in days}
    for centre, month in sorted(centre_months):
        store.set_centre_month(centre, month, total(store.days(centre, month).values()))
    months = {month for _, month in centre_months}
    for month in sorted(months):
        store.set_month(month, total(store.centre_months(month).values()))
    for year in sorted({month[:4] for month in months}):
        store.set_year(year, total(store.months(year).values()))
    return months


def _publish_until_settled(store: StatisticsStore, publish: Publish, changed: Collection[str] | None) -> None:
    years = store.years()
    wanted = years if changed is None else {month[:4] for month in changed}
    months = {
        key: tally
        for year in sorted(wanted)
        for key, tally in store.months(year).items()
        if changed is None or key in changed
    }
    publish(years, _with_newest(store, years, months))
    while (now := store.years()) != years:
        moved = [year for year in now if now[year] != years.get(year)]
        months = {key: tally for year in moved for key, tally in store.months(year).items()}
        publish(now, _with_newest(store, now, months))
        years = now


def _with_newest(store: StatisticsStore, years: Mapping[str, Tally], months: Mapping[str, Tally]) -> dict[str, Tally]:
    newest = store.months(max(years)) if years else {}
    return {key: newest[key] for key in sorted(newest)[-1:]} | dict(months)
