"""The figures agree with the facts after any registrations, annulments, repeats, crashes and overtaken runs."""

import json
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from moto import mock_aws

from building import CENTRE, OTHER_CENTRE, STARTED, annulment, attention
from macexpress.platform.lima import compact
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, total
from scheduler_world import CrashError, InterruptedClient, World

pytestmark = pytest.mark.slow  # a store in memory

CALLS = st.integers(1, 60)
DAYS_BACK = st.sampled_from([0, 1, 40])


def _crash() -> None:
    raise CrashError


class SchedulerMachine(RuleBasedStateMachine):
    """What happens to the scheduler, in any order."""

    store_type: type[StatisticsStore] = StatisticsStore

    def __init__(self) -> None:
        super().__init__()
        self._aws = mock_aws()
        self._aws.start()
        self._environment = patch.dict("os.environ", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
        self._environment.start()
        self.world = World(self.store_type)
        self.sent: list[dict[str, Any]] = []
        self.annulled: set[str] = set()

    @rule(centre=st.sampled_from([CENTRE, OTHER_CENTRE]), days_back=DAYS_BACK)
    def register(self, centre: str, days_back: int) -> None:
        """Register an attention of today or of an earlier day."""
        item = attention(centre=centre, started=STARTED - timedelta(days=days_back))
        self.world.send(item)
        self.sent.append(item)

    @rule(chosen=st.randoms(use_true_random=False), twice=st.booleans())
    def annul(self, chosen: Any, twice: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """Annul an attention, perhaps with two annulments."""
        if self.sent:
            item = chosen.choice(self.sent)
            self.world.send(*(annulment(item) for _ in range(1 + twice)))
            self.annulled.add(item["id"])

    @rule(chosen=st.randoms(use_true_random=False))
    def repeat(self, chosen: Any) -> None:
        """Send again what was registered."""
        if self.sent:
            self.world.send(chosen.choice(self.sent))

    @rule()
    def run(self) -> None:
        """Run as the schedule does."""
        self.world.run()

    @rule(at=CALLS)
    def crash(self, at: int) -> None:
        """Crash a run before one of its calls, if it makes that many."""
        try:
            self.world.run(InterruptedClient(self.world.client, at, _crash))
        except CrashError:
            return

    @rule(after=st.integers(0, 40))
    def crash_while_publishing(self, after: int) -> None:
        """Crash a run after `after` of its files."""
        try:
            self.world.run(most_files=after)
        except CrashError:
            return

    @rule(at=CALLS)
    def overtaken(self, at: int) -> None:
        """Pause a run before one of its calls, while another run works off a new attention."""
        self.world.run(InterruptedClient(self.world.client, at, self._register_and_run))

    @rule()
    def publish_late(self) -> None:
        """Pause a run after it has read the figures and before it writes the files."""
        self.world.run(before_publishing=self._register_and_run)

    def _register_and_run(self) -> None:
        self.register(CENTRE, 0)
        self.world.run()

    def teardown(self) -> None:
        """In the end all marks are worked off, and the published files agree with the facts to the byte."""
        try:
            while self.world.marks():
                self.world.run()
            self.world.run()
            national = json.loads(self.world.files["data/v1/statistics/national.json"])
            assert national["totals"]["attentions"] == len({item["id"] for item in self.sent} - self.annulled)
            assert self.world.files == self.world.from_nothing()
        finally:
            self._environment.stop()
            self._aws.stop()


GATE = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def test_after_any_sequence_the_figures_agree_with_the_facts() -> None:
    """Twelve random sequences, each of up to twelve steps."""
    run_state_machine_as_test(SchedulerMachine, settings=GATE)


class _AddingStore(StatisticsStore):
    """The mistake that this design prevents: a day's tally is added to the stored one."""

    def set_day(self, centre: str, day: date, tally: Tally) -> None:
        before = self.days(centre, compact(day)[:6]).get(compact(day), Tally())
        super().set_day(centre, day, total([before, tally]))


def test_adding_instead_of_setting_is_caught() -> None:
    """The test above can fail: with a store that adds, it finds a sequence after which the figures differ."""

    class AddingMachine(SchedulerMachine):
        store_type = _AddingStore

    with pytest.raises(AssertionError):
        # Finding one is enough: shrinking the example takes minutes.
        run_state_machine_as_test(AddingMachine, settings=settings(GATE, phases=[Phase.generate]))
