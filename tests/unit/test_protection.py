"""No small count can be got back from what is published of centres."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from macexpress.statistics.protection import SMALL, STEP, grouped, of_centres, rounded

CENTRES = "abcd"
COUNTS = st.dictionaries(st.sampled_from(CENTRES), st.integers(0, 9), max_size=4)


def _worlds_like(counts: dict[str, int]) -> Iterator[dict[str, int]]:
    """Yield every possible truth that is published exactly as these counts are, with the same exact total."""
    published = of_centres(counts, CENTRES)
    near = [range(max(0, published.get(key, 0) - 2), published.get(key, 0) + 3) for key in CENTRES]
    for truth in product(*near):
        world = dict(zip(CENTRES, truth, strict=True))
        if sum(truth) == sum(counts.values()) and of_centres(world, CENTRES) == published:
            yield world


@given(COUNTS)
@settings(max_examples=1000)
def test_no_small_count_can_be_got_back(counts: dict[str, int]) -> None:
    """Whoever knows rule, centres, exact total and all that is published finds at least two values for each of them."""
    if not of_centres(counts, CENTRES):
        return  # nothing is published by centre
    worlds = list(_worlds_like(counts))
    assert {key: counts.get(key, 0) for key in CENTRES} in worlds
    for centre, count in counts.items():
        if 0 < count < SMALL:
            assert len({world[centre] for world in worlds}) > 1, (counts, centre)


@given(COUNTS, st.dictionaries(st.sampled_from(CENTRES), st.sampled_from(["x", "y"]), max_size=4))
def test_totals_stay_consistent(counts: dict[str, int], group_of: dict[str, str]) -> None:
    """A published group is the sum of its published centres, so a group says nothing that its centres do not."""
    published = of_centres(counts, CENTRES)
    for group, value in grouped(published, group_of).items():
        assert value == sum(count for key, count in published.items() if group_of.get(key) == group)


@given(COUNTS)
def test_a_published_count_is_near_the_true_one(counts: dict[str, int]) -> None:
    """It is a multiple of five, at most two away."""
    for key, value in rounded(counts).items():
        assert value % STEP == 0
        assert abs(value - counts[key]) <= 2


def test_a_total_that_leaves_no_room_publishes_nothing() -> None:
    """One centre alone, or all of them at an end of their ranges: the exact total would give them away."""
    assert of_centres({"a": 4}, "a") == {}
    assert of_centres({"a": 3, "b": 3}, "ab") == {}
    assert of_centres({"a": 7, "b": 2}, "ab") == {}
    assert of_centres({"a": 3, "b": 4}, "ab") == {"a": 5, "b": 5}
    assert of_centres({"a": 3}, "ab") == {}
    assert of_centres({"a": 4}, "ab") == {"a": 5}
    assert of_centres({}, "") == {}
