"""Reads snapshots from the stored rows, and the state of a closed month from the facts that it had at that time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from macexpress.platform.lima import parse_compact
from macexpress.statistics.editions import Revision, closing_moment
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.snapshot import Edition, MonthSnapshot, Snapshot
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total

FinalText = Callable[[str, int], str | None]
"""Returns the published text of an edition of a month (``yyyymm``) once it is final; None before that."""


@dataclass(frozen=True)
class Sources:
    """Where the present and past of a month are read."""

    store: StatisticsStore
    facts_of_day: FactsOfDay
    final_text: FinalText


def take_snapshot(
    store: StatisticsStore,
    years: Mapping[str, Tally],
    months: Collection[str],
    centres: Collection[str],
    published_year: str,
) -> Snapshot:
    """Return the present state of the rows.

    years: as just read. months, centres: those that changed. published_year: the newest year of the last publication.
    When the newest year is another one, everything has to be written: pages show the newest year and the one before.
    """
    years = _known(years)
    newest_year = max(years, default="-")
    everything = newest_year != published_year
    wanted = years if everything else {month[:4] for month in months} & years.keys()
    return Snapshot(
        years=years,
        recent={
            key: tally
            for year in sorted(years)[-2:]
            if int(year) >= int(newest_year) - 1
            for key, tally in _known(store.months(year)).items()
        },
        changed={
            key: tally
            for year in sorted(wanted)
            for key, tally in _known(store.months(year)).items()
            if everything or key in months
        },
        centres=None if everything else centres,
    )


def _known(tallies: Mapping[str, Tally]) -> Mapping[str, Tally]:
    return {key: tally for key, tally in tallies.items() if tally.is_known}


def snapshot_of_month(
    month: str, tally: Tally, settled: datetime, revisions: Sequence[Revision], sources: Sources
) -> MonthSnapshot:
    """Return what is to be published of a month. settled: months that close after this moment are still open."""
    closing = closing_moment(month, tally.oldest)
    first_text = sources.final_text(month, 1)
    if settled < closing and first_text is None:
        current = Edition(None, None, sources.store.centre_months(month))
        return MonthSnapshot(month, tally, closed=False, editions=(current,))

    def edition(until: datetime, revision: Revision | None, text: str | None) -> Edition:
        return Edition(revision, text, {} if text else _centres_as_of(month, until, sources))

    first = edition(closing, None, first_text)
    own = [revision for revision in revisions if revision.month == month]
    later = [edition(revision.moment, revision, sources.final_text(month, revision.number)) for revision in own]
    return MonthSnapshot(month, tally, closed=True, editions=(first, *later))


def _centres_as_of(month: str, moment: datetime, sources: Sources) -> Mapping[str, Tally]:
    """Return the tallies of a month's centres from the facts received before a moment."""
    stored = sources.store.centre_months(month)
    if all(not t.newest or datetime.fromisoformat(t.newest) < moment for t in stored.values()):
        return stored

    def as_of(centre: str, day: date) -> Tally:
        facts = sources.facts_of_day(centre, day)
        return tally_of_day(centre, day, (f for f in facts if datetime.fromisoformat(f["received_at"]) < moment))

    return {
        centre: total(as_of(centre, parse_compact(day)) for day in sources.store.days(centre, month))
        for centre in stored
    }
