"""One run of the scheduler, from top to bottom: read marks, recompute, take a snapshot, publish, remove the marks.

Figures are set, never added to, and marks are removed last. So a crash at any step, a repeat, or two runs at once
change nothing but the time it takes:
- A mark is written with its facts. A run reads the mark first and the facts after it, so it sees those facts.
- Rows, and the record of what was published, are replaced only by what was made after they were written.
- So a run that others overtook while it wrote files notices it when it records its publication, and publishes again:
  the last file written is never an outdated one, unless the run is killed before.
- For that it notes that it is publishing, and removes the note together with the record. A note that stays for longer
  than a run may take is that of a killed one: the next run publishes everything.
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
from macexpress.publication.files import PublishedFile, month_files, national_files, path_of, recent_years_of
from macexpress.publication.pages.groups import RecentYears
from macexpress.statistics.editions import closed_between, closing_moment
from macexpress.statistics.reading import Sources, snapshot_of_month, take_snapshot
from macexpress.statistics.recompute import FactsOfDay, recompute_days
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.snapshot import Snapshot
from macexpress.statistics.store import Published, StatisticsStore
from macexpress.statistics.tally import Tally

MOST_MARKS = 2000
GRACE = timedelta(hours=1)
"""A month closes at least this long after its closing moment: facts received just before it are stored by then."""
KILLED_AFTER = timedelta(minutes=10)
"""A run that has not completed after this was killed: the function's time is less (template.yaml)."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_MONTHS_UNTIL_CLOSED = 5
"""A month that closes at a moment began less than this many months before it."""


class Bucket(Protocol):
    """Where files are published."""

    def write(self, files: Iterable[PublishedFile]) -> object:
        """Write the files that changed."""

    def final(self, path: str) -> str | None:
        """Return the text of a file that never changes again, None where there is none."""


@dataclass(frozen=True)
class Parts:
    """What a run works with."""

    marks: MarkStore
    facts_of_day: FactsOfDay
    rows: StatisticsStore
    revisions: RevisionStore
    bucket: Bucket
    index: Index


def run_once(parts: Parts, shell: str, stamp: str, now: datetime, most: int = MOST_MARKS) -> int:
    """Bring the figures up to date with at most `most` marks, and return how many marks were worked off.

    shell: the portal's page for the figures. stamp: names catalogue, code and shell; when it differs from the last
    publication's, everything is published again. now: only decides which months are closed; no month closes while
    marks are waiting.
    """
    marks = list(islice(parts.marks.waiting(), most))
    touched = recompute_days({(mark.centre, mark.day) for mark in marks if mark.day}, parts.facts_of_day, parts.rows)

    backlog = len(marks) == most
    note = ""
    while True:
        last = parts.rows.last_publication(now - KILLED_AFTER)
        record, settled = last.record, now - GRACE
        if backlog:
            settled = min(settled, record.moment if record else _LONG_AGO)
        # `note`: it was overtaken, and has perhaps written any file after a newer one.
        if record is None or record.stamp != stamp or last.abandoned or note:
            record = Published(stamp=stamp, moment=settled, year="")
        months = {month for _, month in touched}
        if not backlog:
            months |= _closed_since(record, settled)
        if record.year and not months:
            break
        note = note or parts.rows.begin_publication(now)
        changes = _Changes({centre for centre, _ in touched}, months, settled, backlog)
        if parts.rows.complete_publication(_publish(parts, shell, record, changes, now), note, last):
            break

    parts.marks.remove(marks)
    return len(marks)


@dataclass(frozen=True)
class _Changes:
    """What a run has to publish."""

    centres: set[str]
    months: set[str]
    settled: datetime
    """Months that close after this moment are still open."""
    backlog: bool
    """Whether marks were left for the next run."""


def _publish(parts: Parts, shell: str, last: Published, changes: _Changes, now: datetime) -> Published:
    """Publish and return the record of it."""
    snapshot = take_snapshot(parts.rows, parts.rows.years(), changes.months, changes.centres, last.year)
    recent_years = recent_years_of(snapshot, parts.index)
    hidden = recent_years.hidden if recent_years else ""
    if hidden != last.hidden:
        snapshot = replace(snapshot, centres=None)
    parts.bucket.write(_files(parts, shell, snapshot, recent_years, changes.settled))
    late = _late_months(snapshot.changed, last, changes, now - GRACE)
    return Published(last.stamp, changes.settled, snapshot.newest_year, hidden, late, changes.backlog)


def _files(
    parts: Parts, shell: str, snapshot: Snapshot, recent_years: RecentYears | None, settled: datetime
) -> Iterator[PublishedFile]:
    """Yield the files of each month that changed, with one month in memory at a time, and then those of the nation."""

    def final_text(month: str, edition: int) -> str | None:
        return parts.bucket.final(f"{path_of(month, edition)}.json")

    revisions = parts.revisions.all()
    sources = Sources(parts.rows, parts.facts_of_day, final_text)
    for key, tally in sorted(snapshot.changed.items()):
        yield from month_files(snapshot_of_month(key, tally, settled, revisions, sources), parts.index, shell)
    yield from national_files(snapshot, recent_years, parts.index, shell, revisions)


def _closed_since(last: Published, settled: datetime) -> set[str]:
    """Return the months that have closed since the last publication."""
    first, newest = lima_day(last.moment), lima_day(settled)
    count = (newest.year - first.year) * 12 + newest.month - first.month + _MONTHS_UNTIL_CLOSED
    months = [month.replace("-", "") for month in months_back(month_of(newest), count)]
    return closed_between(months, last.moment, settled) | (set(last.late) if _may_close(last, settled) else set())


def _may_close(last: Published, settled: datetime) -> bool:
    """Return whether months that were past their closing day, but not final, may be final by now."""
    return last.backlog or lima_day(settled) > lima_day(last.moment)


def _late_months(changed: Mapping[str, Tally], last: Published, changes: _Changes, now: datetime) -> tuple[str, ...]:
    late = {
        month
        for month, tally in changed.items()
        if closing_moment(month, None) <= now and changes.settled < closing_moment(month, tally.oldest)
    }
    kept = set() if not changes.backlog and _may_close(last, changes.settled) else set(last.late)
    return tuple(sorted(late | kept))
