"""After a crash at any call, a repeat or two runs at once the figures agree with the facts. Store: in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from building import NOW, OTHER_CENTRE, STARTED, annulment, attention
from memory_aws import CrashError, crash
from scheduler_world import World

pytestmark = pytest.mark.slow  # a store in memory


FIRST = [attention(), attention(), attention(centre=OTHER_CENTRE), attention(started=STARTED - timedelta(days=40))]
LATER = [attention(), annulment(FIRST[0]), attention(centre=OTHER_CENTRE, started=STARTED - timedelta(days=1))]


def _total(world: World) -> str:
    return world.files["data/v1/statistics/national.json"]


def test_figures_equal_the_facts_and_marks_go(world: World) -> None:
    """After a run the published total counts what was registered and not annulled, and no mark is left."""
    world.send(*FIRST, *LATER)
    assert world.run() == 4
    assert '"attentions":5,' in _total(world)
    assert '"annulled":1,' in _total(world)
    assert world.marks() == 0


@pytest.mark.parametrize("day", ["10101", "20261131", "", "noviembre"])
def test_a_mark_without_a_valid_day_does_not_stop_a_run(world: World, day: str) -> None:
    """It is removed, and everything else is counted and published (row 54)."""
    mark = {"PK": "MARKS#03", "SK": "2026-11-24T09:00:00-05:00#0", "centre": OTHER_CENTRE, "day": day}
    world.client.put_item(TableName="Marks", Item={name: {"S": value} for name, value in mark.items()})
    world.send(*FIRST)
    world.run()
    assert '"attentions":4,' in _total(world)
    assert world.marks() == 0


def test_without_marks_nothing_is_written(world: World) -> None:
    """A run costs what changed: when nothing did, nothing is published."""
    world.run()
    world.send(*FIRST)
    world.run()
    world.written.clear()
    assert world.run() == 0
    assert world.written == []


def test_another_catalogue_publishes_everything_again(world: World) -> None:
    """When catalogue, code or shell change, all files are written again, even without marks."""
    world.send(*FIRST)
    world.run()
    world.files.clear()
    world.run(stamp="next")
    assert "data/v1/statistics/freshness.json" in world.files


def test_recomputed_from_nothing_it_is_the_same_to_the_byte(world: World) -> None:
    """Rows that grew over many runs are the same as rows computed at once from the facts."""
    for item in [*FIRST, *LATER]:
        world.send(item)
        world.run()
    assert world.from_nothing() == world.files


def _undisturbed(world: World) -> tuple[int, dict[str, str]]:
    """Return how many calls the second of two runs makes, and what is published for all facts from nothing."""
    world.send(*FIRST)
    world.run()
    world.send(*LATER)
    with world.calls.at({}) as process:
        world.run()
    return process.calls, world.from_nothing()


def test_a_crash_at_any_call_changes_nothing_but_time(world: World) -> None:
    """Before whichever call a run crashes, the next run publishes the same bytes."""
    calls, true = _undisturbed(World())
    assert calls > 20
    world.send(*FIRST)
    world.run()
    world.send(*LATER)
    before = world.saved()
    for at in range(1, calls + 1):
        world.put_back(before)
        with world.calls.at({at: crash}), pytest.raises(CrashError):
            world.run()
        world.run()
        assert world.marks() == 0
        assert world.files == true, f"crash before call {at}"


def test_two_runs_at_once_change_nothing_but_time(world: World) -> None:
    """Before whichever call a run pauses while another run works off new facts, the same bytes are published."""
    calls, true = _undisturbed(World())
    world.send(*FIRST)
    before = world.saved()

    def other_run() -> None:
        world.send(*LATER)
        world.run()

    for at in range(1, calls + 1):
        world.put_back(before)
        with world.calls.at({at: other_run}):
            world.run()
        world.run()
        assert world.marks() == 0
        assert world.files == true, f"paused before call {at}"


def test_a_run_takes_no_more_marks_than_it_may(world: World) -> None:
    """A backlog is worked off in several runs, and progress is kept."""
    for item in FIRST:
        world.send(item)
    left = []
    while world.run(most=1):
        left.append(world.marks())
    assert left == [3, 2, 1, 0]


def test_published_files_have_the_moment_of_their_facts(world: World) -> None:
    """The moment is that of the newest fact, not of the run."""
    world.send(*FIRST)
    world.run()
    assert f'"generated_at":"{NOW.isoformat()}"' in _total(world)
    assert datetime.now(UTC).isoformat()[:13] not in _total(world)
