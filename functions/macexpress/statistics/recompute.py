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
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from macexpress.platform.lima import compact, lima_day, month_of, parse_compact
from macexpress.publication.figures import months_back
from macexpress.statistics.editions import closed_between, closing_moment
from macexpress.statistics.store import Published, StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total

FactsOfDay = Callable[[str, date], Iterable[Mapping[str, Any]]]
MOST_MARKS = 2000
_GRACE = timedelta(hours=1)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_MONTHS_LOOKED_AT = 12
"""A closing that is longer ago than this was published, or will be with everything at the next release."""


@dataclass(frozen=True)
class Standing:
    """What the rows say now, and which of it to write.

    now: up to when closings count. years: every year's tally. recent: the months (``yyyymm``) of the newest year and of
    the one before. changed: the months whose files to write. centres: those whose pages to write, None for all. memory:
    what the last publication returned, to be compared with.
    """

    now: datetime
    years: Mapping[str, Tally]
    recent: Mapping[str, Tally]
    changed: Mapping[str, Tally]
    centres: Collection[str] | None
    memory: str
    store: StatisticsStore
    facts_of_day: FactsOfDay

    def centres_of(self, month: str) -> Mapping[str, Tally]:
        """Return the tallies of a month's centres."""
        return self.store.centre_months(month)

    def centres_as_of(self, month: str, moment: datetime) -> Mapping[str, Tally]:
        """Return the tallies of a month's centres from the facts received before a moment."""
        stored = self.store.centre_months(month)
        if all(not t.newest or datetime.fromisoformat(t.newest) < moment for t in stored.values()):
            return stored
        return {centre: self._as_of(centre, month, moment) for centre in stored}

    def _as_of(self, centre: str, month: str, moment: datetime) -> Tally:
        days = map(parse_compact, self.store.days(centre, month))
        return total(
            tally_of_day(
                centre,
                day,
                (f for f in self.facts_of_day(centre, day) if datetime.fromisoformat(f["received_at"]) < moment),
            )
            for day in days
        )


Publish = Callable[[Standing], str]
"""Writes what is published; returns what to remember of it for the next publication."""


def recompute(
    facts_of_day: FactsOfDay,
    store: StatisticsStore,
    publish: Publish,
    stamp: str,
    now: datetime,
    most: int = MOST_MARKS,
) -> int:
    """Bring the figures up to date with at most `most` marks, and return how many marks were worked off.

    stamp: names catalogue, code and page shell; when it is not the one last published, everything is published anew.
    now: decides which months are closed, and nothing else. No month closes while marks wait, nor sooner than _GRACE
    after its moment: facts received before it would be missing for ever.
    """
    marks = list(islice(store.marks(), most))
    backlog = len(marks) == most
    touched = _recompute_days({(mark.centre, mark.day) for mark in marks if mark.day}, facts_of_day, store)
    last = store.published()
    settled = now - _GRACE
    if backlog:
        settled = min(settled, last.moment if last else _LONG_AGO)
    if last is None or last.stamp != stamp:
        last = Published(stamp=stamp, moment=settled, year="")
    due = set() if backlog else _due(last, settled)
    if touched or due or not last.year:
        run = _Run(now - _GRACE, settled, backlog, store, facts_of_day, publish)
        store.set_published(run.publish({c for c, _ in touched}, {m for _, m in touched} | due, last))
    store.remove(marks)
    return len(marks)


def _due(last: Published, now: datetime) -> set[str]:
    """Return the months that have closed since the last publication."""
    newest = month_of(lima_day(now))
    months = [month.replace("-", "") for month in months_back(newest, _MONTHS_LOOKED_AT)]
    return closed_between(months, last.moment, now) | (set(last.late) if _may_close(last, now) else set())


def _may_close(last: Published, now: datetime) -> bool:
    """Tell whether months that were past their closing day, and not final yet, may be by now."""
    return last.backlog or lima_day(now) > lima_day(last.moment)


def _recompute_days(
    days: Collection[tuple[str, date]], facts_of_day: FactsOfDay, store: StatisticsStore
) -> set[tuple[str, str]]:
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
    return centre_months


@dataclass(frozen=True)
class _Run:
    now: datetime
    settled: datetime
    backlog: bool
    store: StatisticsStore
    facts_of_day: FactsOfDay
    write: Publish

    def publish(self, centres: Collection[str], months: Collection[str], last: Published) -> Published:
        """Publish until nothing moves meanwhile; return what to remember."""
        years = self.store.years()
        while True:
            newest_year = max(years, default="-")
            everything = newest_year != last.year  # pages show the newest year and the one before
            recent = {
                key: tally
                for year in sorted(years)[-2:]
                if int(year) >= int(newest_year) - 1
                for key, tally in self.store.months(year).items()
            }
            wanted = years if everything else {month[:4] for month in months} & years.keys()
            changed = {
                key: tally
                for year in sorted(wanted)
                for key, tally in self.store.months(year).items()
                if everything or key in months
            }
            standing = Standing(
                now=self.settled,
                years=years,
                recent=recent,
                changed=changed,
                centres=None if everything else centres,
                memory=last.memory,
                store=self.store,
                facts_of_day=self.facts_of_day,
            )
            memory = self.write(standing)
            if (moved := self.store.years()) == years:
                late = {key for key, tally in changed.items() if self._is_late(key, tally)}
                kept = set() if not self.backlog and _may_close(last, self.settled) else set(last.late)
                waiting = tuple(sorted(late | kept))
                return Published(last.stamp, self.settled, newest_year, memory, waiting, self.backlog)
            years = moved

    def _is_late(self, month: str, tally: Tally) -> bool:
        return closing_moment(month, None) <= self.now and self.settled < closing_moment(month, tally.oldest)
