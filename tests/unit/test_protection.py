"""No small count can be got back from what is published of centres."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import WIDE_INDEX
from macexpress.publication.figures import month_figures
from macexpress.statistics import protection
from macexpress.statistics.protection import FEWEST, SMALL, STEP, cells_of, grouped, has_room, rounded, visits_of
from macexpress.statistics.tally import Tally, total

KNOWN = [f"centre-{n}" for n in range(FEWEST)]
FEW = KNOWN[:4]
COUNTS = st.dictionaries(st.sampled_from(FEW), st.integers(0, 9), max_size=4)
RESULTS = ["completed", "not_completed/payment_failed"]
CELLS = st.dictionaries(
    st.sampled_from(KNOWN), st.dictionaries(st.sampled_from(RESULTS), st.integers(0, 60)), max_size=FEWEST
)


def _worlds_like(counts: dict[str, int]) -> Iterator[dict[str, int]]:
    """Yield every possible truth that is published exactly as these counts are, with the same exact total."""
    published = rounded({key: counts.get(key, 0) for key in FEW})
    near = [range(max(0, published[key] - 2), published[key] + 3) for key in FEW]
    for truth in product(*near):
        if sum(truth) == sum(counts.values()):
            yield dict(zip(FEW, truth, strict=True))


@pytest.mark.slow
@given(COUNTS)
@settings(max_examples=1000)
def test_no_small_count_can_be_got_back(counts: dict[str, int]) -> None:
    """Whoever knows rule, centres, exact total and all that is published finds at least two values for each of them."""
    true = [counts.get(key, 0) for key in FEW]
    if not has_room(true, rounded(dict(zip(FEW, true, strict=True))).values()):
        return  # nothing of this result is published by centre: see the next test
    worlds = list(_worlds_like(counts))
    assert {key: counts.get(key, 0) for key in FEW} in worlds
    for centre, count in counts.items():
        if 0 < count < SMALL:
            assert len({world[centre] for world in worlds}) > 1, (counts, centre)


@pytest.mark.parametrize("centres", range(FEWEST, 120))
def test_a_result_that_is_left_out_gives_nothing_away(centres: int) -> None:
    """A left out result shows that all counts lie at the same end of their ranges: no total has only one such truth.

    Counts may be exchanged between centres, so only a truth in which all are equal could be the only one. Those are all
    at 2 (an upper end) or all at 3 (a lower one); each has another with the same total: some at 3, some at 8 or 13.
    """
    for equal in (2, 3):
        others = (
            [3] * threes + [8] * eights + [13] * thirteens + [0] * (centres - threes - eights - thirteens)
            for thirteens in (0, 1)
            for eights in range(centres - thirteens + 1)
            for threes in range(centres - eights - thirteens + 1)
            if threes != centres and 3 * threes + 8 * eights + 13 * thirteens == equal * centres
        )
        other = next(others, None)
        assert other, (centres, equal)
        for truth in (other, [equal] * centres):
            named = dict(zip(map(str, range(centres)), truth, strict=True))
            assert not has_room(truth, rounded(named).values())


def test_with_so_few_centres_that_it_would_nothing_is_published() -> None:
    """Two centres with three each: that they are left out would say it. So a small network shows no centre at all."""
    assert not has_room([3, 3], [5, 5])
    counts = {key: {"completed": 40} for key in KNOWN}
    assert cells_of(counts, KNOWN)[0]
    fewer = dict(list(counts.items())[:-1])
    assert cells_of(fewer, KNOWN[:-1]) == ({}, ("completed",))


@given(CELLS)
def test_every_published_sum_is_of_published_cells(counts: dict[str, dict[str, int]]) -> None:
    """Departments, provinces, regions and settings of a month say nothing that its centres do not, and add up."""
    index_centres = list(WIDE_INDEX.centres)
    counts = {index_centres[KNOWN.index(key)]: {r: n for r, n in cell.items() if n} for key, cell in counts.items()}
    tallies = {
        key: Tally(results=cell, by_centre={key: cell}, visits=sum(cell.values()) // 2)
        for key, cell in counts.items()
        if cell
    }
    groups = month_figures("202611", total(tallies.values()), tallies, WIDE_INDEX, closed=False).groups
    for name in ("natural_region", "setting", "department", "province"):
        members: dict[str, list[str]] = {}
        for key, centre in WIDE_INDEX.centres.items():
            members.setdefault(str(getattr(centre, name)), []).append(key)
        for group, said in getattr(groups, name).items():
            own = [groups.centre[key] for key in members[group] if key in groups.centre]
            assert said.attentions == sum(one.attentions for one in own)
            assert said.completed == sum(one.completed for one in own)
            assert said.visits == sum(one.visits or 0 for one in own)
    for said in groups.centre.values():
        parts = said.completed + said.pending + sum(said.not_completed.values()) + said.not_offered + said.past
        assert said.attentions == parts
        assert said.attentions % STEP == 0


@given(CELLS, st.data())
def test_visits_give_no_attention_away(counts: dict[str, dict[str, int]], data: st.DataObject) -> None:
    """Visits are never more than attentions, in truth and as published: even both together leave two values.

    An attention singled out would have to be at its upper end with all others, and visits at their lower.
    """
    attentions = {key: sum(cell.values()) for key, cell in counts.items()}
    visits = {key: data.draw(st.integers(min(1, n), n)) for key, n in attentions.items()}
    cells, _ = cells_of(counts, KNOWN)
    published = visits_of(visits, cells, KNOWN)
    for key, value in published.items():
        shown = sum(cells.get(key, {}).values())
        assert value <= shown
        most = sum(cell + STEP // 2 for cell in cells[key].values())
        assert max(0, value - STEP // 2) < most


@given(COUNTS, st.dictionaries(st.sampled_from(FEW), st.sampled_from(["x", "y"]), max_size=4))
def test_totals_stay_consistent(counts: dict[str, int], group_of: dict[str, str]) -> None:
    """A published group is the sum of its published centres."""
    published = rounded(counts)
    for group, value in grouped(published, group_of).items():
        assert value == sum(count for key, count in published.items() if group_of.get(key) == group)


@given(COUNTS)
def test_a_published_count_is_near_the_true_one(counts: dict[str, int]) -> None:
    """It is a multiple of five, at most two away."""
    for key, value in rounded(counts).items():
        assert value % STEP == 0
        assert abs(value - counts[key]) <= 2


def test_a_total_that_leaves_no_room_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at an end of their ranges: the exact total would give them away. Other results are not touched."""
    monkeypatch.setattr(protection, "FEWEST", 2)
    assert cells_of({"a": {"r": 3}, "b": {"r": 3, "s": 4}}, "ab") == ({"b": {"s": 5}}, ("r",))
    assert cells_of({"a": {"r": 7}, "b": {"r": 2}}, "ab") == ({}, ("r",))
    assert cells_of({"a": {"r": 3}, "b": {"r": 4}}, "ab") == ({"a": {"r": 5}, "b": {"r": 5}}, ())
    assert cells_of({"a": {"r": 3}}, "ab") == ({}, ("r",))
    assert cells_of({"a": {"r": 4}}, "ab") == ({"a": {"r": 5}}, ())
    assert cells_of({}, "") == ({}, ())
