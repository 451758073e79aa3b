"""No small count can be derived from what is published about centres."""

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
    """Yield all true counts that would be published exactly like these, with the same exact total."""
    published = rounded({key: counts.get(key, 0) for key in FEW})
    near = [range(max(0, published[key] - 2), published[key] + 3) for key in FEW]
    for truth in product(*near):
        if sum(truth) == sum(counts.values()):
            yield dict(zip(FEW, truth, strict=True))


@pytest.mark.slow
@given(COUNTS)
@settings(max_examples=1000)
def test_no_small_count_can_be_derived(counts: dict[str, int]) -> None:
    """With rule, centres, exact total and everything published, at least two values are possible for each count."""
    true = [counts.get(key, 0) for key in FEW]
    if not has_room(true, rounded(dict(zip(FEW, true, strict=True))).values()):
        return  # nothing of this result is published by centre: see the next test
    worlds = list(_worlds_like(counts))
    assert {key: counts.get(key, 0) for key in FEW} in worlds
    for centre, count in counts.items():
        if 0 < count < SMALL:
            assert len({world[centre] for world in worlds}) > 1, (counts, centre)


@pytest.mark.parametrize("centres", range(FEWEST, 120))
def test_a_result_that_is_left_out_reveals_nothing(centres: int) -> None:
    """Leaving out a result shows that all counts lie at the same end of their ranges: always several are possible.

    Counts can be exchanged between centres, so only counts that are all equal could be the only possible ones. They are
    all 2 (an upper end) or all 3 (a lower end); both have an alternative with the same total, like some 3 and some 8.
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


def test_with_too_few_centres_nothing_is_published() -> None:
    """For two centres with three each, leaving them out would reveal it. So a small network shows no centre at all."""
    assert not has_room([3, 3], [5, 5])
    counts = {key: {"completed": 40} for key in KNOWN}
    assert cells_of(counts, KNOWN)[0]
    fewer = dict(list(counts.items())[:-1])
    assert cells_of(fewer, KNOWN[:-1]) == ({}, ("completed",))


@given(CELLS)
def test_every_published_sum_is_of_published_cells(counts: dict[str, dict[str, int]]) -> None:
    """Departments, provinces, regions and settings of a month reveal nothing that its centres do not, and add up."""
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
        for group, figures in getattr(groups, name).items():
            own = [groups.centre[key] for key in members[group] if key in groups.centre]
            assert figures.attentions == sum(one.attentions for one in own)
            assert figures.completed == sum(one.completed for one in own)
            assert figures.visits == sum(one.visits or 0 for one in own)
    for figures in groups.centre.values():
        parts = (
            figures.completed
            + figures.pending
            + sum(figures.not_completed.values())
            + figures.not_offered
            + figures.past
        )
        assert figures.attentions == parts
        assert figures.attentions % STEP == 0


@given(CELLS, st.data())
def test_visits_reveal_no_attention(counts: dict[str, dict[str, int]], data: st.DataObject) -> None:
    """Visits are never more than attentions, both true and published: even together they leave two possible values.

    To reveal an attention, all attentions would have to be at their upper ends and visits at their lower ends.
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
    """It is a multiple of five, at most two away from the true count."""
    for key, value in rounded(counts).items():
        assert value % STEP == 0
        assert abs(value - counts[key]) <= 2


def test_a_total_that_leaves_no_room_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """If all are at one end of their ranges, the exact total would reveal them. Other results are not affected."""
    monkeypatch.setattr(protection, "FEWEST", 2)
    assert cells_of({"a": {"r": 3}, "b": {"r": 3, "s": 4}}, "ab") == ({"b": {"s": 5}}, ("r",))
    assert cells_of({"a": {"r": 7}, "b": {"r": 2}}, "ab") == ({}, ("r",))
    assert cells_of({"a": {"r": 3}, "b": {"r": 4}}, "ab") == ({"a": {"r": 5}, "b": {"r": 5}}, ())
    assert cells_of({"a": {"r": 3}}, "ab") == ({}, ("r",))
    assert cells_of({"a": {"r": 4}}, "ab") == ({"a": {"r": 5}}, ())
    assert cells_of({}, "") == ({}, ())
