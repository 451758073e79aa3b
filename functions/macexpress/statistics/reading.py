"""Reads from rows and facts what a month's editions count."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from macexpress.platform.lima import parse_compact
from macexpress.statistics.editions import (
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
from macexpress.statistics.tally import PAST, Tally, tally_of_day, total

FinalText = Callable[[str, int], str | None]
"""Returns the published text of an edition of a month (``yyyymm``) once it is final; None before that."""
_Parts = Mapping[datetime, Tally]
"""Tallies by the moment at which they are broken down."""


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
    first = first_cut(month)
    if first > cut:
        return None
    closing = closing_moment(month, tally.oldest)
    text = sources.final_text(month, 1)
    closed = text is not None or closing <= cut
    end = closing if closed else None

    def batches(centre: str, day: date) -> _Parts:
        return batches_of_day(centre, day, _until(end, sources.facts_of_day(centre, day)), min(cut, closing))

    def is_first_batch(row: Tally) -> bool:
        return _is_older(row, first) or (row.results.keys() == {PAST} and (end is None or _is_older(row, end)))

    def later(revision: Revision) -> Edition:
        until = cut_after(revision.moment)

        def counted_anew(centre: str, day: date) -> _Parts:
            return {until: tally_of_day(centre, day, _until(until, sources.facts_of_day(centre, day)))}

        final = sources.final_text(month, revision.number)
        walk = _Walk(month, until, lambda row: _is_older(row, until), counted_anew)
        return Edition(revision, final, [] if final else walk.parts(tally, sources.store), until)

    walk = _Walk(month, first, is_first_batch, batches)
    edition = Edition(None, text, [] if text else walk.parts(tally, sources.store), closing if closed else cut)
    if not closed:
        return MonthSnapshot(month, closed=False, editions=[edition]) if edition.batches else None
    own = [revision for revision in revisions if revision.month == month and cut_after(revision.moment) <= cut]
    return MonthSnapshot(month, closed=True, editions=[edition, *map(later, own)])


@dataclass(frozen=True)
class _Walk:
    """How a month is counted in parts."""

    month: str
    moment: datetime
    """That of the first part."""
    is_whole: Callable[[Tally], bool]
    """Whether all that a row counts belongs to the first part: then no fact is read."""
    of_day: Callable[[str, date], _Parts]
    """The parts of another centre's day."""

    def parts(self, tally: Tally, store: StatisticsStore) -> list[Tally]:
        """Return the nation's month in parts, without those that nothing is known of. tally: its row."""
        if self.is_whole(tally):
            return [tally]
        parts: dict[datetime, list[Tally]] = {}
        for centre, row in store.centre_months(self.month).items():
            for moment, part in self._of_centre(centre, row, store):
                parts.setdefault(moment, []).append(part)
        return [part for moment in sorted(parts) if (part := total(parts[moment])).is_known]

    def _of_centre(self, centre: str, row: Tally, store: StatisticsStore) -> Iterator[tuple[datetime, Tally]]:
        if self.is_whole(row):
            yield self.moment, row
            return
        for day, of_day in store.days(centre, self.month).items():
            whole = self.is_whole(of_day)
            yield from [(self.moment, of_day)] if whole else self.of_day(centre, parse_compact(day)).items()


def _is_older(row: Tally, moment: datetime) -> bool:
    return not row.newest or datetime.fromisoformat(row.newest) < moment


def _until(moment: datetime | None, facts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [fact for fact in facts if moment is None or datetime.fromisoformat(fact["received_at"]) < moment]
