"""Reads the facts of months, and makes the scheduler work off what waits."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from mac.scheduler import run_once
from mac.stack import change
from mac.systems import System
from macexpress.attentions.store import centre_and_day
from macexpress.platform.dynamodb import from_item
from macexpress.platform.lima import compact

NO_SCHEDULE = "cron(0 0 1 1 ? 2099)"
"""The value of StatisticsSchedule with which no run begins by itself."""


@contextmanager
def without_runs(system: System) -> Iterator[None]:
    """Let no run begin by itself on this machine meanwhile; on AWS whoever operates it does that.

    A run in between would close months of which only some facts are there, and closed files are never written again.
    """
    if not system.local:
        yield
        return
    usual = system.stack.parameters["StatisticsSchedule"]
    change(system.client, system.stack, StatisticsSchedule=NO_SCHEDULE)
    try:
        yield
    finally:
        change(system.client, system.stack, StatisticsSchedule=usual)


def facts_of_months(system: System, months: Iterable[str]) -> Iterator[tuple[str, date, list[dict[str, Any]]]]:
    """Yield each centre and day of the months (``yyyymm``) that has facts, with its facts in the order of their keys.

    It scans the table, also for centres that the catalogue does not know: DynamoDB returns a partition's items one
    after the other. The 395,327 attentions of 2025 are some 160 MB, which takes less time than a question for each day
    of 243 centres.
    """
    wanted = set(months)
    # By year: an expression has room for a hundred years, but not for the months of twelve.
    names = {f":year{year}": {"S": f"#DAY#{year}"} for year in sorted({month[:4] for month in wanted})}
    pages = (
        system.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=system.outputs["AttentionsTable"],
            FilterExpression=" OR ".join(f"contains(PK, {name})" for name in names),
            ExpressionAttributeValues=names,
            ConsistentRead=True,
        )
    )
    facts = (from_item(item) for page in pages for item in page["Items"])
    for key, group in groupby(facts, key=itemgetter("PK")):
        centre, day = centre_and_day(key)
        if compact(day)[:6] in wanted:
            yield centre, day, list(group)


def publish(system: System, progress: Callable[[int], None] = lambda _: None) -> None:
    """Run the statistics function until no mark is left; `progress` gets the number of marks of each run."""
    worked_off = 1
    while worked_off:
        worked_off = run_once(system.client("lambda"), system.outputs["StatisticsFunctionName"])
        progress(worked_off)
