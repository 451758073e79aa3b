"""One run of the scheduler, from top to bottom: read marks, recompute, take a snapshot, publish, remove the marks.

Everything is set, nothing added to, and marks go last. So a crash at any step, a repeat, or two runs at once change
nothing but the time:
- A mark is written with its facts. A run that read the mark reads those facts after it, hence sees them.
- Of two tallies of one day the one with more facts stays. When the last mark of a day goes, its run has seen every
  fact, so what stays is complete; the same holds for months, whose facts are the sum of their days'.
- After publishing, a run looks whether the figures moved meanwhile, and publishes again until they did not: the last
  file written is therefore never an older one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol

from macexpress.catalogue.index import Index
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import lima_day, month_of
from macexpress.publication.figures import months_back
from macexpress.publication.files import PublishedFile, month_files, national_files, path_of, season_of
from macexpress.publication.pages.groups import Season
from macexpress.statistics.editions import closed_between, closing_moment
from macexpress.statistics.reading import Sources, snapshot_of_month, take_snapshot
from macexpress.statistics.recompute import FactsOfDay, recompute
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.snapshot import Snapshot
from macexpress.statistics.store import Published, StatisticsStore
from macexpress.statistics.tally import Tally

MOST_MARKS = 2000
GRACE = timedelta(hours=1)
"""No month closes sooner than this after its moment: facts received before it would be missing for ever."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_MONTHS_LOOKED_AT = 12
"""A closing that is longer ago than this was published, or will be with everything at the next release."""


class Bucket(Protocol):
    """Where files are published."""

    def write(self, files: Iterable[PublishedFile]) -> object:
        """Write the files that changed."""

    def final(self, path: str) -> str | None:
        """Return the text of a file that never changes again, None where there is none."""


@dataclass(frozen=True)
class Parts:
    """What a run works with, put together once."""

    marks: MarkStore
    facts_of_day: FactsOfDay
    rows: StatisticsStore
    revisions: RevisionStore
    bucket: Bucket
    index: Index


def run_once(parts: Parts, shell: str, stamp: str, now: datetime, most: int = MOST_MARKS) -> int:
    """Bring the figures up to date with at most `most` marks, and return how many marks were worked off.

    shell: the page that the portal leaves for figures. stamp: names catalogue, code and shell; when it is not the one
    last published, everything is published again. now: decides which months are closed, and nothing else; no month
    closes while marks wait.
    """
    marks = list(islice(parts.marks.waiting(), most))
    touched = recompute({(mark.centre, mark.day) for mark in marks if mark.day}, parts.facts_of_day, parts.rows)

    backlog = len(marks) == most
    last = parts.rows.published()
    settled = now - GRACE
    if backlog:
        settled = min(settled, last.moment if last else _LONG_AGO)
    if last is None or last.stamp != stamp:
        last = Published(stamp=stamp, moment=settled, year="")

    months = {month for _, month in touched}
    if not backlog:
        months |= _closed_since(last, settled)
    if months or not last.year:
        changes = _Changes({centre for centre, _ in touched}, months, settled, backlog)
        parts.rows.set_published(_publish(parts, shell, last, changes, now))

    parts.marks.remove(marks)
    return len(marks)


@dataclass(frozen=True)
class _Changes:
    """What a run has to publish."""

    centres: set[str]
    months: set[str]
    settled: datetime
    """Up to when closings count."""
    backlog: bool
    """Whether marks were left for the next run."""


def _publish(parts: Parts, shell: str, last: Published, changes: _Changes, now: datetime) -> Published:
    """Publish until nothing moves meanwhile; return what to remember."""
    years = parts.rows.years()
    while True:
        snapshot = take_snapshot(parts.rows, years, changes.months, changes.centres, last.year)
        season = season_of(snapshot, parts.index)
        if season and season.hidden != last.hidden:
            snapshot = replace(snapshot, centres=None)
        parts.bucket.write(_files(parts, shell, snapshot, season, changes.settled))
        if (moved := parts.rows.years()) == years:
            late = _late_months(snapshot.changed, last, changes, now - GRACE)
            hidden = season.hidden if season else ""
            return Published(last.stamp, changes.settled, snapshot.newest_year, hidden, late, changes.backlog)
        years = moved


def _files(
    parts: Parts, shell: str, snapshot: Snapshot, season: Season | None, settled: datetime
) -> Iterator[PublishedFile]:
    """Yield the files of each month that changed, one month in memory at a time, and then those of the nation."""

    def final_text(month: str, edition: int) -> str | None:
        return parts.bucket.final(f"{path_of(month, edition)}.json")

    revisions = parts.revisions.all()
    sources = Sources(parts.rows, parts.facts_of_day, final_text)
    for key, tally in sorted(snapshot.changed.items()):
        yield from month_files(snapshot_of_month(key, tally, settled, revisions, sources), parts.index, shell)
    yield from national_files(snapshot, season, parts.index, shell, revisions)


def _closed_since(last: Published, settled: datetime) -> set[str]:
    """Return the months that have closed since the last publication."""
    newest = month_of(lima_day(settled))
    months = [month.replace("-", "") for month in months_back(newest, _MONTHS_LOOKED_AT)]
    return closed_between(months, last.moment, settled) | (set(last.late) if _may_close(last, settled) else set())


def _may_close(last: Published, settled: datetime) -> bool:
    """Tell whether months that were past their closing day, and not final yet, may be by now."""
    return last.backlog or lima_day(settled) > lima_day(last.moment)


def _late_months(changed: Mapping[str, Tally], last: Published, changes: _Changes, now: datetime) -> tuple[str, ...]:
    late = {
        month
        for month, tally in changed.items()
        if closing_moment(month, None) <= now and changes.settled < closing_moment(month, tally.oldest)
    }
    kept = set() if not changes.backlog and _may_close(last, changes.settled) else set(last.late)
    return tuple(sorted(late | kept))
