"""What the facts add up to, and what of it may be published: in the plainest way, by none of the functions' code.

The rule of the handbook's page on small numbers, as a person would do it by hand: attentions stand in a line, and every
so many one gets a five.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA


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


def batches_of(facts: list[dict[str, Any]], cut: datetime) -> dict[str, list[Facts]]:
    """Return each month's facts in the parts that were broken down one after the other, up to `cut`."""
    found: dict[str, list[Facts]] = {}
    for month in sorted({fact["month"] for fact in facts if fact["month"] < f"{cut:%Y-%m}"}):
        mine = [fact for fact in facts if fact["month"] == month]
        ends = [_first_of_next(datetime.fromisoformat(f"{month}-01T00:00:00-05:00"))]
        while ends[-1] < cut:
            ends.append(_first_of_next(ends[-1]))
        for begin, end in pairwise([datetime.min.replace(tzinfo=LIMA), *ends]):
            batch = [
                fact
                for fact in mine
                if (fact["kind"] == "history" and end == ends[0])
                or (fact["kind"] == "attention" and begin <= moment(fact["received_at"]) < end)
                or (fact["kind"] in {"annulment", "rating"} and moment(fact["received_at"]) < end)
            ]
            if (known := Facts(batch)).known:
                found.setdefault(month, []).append(known)
    return found


def _first_of_next(first: datetime) -> datetime:
    return (first + timedelta(days=40)).replace(day=1)


def month_of_facts(batches: list[Facts], index: Index) -> dict[str, Any]:
    """Return what a month's file says: the sums of its batches, each by the rule of today's handbook, five by five."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    visits = annulled = 0
    for batch in batches:
        for name, part in _batch(batch, index).items():
            counts[name].update(part)
        visits, annulled = visits + _five(batch.visits()), annulled + _five(batch.annulled)
    centres, procedures = counts["groups centre"], counts["by_procedure"]
    del procedures[""], counts["groups department"][""]
    counts["by_entity"] = summed(
        {index.procedures[key].entity: n} for key, n in procedures.items() if key in index.procedures
    )
    for name in ("natural_region", "setting", "province"):
        counts[f"groups {name}"] = Counter(_grouped(centres, name, index))
    ratings = counts.pop("ratings", Counter())
    rated, total = sum(ratings.values()), sum(centres.values())
    lasted = sorted(minutes for batch in batches if _five(len(batch.own)) >= 10 for minutes in batch.minutes())
    return {
        **counts,
        "unmet": counts["by_outcome"]["not_offered"],
        "totals": {
            "attentions": total,
            "visits": visits,
            "annulled": annulled,
            "centres": len(+centres),
            "departments": len(+counts["groups department"]),
            "procedures": len(+procedures),
            "entities": len(+counts["by_entity"]),
        },
        "median_minutes": lasted[(len(lasted) - 1) // 2] if lasted else None,
        "travel_saved_soles": 428 * counts["groups natural_region"]["selva"],
        "ratings": {
            "count": rated,
            "mean": round(sum(int(r) * n for r, n in ratings.items()) / rated, 2) if rated >= 20 else None,
            "by_rating": dict(ratings),
        },
    }


def _batch(batch: Facts, index: Index) -> dict[str, Counter[str]]:
    units = sorted(
        (_place(row["centre"], index), _result(row), row.get("procedure") or "", row["centre"]) for row in batch.own
    )
    departments = _shares(_five(len(units)), [unit[0][0] for unit in units])
    centres: Counter[str] = Counter()
    results: Counter[str] = Counter()
    for department, total in departments.items():
        members = [unit for unit in units if unit[0][0] == department]
        centres.update(_shares(total, [unit[3] for unit in sorted(members, key=lambda unit: (unit[0], unit[3]))]))
        results.update(_shares(total, sorted(unit[1] for unit in members)))
    procedures: Counter[str] = Counter()
    for result, total in results.items():
        procedures.update(_shares(total, sorted(unit[2] for unit in units if unit[1] == result)))
    for row in batch.past:
        count = int(row["count"])
        centres[row["centre"]] += count
        departments[_place(row["centre"], index)[0]] += count
        procedures[row["procedure"]] += count
    return {
        "by_outcome": summed({result.partition("/")[0]: n} for result, n in results.items()),
        "by_reason": summed({r.partition("/")[2]: n} for r, n in results.items() if "/" in r),
        "by_procedure": procedures,
        "groups department": departments,
        "groups centre": centres,
        "ratings": _shares(_five(len(batch.ratings)), sorted(str(rating) for _, rating in batch.ratings)),
    }


def _place(centre: str, index: Index) -> tuple[str, str]:
    known = index.centres.get(centre)
    return (known.department, known.province or "") if known else ("", "")


def _result(row: Mapping[str, Any]) -> str:
    return str(row["outcome"]) + (f"/{row['reason']}" if row.get("reason") else "")


def _shares(total: int, units: list[str]) -> Counter[str]:
    """Return a total of fives given one by one: the attentions stand in a line, and every so many one gets a five."""
    fives = total // 5
    given: Counter[str] = Counter()
    for number in range(fives):
        place = ceil(Fraction((2 * number + 1) * len(units), 2 * fives))
        given[units[place - 1]] += 5
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
