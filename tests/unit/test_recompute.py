"""A crash at any call, a repeat, two runs at once: the figures end where the facts say. Store: moto, in process."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from building import CENTRE, INDEX, NOW, OTHER_CENTRE, STARTED, annulment, attention
from macexpress.attentions.intake import take_in
from macexpress.attentions.rules import Submitter
from macexpress.attentions.store import AttentionStore
from macexpress.statistics.publication import publication
from macexpress.statistics.recompute import recompute
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally
from tables import create_tables

SUBMITTER = Submitter("advisor", frozenset({CENTRE, OTHER_CENTRE}))
SHELL = "<main><!--statistics--></main>"


class _CrashError(Exception):
    pass


class _Client:
    """A DynamoDB client that does something before its n-th call."""

    def __init__(self, client: Any, at: int, then: Callable[[], None]) -> None:
        self._client = client
        self.calls = 0
        self._at = at
        self._then = then
        self.exceptions = client.exceptions

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self._at:
            self._then()

    def get_paginator(self, name: str) -> Any:
        self._count()
        return self._client.get_paginator(name)

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def counted(**arguments: Any) -> Any:
            self._count()
            return call(**arguments)

        return counted


class World:
    """The tables and the published files."""

    def __init__(self) -> None:
        self.client = create_tables("Attentions", "Marks", "Statistics")
        self.files: dict[str, str] = {}
        self.writes = 0

    def send(self, *items: dict[str, Any]) -> None:
        """Register items."""
        store = AttentionStore(self.client, "Attentions", "Marks")
        verdicts = take_in(items, SUBMITTER, INDEX, NOW, store.register)
        assert {verdict.verdict for verdict in verdicts} <= {"registered", "duplicate"}

    def run(
        self, client: Any = None, *, stamp: str = "stamp", before_publishing: Callable[[], None] | None = None
    ) -> int:
        """Run the scheduler once, through `client` where one is given."""
        client = client or self.client
        hooks = iter([before_publishing] if before_publishing else [])

        def publish(years: Mapping[str, Tally], months: Mapping[str, Tally]) -> None:
            next(hooks, lambda: None)()
            self.writes += 1
            self.files |= {file.path: file.text for file in publication(years, months, INDEX, SHELL)}

        attentions = AttentionStore(client, "Attentions", "Marks")
        return recompute(attentions.facts_of_day, StatisticsStore(client, "Marks", "Statistics"), publish, stamp)

    def marks(self) -> int:
        """Return how many marks stand."""
        return len(list(StatisticsStore(self.client, "Marks", "Statistics").marks()))

    def from_nothing(self) -> dict[str, str]:
        """Return what is published when all is computed anew from the facts alone."""
        kept, self.files = self.files, {}
        rows = self.client.scan(TableName="Statistics")["Items"]
        for row in rows:
            self.client.delete_item(TableName="Statistics", Key={"PK": row["PK"], "SK": row["SK"]})
        days = {(f["PK"]["S"].split("#")[1], f["PK"]["S"].split("#")[3]) for f in self._facts()}
        for number, (centre, day) in enumerate(sorted(days)):
            mark = {"PK": "MARKS#00", "SK": f"repair#{number}", "centre": centre, "day": day}
            self.client.put_item(TableName="Marks", Item={key: {"S": value} for key, value in mark.items()})
        self.run(stamp="another")
        anew, self.files = self.files, kept
        return anew

    def _facts(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client.scan(TableName="Attentions")["Items"]
        return items


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Fresh tables in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield World()


FIRST = [attention(), attention(), attention(centre=OTHER_CENTRE), attention(started=STARTED - timedelta(days=40))]
LATER = [attention(), annulment(FIRST[0]), attention(centre=OTHER_CENTRE, started=STARTED - timedelta(days=1))]


def _total(world: World) -> str:
    return world.files["data/v1/statistics/national.json"]


def test_figures_equal_the_facts_and_marks_go(world: World) -> None:
    """After a run the published total is what was registered and not annulled; no mark is left."""
    world.send(*FIRST, *LATER)
    assert world.run() == 4
    assert '"attentions":5,' in _total(world)
    assert '"annulled":1,' in _total(world)
    assert world.marks() == 0


def test_without_marks_nothing_is_written(world: World) -> None:
    """A run costs what changed: when nothing did, nothing is published."""
    world.run()
    world.send(*FIRST)
    world.run()
    writes = world.writes
    assert world.run() == 0
    assert world.writes == writes


def test_another_catalogue_publishes_everything_anew(world: World) -> None:
    """When catalogue, code or shell change, all files are written again without any mark."""
    world.send(*FIRST)
    world.run()
    world.files.clear()
    world.run(stamp="next")
    assert "data/v1/statistics/2026-10.json" in world.files


def test_recomputed_from_nothing_it_is_the_same_to_the_byte(world: World) -> None:
    """Rows that grew over many runs say the same as rows computed at once from the facts."""
    for item in [*FIRST, *LATER]:
        world.send(item)
        world.run()
    assert world.from_nothing() == world.files


def _calls_of_a_run(world: World) -> int:
    world.send(*FIRST)
    world.run()
    world.send(*LATER)
    counting = _Client(world.client, 0, lambda: None)
    world.run(counting)
    return counting.calls


def _crash() -> None:
    raise _CrashError


def test_a_crash_at_any_call_changes_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever call a run dies before, the next run ends at the same bytes."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        calls = _calls_of_a_run(World())
    assert calls > 20
    for at in range(1, calls + 1):
        with mock_aws():
            world = World()
            world.send(*FIRST)
            world.run()
            world.send(*LATER)
            with pytest.raises(_CrashError):
                world.run(_Client(world.client, at, _crash))
            world.run()
            assert world.marks() == 0
            assert world.files == world.from_nothing(), f"crash before call {at}"


def test_two_runs_at_once_change_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever call a run is held up before while new facts come and another run works them off: same bytes."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        calls = _calls_of_a_run(World())
    for at in range(1, calls + 1):
        with mock_aws():
            world = World()
            world.send(*FIRST)

            def meanwhile(world: World = world) -> None:
                world.send(*LATER)
                world.run()

            world.run(_Client(world.client, at, meanwhile))
            world.run()
            assert world.marks() == 0
            assert world.files == world.from_nothing(), f"held up before call {at}"


def test_a_slow_publication_does_not_hide_a_newer_one(world: World) -> None:
    """A run that read the figures, was held up, and writes its files late, writes the newer figures after them."""

    def meanwhile() -> None:
        world.send(*LATER)
        world.run()

    world.send(*FIRST)
    world.run(before_publishing=meanwhile)
    assert world.files == world.from_nothing()


def test_a_run_takes_no_more_marks_than_it_may(world: World) -> None:
    """A backlog is worked off over several runs, and progress is kept."""
    for item in FIRST:
        world.send(item)
    attentions = AttentionStore(world.client, "Attentions", "Marks")
    store = StatisticsStore(world.client, "Marks", "Statistics")
    left = []
    while recompute(attentions.facts_of_day, store, lambda *_: None, "stamp", most=1):
        left.append(world.marks())
    assert left == [3, 2, 1, 0]


def test_what_is_published_says_as_of_when(world: World) -> None:
    """The moment given is that of the newest fact, not of the run."""
    world.send(*FIRST)
    world.run()
    assert f'"generated_at":"{NOW.isoformat()}"' in _total(world)
    assert datetime.now(UTC).isoformat()[:13] not in _total(world)
