"""Answers a question of the office from the stored tallies, or refuses before it would take too long."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import groupby

from macexpress.catalogue.index import Index
from macexpress.office.exploring import Piece, Question, answer_of, pieces
from macexpress.platform.lima import compact
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Counts, Tally, added, total

MOST_MONTHS_OF_CENTRES = 3_000
"""Most months of centres that an answer is made of. Measured in `tests/benchmarks/exploring.py`."""
MOST_QUERIES = 260
"""Most queries for days of centres: a part of a month of today's country."""
_AT_ONCE = 8
MOST_PARTS = 100_000
"""Most months of the nation times centres: a row of the nation has a part for each centre."""


class TooWideError(ValueError):
    """An answer would take too long."""


def explored(
    question: Question, store: StatisticsStore, index: Index, today: date
) -> tuple[dict[str, Counts], str | None]:
    """Return counts by the view's key and by result, and when the newest fact of all was received.

    today: the last day of which there may be facts. Raises TooWideError, and NotCountedError for rows of an earlier
    release.
    """
    years = store.years()
    all_time = {month for tally in years.values() for month in tally.by_month}
    centres = sorted(key for key in index.centres if question.includes(key, index))
    plan = pieces(question, all_time, today)
    levels = [piece.level for piece in plan]
    if (
        levels.count("centre months") * len(centres) > MOST_MONTHS_OF_CENTRES
        or levels.count("centre days") * len(centres) > MOST_QUERIES
        or levels.count("month") * len(index.centres) > MOST_PARTS
    ):
        raise TooWideError
    found: dict[str, list[Counts]] = {}
    for piece, centre, tally in _rows(question, plan, centres, years, store):
        for key, results in answer_of(question, piece, centre, tally, index).items():
            found.setdefault(key, []).append(results)
    newest = max((tally.newest for tally in years.values() if tally.newest), default=None)
    return {key: added(parts) for key, parts in found.items()}, newest


def _rows(
    question: Question,
    plan: Sequence[Piece],
    centres: Sequence[str],
    years: Mapping[str, Tally],
    store: StatisticsStore,
) -> Iterator[tuple[Piece, str | None, Tally]]:
    """Yield the rows that are planned, each with its piece and its centre."""
    for piece in _of_level("year", plan):
        yield piece, None, years[piece.of]
    for year, own in groupby(_of_level("month", plan), lambda piece: piece.of[:4]):
        months = store.months(year)
        yield from ((piece, None, months[piece.of]) for piece in own if piece.of in months)
    of_centres = {piece.of: piece for piece in _of_level("centre months", plan)}
    if question.has_place:
        yield from ((of_centres[of], centre, tally) for of, centre, tally in store.months_of(centres, of_centres))
    else:
        for of, piece in of_centres.items():
            yield from ((piece, centre, tally) for centre, tally in store.centre_months(of).items())
    for piece in _of_level("centre days", plan):
        first, last = compact(piece.first), compact(piece.last)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            read = threads.map(partial(store.days, month=piece.of), centres)
            for centre, days in zip(centres, read, strict=True):
                yield piece, centre, total(tally for day, tally in days.items() if first <= day <= last)


def _of_level(level: str, plan: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in plan if piece.level == level]
