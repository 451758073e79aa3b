"""What a run with 100 marked days costs for a short and for a long history: ``make bench-statistics``.

Every row of the history is in the tables that a run with these marks can read: days of the last months, months of all
centres, months and years of the nation. Days long past and their facts are left out, since they are found by key only.
All generated.
Capacity is counted by DynamoDB's published rule, since the local engine does not: a query reads one unit for each
4 KiB, a put writes one for each KiB of its item.
"""

# ruff: noqa: E402 -- the path must be right before the first import of ours
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

# Beside this file lies portal.py, which would hide the package of that name; the tests' builders are one folder up.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from rich.console import Console
from rich.progress import track

from building import NOW, STARTED, attention
from local.deployment import Deployment, deploy
from local.engine import Engine
from macexpress.attentions.intake import Fact
from macexpress.attentions.rules import content_of, read_item
from macexpress.attentions.store import AttentionStore
from macexpress.attentions.submission import Attention
from macexpress.platform.lima import compact
from macexpress.statistics.publication import publication
from macexpress.statistics.recompute import recompute
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, total
from portal.catalogue import read
from portal.indexing import index_of

_LAST_DAY = STARTED.date()
_MARKED_DAYS = 100
_A_DAY = 30
_DAYS_WRITTEN = 70
_RUNS = 5


@dataclass(frozen=True)
class History:
    """attentions over the years before, spread evenly over centres and days."""

    attentions: int
    years: int


@dataclass
class Cost:
    """What the calls of a run were."""

    calls: int = 0
    read_units: float = 0
    write_units: int = 0
    bytes_published: int = 0
    seconds: list[float] = field(default_factory=list)


class _Counting:
    """A DynamoDB client that counts."""

    def __init__(self, client: Any, cost: Cost) -> None:
        self._client, self._cost = client, cost
        self.exceptions = client.exceptions

    def get_paginator(self, name: str) -> "_Counting":
        return self if name == "query" else self._client.get_paginator(name)

    def paginate(self, **arguments: Any) -> Iterator[Any]:
        for page in self._client.get_paginator("query").paginate(**arguments):
            self._cost.calls += 1
            self._cost.read_units += max(1, ceil(sum(map(_size, page["Items"])) / 4096))
            yield page

    def put_item(self, **arguments: Any) -> Any:
        self._cost.calls += 1
        self._cost.write_units += ceil(_size(arguments["Item"]) / 1024)
        return self._client.put_item(**arguments)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self._cost.calls += 1
            if name == "delete_item":
                self._cost.write_units += 1
            return getattr(self._client, name)(**arguments)

        return call


def _size(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(key) + _size(inner) for key, inner in value.items())
    return len(str(value))


def main() -> int:
    """Measure and print the table."""
    console = Console(stderr=True)
    histories = [History(128_000, 3), History(1_000_000, 4), History(10_000_000, 8)]
    costs = [_measure(history, console) for history in histories]
    print("| history | calls | read units | write units | published | seconds, median | against the first |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for history, cost in zip(histories, costs, strict=True):
        units = (cost.read_units + cost.write_units) / (costs[0].read_units + costs[0].write_units)
        seconds = median(cost.seconds) / median(costs[0].seconds)
        print(
            f"| {history.attentions:,} | {cost.calls:,} | {cost.read_units:,.0f} | {cost.write_units:,} "
            f"| {cost.bytes_published:,} bytes | {median(cost.seconds):.2f} | units {units:.2f}, time {seconds:.2f} |"
        )
    return 0


def _measure(history: History, console: Console) -> Cost:
    catalogue = read()
    index = index_of(catalogue)
    centres = sorted(index.centres)
    with tempfile.TemporaryDirectory() as folder, Engine(Path(folder), keep=False) as engine:
        deployment = deploy(engine, index)
        tables = deployment.resources
        client = engine.client("dynamodb")
        _write_history(client, tables["Statistics"], history, centres, sorted(index.procedures), console)
        store = AttentionStore(client, tables["Attentions"], tables["Marks"])
        cost = Cost()
        for run in range(_RUNS):
            _register_days(store, centres, run)
            counted = Cost()
            _run(_Counting(client, counted), deployment, index, counted)
            counted.seconds = [*cost.seconds, *counted.seconds]
            cost = counted
        return cost


def _run(client: Any, deployment: Deployment, index: Any, cost: Cost) -> None:
    tables = deployment.resources
    attentions = AttentionStore(client, tables["Attentions"], tables["Marks"])
    store = StatisticsStore(client, tables["Marks"], tables["Statistics"])

    def publish(years: Mapping[str, Tally], months: Mapping[str, Tally]) -> None:
        files = publication(years, months, index, "<main><!--statistics--></main>")
        cost.bytes_published += sum(len(file.text.encode()) for file in files)

    began = time.perf_counter()
    marks = recompute(attentions.facts_of_day, store, publish, "stamp")
    cost.seconds.append(time.perf_counter() - began)
    assert marks == _MARKED_DAYS


def _register_days(store: AttentionStore, centres: list[str], run: int) -> None:
    for number in range(_MARKED_DAYS):
        # The same days in each run, so that each finds as much as the one before: other facts take their places.
        centre = centres[number % len(centres)]
        started = STARTED - timedelta(days=number // len(centres))
        items = [read_item(attention(started=started, centre=centre)) for _ in range(_A_DAY if run == 0 else 1)]
        store.register([Fact(content_of(i), NOW, "advisor") for i in items if isinstance(i, Attention)])


def _write_history(
    client: Any,
    table: str,
    history: History,
    centres: list[str],
    procedures: list[str],
    console: Console,
) -> None:
    """Write every row that the history would have left: days and months of centres, months and years of the nation."""
    days = [_LAST_DAY - timedelta(days=back) for back in range(2, history.years * 365)]
    a_day = max(1, round(history.attentions / len(days) / len(centres)))
    rows: list[dict[str, Any]] = []
    store = StatisticsStore(_Collecting(rows), "", table)  # type: ignore[arg-type]
    nation: dict[str, list[Tally]] = {}
    for centre in track(centres, f"{history.attentions:,} attentions", console=console):
        months: dict[str, list[Tally]] = {}
        for day in days:
            tally = _day(centre, day, a_day, procedures)
            if day > _LAST_DAY - timedelta(days=_DAYS_WRITTEN):
                store.set_day(centre, day, tally)
            months.setdefault(compact(day)[:6], []).append(tally)
        for month, tallies in months.items():
            summed = total(tallies)
            store.set_centre_month(centre, month, summed)
            nation.setdefault(month, []).append(summed)
        _flush(client, table, rows)
    years: dict[str, list[Tally]] = {}
    for month, tallies in nation.items():
        summed = total(tallies)
        store.set_month(month, summed)
        years.setdefault(month[:4], []).append(summed)
    for year, tallies in years.items():
        store.set_year(year, total(tallies))
    _flush(client, table, rows)


class _Collecting:
    """Takes the place of a client, so that the rows are of the very form that the store writes."""

    exceptions = None

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def put_item(self, **arguments: Any) -> None:
        self._rows.append(arguments["Item"])


def _flush(client: Any, table: str, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 25):
        client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": r}} for r in rows[start : start + 25]]})
    rows.clear()


def _day(centre: str, day: date, attentions: int, procedures: list[str]) -> Tally:
    shares = {procedures[(day.day + number) % len(procedures)]: 1 for number in range(min(attentions, 12))}
    return Tally(
        facts=attentions,
        newest=f"{day}T17:00:00-05:00",
        attentions=attentions,
        visits=attentions,
        by_centre={centre: attentions},
        by_procedure=shares,
        by_outcome={"completed": attentions},
        by_minutes={str(5 + number): 1 for number in range(min(attentions, 12))},
        by_month={f"{day:%Y-%m}": attentions},
        newest_of={centre: f"{day}T17:00:00-05:00"},
    )


if __name__ == "__main__":
    sys.exit(main())
