"""What facts add up to, level by level: a centre's day, its month, the nation's month, its year, all time. Pure.

Every level is computed anew from the level below. `facts` only grows, since facts are never removed, and so tells
which of two tallies of the same thing has seen more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

MOST_MINUTES = 120
"""Longer attentions count as this long: a desk left open overnight says nothing about the work."""


@dataclass(frozen=True)
class Tally:
    """Counts over some centres and days.

    facts: everything stored, annulments and ratings included. attentions: those not annulled; `annulled` the others.
    visits: distinct visits with at least one attention not annulled. newest: when the newest fact was received
    (ISO 8601, Lima), None without facts.

    Counts of past years (kind ``history``) are attentions of which only centre, month and procedure are known: they
    are in `attentions`, by_centre, by_procedure and by_month, and in nothing else.

    The maps count attentions not annulled, zero left out. by_month: by ``yyyy-mm``. by_minutes: by whole minutes, at
    most MOST_MINUTES. by_rating: those that were rated. down: those that failed because the entity's system was down,
    by procedure; down_last when the last of them ended. newest_of: when the newest fact of a centre was received.
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
    by_minutes: Mapping[str, int] = field(default_factory=dict)
    by_month: Mapping[str, int] = field(default_factory=dict)
    by_rating: Mapping[str, int] = field(default_factory=dict)
    down: Mapping[str, int] = field(default_factory=dict)
    newest_of: Mapping[str, str] = field(default_factory=dict)
    down_last: Mapping[str, str] = field(default_factory=dict)

    def to_values(self) -> dict[str, Any]:
        """Return the tally as plain values, to be stored."""
        return {name.name: getattr(self, name.name) for name in fields(self)}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Tally":
        """Return the tally that `to_values` gave; DynamoDB's numbers are made integers, its keys left out."""
        return cls(**{name.name: _plain(values[name.name]) for name in fields(cls)})


def tally_of_day(centre: str, day: date, facts: Iterable[Mapping[str, Any]]) -> Tally:
    """Return what the facts of one centre's day add up to, in whatever order they come."""
    stored = list(facts)
    annulments = {fact["attention"] for fact in stored if fact["kind"] == "annulment"}
    all_attentions = [fact for fact in stored if fact["kind"] == "attention"]
    attentions = [fact for fact in all_attentions if fact["id"] not in annulments]
    counted = {fact["id"] for fact in attentions}
    ratings = [fact for fact in stored if fact["kind"] == "rating" and fact["attention"] in counted]
    past = [fact for fact in stored if fact["kind"] == "history"]
    past_count = sum(int(fact["count"]) for fact in past)
    past_procedures = _sum({fact["procedure"]: int(fact["count"])} for fact in past)
    down = [fact for fact in attentions if fact.get("reason") == "entity_system_down" and fact.get("procedure")]
    newest = max((fact["received_at"] for fact in stored), default=None)
    return Tally(
        facts=len(stored),
        newest=newest,
        attentions=len(attentions) + past_count,
        annulled=len(all_attentions) - len(attentions),
        visits=len({fact["visit"] for fact in attentions}),
        by_centre={centre: len(attentions) + past_count} if attentions or past_count else {},
        by_procedure=_sum([_count(fact.get("procedure") for fact in attentions), past_procedures]),
        by_outcome=_count(fact["outcome"] for fact in attentions),
        by_reason=_count(fact.get("reason") for fact in attentions),
        by_minutes=_count(str(_minutes(fact)) for fact in attentions),
        by_month={f"{day:%Y-%m}": len(attentions) + past_count} if attentions or past_count else {},
        by_rating=_count(str(int(fact["rating"])) for fact in ratings),
        down=_count(fact["procedure"] for fact in down),
        newest_of={centre: newest} if newest and len(past) < len(stored) else {},
        down_last=_latest({fact["procedure"]: fact["ended_at"]} for fact in down),
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
        by_minutes=_sum(part.by_minutes for part in parts),
        by_month=_sum(part.by_month for part in parts),
        by_rating=_sum(part.by_rating for part in parts),
        down=_sum(part.down for part in parts),
        newest_of=_latest(part.newest_of for part in parts),
        down_last=_latest(part.down_last for part in parts),
    )


def _minutes(fact: Mapping[str, Any]) -> int:
    lasted = datetime.fromisoformat(fact["ended_at"]) - datetime.fromisoformat(fact["started_at"])
    return min(int(lasted.total_seconds() // 60), MOST_MINUTES)


def _latest(moments: Iterable[Mapping[str, str]]) -> dict[str, str]:
    latest: dict[str, str] = {}
    for part in moments:
        for key, moment in part.items():
            latest[key] = max(moment, latest.get(key, moment))
    return dict(sorted(latest.items()))


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value for value in values if value is not None).items()))


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for count in counts:
        summed.update(count)
    return dict(sorted(summed.items()))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a count, a text, a map of either, or nothing
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return int(value)
