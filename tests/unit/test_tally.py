"""Figures are the sums of the facts, in any order and grouping."""

import random
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from building import attention
from macexpress.statistics.store import packed, unpacked
from macexpress.statistics.tally import PAST, Tally, added, tally_of_day, total

DAY = date(2026, 11, 24)
IDS = [f"a{number}" for number in range(6)]
FACTS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "kind": st.just("attention"),
                "id": st.sampled_from(IDS),
                "visit": st.sampled_from(["v1", "v2", "v3"]),
                "procedure": st.sampled_from(["p1", "p2"]),
                "outcome": st.sampled_from(["completed", "pending"]),
                "reason": st.sampled_from([None, "entity_system_down"]),
                "started_at": st.just("2026-11-24T08:00:00-05:00"),
                "ended_at": st.sampled_from(["2026-11-24T08:05:00-05:00", "2026-11-24T09:30:30-05:00"]),
                "received_at": st.sampled_from(["2026-11-24T09", "2026-11-24T10"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("annulment"),
                "id": st.sampled_from(["x1", "x2", "x3"]),
                "attention": st.sampled_from([*IDS, "never-sent"]),
                "received_at": st.just("2026-11-24T11"),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("rating"),
                "id": st.sampled_from(IDS),  # the store has one rating per attention
                "rating": st.integers(1, 5),
                "received_at": st.just("2026-11-24T12"),
            }
        ).map(lambda fact: fact | {"attention": fact["id"]}),
        st.fixed_dictionaries(
            {
                "kind": st.just("history"),
                "id": st.sampled_from(["h1", "h2"]),
                "procedure": st.sampled_from(["p1", "p2"]),
                "count": st.integers(1, 50),
                "received_at": st.just("2026-11-24T13"),
            }
        ),
    ),
    unique_by=lambda fact: (fact["kind"], fact["id"]),  # as in the store
)


@given(FACTS, st.randoms(use_true_random=False))
def test_order_changes_nothing(facts: list[dict[str, Any]], chance: random.Random) -> None:
    """An annulment may come before its attention; facts may come in any order."""
    shuffled = list(facts)
    chance.shuffle(shuffled)
    assert tally_of_day("c", DAY, facts) == tally_of_day("c", DAY, shuffled)


@given(FACTS)
def test_each_attention_is_counted_once_or_annulled(facts: list[dict[str, Any]]) -> None:
    """Each attention is counted or annulled; one annulled twice is annulled once; every grouping adds up."""
    tally = tally_of_day("c", DAY, facts)
    sent = {fact["id"] for fact in facts if fact["kind"] == "attention"}
    annulled = sent & {fact["attention"] for fact in facts if fact["kind"] == "annulment"}
    assert tally.facts == len(facts)
    assert tally.annulled == len(annulled)
    past = sum(fact["count"] for fact in facts if fact["kind"] == "history")
    assert tally.attentions == len(sent - annulled) + past
    assert sum(n for result, n in tally.results.items() if result != PAST) == len(sent - annulled)
    for grouping in (added(tally.by_centre.values()), added(tally.by_procedure.values()), tally.by_month):
        assert sum(grouping.values()) == tally.attentions
        assert 0 not in grouping.values()
    assert tally.visits <= tally.attentions
    assert sum(added(tally.minutes.values()).values()) == len(sent - annulled)
    assert sum(added(tally.ratings.values()).values()) == len(
        {f["id"] for f in facts if f["kind"] == "rating"} & (sent - annulled)
    )


@given(FACTS)
def test_news_of_a_centre_is_what_it_sent(facts: list[dict[str, Any]]) -> None:
    """Its newest attention, annulled or not; the newest of all facts is of any kind."""
    tally = tally_of_day("c", DAY, facts)
    sent = [fact["received_at"] for fact in facts if fact["kind"] == "attention"]
    assert tally.newest_of == ({"c": max(sent)} if sent else {})
    assert tally.newest == max((fact["received_at"] for fact in facts), default=None)


@given(st.lists(FACTS, max_size=5), st.integers(0, 5))
def test_levels_can_be_cut_anywhere(days: list[list[dict[str, Any]]], cut: int) -> None:
    """The total of days is the total of their months' totals, wherever a month ends."""
    tallies = [tally_of_day(f"c{number % 2}", DAY, facts) for number, facts in enumerate(days)]
    assert total(tallies) == total([total(tallies[:cut]), total(tallies[cut:])])
    assert total([]) == Tally()


@given(FACTS)
def test_a_stored_tally_is_the_tally(facts: list[dict[str, Any]]) -> None:
    """A tally is the same after writing it to a row and reading it."""
    tally = tally_of_day("c", DAY, facts)
    assert unpacked(packed(tally)) == tally


def test_what_was_answered_is_counted_by_itself_and_in_lima() -> None:
    """Each answer once, never with the procedure; the hour is Lima's, whatever offset the desk wrote."""
    facts = [
        {**attention(citizen=citizen), "received_at": "2026-11-24T16:00:00-05:00"}
        for citizen in ({"language": "qu", "disability": True}, {"language": "es", "sex": "f"}, None)
    ]
    facts[0] |= {"started_at": "2026-11-24T14:15:00+00:00", "ended_at": "2026-11-24T14:20:00+00:00"}
    tally = tally_of_day("c", DAY, facts)
    assert tally.by_hour == {"2-9": 3}
    assert tally.citizens == {"disability": {"yes": 1}, "language": {"es": 1, "qu": 1}, "sex": {"f": 1}}
    assert tally.by_day == {"2026-11-24": {"completed": 3}}
    assert tally.attended == {"2026-11-24": {"centres": 1, "visits": 3}}
    two = total([tally, tally_of_day("d", DAY, facts)])
    assert (two.by_hour, two.citizens["language"]) == ({"2-9": 6}, {"es": 2, "qu": 2})
    assert two.attended == {"2026-11-24": {"centres": 2, "visits": 6}}
