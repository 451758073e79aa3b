"""One run of the scheduler, from top to bottom: read marks, recompute, publish what changed, remove the marks.

Figures are set, never added to, and marks are removed last. So a crash at any step, a repeat, or two runs at once
change nothing but the time it takes:
- A mark is written with its facts. A run reads the mark first and the facts after it, so it sees those facts.
- Rows, and the record of what was published, are replaced only by what was made after they were written.
- So a run that others overtook while it wrote files notices it when it records its publication, and publishes again:
  the last file written is never an outdated one, unless the run is killed before.
- For that it notes that it is publishing, and removes the note together with the record. A note that stays for longer
  than a run may take is that of a killed one: the next run publishes everything.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from macexpress.catalogue.index import Index
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import LIMA, lima_day, month_of
from macexpress.publication.documents import Month, National
from macexpress.publication.figures import national_figures, refreshed
from macexpress.publication.files import (
    NATIONAL,
    PublishedFile,
    detail_files,
    editions_of,
    month_files,
    national_files,
    path_of,
)
from macexpress.statistics.editions import Revision, closing_moment, cut_after, cut_before
from macexpress.statistics.reading import Sources, snapshot_of_month
from macexpress.statistics.recompute import FactsOfDay, recompute_days
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import Published, StatisticsStore
from macexpress.statistics.tally import PAST, Tally, total

MOST_MARKS = 2000
GRACE = timedelta(hours=1)
"""Figures are broken down at least this long after their moment: what was received just before is stored by then."""
KILLED_AFTER = timedelta(minutes=10)
"""A run that has not completed after this was killed: the function's time is less (template.yaml)."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=LIMA)


class Bucket(Protocol):
    """Where files are published."""

    def write(self, files: Iterable[PublishedFile]) -> object:
        """Write the files that changed."""

    def read(self, path: str) -> str | None:
        """Return the text of a file, None where there is none."""

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
    publication's, everything is published again. now: decides from which facts figures are broken down and which
    months are closed; neither changes while marks are waiting.
    """
    marks = list(islice(parts.marks.waiting(), most))
    touched = recompute_days({(mark.centre, mark.day) for mark in marks if mark.day}, parts.facts_of_day, parts.rows)
    months = {month for _, month in touched}

    backlog = len(marks) == most
    note = ""
    while True:
        last = parts.rows.last_publication(now - KILLED_AFTER)
        record, settled = last.record, now - GRACE
        if record and not parts.index.demonstration:
            settled = max(settled, record.cut)  # a later run has been faster
        cut = cut_after(settled) if parts.index.demonstration else cut_before(settled)
        if backlog:
            as_before = record and not _Publication(parts, shell, record.cut, "").closes_a_month()
            cut = record.cut if record and as_before else _LONG_AGO
        # `note`: it was overtaken, and has perhaps written any file after a newer one.
        known = record == Published(stamp, cut) and not last.abandoned and not note
        # Marks of a repair, a restoration or a correction, and of facts that should have been broken down before.
        known = known and all(mark.written_at and mark.written_at >= cut for mark in marks)
        if known and not months:
            break
        note = note or parts.rows.begin_publication(now)
        publication = _Publication(parts, shell, cut, month_of(lima_day(settled)))
        parts.bucket.write(publication.changed(months) if known else publication.everything())
        if parts.rows.complete_publication(Published(stamp, cut), note, last):
            break

    parts.marks.remove(marks)
    return len(marks)


@dataclass(frozen=True)
class _Publication:
    """What a run writes."""

    parts: Parts
    shell: str
    cut: datetime
    """Figures are broken down from what was received before this moment."""
    current: str
    """The month (``yyyy-mm``) that takes what is not broken down."""

    def changed(self, months: Collection[str]) -> Iterator[PublishedFile]:
        """Yield what changes with new facts in months (``yyyymm``), on the same day as the last publication or later.

        Counts of past years are published at once, since they hide nobody, and so is everything in a demonstration.
        """
        rows, published = self.parts.rows, self.parts.bucket.read(NATIONAL)
        touched = [tally for year in {month[:4] for month in months} for tally in rows.months(year).items()]
        with_past = any(month in months and PAST in tally.results for month, tally in touched)
        if published is None or with_past or self.parts.index.demonstration:
            yield from self.everything()
            return
        all_time = total(rows.years().values())
        nation = refreshed(National.model_validate_json(published), all_time, self.current)
        yield from self._national(nation, all_time, self._revisions())

    def closes_a_month(self) -> bool:
        """Return whether a month would become final that is not.

        Never while marks are waiting: after a recovery they may be of that month.
        """
        rows = self.parts.rows
        return any(
            tally.is_known and closing_moment(month, tally.oldest) <= self.cut and self._final_text(month, 1) is None
            for year in rows.years()
            for month, tally in rows.months(year).items()
        )

    def everything(self) -> Iterator[PublishedFile]:
        """Yield all files."""
        parts, revisions = self.parts, self._revisions()
        sources = Sources(parts.rows, parts.facts_of_day, self._final_text)
        months: list[Month] = []
        years = parts.rows.years()
        for year in years:
            for month, tally in parts.rows.months(year).items():
                snapshot = snapshot_of_month(month, tally, self.cut, revisions, sources)
                if tally.is_known and snapshot:
                    editions = editions_of(snapshot, parts.index)
                    own = [revision for revision in revisions if revision.month == month]
                    yield from month_files(editions, own, parts.index, self.shell)
                    months.append(editions[-1])
        all_time = total(years.values())
        nation = national_figures(all_time, months, self.cut, self.current, parts.index)
        yield from detail_files(nation, months, revisions, parts.index, self.shell)
        yield from self._national(nation, all_time, revisions)

    def _national(self, nation: National, all_time: Tally, revisions: Sequence[Revision]) -> Iterator[PublishedFile]:
        newest = self.parts.rows.months(max(self.parts.rows.years(), default=""))
        known = {month: tally for month, tally in newest.items() if tally.is_known}
        yield from national_files(nation, all_time, known, revisions, self.parts.index, self.shell)

    def _revisions(self) -> list[Revision]:
        """Return the corrections that are published by now."""
        return [revision for revision in self.parts.revisions.all() if cut_after(revision.moment) <= self.cut]

    def _final_text(self, month: str, edition: int) -> str | None:
        text = self.parts.bucket.final(f"{path_of(month, edition)}.json")
        return text if text and '"version":2' in text else None  # what was closed by older rules is counted again
