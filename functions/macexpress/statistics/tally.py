"""What facts add up to, level by level: a centre's day, its month, the nation's month, its year, all time. Pure.

Every level is recomputed from the level below.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from macexpress.platform.lima import LIMA, month_of

MOST_MINUTES = 120
"""A longer attention counts as this long: a desk left open overnight means nothing."""
PAST = "past"
"""The result of a count of past years, of which only centre, month and procedure are known."""
FAILURES_KEPT = 30
"""As many failures of a procedure are kept as show from how many centres its entity's system is down."""
NO_PROCEDURE = ""
"""The procedure of an attention where what the citizen needed is not offered."""
CITIZEN = ("language", "age_band", "sex", "disability", "home_district")
"""What may be recorded of a citizen. Each is counted by itself: answers counted together would describe a person."""

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Tally:
    """Counts over some centres and days.

    The maps of counts leave out annulled attentions and zeros. A result is an outcome, with its reason where it has
    one (``not_completed/payment_failed``), or PAST. Moments are ISO 8601 in Lima.
    """

    facts: int = 0
    """Everything stored, including annulments and ratings."""
    newest: str | None = None
    """When the newest fact of any kind was received, whoever wrote it; None without facts."""
    oldest: str | None = None
    """When the first attention or count of past years was received, annulled or not; None without any."""
    annulled: int = 0
    """Attentions that do not count."""
    visits: int = 0
    """Distinct visits with at least one attention that is not annulled."""
    results: Counts = field(default_factory=dict)
    """By result."""
    by_centre: Mapping[str, Counts] = field(default_factory=dict)
    """By centre, then by result."""
    by_procedure: Mapping[str, Counts] = field(default_factory=dict)
    """By procedure, then by result."""
    by_month: Counts = field(default_factory=dict)
    """By month (``yyyy-mm``)."""
    minutes: Mapping[str, Counts] = field(default_factory=dict)
    """By procedure, then by duration in full minutes, at most MOST_MINUTES."""
    ratings: Mapping[str, Counts] = field(default_factory=dict)
    """By procedure, then by rating."""
    newest_of: Mapping[str, str] = field(default_factory=dict)
    """When the newest attention that each centre sent was received, annulled or not.

    Neither an annulment, which the office may write too, nor what a citizen thinks is news of a centre.
    """
    first_of: Mapping[str, str] = field(default_factory=dict)
    """The month (``yyyy-mm``) of each centre's first attention."""
    down_last: Mapping[str, str] = field(default_factory=dict)
    """By procedure: when the last attention ended that failed because the entity's system was down."""
    worked_last: Mapping[str, str] = field(default_factory=dict)
    """By procedure: when the last attention ended that was completed or that the entity will finish."""
    failures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By procedure: the last attentions that failed because the entity's system was down, on the newest day with any.

    Each is its end and its centre (``2026-11-26T10:41:00-05:00 centre``), the oldest first, at most FAILURES_KEPT.
    """
    by_day: Mapping[str, Counts] = field(default_factory=dict)
    """By day (``yyyy-mm-dd``), then by result. A count of past years stands on the first of its month."""
    attended: Mapping[str, Counts] = field(default_factory=dict)
    """By day: its ``visits``, and the ``centres`` with any attention that is not annulled."""
    by_hour: Counts = field(default_factory=dict)
    """By weekday (1 is Monday) and hour of the start in Lima (``1-0`` to ``7-23``), without counts of past years."""
    citizens: Mapping[str, Counts] = field(default_factory=dict)
    """By name in CITIZEN, then by answer; who did not answer is not counted. Only for the office, never published."""

    @property
    def attentions(self) -> int:
        """Attentions not annulled, counts of past years included."""
        return sum(self.results.values())

    @property
    def is_known(self) -> bool:
        """Whether there is anything to publish: an attention, even an annulled one, or a count of past years.

        An annulment may come before its attention, or name none at all: alone it is nothing.
        """
        return bool(self.results or self.annulled)

    def to_values(self) -> dict[str, Any]:
        """Return the attributes that are not empty as plain values, to be stored."""
        return {name: value for name, value in vars(self).items() if value}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Tally":
        """Return the tally from which `to_values` came; other keys are ignored."""
        return cls(**{known.name: values[known.name] for known in fields(cls) if known.name in values})


def tally_of_day(centre: str, day: date, facts: Iterable[Mapping[str, Any]]) -> Tally:
    """Return what the facts of one centre's day add up to, whatever their order."""
    stored = list(facts)
    annulments = {fact["attention"] for fact in stored if fact["kind"] == "annulment"}
    all_attentions = [fact for fact in stored if fact["kind"] == "attention"]
    attentions = {fact["id"]: fact for fact in all_attentions if fact["id"] not in annulments}
    ratings = [fact for fact in stored if fact["kind"] == "rating" and fact["attention"] in attentions]
    past = [{fact["procedure"]: {PAST: int(fact["count"])}} for fact in stored if fact["kind"] == "history"]
    results = added(
        [{_result(fact): 1} for fact in attentions.values()] + [counts for part in past for counts in part.values()]
    )
    counted = sum(results.values())
    visits = len({fact["visit"] for fact in attentions.values()})
    moments = [fact["received_at"] for fact in stored]
    worked = [fact for fact in attentions.values() if fact["outcome"] in {"completed", "pending"}]
    down = [fact for fact in attentions.values() if is_down(_result(fact)) and _procedure(fact)]
    counted_at = [fact["received_at"] for fact in stored if fact["kind"] in {"attention", "history"}]
    sent = [fact["received_at"] for fact in all_attentions]
    return Tally(
        facts=len(stored),
        newest=max(moments, default=None),
        oldest=min(counted_at, default=None),
        annulled=len(all_attentions) - len(attentions),
        visits=visits,
        results=results,
        by_centre={centre: results} if results else {},
        by_procedure=_nested(
            [{fact["procedure"]: {_result(fact): 1}} for fact in attentions.values() if fact.get("procedure")] + past
        ),
        by_month={month_of(day): counted} if counted else {},
        minutes=_nested({_procedure(fact): {str(_minutes(fact)): 1}} for fact in attentions.values()),
        ratings=_nested({_procedure(attentions[r["attention"]]): {str(int(r["rating"])): 1}} for r in ratings),
        newest_of={centre: max(sent)} if sent else {},
        first_of={centre: month_of(day)} if counted else {},
        down_last=_extreme(max, ({fact["procedure"]: fact["ended_at"]} for fact in down)),
        worked_last=_extreme(max, ({fact["procedure"]: fact["ended_at"]} for fact in worked)),
        failures=_newest_failures({fact["procedure"]: [f"{fact['ended_at']} {centre}"]} for fact in down),
        by_day={day.isoformat(): results} if results else {},
        attended={day.isoformat(): {"centres": 1, "visits": visits}} if visits else {},
        by_hour=added({_hour(fact): 1} for fact in attentions.values()),
        citizens=_nested(_answers(fact) for fact in attentions.values()),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of different centres or days."""
    parts = list(tallies)
    return Tally(
        facts=sum(part.facts for part in parts),
        newest=max((part.newest for part in parts if part.newest), default=None),
        oldest=min((part.oldest for part in parts if part.oldest), default=None),
        annulled=sum(part.annulled for part in parts),
        visits=sum(part.visits for part in parts),
        results=added(part.results for part in parts),
        by_centre=_nested(part.by_centre for part in parts),
        by_procedure=_nested(part.by_procedure for part in parts),
        by_month=added(part.by_month for part in parts),
        minutes=_nested(part.minutes for part in parts),
        ratings=_nested(part.ratings for part in parts),
        newest_of=_extreme(max, (part.newest_of for part in parts)),
        first_of=_extreme(min, (part.first_of for part in parts)),
        down_last=_extreme(max, (part.down_last for part in parts)),
        worked_last=_extreme(max, (part.worked_last for part in parts)),
        failures=_newest_failures(part.failures for part in parts),
        by_day=_nested(part.by_day for part in parts),
        attended=_nested(part.attended for part in parts),
        by_hour=added(part.by_hour for part in parts),
        citizens=_nested(part.citizens for part in parts),
    )


def added(counts: Iterable[Counts]) -> dict[str, int]:
    """Return the sum of counts, key by key, in the order of the keys."""
    summed: Counter[str] = Counter()
    for count in counts:
        summed.update(count)
    return dict(sorted(summed.items()))


def is_down(result: str) -> bool:
    """Return whether a result means that the entity's system was down."""
    return result.endswith("/entity_system_down")


def _result(fact: Mapping[str, Any]) -> str:
    reason = fact.get("reason")
    return f"{fact['outcome']}/{reason}" if reason else str(fact["outcome"])


def _procedure(fact: Mapping[str, Any]) -> str:
    return fact.get("procedure") or NO_PROCEDURE


def _minutes(fact: Mapping[str, Any]) -> int:
    lasted = datetime.fromisoformat(fact["ended_at"]) - datetime.fromisoformat(fact["started_at"])
    return min(int(lasted.total_seconds() // 60), MOST_MINUTES)


def _hour(fact: Mapping[str, Any]) -> str:
    started = datetime.fromisoformat(fact["started_at"]).astimezone(LIMA)
    return f"{started.isoweekday()}-{started.hour}"


def _answers(fact: Mapping[str, Any]) -> dict[str, Counts]:
    citizen = fact.get("citizen") or {}
    given = {name: citizen[name] for name in CITIZEN if citizen.get(name) is not None}
    return {name: {{True: "yes", False: "no"}.get(answer, answer): 1} for name, answer in given.items()}


def _nested(parts: Iterable[Mapping[str, Counts]]) -> dict[str, dict[str, int]]:
    gathered: dict[str, list[Counts]] = {}
    for part in parts:
        for key, counts in part.items():
            gathered.setdefault(key, []).append(counts)
    return {key: added(gathered[key]) for key in sorted(gathered)}


def _newest_failures(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for part in parts:
        for procedure, failures in part.items():
            gathered.setdefault(procedure, []).extend(failures)
    day = max((failure[:10] for failures in gathered.values() for failure in failures), default="")
    newest = {
        procedure: sorted(failure for failure in gathered[procedure] if failure.startswith(day))[-FAILURES_KEPT:]
        for procedure in sorted(gathered)
    }
    return {procedure: failures for procedure, failures in newest.items() if failures}


def _extreme(better: Any, moments: Iterable[Mapping[str, str]]) -> dict[str, str]:  # noqa: ANN401 - min or max
    best: dict[str, str] = {}
    for part in moments:
        for key, moment in part.items():
            best[key] = better(moment, best.get(key, moment))
    return dict(sorted(best.items()))
