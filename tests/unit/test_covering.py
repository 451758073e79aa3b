"""The next centres: nothing that can be chosen reaches more people."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mac.planning.covering import Cover, choose, in_order, reached
from mac.planning.people import People, covers, kilometres, vectors
from portal.territory.nearest import Spot, distance_km

_COVERS = st.lists(
    st.builds(
        Cover,
        st.sets(st.integers(0, 7), min_size=1, max_size=4).map(lambda numbers: tuple(sorted(numbers))),
        st.integers(1, 1000).map(float),
    ),
    max_size=12,
)
_POINTS = st.lists(st.tuples(st.floats(-18, 0), st.floats(-81, -69)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(_COVERS, st.integers(0, 5))
def test_no_choice_of_as_many_reaches_more(found: list[Cover], count: int) -> None:
    """Brute force over small cases finds nothing better."""
    choice = choose(found, count)

    every = sorted({number for cover in found for number in cover.candidates})
    best = max((reached(chosen, found) for size in range(count + 1) for chosen in combinations(every, size)), default=0)
    assert choice.people == best
    assert len(choice.chosen) <= count
    assert choice.gap == 0


@settings(max_examples=60, deadline=None)
@given(_COVERS, st.sets(st.integers(0, 7), max_size=5))
def test_what_each_adds_makes_the_whole_and_never_grows(found: list[Cover], chosen: set[int]) -> None:
    """What each adds sums to what all reach; the first adds most."""
    adds = [people for _, people in in_order(sorted(chosen), found)]

    assert sum(adds) == reached(sorted(chosen), found)
    assert adds == sorted(adds, reverse=True)


@settings(max_examples=60, deadline=None)
@given(_POINTS, _POINTS, _POINTS, st.sampled_from([5.0, 20.0, 400.0]))
def test_who_is_reached_is_who_is_near(
    homes: list[tuple[float, float]],
    centres: list[tuple[float, float]],
    places: list[tuple[float, float]],
    within: float,
) -> None:
    """Whom candidates reach is found by distances one by one."""
    who = People(vectors(homes), np.arange(1.0, len(homes) + 1))
    far = kilometres(who.points, vectors(centres))

    for home, distance in zip(homes, far, strict=True):
        assert abs(distance - min(distance_km(Spot(*home), Spot(*centre)) for centre in centres)) < 0.01
    expected = sum(
        number
        for home, distance, number in zip(homes, far, who.number, strict=True)
        if distance > within and any(distance_km(Spot(*home), Spot(*place)) <= within for place in places)
    )
    found = covers(who, far > within, vectors(places), within)
    assert reached(range(len(places)), found) == expected


def test_without_a_centre_everybody_is_far() -> None:
    """A country without centres is a question too."""
    assert np.isinf(kilometres(vectors([(-12.0, -77.0)]), vectors([]))).all()
