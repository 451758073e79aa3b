"""What the facts add up to, and what of it may be published: in the plainest way, by none of the functions' code.

The rule of the handbook's page on small numbers, as a person would do it by hand: attentions stand in a line, and every
so many one gets a five.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA

_NEVER = datetime(9999, 1, 1, tzinfo=LIMA)


class Facts:
    """The facts of a place and time, with what is annulled apart."""

    def __init__(self, facts: Iterable[Mapping[str, Any]]) -> None:
        rows = [dict(fact) for fact in facts]
        cancelled = {row["attention"] for row in rows if row["kind"] == "annulment"}
        everything = [row for row in rows if row["kind"] == "attention"]
        self.own = [row for row in everything if row["id"] not in cancelled]
        self.annulled = len(everything) - len(self.own)
        self.past = [row for row in rows if row["kind"] == "history"]
        there = {row["id"]: row for row in self.own}
        self.ratings = [
            (there[r["attention"]], int(r["rating"])) for r in rows if r["kind"] == "rating" and r["attention"] in there
        ]
        self.known = bool(everything or self.past)

    def attentions(self) -> int:
        """Return how many there are, counts of past years included."""
        return len(self.own) + sum(int(row["count"]) for row in self.past)

    def visits(self) -> int:
        """Return how many visits there were: one at a centre's day, whatever was done in it."""
        return len({(row["PK"], row["visit"]) for row in self.own})

    def by(self, name: str) -> Counter[str]:
        """Return the attentions by a field of the facts, without those that have none."""
        counts: Counter[str] = Counter(row[name] for row in self.own if row.get(name))
        for row in self.past:
            if row.get(name):
                counts[row[name]] += int(row["count"])
        return counts

    def results(self) -> Counter[str]:
        """Return the attentions by outcome and reason."""
        counts = Counter(row["outcome"] + (f"/{row['reason']}" if row.get("reason") else "") for row in self.own)
        counts["past"] += sum(int(row["count"]) for row in self.past)
        return +counts

    def minutes(self) -> list[int]:
        """Return how long each lasted, in order."""
        return sorted(
            min(int((moment(row["ended_at"]) - moment(row["started_at"])).total_seconds() // 60), 120)
            for row in self.own
        )


def moment(text: str) -> datetime:
    """Return a moment of a fact."""
    return datetime.fromisoformat(text)


def summed(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return the sum of counts, key by key."""
    sums: Counter[str] = Counter()
    for part in parts:
        sums.update(part)
    return sums


@dataclass(frozen=True)
class Step:
    """What came to a month at a moment, and what left it."""

    came: Facts
    left: Facts
    visits_left: int = 0


def batches_of(facts: list[dict[str, Any]], cut: datetime) -> dict[str, list[Step]]:
    """Return each month's facts in the parts that were broken down one after the other, up to `cut`."""
    found: dict[str, list[Step]] = {}
    for month in sorted({fact["month"] for fact in facts if fact["month"] < f"{cut:%Y-%m}"}):
        mine = [fact for fact in facts if fact["month"] == month]
        ends = _ends(month, cut)
        for begin, end in pairwise([datetime.min.replace(tzinfo=LIMA), *ends]):
            batch = [
                fact
                for fact in mine
                if (fact["kind"] == "history" and end == ends[0])
                or (fact["kind"] == "attention" and begin <= moment(fact["received_at"]) < end)
                or (fact["kind"] in {"annulment", "rating"} and moment(fact["received_at"]) < end)
            ]
            if (known := Facts(batch)).known:
                found.setdefault(month, []).append(Step(known, Facts([])))
    return found


def edition_of(facts: list[dict[str, Any]], month: str, moments: list[datetime]) -> list[Step]:
    """Return what a closed month's edition counts. moments: until when each edition up to it counts, in order."""
    mine = [fact for fact in facts if fact["month"] == month]
    steps = batches_of([fact for fact in mine if moment(fact["received_at"]) < moments[0]], moments[0]).get(month, [])
    ends = [*_ends(month, moments[0]), *moments[1:]]
    attentions = [fact for fact in mine if fact["kind"] == "attention"]
    home = {fact["id"]: next((end for end in ends if moment(fact["received_at"]) < end), _NEVER) for fact in attentions}
    gone: dict[str, datetime] = defaultdict(lambda: _NEVER)
    for fact in mine:
        if fact["kind"] == "annulment":
            gone[fact["attention"]] = min(gone[fact["attention"]], moment(fact["received_at"]))
    for begin, end in pairwise(moments):
        came = [
            fact
            for fact in mine
            if moment(fact["received_at"]) < end
            and (fact["kind"] in {"annulment", "rating"} or begin <= moment(fact["received_at"]))
        ]
        counted = [fact for fact in attentions if home[fact["id"]] <= begin and gone[fact["id"]] >= home[fact["id"]]]
        if begin != moments[0]:  # what was annulled before has left with an earlier correction
            counted = [fact for fact in counted if gone[fact["id"]] >= begin]
        left = {fact["id"]: fact for fact in counted if gone[fact["id"]] < end}
        rated = [fact for fact in mine if fact["kind"] == "rating" and fact["attention"] in left]
        rated = [fact for fact in rated if moment(fact["received_at"]) < home[fact["attention"]]]
        visits = {(home[fact["id"]], fact["PK"], fact["visit"]) for fact in left.values()}
        visits -= {(home[f["id"]], f["PK"], f["visit"]) for f in counted if f["id"] not in left}
        steps.append(Step(Facts(came), Facts([*left.values(), *rated]), len(visits)))
    return steps


def _ends(month: str, cut: datetime) -> list[datetime]:
    """Return the moments at which a month is broken down, up to one of them."""
    ends = [_first_of_next(datetime.fromisoformat(f"{month}-01T00:00:00-05:00"))]
    while ends[-1] < cut:
        ends.append(_first_of_next(ends[-1]))
    return ends


def _first_of_next(first: datetime) -> datetime:
    return (first + timedelta(days=40)).replace(day=1)


def month_of_facts(steps: list[Step], index: Index) -> dict[str, Any]:
    """Return what a month's file says: the sums of its batches, each by the rule of today's handbook, five by five."""
    counts: dict[str, Counter[Any]] = defaultdict(Counter)
    past: dict[str, Counter[str]] = defaultdict(Counter)
    lasted: list[int] = []
    visits = annulled = 0
    for step in steps:
        leaves = _fives(step.left, index, counts)
        comes = _fives(step.came, index, None)
        for name, part in comes.items():
            counts[name].update(part)
        for name, part in leaves.items():
            counts[name].subtract(part)
        visits += _five(step.came.visits()) - min(visits, _five(step.visits_left))
        annulled += _five(step.came.annulled) + sum(leaves["centre"].values())
        lasted += step.came.minutes() if sum(comes["centre"].values()) >= 10 else []
        for row in step.came.past:
            place = _place(row["centre"], index)[0]
            for name, key in (("centre", row["centre"]), ("department", place), ("procedure", row["procedure"])):
                past[name][key] += int(row["count"])
    results = _second(counts["department result"])
    centres = counts["centre"] + past["centre"]
    departments = _first(counts["department result"]) + past["department"]
    procedures = _second(counts["result procedure"]) + past["procedure"]
    del procedures[""], departments[""]
    entities = summed({index.procedures[key].entity: n} for key, n in procedures.items() if key in index.procedures)
    regions = {name: Counter(_grouped(centres, name, index)) for name in ("natural_region", "setting", "province")}
    ratings = _first(counts["rating procedure"])
    rated, total, own = sum(ratings.values()), sum(centres.values()), sum(counts["centre"].values())
    lasted.sort()
    outcomes = summed({result.partition("/")[0]: n} for result, n in results.items())
    return {
        "by_outcome": outcomes,
        "by_reason": summed({r.partition("/")[2]: n} for r, n in results.items() if "/" in r),
        "by_procedure": procedures,
        "by_entity": entities,
        "groups centre": centres,
        "groups department": departments,
        **{f"groups {name}": counted for name, counted in regions.items()},
        "unmet": outcomes["not_offered"],
        "totals": {
            "attentions": total,
            "visits": visits,
            "annulled": annulled,
            "centres": len(+centres),
            "departments": len(+departments),
            "procedures": len(+procedures),
            "entities": len(+entities),
        },
        "median_minutes": lasted[(len(lasted) - 1) // 2] if lasted and own >= 10 else None,
        "travel_saved_soles": 428 * regions["natural_region"]["selva"],
        "ratings": {
            "count": rated,
            "mean": round(sum(int(r) * n for r, n in ratings.items()) / rated, 2) if rated >= 20 else None,
            "by_rating": dict(+ratings),
        },
    }


def _fives(batch: Facts, index: Index, before: Mapping[str, Counter[Any]] | None) -> dict[str, Counter[Any]]:
    """Return a batch in fives. before: of one that leaves, what is there: no cell gives more than it has."""
    units = sorted(
        (_place(row["centre"], index), _result(row), row.get("procedure") or "", row["centre"]) for row in batch.own
    )
    there: Mapping[str, Counter[Any]] = before or defaultdict(Counter)
    room = None if before is None else _first(there["department result"])
    departments = _shares(_five(len(units)), [unit[0][0] for unit in units], room)
    centres: Counter[str] = Counter()
    results: Counter[tuple[str, str]] = Counter()
    for department, total in departments.items():
        members = [unit for unit in units if unit[0][0] == department]
        line = [(*unit[0], unit[3]) for unit in sorted(members, key=lambda unit: (unit[0], unit[3]))]
        own = {(*_place(key, index), key): n for key, n in there["centre"].items()}
        own = {place: n for place, n in own.items() if place[0] == department}
        for place, n in _shares(total, line, None if before is None else own).items():
            centres[place[-1]] += n
        of_results = _row(there["department result"], department)
        for result, n in _shares(
            total, sorted(unit[1] for unit in members), None if before is None else of_results
        ).items():
            results[department, result] += n
    procedures = _columns(_second(results), [(unit[1], unit[2]) for unit in units], there["result procedure"], before)
    by_rating = [(str(rating), row.get("procedure") or "") for row, rating in batch.ratings]
    room = None if before is None else _first(there["rating procedure"])
    rated = _shares(_five(len(by_rating)), sorted(rating for rating, _ in by_rating), room)
    return {
        "centre": centres,
        "department result": results,
        "result procedure": procedures,
        "rating procedure": _columns(rated, by_rating, there["rating procedure"], before),
    }


def _columns(
    totals: Counter[str], pairs: list[tuple[str, str]], there: Counter[tuple[str, str]], before: object
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for name, total in totals.items():
        line = sorted(second for first, second in pairs if first == name)
        for second, n in _shares(total, line, None if before is None else _row(there, name)).items():
            found[name, second] += n
    return found


def _first(pairs: Mapping[tuple[str, str], int]) -> Counter[str]:
    return summed({first: n} for (first, _), n in pairs.items())


def _second(pairs: Mapping[tuple[str, str], int]) -> Counter[str]:
    return summed({second: n} for (_, second), n in pairs.items())


def _row(pairs: Mapping[tuple[str, str], int], name: str) -> Counter[str]:
    return summed({second: n} for (first, second), n in pairs.items() if first == name)


def _place(centre: str, index: Index) -> tuple[str, str]:
    known = index.centres.get(centre)
    return (known.department, known.province or "") if known else ("", "")


def _result(row: Mapping[str, Any]) -> str:
    return str(row["outcome"]) + (f"/{row['reason']}" if row.get("reason") else "")


def _shares(total: int, units: list[Any], room: Mapping[Any, int] | None = None) -> Counter[Any]:
    """Return a total of fives given one by one: the attentions stand in a line, and every so many one gets a five.

    room: how much each may have at most; a five that finds none goes on to the next, and from the last to the first.
    """
    row = sorted({*units, *(room or {})})
    fives = (total if room is None else min(total, sum(room.values()))) // 5
    given: Counter[Any] = Counter()
    for number in range(fives):
        place = ceil(Fraction((2 * number + 1) * len(units), 2 * fives))
        cell = units[place - 1] if units else row[0]
        if room is not None:
            at = row.index(cell)
            cell = next(one for one in [*row[at:], *row[:at]] if given[one] + 5 <= room.get(one, 0))
        given[cell] += 5
    return given


def _grouped(counts: Mapping[str, int], name: str, index: Index) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, count in counts.items():
        group = getattr(index.centres[key], name) if key in index.centres else None
        if group is not None:
            sums[group] += count
    return dict(sums)


def _five(count: int) -> int:
    return 5 * ((count + 2) // 5) if count >= 5 else 0
