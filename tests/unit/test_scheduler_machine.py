"""After any registrations, tools of operators, crashes and overtaken runs, what is published is what the facts say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from io import StringIO
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from pydantic import ValidationError
from rich.console import Console
from ulid import ULID

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, annulment, attention
from mac.errors import UserError
from mac.operations.audit import check, repair
from mac.operations.history import refuse_attended, register_counts
from mac.operations.outbox import send
from mac.operations.recomputing import publish
from mac.operations.restore import copy_missing
from mac.operations.revise import revise
from macexpress.decisions.past import PastCount
from macexpress.decisions.withdrawal import registered_by, withdraw
from macexpress.platform.lima import compact, lima_day, parse_compact
from macexpress.statistics.editions import closing_moment
from macexpress.statistics.store import LastPublication, StatisticsStore, packed, unpacked
from macexpress.statistics.tally import Tally, total
from memory_aws import CrashError, crash
from oracle import published_problems
from scheduler_world import State, World

CENTRES = [CENTRE, OTHER_CENTRE]
QUIET = Console(file=StringIO())


class SchedulerMachine(RuleBasedStateMachine):
    """What people, desks, the schedule and bad luck do, in any order."""

    store_type: type[StatisticsStore] = StatisticsStore

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.store_type, draws=False)
        self.world.put_back(_start())
        self.sent: list[dict[str, Any]] = []
        self.damaged = self.lost = False

    # What can happen.

    def _register(self, chance: Random) -> None:
        started = self.world.now - timedelta(days=chance.choice([0, 0, 1, 40, 80]), hours=3)
        items = [attention(centre=chance.choice(CENTRES), started=started) for _ in range(chance.choice([1, 6]))]
        self.sent += items
        self.world.send(*items)

    def _annul(self, chance: Random) -> None:
        if self.sent:
            item = chance.choice(self.sent)
            self.world.annul(*(annulment(item) for _ in range(chance.choice([1, 2]))))

    def _annul_nothing(self, chance: Random) -> None:
        started = self.world.now - timedelta(days=chance.choice([0, 200, 2500]), hours=3)
        self.world.annul(annulment(attention(started=started)))

    def _repeat(self, chance: Random) -> None:
        if self.sent:
            item = chance.choice(self.sent)
            if (lima_day(self.world.now) - parse_compact(item["id"].split(".")[1])).days <= 90:
                self.world.send(item)

    def _run(self, _: Random) -> None:
        self.world.run()

    def _release(self, chance: Random) -> None:
        self.world.run(stamp=f"release {chance.random()}")

    def _repair(self, _: Random) -> None:
        months = self._months()
        system = self.world.system
        repair(system, WIDE_INDEX.centres, check(system, WIDE_INDEX, months, QUIET))
        publish(system)
        left = check(system, WIDE_INDEX, months, QUIET)
        self.damaged = bool([d for d in left if d.level != "file"])

    def _revise(self, chance: Random) -> None:
        months = [month for month in self._months() if self.world.now > closing_moment(month, None)]
        if not (self.damaged or self.lost):
            month = chance.choice(months)
            asked = self.world.now + timedelta(microseconds=chance.randrange(10**6))  # nobody asks at the same moment
            revise(self.world.system, month, "Se contó dos veces", asked)

    def _history(self, chance: Random) -> None:
        today = lima_day(self.world.now)
        own = [date(int(month[:4]), int(month[4:]), 1) for month in self._months()]
        month = chance.choice([date(2020, 5, 1), chance.choice(own)])
        content = {"procedure": chance.choice(list(WIDE_INDEX.procedures)), "attentions": chance.choice(["7", "8"])}
        row = {"centre": chance.choice(CENTRES), "month": f"{month:%Y-%m}", "source": "https://example.org", **content}
        try:
            past = PastCount.model_validate(row, context={"catalogue": WIDE_INDEX, "today": today})
        except ValidationError:
            return
        refuse_attended([past], self.world.system)
        register_counts([past], self.world.system.attentions, self.world.now, "operator:test", QUIET)

    def _restore(self, _: Random) -> None:
        if not self.lost:
            return
        tables = self.world.client.tables
        days = sorted({parse_compact(key.split("#")[3]) for key in tables["Restored"] if key != "REVISIONS"})
        copy_missing(self.world.system, "Restored", CENTRES, days)
        self.lost = False

    def _withdraw(self, chance: Random) -> None:
        day = lima_day(self.world.now) - timedelta(days=chance.choice([0, 1, 40]))
        store = self.world.system.attentions
        withdraw(store, registered_by(store, "advisor", CENTRES, [day]), self.world.now, "operator:test", str(ULID()))

    def _outbox(self, _: Random) -> None:
        items = [attention(started=self.world.now - timedelta(hours=3)) for _ in range(3)]
        verdicts = list(send(self.world.system, CENTRE, "file:0123456789abcdef", items))
        assert [verdict["verdict"] for verdict in verdicts] == ["registered"] * 3

    SEEDS = st.integers(0, 1000)
    AT = st.integers(1, 12) | st.integers(1, 90)
    RUNS = st.sampled_from([_run, _release])
    DEED = st.sampled_from(
        [
            *(_register, _annul, _annul_nothing, _repeat, _run, _release),
            *(_repair, _revise, _history, _restore, _withdraw, _outbox),
        ]
    )

    def _months(self) -> list[str]:
        return sorted({fact["PK"]["S"].split("#")[3][:6] for fact in self.world.facts()})

    # In which way it happens.

    def _do(self, deed: Callable[..., None], seed: int) -> None:
        try:
            deed(self, Random(seed))  # noqa: S311 - not a secret
        except UserError:
            return

    def _interrupted(self, deed: Callable[..., None], seed: int, things: dict[int, Callable[[], object]]) -> None:
        if deed is SchedulerMachine._run:
            self._register(Random(seed))  # noqa: S311
        if seed % 2 and deed is SchedulerMachine._repair:
            self.damage(seed)
        if deed is SchedulerMachine._restore:
            self.lose(seed)
        try:
            with self.world.calls.at(things):
                self._do(deed, seed)
        except CrashError:
            return

    @rule(deed=DEED, seed=SEEDS)
    def simply(self, deed: Callable[..., None], seed: int) -> None:
        """Do it to its end."""
        self._do(deed, seed)

    @rule(deed=RUNS | DEED, seed=SEEDS, at=AT)
    def crashed(self, deed: Callable[..., None], seed: int, at: int) -> None:
        """Crash it before one of its calls, if it makes that many."""
        self._interrupted(deed, seed, {at: crash})

    @rule(deed=RUNS | DEED, seed=SEEDS, at=AT, other=DEED, then=st.none() | AT)
    def overtaken(
        self, deed: Callable[..., None], seed: int, at: int, other: Callable[..., None], then: int | None
    ) -> None:
        """Pause it before one of its calls, while something else is done; perhaps kill it some calls later."""

        def meanwhile() -> None:
            self._register(Random(seed))  # noqa: S311
            self._do(other, seed + 1)
            self._run(Random())  # noqa: S311

        things: dict[int, Callable[[], object]] = {at: meanwhile}
        if then:
            things[at + then] = crash
        self._interrupted(deed, seed, things)

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 31, 24 * 95]))
    def pass_time(self, hours: int) -> None:
        """Time passes; months close. Never while something is damaged: what closes then stays wrong for ever."""
        if not (self.damaged or self.lost):
            self.world.now += timedelta(hours=hours)

    @rule(seed=SEEDS)
    def damage(self, seed: int) -> None:
        """Make a row say something that the facts do not say."""
        if self.lost:
            return
        self.world.settle()
        table = self.world.client.tables["Statistics"]
        rows = [row for key in sorted(table) if key != "PUBLISHED" for _, row in sorted(table[key].items())]
        rows = [row for row in rows if unpacked(row["tally"]["B"]).is_known]
        if rows:
            row, results = Random(seed).choice(rows), {"completed": 999}  # noqa: S311
            lie = replace(unpacked(row["tally"]["B"]), facts=999, results=results, by_centre={CENTRE: results})
            table[row["PK"]["S"]][row["SK"]["S"]] = {**row, "tally": {"B": packed(lie)}}
            self.damaged = True

    @rule(seed=SEEDS)
    def lose(self, seed: int) -> None:
        """Somebody deletes facts, and the figures follow; the table can be restored as it was."""
        if self.damaged or self.lost:
            return
        self.world.settle()
        facts = [fact for fact in self.world.facts() if fact["kind"]["S"] == "attention"]
        chosen = Random(seed).sample(facts, len(facts) // 3)  # noqa: S311
        tables = self.world.client.tables
        tables["Restored"] = {key: dict(rows) for key, rows in tables["Attentions"].items()}
        kept = {fact["PK"]["S"].split("#")[3][:6] for fact in facts if fact not in chosen}
        for fact in chosen:
            if fact["PK"]["S"].split("#")[3][:6] in kept:
                del tables["Attentions"][fact["PK"]["S"]][fact["SK"]["S"]]
                self.lost = True
        self._repair(Random())  # noqa: S311

    def teardown(self) -> None:
        """Do again what was interrupted; then the schedule alone makes what is published that of the facts."""
        if self.damaged:
            self._repair(Random())  # noqa: S311
            assert not self.damaged, "a repair leaves differences"
        self._restore(Random())  # noqa: S311
        for days in (0, 130):  # after that, every month of the present is closed
            self.world.now += timedelta(days=days)
            self.world.settle()
            problems = published_problems(self.world.files, self.world.facts(), WIDE_INDEX)
            assert not problems, problems
            true, files = self.world.from_nothing(), self.world.files
            different = [path for path in sorted({*files, *true}) if files.get(path) != true.get(path)]
            told = [(path, files.get(path), true.get(path)) for path in different[:2]]
            assert not different, f"not as recomputed from nothing: {different}; {told}"


@cache
def _start() -> State:
    """Return a world with attentions of three months and a count of a month that is closed."""
    world = World(draws=False)
    for back in (0, 0, 1, 40, 80):
        world.send(*(attention(centre=centre, started=STARTED - timedelta(days=back)) for centre in CENTRES))
    content = {"kind": "history", "procedure": "afiliacion-sis-gratuito", "count": 9, "source": "https://example.org"}
    world.attentions.keep(CENTRE, date(2019, 3, 1), "HISTORY#afiliacion-sis-gratuito", content, NOW - timedelta(days=3))
    world.settle()
    return world.saved()


def search(machine: type[SchedulerMachine], cases: int, number: int) -> None:
    """Try this many random sequences, the same for the same number; AssertionError for one that ends wrongly."""
    chosen = settings(
        max_examples=cases,
        stateful_step_count=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # to make a finding short takes minutes: benchmarks.figures does it
    )
    run_state_machine_as_test(seed(number)(type("Machine", (machine,), {})), settings=chosen)


def test_after_any_sequence_the_figures_agree_with_the_facts() -> None:
    """Random sequences of up to six steps; `benchmarks.figures` tries as many as it is told."""
    search(SchedulerMachine, 60, 1)


class _AddingStore(StatisticsStore):
    """The mistake that this design prevents: a day's tally is added to the stored one."""

    def set_day(self, centre: str, day: date, count: Callable[[], Tally]) -> None:
        before = self.days(centre, compact(day)[:6]).get(compact(day), Tally())
        super().set_day(centre, day, lambda: total([before, count()]))


class AddingMachine(SchedulerMachine):
    """With that mistake."""

    store_type = _AddingStore


class _ForgetfulStore(StatisticsStore):
    """A run that was overtaken and killed before it looked again leaves no trace."""

    def last_publication(self, killed_before: datetime) -> LastPublication:
        return replace(super().last_publication(killed_before), abandoned=())


class ForgetfulMachine(SchedulerMachine):
    """With that mistake."""

    store_type = _ForgetfulStore


class PublishingNothingMachine(SchedulerMachine):
    """A month in which only an annulment of nothing came is published, and becomes final."""

    @rule(seed=SchedulerMachine.SEEDS)
    def nothing(self, seed: int) -> None:
        """Annul nothing while every row counts as known."""
        with patch.object(Tally, "is_known", property(lambda tally: bool(tally.facts))):
            self._annul_nothing(Random(seed))  # noqa: S311
            self.world.run()


@pytest.mark.parametrize(
    ("machine", "quick"), [(AddingMachine, 1), (ForgetfulMachine, 1), (PublishingNothingMachine, 3)]
)
def test_a_planted_fault_is_found(machine: type[SchedulerMachine], quick: int) -> None:
    """The search can fail: with each of these mistakes it finds a sequence after which the files are wrong.

    quick: the number that finds it soonest, tried before the others.
    """

    def search_longer() -> None:
        for number in (quick, *range(1, 9)):
            search(machine, 60, number)

    with pytest.raises(AssertionError):
        search_longer()
