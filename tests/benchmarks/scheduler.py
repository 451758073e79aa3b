"""What the scheduler costs: ``make bench-statistics``.

1. A run with 100 marked days, with a short and with a long history: calls, consumed capacity, dollars and time. The
   histories are side by side in one engine and take turns, so that other load on the machine affects all of them.
2. A backlog: 500 centres that were silent for a month, worked off in several runs.
3. Everything published again for 500 centres and eight years, as after a release.
4. How evenly marks are distributed over their partitions.

The tables have every row that a run with these marks can read: days of the last months, months of all centres, months
and years of the nation. Older days and their facts are left out, since they are only found by key. All generated.
Capacity is counted by DynamoDB's published rule, since the local engine does not count it: a query reads one unit per
4 KiB, a put writes one per KiB of its item.
"""

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track

from building import NOW, STARTED, attention
from cloud_template import processed_template
from mac.cost.prices import WRITE_UNIT
from mac.local.engine import Engine
from macexpress.attentions.intake import Fact
from macexpress.attentions.rules import content_of, read_item
from macexpress.attentions.store import AttentionStore, partition
from macexpress.attentions.submission import Attention
from macexpress.catalogue.index import Index
from macexpress.marks.mark import SHARDS, item_of, mark_of_facts
from macexpress.marks.store import MarkStore
from macexpress.platform.dynamodb import to_item
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.run import MOST_MARKS, Parts, run_once
from macexpress.statistics.editions import cut_before
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import Published, StatisticsStore
from macexpress.statistics.tally import Tally, total
from memory_aws import MemoryDynamoDB
from metered import CountingBucket, CountingClient, RunCost
from portal.catalogue.reading import read
from portal.functions_index import index_of
from tables import create_tables

_LAST_DAY = STARTED.date()
_MARKED_DAYS = 100
_A_DAY = 47
_DAYS_WRITTEN = 70
_ROUNDS = 9
_BUCKET = "bench"
_SHELL = "<title>[titulo]</title><main><!--statistics--></main>"

_INTAKE_UNITS = 4  # a fact and its mark cost twice as much in a transaction; items of a batch share the mark


@dataclass(frozen=True)
class History:
    """How many days there are before the marked ones, and how many attentions each centre had on each."""

    days: int
    a_day: int

    def attentions(self, centres: int) -> int:
        """Return the total of attentions."""
        return self.days * self.a_day * centres


@dataclass
class MeasuredSystem:
    """A system with its own tables and folder of the bucket, in the shared engine."""

    engine: Engine
    name: str
    index: Index
    costs: list[RunCost] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = create_tables(*map(self.table, ("a", "m", "s")), client=self.engine.client("dynamodb"))
        self.s3 = self.engine.client("s3")
        self.s3.create_bucket(Bucket=self.table(_BUCKET))

    def table(self, name: str) -> str:
        """Return the name of one of its tables: ``a`` for facts, ``m`` for marks, ``s`` for statistics."""
        return f"{name}-{self.name}"

    def facts(self, client: Any = None) -> AttentionStore:
        """Return its store of facts."""
        return AttentionStore(client or self.client, self.table("a"), self.table("m"))

    def run(self) -> int:
        """Run the scheduler once and note what it cost."""
        cost = RunCost()
        client: Any = CountingClient(self.client, cost)
        s3: Any = CountingBucket(self.s3, cost)
        bucket = PublishedBucket(s3, self.table(_BUCKET))
        parts = Parts(
            marks=MarkStore(client, self.table("m")),
            facts_of_day=self.facts(client).facts_of_day,
            rows=StatisticsStore(client, self.table("s")),
            revisions=RevisionStore(client, self.table("a"), self.table("m")),
            bucket=bucket,
            index=self.index,
        )
        began, worked = time.perf_counter(), time.process_time()
        marks = run_once(parts, _SHELL, "stamp", NOW)
        self.seconds.append(time.perf_counter() - began)
        self.processor.append(time.process_time() - worked)
        self.costs.append(cost)
        return marks

    def already_published(self) -> None:
        """Record that everything was published, so that the next run writes only what changed."""
        _record(self, Published("stamp", cut_before(NOW)))


def main(asked: list[str]) -> int:
    """Measure and print the tables: all of them, or the named ones."""
    console = Console(stderr=True)
    index = index_of(read())
    parts = {
        "histories": (_histories, index),
        "backlog": (_backlog, _wide(index)),
        "everything": (_everything, _wide(index)),
    }
    for name in asked or parts:
        measure, of = parts[name]
        # A separate engine for each part: what one leaves behind must not slow the next.
        with tempfile.TemporaryDirectory() as folder, Engine(Path(folder), keep=False) as engine:
            measure(engine, of, console)
    _shards()
    return 0


def _histories(engine: Engine, index: Index, console: Console) -> None:
    centres = len(index.centres)
    # The same network with the same days: only the past is longer. The last is thin: a day's content costs by itself.
    histories = [History(round(n / _A_DAY / centres), _A_DAY) for n in (128_000, 1_000_000, 10_000_000)]
    histories.append(History(3 * 365, 2))
    systems = [MeasuredSystem(engine, f"history-{number}", index) for number in range(len(histories))]
    for history, system in zip(histories, systems, strict=True):
        _write_history(system, history, console)
        system.already_published()
    for turn in track(range(_ROUNDS), "100 marked days", console=console):
        for at in range(len(systems)):
            system = systems[(at + turn) % len(systems)]
            _register_days(system, turn)
            assert system.run() == _MARKED_DAYS
    print(f"A run with {_MARKED_DAYS} marked days, medians of {_ROUNDS - 1} turns; time by turn against the first's:\n")
    print("| history | days | calls | read units | write units | put | bytes put | s | units | time | CPU | dollars |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    first = systems[0]
    for history, system in zip(histories, systems, strict=True):
        # The first run writes everything.
        cost, seconds = system.costs[-1], median(system.seconds[1:])
        units = (cost.read_units + cost.write_units) / (first.costs[-1].read_units + first.costs[-1].write_units)
        against = median(map(truediv, system.seconds[1:], first.seconds[1:]))
        worked = median(map(truediv, system.processor[1:], first.processor[1:]))
        print(
            f"| {history.attentions(centres):,} | {history.days:,} | {cost.calls:,} | {cost.read_units:,.0f} "
            f"| {cost.write_units:,} | {cost.puts} | {cost.bytes_put:,} | {seconds:.2f} | {units:.2f} | {against:.2f} "
            f"| {worked:.2f} | {cost.dollars(seconds):.5f} |"
        )
    longest = systems[2]
    dearest = longest.costs[-1].dollars(median(longest.seconds[1:])) / _MARKED_DAYS
    intake = _INTAKE_UNITS * WRITE_UNIT.dollars
    print(
        f"\nDollars an attention: {intake:.7f} to take it in; {dearest:.7f} for its figures where every attention comes"
        f" alone to its day and run (the dearest), {dearest / _A_DAY:.7f} where {_A_DAY} come together."
    )


def _backlog(engine: Engine, index: Index, console: Console) -> None:
    system = MeasuredSystem(engine, "backlog", index)
    days = [_LAST_DAY - timedelta(days=back) for back in range(30)]
    for centre in track(index.centres, "A month of 500 centres", console=console):
        facts, marks = [], []
        for day in days:
            started = STARTED - timedelta(days=(_LAST_DAY - day).days)
            item = read_item(attention(started=started, centre=centre))
            assert isinstance(item, Attention)
            key = {"PK": partition(centre, day), "SK": f"ATTENTION#{item.id}"}
            facts.append(content_of(item) | key | {"received_at": NOW.isoformat()})
            marks.append(item_of(mark_of_facts(centre, day, NOW)))
        _put_all(system.client, system.table("a"), map(to_item, facts))
        _put_all(system.client, system.table("m"), marks)
    worked = []
    while marks_done := system.run():
        worked.append(marks_done)
        assert marks_done <= MOST_MARKS
    print(
        f"\nA month's silence of {len(index.centres)} centres: {sum(worked):,} marks, {MOST_MARKS:,} a round at most:\n"
    )
    print("| round | marks | calls | files put | seconds |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for number, (done, cost, seconds) in enumerate(zip(worked, system.costs, system.seconds, strict=False), start=1):
        print(f"| {number} | {done:,} | {cost.calls:,} | {cost.puts:,} | {seconds:.1f} |")
    limit = processed_template()["Resources"]["StatisticsFunction"]["Properties"]["Timeout"]
    print(f"\nThe longest round took {max(system.seconds) / limit:.0%} of the function's {limit} s.")


def _everything(engine: Engine, index: Index, console: Console) -> None:
    system = MeasuredSystem(engine, "everything", index)
    _write_history(system, History(8 * 365, 7), console)
    print(f"\nEverything published again, {len(index.centres)} centres and eight years, twice:\n")
    for before in ("nothing there before", "the same bytes there before"):
        _record(system, Published("another", cut_before(NOW)))
        system.run()
        cost, seconds = system.costs[-1], system.seconds[-1]
        print(f"- {before}: {seconds:.0f} s, {cost.heads:,} looked at, {cost.puts:,} put, {cost.bytes_put:,} bytes")


def _record(system: MeasuredSystem, published: Published) -> None:
    rows = StatisticsStore(system.client, system.table("s"))
    rows.complete_publication(published, rows.begin_publication(NOW), rows.last_publication(NOW))


def _shards() -> None:
    marks = 200_000
    counts = Counter(mark_of_facts("mac-express-cura-mori", _LAST_DAY, NOW).shard for _ in range(marks))
    share = max(counts.values()) / marks
    print(
        f"\nOf {marks:,} marks the fullest of {SHARDS} partitions has {share:.2%}. At 1,000 attentions a second,"
        f" each a batch of its own, it takes {1000 * share * 2:.0f} write units a second for marks in transactions and"
        f" {1000 * share:.0f} for their removal; a partition takes 1,000."
    )


def _wide(index: Index) -> Index:
    """Return the index with 500 centres: each of its centres several times."""
    known = list(index.centres.items())
    return replace(
        index,
        centres={
            key if number < len(known) else f"{key[:44]}-{number:03}": centre
            for number, (key, centre) in ((number, known[number % len(known)]) for number in range(500))
        },
    )


def _register_days(system: MeasuredSystem, turn: int) -> None:
    centres = sorted(system.index.centres)
    store = system.facts()
    for number in range(_MARKED_DAYS):
        # The same days in each run, so that all find the same amount: other facts replace those of the run before.
        centre = centres[number % len(centres)]
        started = STARTED - timedelta(days=number // len(centres))
        items = [read_item(attention(started=started, centre=centre)) for _ in range(_A_DAY if turn == 0 else 1)]
        store.register([Fact(content_of(i), NOW, "advisor") for i in items if isinstance(i, Attention)])


def _write_history(system: MeasuredSystem, history: History, console: Console) -> None:
    """Write every row that the history would leave: days and months of centres, months and years of the nation."""
    days = [_LAST_DAY - timedelta(days=back) for back in range(2, history.days + 2)]
    in_month = Counter(f"{day:%Y%m}" for day in days)
    centres, procedures = sorted(system.index.centres), sorted(system.index.procedures)
    a_day = history.a_day
    rows: list[dict[str, Any]] = []
    store = StatisticsStore(_Collecting(rows), "")  # type: ignore[arg-type]
    nation: dict[str, list[Tally]] = {}
    for centre in track(centres, f"{history.attentions(len(centres)):,} attentions", console=console):
        for day in days:
            if day > _LAST_DAY - timedelta(days=_DAYS_WRITTEN):
                store.set_day(centre, day, partial(_some, centre, day, a_day, procedures))
        for month, count in in_month.items():
            summed = _some(centre, date(int(month[:4]), int(month[4:]), 1), a_day * count, procedures)
            store.set_centre_month(centre, month, partial(total, [summed]))
            nation.setdefault(month, []).append(summed)
        _put_all(system.client, system.table("s"), rows)
        rows.clear()
    years: dict[str, list[Tally]] = {}
    for month, tallies in nation.items():
        summed = total(tallies)
        store.set_month(month, partial(total, [summed]))
        years.setdefault(month[:4], []).append(summed)
    for year, tallies in years.items():
        store.set_year(year, partial(total, tallies))
    _put_all(system.client, system.table("s"), rows)


class _Collecting:
    """Replaces a client and collects the rows in the form in which the store writes them."""

    exceptions = MemoryDynamoDB.exceptions

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {}

    def put_item(self, **arguments: Any) -> None:
        self._rows.append(arguments["Item"])


def _put_all(client: Any, table: str, items: Any) -> None:
    waiting = [{"PutRequest": {"Item": item}} for item in items]
    for start in range(0, len(waiting), 25):
        client.batch_write_item(RequestItems={table: waiting[start : start + 25]})


def _some(centre: str, day: date, attentions: int, procedures: list[str]) -> Tally:
    """Return a tally of `attentions` attentions, distributed over results, procedures and minutes."""
    own = [procedures[(day.day + number) % len(procedures)] for number in range(min(attentions, 24))]
    each = _shared(attentions, len(own))
    results = {"completed": attentions - attentions // 8, "not_completed/missing_requirement": attentions // 8}
    return Tally(
        facts=attentions,
        newest=f"{day}T17:00:00-05:00",
        oldest=f"{day}T17:00:00-05:00",
        visits=attentions,
        results=results,
        by_centre={centre: results},
        by_procedure={procedure: {"completed": count} for procedure, count in zip(own, each, strict=True)},
        by_month={f"{day:%Y-%m}": attentions},
        minutes={
            procedure: {str(3 + (at + place) % 25): n for at, n in enumerate(_shared(count, min(count, 12)))}
            for place, (procedure, count) in enumerate(zip(own, each, strict=True))
        },
        newest_of={centre: f"{day}T17:00:00-05:00"},
        first_of={centre: f"{day:%Y-%m}"},
    )


def _shared(count: int, parts: int) -> list[int]:
    return [count // parts + (place < count % parts) for place in range(parts)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
