"""A batch becomes verdicts, one for each item in order, whatever the other items are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from building import CENTRE, INDEX, NOW, annulment, attention
from macexpress.attentions.intake import Fact, take_in
from macexpress.catalogue.index import Index
from macexpress.platform.identity import Submitter

ADVISOR = Submitter("advisor", frozenset({CENTRE}))
ITEMS = [attention(), attention(), attention(outcome="pending")]
# The same ids with other content, annulments, and values that are not items at all.
POOL: list[Any] = [
    *ITEMS,
    ITEMS[0] | {"outcome": "pending"},
    ITEMS[0] | {"channel": "assisted", "citizen": dict(ITEMS[0]["citizen"])},
    annulment(ITEMS[0]),
    attention(dni="1"),
    {"id": ITEMS[1]["id"]},
    {"id": "x" * 500},
    None,
    [],
    7,
]


class _Kept:
    """A store in memory."""

    def __init__(self) -> None:
        self.facts: dict[tuple[str, str], Mapping[str, Any]] = {}

    def register(self, facts: Sequence[Fact]) -> dict[tuple[str, str], Mapping[str, Any]]:
        assert len({fact.key for fact in facts}) == len(facts)
        there = {fact.key: self.facts[fact.key] for fact in facts if fact.key in self.facts}
        self.facts |= {fact.key: fact.content for fact in facts if fact.key not in there}
        return there

    def stored(self, facts: Sequence[Fact]) -> dict[tuple[str, str], Mapping[str, Any]]:
        assert len({fact.key for fact in facts}) == len(facts)
        return {fact.key: self.facts[fact.key] for fact in facts if fact.key in self.facts}


@given(st.lists(st.lists(st.sampled_from(POOL), min_size=1, max_size=12), min_size=1, max_size=5))
def test_the_first_item_with_an_id_stays_and_others_are_duplicates_or_conflicts(sent: list[list[Any]]) -> None:
    """In any order and repetition: one verdict per item, one registration per id, and the first content stays."""
    kept, seen = _Kept(), set[tuple[str, str]]()
    for items in sent:
        verdicts = take_in(items, ADVISOR, INDEX, NOW, kept)
        assert len(verdicts) == len(items)
        for raw, verdict in zip(items, verdicts, strict=True):
            if verdict.verdict == "rejected":
                assert verdict.errors
                continue
            assert verdict.id == raw["id"]
            assert not verdict.errors
            key = (raw["kind"], raw["id"])
            assert (verdict.verdict == "registered") == (key not in seen)
            seen.add(key)
            if verdict.verdict != "registered":
                same = kept.facts[key]["outcome"] == raw["outcome"] if raw["kind"] == "attention" else True
                assert verdict.verdict == ("duplicate" if same else "conflict")
    assert seen == kept.facts.keys()


@given(
    st.lists(st.sampled_from([*ITEMS, annulment(ITEMS[0])]), min_size=1, max_size=6),
    st.sampled_from([INDEX, replace(INDEX, centres={}), replace(INDEX, procedures={}), replace(INDEX, districts={})]),
    st.sampled_from([ADVISOR, Submitter("advisor", frozenset())]),
    st.integers(-400, 400),
)
def test_what_is_registered_stays_so(sent: list[Any], index: Index, submitter: Submitter, days: int) -> None:
    """A batch whose answer was lost is sent again: whatever the rules say by then, each item is there, and no other."""
    kept, later = _Kept(), NOW + timedelta(days=days)
    take_in(sent, ADVISOR, INDEX, NOW, kept)
    before = dict(kept.facts)
    assert {verdict.verdict for verdict in take_in(sent, submitter, index, later, kept)} == {"duplicate"}
    # Other content under the same id is judged by the rules of the day, as before.
    others = [one | {"id": one["id"], "outcome": "pending"} for one in sent if one.get("outcome") == "completed"]
    assert {verdict.verdict for verdict in take_in(others, submitter, index, later, kept)} <= {"rejected", "conflict"}
    assert kept.facts == before


def test_a_batch_of_rejected_items_does_not_call_the_store() -> None:
    """If nothing may be registered, the store is not called."""

    class Untouched:
        def register(self, _: Sequence[Fact]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
            raise AssertionError

        def stored(self, _: Sequence[Fact]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
            raise AssertionError

    verdicts = take_in([attention(dni="1"), None], ADVISOR, INDEX, NOW, Untouched())
    assert [verdict.verdict for verdict in verdicts] == ["rejected", "rejected"]
    assert verdicts[1].id is None
