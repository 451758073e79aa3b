"""Reads from rows and facts what a month's editions count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from macexpress.platform.lima import parse_compact
from macexpress.statistics.editions import (
    Batch,
    Edition,
    MonthSnapshot,
    Revision,
    batches_of_day,
    closing_moment,
    cut_after,
    first_cut,
)
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import PAST, Tally, total

FinalText = Callable[[str, int], str | None]
"""Returns the published text of an edition of a month (``yyyymm``) once it is final; None before that."""


@dataclass(frozen=True)
class Sources:
    """Where the present and past of a month are read."""

    store: StatisticsStore
    facts_of_day: FactsOfDay
    final_text: FinalText


def snapshot_of_month(
    month: str, tally: Tally, cut: datetime, revisions: Sequence[Revision], sources: Sources
) -> MonthSnapshot | None:
    """Return what is to be published of a month (``yyyymm``); None where nothing of it is broken down yet.

    tally: its row as it is now. cut: the newest moment at which figures are broken down.
    """
    if first_cut(month) > cut:
        return None
    closing = closing_moment(month, tally.oldest)
    texts = [sources.final_text(month, 1)]
    closed = texts[0] is not None or closing <= cut
    asked: list[Revision | None] = [None]
    moments = [closing if closed else cut]
    for revision in revisions:
        if closed and revision.month == month and cut_after(revision.moment) <= cut:
            asked.append(revision)
            moments.append(max(closing, cut_after(revision.moment)))
            texts.append(sources.final_text(month, revision.number))
    walk = _Walk(month, min(cut, closing), sorted({*moments} - {moments[0]}), closing if closed else None, sources)
    batches = {} if all(texts) else walk.batches(tally)
    editions = [
        Edition(revision, text, [] if text else [batches[at] for at in batches if at <= until], until)
        for revision, text, until in zip(asked, texts, moments, strict=True)
    ]
    return MonthSnapshot(month, closed=closed, editions=editions) if closed or batches else None


@dataclass(frozen=True)
class _Walk:
    """How a month is counted in batches."""

    month: str
    until: datetime
    """The last moment of the first edition."""
    corrections: Sequence[datetime]
    end: datetime | None
    """When the month was closed; None for an open one."""
    sources: Sources

    def batches(self, tally: Tally) -> dict[datetime, Batch]:
        """Return the nation's month in batches, without those that nothing is known of. tally: its row."""
        found: dict[datetime, list[Batch]] = {}
        for moment, batch in self._of_nation(tally):
            found.setdefault(moment, []).append(batch)
        summed = {
            moment: Batch(total(batch.came for batch in found[moment]), total(batch.left for batch in found[moment]))
            for moment in sorted(found)
        }
        return {moment: batch for moment, batch in summed.items() if batch.came.is_known or batch.left.is_known}

    def _of_nation(self, tally: Tally) -> Iterator[tuple[datetime, Batch]]:
        first, store = first_cut(self.month), self.sources.store
        if self._is_one(tally):
            yield first, Batch(tally)
            return
        for centre, row in store.centre_months(self.month).items():
            if self._is_one(row):
                yield first, Batch(row)
                continue
            for day, of_day in store.days(centre, self.month).items():
                one = self._is_one(of_day)
                yield from [(first, Batch(of_day))] if one else self._of_day(centre, parse_compact(day)).items()

    def _is_one(self, row: Tally) -> bool:
        """Return whether all that a row counts came in the first batch, and stays: then no fact is read."""
        past = row.results.keys() == {PAST} and (self.end is None or _is_older(row, self.end))
        return past or _is_older(row, first_cut(self.month))

    def _of_day(self, centre: str, day: date) -> Mapping[datetime, Batch]:
        last = max(self.corrections, default=self.end)
        facts = self.sources.facts_of_day(centre, day)
        known = [fact for fact in facts if last is None or datetime.fromisoformat(fact["received_at"]) < last]
        return batches_of_day(centre, day, known, self.until, self.corrections)


def _is_older(row: Tally, moment: datetime) -> bool:
    return not row.newest or datetime.fromisoformat(row.newest) < moment
