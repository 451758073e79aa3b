"""What may be published of a month: counts in fives that add up, so that no small count can be derived. Pure.

The nation's count is rounded once, to a multiple of five. That is divided among the departments, each department's
part among its centres and among its results, and each result's among the procedures: always in whole fives and in
proportion to the true counts. So every published sum is a sum of published parts, and a part of five stands for
anything from one to ten. A batch of attentions is published once and never changes: what comes later is a batch of
its own. Counts of past years come from what others published: they stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from macexpress.catalogue.index import Index
from macexpress.statistics.tally import NO_PROCEDURE, PAST, Counts, Tally, added

STEP = 5
NO_DEPARTMENT = ""
"""The department of a centre that is not in the catalogue any more."""

Table = Mapping[str, Counts]
"""Counts by row, then by column."""


@dataclass(frozen=True)
class Protected:
    """Published counts, without zeros. Centres, departments and procedures add up to the same total."""

    visits: int
    annulled: int
    centres: Counts
    departments: Table
    """By department, then by result."""
    procedures: Table
    """By procedure, then by result."""
    ratings: Table
    """By procedure, then by rating."""

    @property
    def results(self) -> Counts:
        """The nation's, by result."""
        return added(self.departments.values())

    def attended(self, procedure: str) -> int:
        """Return how many attentions of a procedure are shown, without counts of past years."""
        return sum(count for result, count in self.procedures.get(procedure, {}).items() if result != PAST)


def rounded(count: int) -> int:
    """Return the nearest multiple of STEP; of fewer than STEP nothing is shown at all."""
    return (count + STEP // 2) // STEP * STEP if count >= STEP else 0


def shared(total: int, counts: Counts) -> dict[str, int]:
    """Return a multiple of STEP divided among counts, in their order, each part a multiple of STEP too.

    Where a count ends on the way from none to all, the parts up to it are nearest to their share of `total`: so the
    error of neighbours in that order does not add up. A count of zero gets nothing.
    """
    whole, fives = sum(counts.values()), total // STEP
    parts: dict[str, int] = {}
    passed = given = 0
    for key, count in counts.items():
        passed += count
        until = (2 * passed * fives + whole) // (2 * whole) * STEP if whole else 0
        if until > given:
            parts[key] = until - given
        given = until
    return parts


def protected(batches: Iterable[Tally], index: Index) -> Protected:
    """Return what may be published of the nation's month: the sum of what may be published of each of its batches."""
    return together([_protected(batch, index) for batch in batches])


def together(parts: Sequence[Protected]) -> Protected:
    """Return the sum of what may be published of each batch."""
    return Protected(
        visits=sum(part.visits for part in parts),
        annulled=sum(part.annulled for part in parts),
        centres=added(part.centres for part in parts),
        departments=_merged(*(part.departments for part in parts)),
        procedures=_merged(*(part.procedures for part in parts)),
        ratings=_merged(*(part.ratings for part in parts)),
    )


def _protected(tally: Tally, index: Index) -> Protected:
    own, past = _without_past(tally.by_centre), _only_past(tally.by_centre)
    members: dict[str, dict[str, Counts]] = {}
    for centre in sorted(own, key=lambda key: (_province(key, index), key)):
        members.setdefault(_department(centre, index), {})[centre] = own[centre]
    of_nation = shared(
        rounded(sum(_sums(own).values())), _sums({d: added(members[d].values()) for d in sorted(members)})
    )
    centres: dict[str, int] = {}
    departments: dict[str, Counts] = {}
    for department, total in of_nation.items():
        centres |= shared(total, _sums(members[department]))
        departments[department] = shared(total, added(members[department].values()))
    past_departments = [{_department(centre, index): counts} for centre, counts in past.items()]
    procedures = _shared_columns(added(departments.values()), _without_past(_with_missing(tally)))
    ratings = added(tally.ratings.values())
    return Protected(
        visits=rounded(tally.visits),
        annulled=rounded(tally.annulled),
        centres=added([centres, _sums(past)]),
        departments=_merged(departments, *past_departments),
        procedures=_merged(procedures, _only_past(tally.by_procedure)),
        ratings=_shared_columns(shared(rounded(sum(ratings.values())), ratings), tally.ratings),
    )


def _with_missing(tally: Tally) -> Table:
    """Return the results by procedure, with those that have no procedure in a row of their own."""
    named = added(tally.by_procedure.values())
    missing = {result: n - named.get(result, 0) for result, n in tally.results.items() if n > named.get(result, 0)}
    return {**tally.by_procedure, NO_PROCEDURE: missing}


def _shared_columns(totals: Counts, table: Table) -> dict[str, dict[str, int]]:
    """Return a table whose columns add up to the totals, each divided among its rows."""
    rows: dict[str, dict[str, int]] = {}
    for column, total in totals.items():
        counts = {key: table[key][column] for key in sorted(table) if table[key].get(column)}
        for key, part in shared(total, counts).items():
            rows.setdefault(key, {})[column] = part
    return rows


def _merged(*tables: Table) -> dict[str, dict[str, int]]:
    keys = sorted({key for table in tables for key in table})
    return {key: added(table[key] for table in tables if key in table) for key in keys}


def _without_past(table: Table) -> dict[str, Counts]:
    rows = {key: {result: n for result, n in counts.items() if result != PAST} for key, counts in table.items()}
    return {key: counts for key, counts in rows.items() if counts}


def _only_past(table: Table) -> dict[str, Counts]:
    return {key: {PAST: counts[PAST]} for key, counts in table.items() if counts.get(PAST)}


def _sums(table: Table) -> dict[str, int]:
    return {key: sum(counts.values()) for key, counts in table.items()}


def _department(centre: str, index: Index) -> str:
    return index.centres[centre].department if centre in index.centres else NO_DEPARTMENT


def _province(centre: str, index: Index) -> str:
    return (index.centres[centre].province or "") if centre in index.centres else ""
