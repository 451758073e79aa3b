"""What facts add up to, level by level: a centre's day, its month, the nation's month, all time. Pure.

Every level is computed anew from the level below. `facts` only grows, since facts are never removed, and so tells
which of two tallies of the same thing has seen more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Tally:
    """Counts over some centres and days.

    facts: everything stored, annulments included. attentions: those not annulled; `annulled` the others.
    visits: distinct visits with at least one attention not annulled. newest: when the newest fact was received
    (ISO 8601, Lima), None without facts. The maps count attentions not annulled; zero is left out.
    """

    facts: int = 0
    newest: str | None = None
    attentions: int = 0
    annulled: int = 0
    visits: int = 0
    by_centre: Mapping[str, int] = field(default_factory=dict)
    by_procedure: Mapping[str, int] = field(default_factory=dict)
    by_outcome: Mapping[str, int] = field(default_factory=dict)
    by_reason: Mapping[str, int] = field(default_factory=dict)

    def to_values(self) -> dict[str, Any]:
        """Return the tally as plain values, to be stored."""
        return {name.name: getattr(self, name.name) for name in fields(self)}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Tally":
        """Return the tally that `to_values` gave; DynamoDB's numbers are made integers, its keys left out."""
        return cls(**{name.name: _integers(values[name.name]) for name in fields(cls)})


def tally_of_day(centre: str, facts: Iterable[Mapping[str, Any]]) -> Tally:
    """Return what the facts of one centre's day add up to, in whatever order they come."""
    stored = list(facts)
    annulments = {fact["attention"] for fact in stored if fact["kind"] == "annulment"}
    all_attentions = [fact for fact in stored if fact["kind"] == "attention"]
    attentions = [fact for fact in all_attentions if fact["id"] not in annulments]
    return Tally(
        facts=len(stored),
        newest=max((fact["received_at"] for fact in stored), default=None),
        attentions=len(attentions),
        annulled=len(all_attentions) - len(attentions),
        visits=len({fact["visit"] for fact in attentions}),
        by_centre={centre: len(attentions)} if attentions else {},
        by_procedure=_count(fact.get("procedure") for fact in attentions),
        by_outcome=_count(fact["outcome"] for fact in attentions),
        by_reason=_count(fact.get("reason") for fact in attentions),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of different centres or days."""
    parts = list(tallies)
    return Tally(
        facts=sum(part.facts for part in parts),
        newest=max((part.newest for part in parts if part.newest), default=None),
        attentions=sum(part.attentions for part in parts),
        annulled=sum(part.annulled for part in parts),
        visits=sum(part.visits for part in parts),
        by_centre=_sum(part.by_centre for part in parts),
        by_procedure=_sum(part.by_procedure for part in parts),
        by_outcome=_sum(part.by_outcome for part in parts),
        by_reason=_sum(part.by_reason for part in parts),
    )


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value for value in values if value is not None).items()))


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for count in counts:
        summed.update(count)
    return dict(sorted(summed.items()))


def _integers(value: Any) -> Any:  # noqa: ANN401 - a count, a map of counts, a text or nothing
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: int(count) for key, count in value.items()}
    return int(value)
