"""Somebody who keeps every publication and tries to learn what the figures must not say. All worlds are generated.

The attacker knows the catalogue, the rule of protection and every published file of every run. What they look for:
which centre, procedure, outcome or rating a single fact had, how many attentions a small centre had in a month, when a
fact happened, and what moves beside counts that stay as they were.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from building import annulment, attention
from macexpress.attentions.intake import take_in
from macexpress.catalogue.index import Index, IndexedCentre, IndexedProcedure
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import LIMA
from scheduler_world import World

BUSY, LONELY, AWAY, ONCE = "mac-express-plaza", "mac-express-isla", "mac-express-lejos", "mac-express-una-vez"
_PLACES = [("08", "costa"), ("16", "selva"), ("20", "sierra")]
_NAMES = [BUSY, "mac-express-mercado", LONELY, AWAY, ONCE, *(f"mac-express-tambo-{n}" for n in range(9))]
PROCEDURES = [f"tramite-{n}" for n in range(6)]
OUTCOMES: list[dict[str, str | None]] = [
    *[{}] * 6,
    {"outcome": "pending"},
    {"outcome": "not_completed", "reason": "payment_failed"},
    {"outcome": "not_completed", "reason": "entity_system_down"},
]
INDEX = Index(
    version="0123456789ab",
    centres={
        name: IndexedCentre(
            name, at, code := _PLACES[at % 3][0], f"{code}01", _PLACES[at % 3][1], "rural", None, 31 * at + 7
        )
        for at, name in enumerate(_NAMES, start=1)
    },
    procedures={key: IndexedProcedure(key, f"entidad-{at % 3}") for at, key in enumerate(PROCEDURES)},
    entities={f"entidad-{n}": f"Entidad {n}" for n in range(3)},
    departments={"08": "Cusco", "16": "Loreto", "20": "Piura"},
    provinces={"0801": "Cusco", "1601": "Maynas", "2001": "Piura"},
    districts={"080101": "Cusco"},
)
_SUBMITTER = Submitter("advisor", frozenset(INDEX.centres))


@dataclass
class Truth:
    """A fact that came alone between two runs."""

    centre: str
    procedure: str
    outcome: str
    rating: int | None = None


@dataclass
class Kept:
    """Every publication, in order, and the single facts between two of them."""

    publications: list[dict[str, Any]] = field(default_factory=list)
    single: dict[int, Truth] = field(default_factory=dict)
    """By the number of the publication after it."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The true attentions by centre and month (``yyyy-mm``)."""
    moments: set[datetime] = field(default_factory=set)
    """When facts were received, and when attentions ended."""
    shown: set[datetime] = field(default_factory=set)
    """Every moment that any published file says."""


class Living:
    """A generated year's end: busy and lonely centres, a desk that is away for four weeks, and a run every day."""

    def __init__(self, seed: int, index: Index = INDEX) -> None:
        self._index = index
        self.world, self.chance, self.kept = World(draws=False), Random(seed), Kept()  # noqa: S311 - not a secret
        self._waiting: list[dict[str, Any]] = []
        self._sent: list[dict[str, Any]] = []

    def live(self, first: datetime, days: int) -> Kept:
        """Let days pass, and return what was published."""
        for number in range(days):
            day = first + timedelta(days=number)
            self._day(day, returns=number % 28 == 27)
        return self.kept

    def _day(self, day: datetime, *, returns: bool) -> None:
        today = [self._attention(BUSY, day) for _ in range(self.chance.randrange(4))]
        today += [self._attention("mac-express-mercado", day) for _ in range(self.chance.randrange(2))]
        for name in _NAMES[5:]:
            if self.chance.random() < 0.08:
                today.append(self._attention(name, day))
        if self.chance.random() < 0.1:
            self._waiting.append(self._attention(AWAY, day))
        if day.day == 17 and day.month == 10:
            today.append(self._attention(ONCE, day))
        if returns:
            self._send(self._waiting, day)
            self._waiting = []
            self._publish(day)
        self._send(today, day)
        self._publish(day + timedelta(hours=1))
        if self.chance.random() < 0.5:
            self._alone(day + timedelta(hours=2))
        if self._sent and self.chance.random() < 0.2:
            self._annul(self._sent.pop(self.chance.randrange(len(self._sent))), day + timedelta(hours=3))
            self._publish(day + timedelta(hours=3))

    def _attention(self, centre: str, day: datetime) -> dict[str, Any]:
        started, lasted = day - timedelta(hours=2), timedelta(seconds=self.chance.uniform(60, 6000))
        made = attention(centre=centre, started=started, procedure=self.chance.choice(PROCEDURES))
        return made | {"ended_at": (started + lasted).isoformat()} | self.chance.choice(OUTCOMES)

    def _alone(self, now: datetime) -> None:
        """Send one attention, or rate one, between two runs."""
        rated = [item for item in self._sent if item["outcome"] == "completed"]
        if rated and self.chance.random() < 0.3:
            item, rating = self.chance.choice(rated), self.chance.randint(1, 5)
            self.world.attentions.rate(item["id"], rating, now)
            truth = Truth(item["id"].split(".")[0], item["procedure"], item["outcome"], rating)
        else:
            item = self._attention(self.chance.choice([LONELY, *_NAMES[5:]]), now)
            self._send([item], now)
            truth = Truth(item["id"].split(".")[0], item["procedure"], item["reason"] or item["outcome"])
        self._publish(now)
        self.kept.single[len(self.kept.publications) - 1] = truth

    def _send(self, items: Sequence[dict[str, Any]], now: datetime) -> None:
        now += timedelta(seconds=self.chance.uniform(0, 60))
        self.kept.moments |= {now, *(datetime.fromisoformat(item["ended_at"]) for item in items)}
        for start in range(0, len(items), 50):
            take_in(items[start : start + 50], _SUBMITTER, INDEX, now, self.world.attentions)
        for item in items:
            self.kept.counts[_place(item)] += 1
            self._sent.append(item)

    def _annul(self, item: dict[str, Any], now: datetime) -> None:
        now += timedelta(seconds=self.chance.uniform(0, 60))
        self.kept.moments |= {now}
        self.world.annul(annulment(item), now=now)
        self.kept.counts[_place(item)] -= 1

    def _publish(self, now: datetime) -> None:
        while self.world.run(now=now + timedelta(minutes=5), index=self._index):
            pass
        documents = {
            path: json.loads(text)
            for path, text in self.world.files.items()
            if path.endswith(".json") and not path.endswith(".schema.json")
        }
        figures = {path: document for path, document in documents.items() if path.startswith("data/v1/statistics/")}
        self.kept.publications.append(figures)
        self.kept.shown |= set(moments_of(documents))


def _place(item: Mapping[str, Any]) -> tuple[str, str]:
    """Return centre and month of an item."""
    centre, day, _ = item["id"].split(".")
    return centre, f"{day[:4]}-{day[4:6]}"


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every number and text of a publication with its place."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from leaves(part, (*path, str(key)))
    elif isinstance(value, list):
        for part in value:
            yield (*path, str(part)), True
    else:
        yield path, value


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[Any, Any]]:
    """Return the places at which two publications differ."""
    old, new = dict(leaves(before)), dict(leaves(after))
    return {place: (old.get(place), new.get(place)) for place in {*old, *new} if old.get(place) != new.get(place)}


def moments_of(value: Any) -> Iterator[datetime]:
    """Yield every moment that documents say."""
    if isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from moments_of(part)
    elif isinstance(value, str) and "T" in value:
        with contextlib.suppress(ValueError):
            yield datetime.fromisoformat(value)


def _only(names: set[str], places: Mapping[tuple[str, ...], Any]) -> str | None:
    """Return the one name that occurs in the places; None where there is none or another."""
    found = {part for place in places for part in place if part in names}
    return found.pop() if len(found) == 1 else None


_NATIONAL = "data/v1/statistics/national.json"


def centre_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return the centre that the difference of two publications names, by its own figures or by its distance."""
    different = moved(before, after)
    if named := _only(set(INDEX.centres), different):
        return named
    old, new = before[_NATIONAL], after[_NATIONAL]
    attentions = new["totals"]["attentions"] - old["totals"]["attentions"]
    soles = (new["travel_estimate_soles"] or 0) - (old["travel_estimate_soles"] or 0)
    ways = [c.kilometres or 0 for c in INDEX.centres.values() if c.natural_region == "selva"]
    rate = 428 / (2 * sum(ways) / len(ways))
    fits = [key for key, c in INDEX.centres.items() if abs(soles - rate * 2 * (c.kilometres or 0)) <= 1.5]
    return fits[0] if attentions == 1 and len(fits) == 1 else None


def procedure_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return the procedure that the difference of two publications names."""
    return _only(set(PROCEDURES), moved(before, after))


def outcome_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return the outcome, or the reason of a failure, that the difference of two publications names."""
    different = moved(before, after)
    return _only({"payment_failed", "entity_system_down"}, different) or _only({"completed", "pending"}, different)


def rating_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> int | None:
    """Return the rating of the one opinion by which two publications differ, from counts by rating or from means."""
    raised = {place[-1] for place in moved(before, after) if "by_rating" in place}
    if len(raised) == 1:
        return int(raised.pop())
    old, new = before[_NATIONAL]["ratings"], after[_NATIONAL]["ratings"]
    if new["count"] - old["count"] != 1 or new["mean"] is None:
        return None
    guess = round(new["count"] * new["mean"] - old["count"] * (old["mean"] or 0))
    return guess if 1 <= guess <= 5 else None


def singles_found(kept: Kept) -> dict[str, tuple[int, int]]:
    """Return, for each kind of secret, of how many single facts the attacker learns it, and of how many there were."""
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for number, truth in kept.single.items():
        pair = kept.publications[number - 1], kept.publications[number]
        if truth.rating is not None:
            tried["rating"] += 1
            found["rating"] += rating_of(*pair) == truth.rating
            continue
        guesses = {
            "centre": (centre_of(*pair), truth.centre),
            "procedure": (procedure_of(*pair), truth.procedure),
            "outcome": (outcome_of(*pair), truth.outcome),
        }
        for name, (guess, true) in guesses.items():
            tried[name] += 1
            found[name] += guess == true
    return {name: (found[name], count) for name, count in tried.items()}


def ledger(kept: Kept) -> Counter[tuple[str, str]]:
    """Return what the attacker books for each centre and month: what is new where only one centre moved."""
    booked: Counter[tuple[str, str]] = Counter()
    for before, after in zip(kept.publications, kept.publications[1:], strict=False):
        centre = centre_of(before, after)
        if centre:
            old, new = before[_NATIONAL]["by_month"], after[_NATIONAL]["by_month"]
            for month in {*old, *new}:
                booked[centre, month] += new.get(month, 0) - old.get(month, 0)
    return booked


def small_counts_found(kept: Kept) -> tuple[int, int]:
    """Return how many counts from one to four of a centre's month the ledger has exactly, and how many there were."""
    booked = ledger(kept)
    small = {place: count for place, count in kept.counts.items() if 1 <= count <= 4}
    return sum(booked[place] == count for place, count in small.items()), len(small)


def moments_found(kept: Kept) -> tuple[int, int]:
    """Return how many published moments are those of a fact, and how many moments were published."""
    return len(kept.shown & kept.moments), len(kept.shown)


def asides_found(kept: Kept) -> tuple[int, int]:
    """Return how many medians of a month moved beside counts that stayed, and how often a month was looked at again."""
    pairs = [
        (before[path], after[path])
        for before, after in zip(kept.publications, kept.publications[1:], strict=False)
        for path in before
        if before[path].get("groups", {}).get("centre")
    ]
    return sum(bool(moved_aside(*pair)) for pair in pairs), len(pairs)


def moved_aside(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """Return the places of a month at which a median moved, although its group has as many attentions as before."""
    old, new = dict(leaves(before)), dict(leaves(after))

    def attentions(place: tuple[str, ...]) -> tuple[str, ...]:
        return (*place[:-1], "attentions") if place[:-1] else ("totals", "attentions")

    medians = {place for place in moved(before, after) if place[-1] == "median_minutes"}
    return {place for place in medians if old.get(attentions(place)) == new.get(attentions(place))}


FIRST = datetime(2026, 9, 1, 12, 0, tzinfo=LIMA)
