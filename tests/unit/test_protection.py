"""No small count, and nothing of a single attention, can be derived from what is published."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attacker
from attacker import (
    FIRST,
    Living,
    asides_found,
    leaves,
    moments_found,
    moments_of,
    moved_aside,
    singles_found,
    small_counts_found,
)
from building import WIDE_INDEX
from macexpress.catalogue.index import IndexedCentre
from macexpress.platform.lima import LIMA
from macexpress.publication.documents import Month
from macexpress.publication.figures import month_figures
from macexpress.statistics import protection
from macexpress.statistics.editions import Batch
from macexpress.statistics.protection import STEP, Protected, protected, rounded, shared
from macexpress.statistics.tally import PAST, Tally, added

CENTRES = ["a", "b", "c", "d"]
INDEX = replace(
    WIDE_INDEX,
    centres={
        name: IndexedCentre(name, at, department, f"{department}01")
        for at, (name, department) in enumerate(zip(CENTRES, ("08", "08", "16", "16"), strict=True))
    },
)
RESULTS = ["completed", "pending", "not_completed/payment_failed"]
PROCEDURES = ["certificado-antecedentes-penales", "afiliacion-sis-gratuito"]
KINDS = [("completed", PROCEDURES[0]), ("pending", PROCEDURES[1])]
Attention = tuple[str, str, str]
"""Centre, result and procedure."""
PLACES = st.tuples(st.sampled_from(CENTRES), st.sampled_from(RESULTS), st.sampled_from(PROCEDURES))
COUNTS = st.dictionaries(PLACES, st.integers(1, 40))
FEW = st.dictionaries(PLACES, st.integers(1, 3), min_size=1, max_size=3)
World = tuple[int, ...]
CUT = datetime(2026, 12, 1, tzinfo=LIMA)


def _tally(counts: Mapping[Attention, int], minutes: int = 7) -> Tally:
    """Return attentions of which half lasted that long and half twice as long, so that one more moves the median."""
    centres: dict[str, dict[str, int]] = {}
    procedures: dict[str, dict[str, int]] = {}
    for (centre, result, procedure), count in counts.items():
        if count:
            centres[centre] = added([centres.get(centre, {}), {result: count}])
            procedures[procedure] = added([procedures.get(procedure, {}), {result: count}])
    lasted = {}
    for procedure, by_result in procedures.items():
        count = sum(by_result.values())
        lasted[procedure] = added([{str(minutes): count - count // 2}, {str(2 * minutes): count // 2}])
    return Tally(results=added(centres.values()), by_centre=centres, by_procedure=procedures, minutes=lasted)


def _worlds(places: int, most: int) -> Iterator[World]:
    """Yield every way in which at most `most` attentions can lie in some places."""
    if not places:
        yield ()
        return
    for count in range(most + 1):
        for others in _worlds(places - 1, most - count):
            yield (count, *others)


def _learned(
    worlds: Sequence[World], publish: Callable[[World], Hashable], secrets: Sequence[Callable[[World], int]]
) -> int:
    """Return in how many worlds an attacker is sure that one of the secret counts lies between one and four.

    The attacker knows the rule to its last detail and can go through all worlds: so they know exactly which of them
    would have been published in the same way.
    """
    alike: dict[Hashable, list[World]] = defaultdict(list)
    for world in worlds:
        alike[publish(world)].append(world)
    return sum(
        len(same)
        for same in alike.values()
        if any(min(map(secret, same)) >= 1 and max(map(secret, same)) <= 4 for secret in secrets)
    )


def _published(places: Sequence[Attention], world: World) -> Protected:
    return protected([Batch(_tally(dict(zip(places, world, strict=True))))], INDEX)


def _at(*places: int) -> Callable[[World], int]:
    return lambda world: sum(world[place] for place in places)


def test_no_small_count_of_a_centre_can_be_derived() -> None:
    """For every distribution of up to 17 attentions, even where the nation's exact count of the month is known."""
    places = [(centre, "completed", PROCEDURES[0]) for centre in CENTRES]
    worlds = list(_worlds(len(places), 17))
    secrets = [_at(0), _at(1), _at(2), _at(3)]
    assert _learned(worlds, lambda world: (sum(world), str(_published(places, world))), secrets) == 0
    # Of some worlds like one with 16 or 17 there are more than could be listed: those are no question here.
    assert _learned(worlds, lambda world: str(_published(places, world)), secrets) == 0


def test_neither_centre_nor_result_nor_procedure_of_few_can_be_derived() -> None:
    """Of three centres with two results of two procedures: no count of a centre, nor of a centre and result."""
    places = [(centre, *kind) for centre, kind in product(CENTRES[:3], KINDS)]
    secrets = [*map(_at, range(6)), _at(0, 1), _at(2, 3), _at(4, 5)]
    worlds = list(_worlds(len(places), 11))
    assert _learned(worlds, lambda world: (sum(world), str(_published(places, world))), secrets) == 0


Second = Callable[[Sequence[Attention], World, World], Protected]
"""Publishes a second edition: from the places, what the first counted in each, and what left it."""


def _second(places: Sequence[Attention], counted: World, left: World) -> Protected:
    tallies = [_tally(dict(zip(places, counts, strict=True))) for counts in (counted, left)]
    return protected([Batch(tallies[0]), Batch(Tally(), tallies[1])], INDEX)


def _counted_again(places: Sequence[Attention], counted: World, left: World) -> Protected:
    return _published(places, tuple(n - gone for n, gone in zip(counted, left, strict=True)))


def _secrets_of_corrections(centres: Sequence[str], kinds: Sequence[tuple[str, str]], most: int, second: Second) -> int:
    """Return in how many worlds somebody who sees both editions is sure of a count from one to four.

    Of a centre, or of a centre and kind: as it was, or as it is now. They know exactly how many attentions were
    annulled, since the nation's total says so.
    """
    places = [(centre, *kind) for centre, kind in product(centres, kinds)]
    size, first = len(places), {world: str(_published(places, world)) for world in _worlds(len(places), most)}
    worlds = [(*counted, *left) for counted in first for left in product(*(range(n + 1) for n in counted))]

    def publish(world: World) -> Hashable:
        counted, left = world[:size], world[size:]
        return first[counted], str(second(places, counted, left)), sum(left)

    def now(*at: int) -> Callable[[World], int]:
        return lambda world: sum(world[n] - world[n + size] for n in at)

    groups = [*((n,) for n in range(size)), *(range(n, n + len(kinds)) for n in range(0, size, len(kinds)))]
    return _learned(worlds, publish, [secret(*group) for group in groups for secret in (_at, now)])


CORRECTED = [(["a", "c"], KINDS[:1], 12), (["a", "b", "c"], KINDS[:1], 7), (["a", "c"], KINDS, 7)]


@pytest.mark.parametrize(("centres", "kinds", "most"), CORRECTED)
def test_two_editions_give_no_small_count_away(centres: list[str], kinds: list[tuple[str, str]], most: int) -> None:
    """For every distribution of so many attentions, and all that may be annulled of each."""
    assert _secrets_of_corrections(centres, kinds, most, _second) == 0


@pytest.mark.slow
def test_two_editions_of_a_larger_month_give_no_small_count_away() -> None:
    """The same of up to twelve attentions in three centres: 18,564 worlds."""
    assert _secrets_of_corrections(CENTRES[:3], KINDS[:1], 12, _second) == 0


@pytest.mark.parametrize(("centres", "kinds", "most"), CORRECTED)
def test_a_month_counted_again_is_found_out(centres: list[str], kinds: list[tuple[str, str]], most: int) -> None:
    """The search can fail: a second edition that divides the whole month again gives counts away beside the first."""
    assert _secrets_of_corrections(centres, kinds, most, _counted_again) > 0


def test_counts_that_are_rounded_each_by_itself_are_found_out() -> None:
    """The search can fail: beside the nation's count and its number of centres, nearest fives say small counts."""

    def each_by_itself(world: World) -> Hashable:
        return tuple((count + 2) // 5 for count in world), sum(world), sum(count > 0 for count in world)

    worlds = list(_worlds(4, 17))
    assert _learned(worlds, each_by_itself, [_at(0), _at(1), _at(2), _at(3)]) > len(worlds) / 3


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 60), max_size=9))
def test_a_total_is_shared_in_whole_fives(counts: dict[str, int]) -> None:
    """The parts add up to it, none gets what it has not, and no beginning of the row is far from its share."""
    total = rounded(sum(counts.values()))
    parts = shared(total, counts)
    assert sum(parts.values()) == total
    assert all(part > 0 and part % STEP == 0 and counts[key] for key, part in parts.items())
    passed = given_away = 0
    for key, count in counts.items():
        passed, given_away = passed + count, given_away + parts.get(key, 0)
        assert abs(given_away - passed * total / max(1, sum(counts.values()))) <= STEP / 2


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=9), st.integers(0, 20))
def test_what_leaves_goes_on_to_where_there_is_room(row: list[tuple[int, int]], most: int) -> None:
    """It adds up, in whole fives, and no part is more than its room; where all fits it is where it was."""
    counts = {str(at): count for at, (count, _) in enumerate(row)}
    room = {str(at): fives * STEP for at, (_, fives) in enumerate(row)}
    total = min(most * STEP, sum(room.values()))
    parts = shared(total, counts, room)
    assert sum(parts.values()) == total
    assert all(0 < part <= room[key] and part % STEP == 0 for key, part in parts.items())
    if sum(counts.values()) and all(part <= room[key] for key, part in shared(total, counts).items()):
        assert parts == shared(total, counts)


def test_of_batches_that_are_not_shown_nothing_is_taken() -> None:
    """Neither attentions nor visits nor ratings fall below nothing, although eight left and rounded are ten."""
    four, eight = (_rated({("a", "completed", PROCEDURES[0]): many}) for many in (4, 8))
    published = protected([Batch(four), Batch(four), Batch(Tally(), eight)], INDEX)
    assert (published.visits, published.attentions, published.ratings, published.annulled) == (0, 0, {}, 0)


@given(COUNTS, COUNTS)
def test_every_published_sum_agrees_with_the_others(first: dict[Attention, int], late: dict[Attention, int]) -> None:
    """Centres, provinces, departments, procedures, results and reasons of a month and of its late batch."""
    tallies = [_tally(first), _tally(late)]
    figures = month_figures("202611", [*map(Batch, tallies)], CUT, INDEX, closed=False)
    _adds_up(figures)
    assert abs(figures.totals.attentions - sum(tally.attentions for tally in tallies)) <= 8


def _adds_up(figures: Month) -> None:
    groups, results = figures.groups, figures.results
    for name in ("centre", "department", "province", "procedure", "entity"):
        assert sum(group.attentions for group in getattr(groups, name).values()) == figures.totals.attentions, name
    assert sum(figures.by_outcome.values()) == results.attentions == figures.totals.attentions
    for part in ("completed", "pending"):
        of_places = sum(getattr(group, part) for group in groups.department.values())
        assert of_places == sum(getattr(group, part) for group in groups.procedure.values()) == getattr(results, part)
    for code, department in groups.department.items():
        own = [groups.centre[key].attentions for key in groups.centre if INDEX.centres[key].department == code]
        assert sum(own) == department.attentions
    assert {group.attentions % STEP for group in groups.centre.values()} <= {0}


@st.composite
def _months(draw: st.DrawFn) -> tuple[list[Batch], Batch]:
    """Return what a month's first edition counts, and a correction of it."""
    counts = [draw(COUNTS), draw(COUNTS)]
    together: Counter[Attention] = Counter(counts[0]) + Counter(counts[1])
    left = {place: draw(st.integers(0, count)) for place, count in together.items()}
    return [Batch(_rated(one)) for one in counts], Batch(_rated(draw(COUNTS)), _rated(left))


def _rated(counts: Mapping[Attention, int]) -> Tally:
    """Return attentions that were all rated, in as many visits."""
    tally = _tally(counts)
    ratings = {key: {str(1 + n % 5): sum(of.values())} for n, (key, of) in enumerate(tally.by_procedure.items())}
    return replace(tally, visits=tally.attentions, ratings=ratings)


@given(_months())
def test_a_correction_takes_no_more_than_there_is(month: tuple[list[Batch], Batch]) -> None:
    """No part of the month falls below nothing, what is left adds up, and the correction is near to what it counts."""
    first, correction = month
    shown = [month_figures("202611", first, CUT, INDEX, closed=True)]
    shown.append(month_figures("202611", [*first, correction], CUT, INDEX, closed=True))
    assert all(number >= 0 for _, number in leaves(shown[1].model_dump()) if isinstance(number, int))
    for figures in shown:
        _adds_up(figures)
    before, after = shown
    came, left = correction.came.attentions, rounded(correction.left.attentions)
    taken = min(left, before.totals.attentions)
    assert after.totals.attentions == before.totals.attentions + rounded(came) - taken
    assert after.totals.annulled == before.totals.annulled + taken
    for key, place in before.groups.centre.items():
        alone = protected([Batch(correction.came)], INDEX).centres.get(key, 0)
        there = after.groups.centre[key].attentions if key in after.groups.centre else 0
        assert 0 <= place.attentions + alone - there <= place.attentions


@given(COUNTS, FEW)
def test_a_correction_of_few_changes_no_figure(counts: dict[Attention, int], few: dict[Attention, int]) -> None:
    """Fewer than five attentions that leave are not shown; and no median moves, whatever leaves."""
    left = {place: min(count, counts.get(place, 0)) for place, count in few.items()}
    batches = [Batch(_tally(counts)), Batch(Tally(), _tally(left))]
    before, after = (
        month_figures("202611", batches[:many], CUT, INDEX, closed=True).model_dump(mode="json") for many in (1, 2)
    )
    assert moved_aside(before, after) == set()
    assert sum(left.values()) >= STEP or after == before


@given(COUNTS)
def test_what_comes_late_changes_no_published_batch(counts: dict[Attention, int]) -> None:
    """The difference of two publications is the late batch as it would be published alone."""
    first, late = _tally({("a", "completed", PROCEDURES[0]): 23}), _tally(counts)
    before, both, alone = (protected(map(Batch, some), INDEX) for some in ([first], [first, late], [late]))
    assert both.centres == added([before.centres, alone.centres])
    assert both.results == added([before.results, alone.results])


@given(COUNTS, FEW | COUNTS, st.integers(0, 60))
def test_what_is_not_shown_moves_nothing(first: dict[Attention, int], late: dict[Attention, int], minutes: int) -> None:
    """No median, of nation, entity or procedure, moves while its count stays: one late attention would show by it.

    And no moment of a fact is said: the month counts what was received before its breakdown.
    """
    received = "2026-12-07T11:42:13.512345-05:00"
    batches = [Batch(_tally(first)), Batch(replace(_tally(late, minutes), newest=received))]
    before, after = (
        month_figures("202611", batches[:many], CUT, INDEX, closed=False).model_dump(mode="json") for many in (1, 2)
    )
    assert moved_aside(before, after) == set()
    assert set(moments_of(after)) == {CUT}
    if sum(late.values()) < STEP:
        assert after == before


def test_counts_of_past_years_stay_as_they_were_published() -> None:
    """They have a public source; only what is counted here is protected."""
    past = Tally(results={PAST: 3}, by_centre={"b": {PAST: 3}}, by_procedure={PROCEDURES[0]: {PAST: 3}})
    published = protected([Batch(past), Batch(_tally({("a", "completed", PROCEDURES[0]): 23}))], INDEX)
    assert published.centres == {"a": 25, "b": 3}
    assert published.departments == {"08": {"completed": 25, PAST: 3}}


@pytest.mark.slow
def test_who_keeps_every_publication_learns_nothing_of_a_single_attention() -> None:
    """Centre, procedure, outcome and rating of each fact that came alone between two runs, over seventy days.

    Nor from medians of what came late, nor from any moment that a file says.
    """
    kept = Living(1).live(FIRST, 70)
    found = singles_found(kept)
    assert {name: learned for name, (learned, _) in found.items()} == dict.fromkeys(found, 0)
    assert small_counts_found(kept)[0] == moments_found(kept)[0] == asides_found(kept)[0] == 0
    assert sum(tried for _, tried in found.values()) > 40


@pytest.mark.slow
def test_the_attacker_finds_what_is_published_too_early() -> None:
    """The attack can succeed: broken down at each run the figures give single facts away, even in fives."""
    kept = Living(1, replace(attacker.INDEX, demonstration=True)).live(FIRST, 50)
    in_fives = sum(learned for learned, _ in singles_found(kept).values())
    with patch.object(protection, "STEP", 1):
        kept = Living(1, replace(attacker.INDEX, demonstration=True)).live(FIRST, 50)
    exact = sum(learned for learned, _ in singles_found(kept).values())
    assert exact > in_fives > 0
