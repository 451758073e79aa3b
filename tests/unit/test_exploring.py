"""Whatever the office asks, the answer is what the raw facts say, and two spans add up to one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import CENTRE, INDEX, OTHER_CENTRE, annulment, attention
from counted_facts import Facts
from macexpress.catalogue.index import IndexedCentre
from macexpress.office.exploring import ONLY_ATTENTIONS, By, NotCountedError, Question, pieces
from macexpress.office.reading import MOST_MONTHS_OF_CENTRES, MOST_QUERIES, TooWideError, explored
from macexpress.platform.dynamodb import from_item
from macexpress.platform.lima import LIMA
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import CITIZEN, Tally, total
from scheduler_world import World

TODAY = date(2026, 12, 2)
BEGINS = date(2025, 10, 20)
VIEWS: tuple[By, ...] = By.__args__  # type: ignore[attr-defined]
_PLACES = {
    "department": ["17", "20"],
    "province": ["1703", "2001"],
    "centre": [CENTRE, OTHER_CENTRE],
    "host": ["municipality", "tambo", "pias"],
}
_DONE = {
    "entity": list(INDEX.entities),
    "procedure": ["certificado-antecedentes-penales", "afiliacion-sis-gratuito"],
    "outcome": ["completed", "pending", "not_completed", "not_offered"],
    "reason": ["payment_failed", "entity_system_down", "other"],
}
_OUTCOMES: tuple[dict[str, str | None], ...] = (
    {},
    {},
    {"outcome": "pending"},
    {"outcome": "not_completed", "reason": "payment_failed"},
    {"outcome": "not_completed", "reason": "entity_system_down"},
    {"outcome": "not_offered", "reason": "other", "procedure": None},
)


@cache
def _world() -> tuple[StatisticsStore, list[dict[str, Any]]]:
    """Return tallies and facts of fourteen months, generated and the same each time."""
    world, chance = World(draws=False), Random(3)  # noqa: S311 - chosen to be the same each time
    for number in range(90):
        day = BEGINS + timedelta(days=chance.randrange((TODAY - BEGINS).days + 1))
        started = datetime(day.year, day.month, day.day, chance.randrange(7, 17), chance.randrange(60), tzinfo=LIMA)
        items = [
            attention(
                centre=chance.choice([CENTRE, CENTRE, OTHER_CENTRE]),
                started=started,
                procedure=chance.choice(_DONE["procedure"]),
                citizen=chance.choice([None, {}, {"language": "qu", "sex": "f"}, {"age_band": "60+", "sex": "m"}])
                or ({"home_district": "080101", "disability": number % 2 == 0} if number % 3 else None),
            )
            | chance.choice(_OUTCOMES)
            for _ in range(3)
        ]
        now = started + timedelta(hours=3)
        world.send(*items, now=now)
        if number % 5 == 0:
            world.send(annulment(items[0]), now=now)
    content = {"kind": "history", "procedure": "afiliacion-sis-gratuito", "count": 41, "source": "https://example.org"}
    world.attentions.keep(CENTRE, date(2020, 3, 1), "HISTORY#x", content, world.now)
    world.settle(now=datetime(2026, 12, 2, 12, tzinfo=LIMA))
    facts = [from_item(item) for item in world.facts()]
    return StatisticsStore(world.client, "Statistics"), [
        {**f, "centre": f["PK"].split("#")[1], "day": date.fromisoformat(f["PK"].split("#")[3])} for f in facts
    ]


def _asked(question: Question) -> dict[str, Mapping[str, int]]:
    counts, _ = explored(question, _world()[0], INDEX, TODAY)
    return {key: {r: n for r, n in results.items() if n} for key, results in counts.items() if any(results.values())}


def _key(question: Question, fact: Mapping[str, Any]) -> str:
    """Return the row that a fact belongs to, in the plainest way."""
    place = INDEX.centres[fact["centre"]]
    known = INDEX.procedures.get(fact.get("procedure") or "")
    if question.by in {"day", "weekday", "hour", *CITIZEN} and fact["kind"] == "history":
        return ""
    started = datetime.fromisoformat(fact["started_at"]) if "started_at" in fact else None
    answer: Any = (fact.get("citizen") or {}).get(question.by)
    past = fact["kind"] == "history"
    return str(
        {
            "department": place.department,
            "province": place.province,
            "centre": fact["centre"],
            "host": place.host,
            "entity": known.entity if known else None,
            "procedure": fact.get("procedure"),
            "outcome": "past" if past else fact.get("outcome"),
            "reason": fact.get("reason"),
            "month": fact["day"].isoformat()[:7],
            "day": fact["day"].isoformat(),
            "weekday": fact["day"].isoweekday(),
            "hour": started.hour if started else None,
        }.get(question.by, {True: "yes", False: "no"}.get(answer, answer))
        or ""
    )


def _counted(question: Question) -> dict[str, Counter[str]]:
    """Return the answer from the raw facts."""
    facts = Facts(_world()[1])
    found: dict[str, Counter[str]] = {}
    for fact in [*facts.own, *facts.past]:
        place = INDEX.centres[fact["centre"]]
        known = INDEX.procedures.get(fact.get("procedure") or "")
        wanted = {
            "department": place.department,
            "province": place.province,
            "centre": fact["centre"],
            "host": place.host,
            "entity": known.entity if known else None,
            "procedure": fact.get("procedure"),
            "outcome": fact.get("outcome"),
            "reason": fact.get("reason"),
        }
        asked = {name: getattr(question, name) for name in wanted if getattr(question, name)}
        if question.first <= fact["day"] <= question.last and asked.items() <= wanted.items():
            result = "past" if fact["kind"] == "history" else fact["outcome"]
            if fact.get("reason"):
                result += f"/{fact['reason']}"
            key = _key(question, fact)
            kept = "" if question.by in ONLY_ATTENTIONS else result
            found.setdefault(key, Counter())[kept] += int(fact.get("count", 1))
    return found


def _filters(options: Mapping[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw one filter half of the time, since of more at once there are seldom any facts."""
    pairs: list[tuple[str, Any]] = [(name, value) for name, values in options.items() for value in values]
    return st.just({}) | st.sampled_from(pairs).map(lambda pair: dict([pair]))


@st.composite
def _questions(draw: st.DrawFn) -> Question:
    by = draw(st.sampled_from(VIEWS))
    days = st.dates(BEGINS - timedelta(days=40), TODAY + timedelta(days=40)) | st.sampled_from(
        [date(2020, 3, 1), date(2026, 1, 1), date(2025, 12, 31), date(2026, 11, 30), date(2026, 12, 1)]
    )
    first, last = sorted((draw(days), draw(days)))
    places = draw(_filters(_PLACES))
    done = {} if by in ONLY_ATTENTIONS else draw(_filters(_DONE))
    return Question(first, last, by, **places, **done)


@given(_questions())
@settings(deadline=None, max_examples=250)
def test_an_answer_is_what_the_facts_say(question: Question) -> None:
    """For any span, view and filters, row by row and result by result."""
    assert _asked(question) == _counted(question)


@given(_questions(), st.data())
@settings(deadline=None, max_examples=50)
def test_two_spans_add_up_to_one(question: Question, data: st.DataObject) -> None:
    """Wherever a span is cut, its parts have together what it has."""
    cut = data.draw(st.dates(question.first, question.last))
    parts = [Question(**vars(question) | change) for change in ({"last": cut}, {"first": cut + timedelta(days=1)})]
    both: dict[str, Counter[str]] = {}
    for part in parts:
        if part.first <= part.last:
            for key, results in _asked(part).items():
                both.setdefault(key, Counter()).update(results)
    assert both == _asked(question)


_WIDE = replace(INDEX, centres={f"c{n}": IndexedCentre(f"C {n}", n, f"{n % 25:02}") for n in range(2500)})
_CHANGES: dict[str, Any] = {"procedure": "afiliacion-sis-gratuito"}


class _Counting(StatisticsStore):
    """Thirty years of every month, generated and empty; counts what is asked of it: rows, and queries."""

    def __init__(self) -> None:
        self.queries = self.rows = 0

    def _asked(self, rows: int) -> None:
        self.queries, self.rows = self.queries + 1, self.rows + rows

    def years(self) -> dict[str, Tally]:
        self._asked(30)
        years = range(1997, 2027)
        return {f"{y}": Tally(by_month={f"{y}-{m:02}": 1 for m in range(1, 13)}) for y in years}

    def months(self, year: str) -> dict[str, Tally]:
        self._asked(12)
        return {f"{year}{month:02}": Tally() for month in range(1, 13)}

    def centre_months(self, month: str) -> dict[str, Tally]:  # noqa: ARG002 - all are alike
        self._asked(2500)
        return {}

    def days(self, centre: str, month: str) -> dict[str, Tally]:  # noqa: ARG002
        self._asked(31)
        return {}

    def months_of(self, centres: Iterable[str], months: Iterable[str]) -> Iterator[tuple[str, str, Tally]]:
        keys = len(list(centres)) * len(list(months))
        self.queries, self.rows = self.queries + -(-keys // 100), self.rows + keys
        return iter(())


@given(
    st.sampled_from(VIEWS),
    st.dates(date(1997, 1, 1), TODAY),
    st.dates(date(1997, 1, 1), TODAY),
    st.sampled_from([{}, {"centre": "c7"}, {"department": "07"}]),
    st.booleans(),
)
@settings(deadline=None, max_examples=200)
def test_any_question_is_bounded(by: By, one: date, other: date, place: dict[str, Any], done: bool) -> None:  # noqa: FBT001
    """Thirty years over 2,500 centres: answered by a bounded number of queries and rows, or refused after the first."""
    store = _Counting()
    question = Question(min(one, other), max(one, other), by, **place, **(_CHANGES if done else {}))
    try:
        explored(question, store, _WIDE, TODAY)
    except TooWideError:
        assert store.queries == 1
    assert store.queries <= 1 + 30 + MOST_QUERIES
    assert store.rows <= 30 + 360 + 31 * MOST_QUERIES + MOST_MONTHS_OF_CENTRES


def test_a_row_of_an_earlier_release_is_never_taken_for_a_day_without_attentions() -> None:
    """It does not know its days: the answer names the month and gives no number."""
    store = _world()[0]
    old = Tally(**vars(total(store.years().values())) | {"by_day": {}})

    class Old(StatisticsStore):
        def years(self) -> dict[str, Tally]:
            return {"2026": old}

        def months(self, year: str) -> dict[str, Tally]:
            return {f"{year}{month:02}": old for month in range(1, 13)}

    made = Old(store._client, "Statistics")  # noqa: SLF001 - the same table
    with pytest.raises(NotCountedError, match="202611"):
        explored(Question(date(2026, 11, 5), date(2026, 11, 7), "outcome"), made, INDEX, TODAY)
    counts, _ = explored(Question(date(2026, 11, 1), date(2026, 11, 30), "outcome"), made, INDEX, TODAY)
    assert counts


def test_only_the_ends_of_a_span_are_read_by_day() -> None:
    """Whole months come from their rows, whole years of the nation from theirs."""
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]

    def levels(**changes: Any) -> Counter[str]:
        span = {"first": date(2024, 1, 1), "last": date(2026, 6, 10), "by": "procedure"}
        return Counter(piece.level for piece in pieces(Question(**span | changes), months, TODAY))  # type: ignore[arg-type]

    assert levels() == {"year": 2, "month": 5, "centre days": 1}
    assert levels(department="20") == {"centre months": 29, "centre days": 1}
    assert levels(by="centre") == {"year": 2, "month": 5, "centre months": 1}
    assert levels(by="month") == {"year": 2, "month": 6}
    assert levels(last=TODAY) == {"year": 3}  # nothing lies beyond today: the month is whole
