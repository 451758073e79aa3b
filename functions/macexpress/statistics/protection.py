"""What may be published of a month: counts in fives that add up, so that no small count can be derived. Pure.

The nation's count is rounded once, to a multiple of five. That is divided among the departments, each department's
part among its centres and among its results, and each result's among the procedures: always in whole fives and in
proportion to the true counts. So every published sum is a sum of published parts, and a part of five stands for
anything from one to ten. A batch of attentions is published once and never changes: what comes later is a batch of
its own, and so is what a correction takes away, which is divided in the same way but never takes more from a part than
is published of it. Counts of past years come from what others published: they stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from macexpress.catalogue.index import Index
from macexpress.statistics.editions import Batch
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

    @property
    def attentions(self) -> int:
        """How many attentions are shown."""
        return sum(self.centres.values())

    def attended(self, procedure: str) -> int:
        """Return how many attentions of a procedure are shown, without counts of past years."""
        return sum(count for result, count in self.procedures.get(procedure, {}).items() if result != PAST)


_NONE: Counts = {}
_NOTHING = Protected(visits=0, annulled=0, centres={}, departments={}, procedures={}, ratings={})


def rounded(count: int) -> int:
    """Return the nearest multiple of STEP; of fewer than STEP nothing is shown at all."""
    return (count + STEP // 2) // STEP * STEP if count >= STEP else 0


class Shown(NamedTuple):
    """What may be published of a batch."""

    came: Protected
    left: Protected
    """To be taken from what was published before."""


def shared(total: int, counts: Counts, room: Counts | None = None) -> dict[str, int]:
    """Return a multiple of STEP divided among counts, in their order, each part a multiple of STEP too.

    Where a count ends on the way from none to all, the parts up to it are nearest to their share of `total`: so the
    error of neighbours in that order does not add up. A count of zero gets nothing.

    room: how much each part may be at most, for every count; together they are as much as the total, or more. What
    does not fit goes on along the row, to the next part with room, and from the end to the beginning.
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
    return parts if room is None else _fitted(total, parts, {key: room.get(key, 0) for key in counts})


def _fitted(total: int, parts: Counts, room: Counts) -> dict[str, int]:
    left, rest = dict(room), total - sum(parts.values())
    for ahead in (parts, {}):
        for key in room:
            rest += ahead.get(key, 0)
            taken = min(rest, left[key])
            left[key], rest = left[key] - taken, rest - taken
    return _less(room, left)


def protected(batches: Iterable[Batch], index: Index) -> Protected:
    """Return what may be published of the nation's month: what may be of each batch that came, less of what left."""
    return together(shown(batches, index))


def shown(batches: Iterable[Batch], index: Index) -> list[Shown]:
    """Return what may be published of each batch of the nation's month, in order."""
    own, found = _NOTHING, list[Shown]()
    for batch in batches:
        came = _protected(batch.came, index)
        left = _protected(batch.left, index, room=own) if batch.left.results else _NOTHING
        own = _without(_sum([own, came]), left)
        found.append(Shown(_sum([came, _past(batch.came, index)]), left))
    return found


def together(parts: Sequence[Shown]) -> Protected:
    """Return what all batches add up to."""
    return _without(_sum([part.came for part in parts]), _sum([part.left for part in parts]))


def _sum(parts: Sequence[Protected]) -> Protected:
    return Protected(
        visits=sum(part.visits for part in parts),
        annulled=sum(part.annulled for part in parts),
        centres=added(part.centres for part in parts),
        departments=_merged(*(part.departments for part in parts)),
        procedures=_merged(*(part.procedures for part in parts)),
        ratings=_merged(*(part.ratings for part in parts)),
    )


def _protected(tally: Tally, index: Index, room: Protected | None = None) -> Protected:
    """Return what may be published of a batch, without its counts of past years.

    room: of a batch that leaves, what was published before without counts of past years; None for one that comes.
    """
    before = room or _NOTHING
    own = {**dict.fromkeys(before.centres, _NONE), **_without_past(tally.by_centre)}
    members: dict[str, dict[str, Counts]] = {}
    for centre in sorted(own, key=lambda key: (_province(key, index), key)):
        members.setdefault(_department(centre, index), {})[centre] = own[centre]
    of_nation = _part(
        rounded(sum(_sums(own).values())),
        {department: sum(_sums(rows).values()) for department, rows in members.items()},
        _sums(before.departments) if room else None,
    )
    centres: dict[str, int] = {}
    departments: dict[str, Counts] = {}
    for department, total in of_nation.items():
        rows = members[department]
        centres |= shared(total, _sums(rows), room.centres if room else None)
        departments[department] = _part(
            total, added(rows.values()), before.departments.get(department, _NONE) if room else None
        )
    ratings = added(tally.ratings.values())
    rated = _part(rounded(sum(ratings.values())), ratings, added(before.ratings.values()) if room else None)
    procedures = _without_past(_with_missing(tally))
    return Protected(
        visits=min(rounded(tally.visits), room.visits) if room else rounded(tally.visits),
        annulled=rounded(tally.annulled),
        centres=centres,
        departments=departments,
        procedures=_shared_columns(added(departments.values()), procedures, room.procedures if room else None),
        ratings=_shared_columns(rated, tally.ratings, room.ratings if room else None),
    )


def _past(tally: Tally, index: Index) -> Protected:
    past = _only_past(tally.by_centre)
    return replace(
        _NOTHING,
        centres=_sums(past),
        departments=_merged(*({_department(centre, index): counts} for centre, counts in past.items())),
        procedures=_only_past(tally.by_procedure),
    )


def _without(before: Protected, left: Protected) -> Protected:
    return Protected(
        visits=before.visits - left.visits,
        annulled=before.annulled + left.attentions,
        centres=_less(before.centres, left.centres),
        departments=_less_each(before.departments, left.departments),
        procedures=_less_each(before.procedures, left.procedures),
        ratings=_less_each(before.ratings, left.ratings),
    )


def _with_missing(tally: Tally) -> Table:
    """Return the results by procedure, with those that have no procedure in a row of their own."""
    named = added(tally.by_procedure.values())
    missing = {result: n - named.get(result, 0) for result, n in tally.results.items() if n > named.get(result, 0)}
    return {**tally.by_procedure, NO_PROCEDURE: missing}


def _part(total: int, counts: Counts, room: Counts | None) -> dict[str, int]:
    """Return as much of a total as there is room for, divided among counts by `shared`, in the order of their keys."""
    if room is None:
        return shared(total, added([counts]))
    return shared(min(total, sum(room.values())), added([dict.fromkeys(room, 0), counts]), room)


def _shared_columns(totals: Counts, table: Table, room: Table | None) -> dict[str, dict[str, int]]:
    """Return a table whose columns add up to the totals, each divided among its rows."""
    rows: dict[str, dict[str, int]] = {}
    for column, total in totals.items():
        parts = _part(total, _column(table, column), None if room is None else _column(room, column))
        for key, part in parts.items():
            rows.setdefault(key, {})[column] = part
    return rows


def _column(table: Table, name: str) -> dict[str, int]:
    return {key: row[name] for key, row in table.items() if row.get(name)}


def _less(counts: Counts, left: Counts) -> dict[str, int]:
    return {key: n - left.get(key, 0) for key, n in counts.items() if n > left.get(key, 0)}


def _less_each(table: Table, left: Table) -> dict[str, dict[str, int]]:
    rows = {key: _less(counts, left.get(key, _NONE)) for key, counts in table.items()}
    return {key: counts for key, counts in rows.items() if counts}


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
