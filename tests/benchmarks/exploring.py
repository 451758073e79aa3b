"""How long the office's questions take over thirty years and 2,500 centres, and how large the rows are.

``python -m benchmarks.exploring``. Rows are generated: a centre's month is that of one of twenty centres with eight
attentions on each working day. They come from memory, a page for each megabyte as DynamoDB
gives it; for a call 10 ms are added, so seconds are those of a function beside its table.
"""

import resource
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from building import attention
from large_catalogue import large
from macexpress.catalogue.index import Index
from macexpress.office.exploring import NotCountedError, Question
from macexpress.office.reading import TooWideError, explored
from macexpress.platform.dynamodb import to_item
from macexpress.platform.lima import LIMA
from macexpress.report.page import page
from macexpress.report.reading import counted_report, read_counted
from macexpress.report.workbook import workbook
from macexpress.statistics.store import StatisticsStore, packed
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue.reading import read
from portal.functions_index import details_of, index_of

_YEARS = range(1997, 2027)
_LAST = date(2026, 12, 31)
_KINDS = 20
_A_DAY = 8
_CALL = 0.010  # seconds
_PAGE = 1_000_000


def _month(centre: str, index: Index, chance: Random) -> tuple[Tally, Tally]:
    """Return a day and a month (November 2026) of a centre."""
    procedures = sorted(index.procedures)
    weights = [1 / (rank + 2) for rank in range(len(procedures))]
    days = []
    for number in range(1, 31):
        day = date(2026, 11, number)
        if day.isoweekday() > 5:
            continue
        facts = [
            attention(
                started=datetime(2026, 11, number, chance.randrange(8, 17), chance.randrange(60), tzinfo=LIMA),
                procedure=chance.choices(procedures, weights)[0],
                outcome=chance.choices(["completed", "pending", "not_completed"], [86, 6, 8])[0],
                citizen={
                    "sex": chance.choice("fm"),
                    "age_band": chance.choice(["18-29", "30-44", "45-59", "60+"]),
                    "language": chance.choices(["es", "qu", "ay"], [80, 17, 3])[0],
                    "home_district": chance.choice(sorted(index.districts)[:1800:40]),
                    "disability": chance.random() < 0.03,
                },
            )
            | {"received_at": f"2026-11-{number:02}T17:00:00-05:00"}
            for _ in range(_A_DAY)
        ]
        days.append(tally_of_day(centre, day, facts))
    return days[0], total(days)


class GeneratedTable:
    """The table Statistics as DynamoDB answers it, with the same month again and again."""

    def __init__(self, index: Index) -> None:
        chance = Random(1)  # noqa: S311 - generated figures
        made = [_month(f"kind-{number}", index, chance) for number in range(_KINDS)]
        self.centres = sorted(index.centres)
        self.day, self.of_centre = packed(made[0][0]), [packed(month) for _, month in made]
        self.nation = total(
            replace(
                month,
                by_centre={centre: month.results},
                newest_of={centre: month.newest or ""},
                first_of={centre: "2026-11"},
            )
            for number, centre in enumerate(self.centres)
            for month in [made[number % _KINDS][1]]
        )
        self.month = packed(self.nation)
        self.year = _year(self.nation)
        self.calls = 0

    def get_paginator(self, _: str) -> "GeneratedTable":
        """Return what pages a query."""
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Yield pages of a megabyte."""
        page: list[Any] = []
        size = 0
        for item in self._items(request["ExpressionAttributeValues"][":pk"]["S"]):
            page.append(item)
            size += len(item["tally"]["B"])
            if size > _PAGE:
                yield self._answered(page)
                page, size = [], 0
        yield self._answered(page)

    def get_item(self, **_: Any) -> dict[str, Any]:
        """Return that no generated day was ever sent."""
        return self._answered([]) and {}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        """Return the rows of some keys."""
        ((table, asked),) = request["RequestItems"].items()
        items = [{**key, "tally": {"B": self._of_centre(key["SK"]["S"])}} for key in asked["Keys"]]
        self._answered(items)
        return {"Responses": {table: items}, "UnprocessedKeys": {}}

    def _answered(self, items: list[Any]) -> dict[str, Any]:
        self.calls += 1
        time.sleep(_CALL)
        return {"Items": items}

    def _of_centre(self, key: str) -> bytes:
        return self.of_centre[hash(key) % _KINDS]

    def _items(self, partition: str) -> Iterator[dict[str, Any]]:
        kind, _, rest = partition.partition("#")
        rows: Mapping[str, bytes] = {}
        if kind == "NATION":
            rows = {f"YEAR#{year}": self.year for year in _YEARS}
        elif kind == "YEAR":
            rows = {f"MONTH#{rest}{month:02}": self.month for month in range(1, 13)}
        elif kind == "MONTH":
            rows = {f"CENTRE#{centre}": self._of_centre(centre) for centre in self.centres}
        elif kind == "CENTRE":
            rows = {f"DAY#{rest[-6:]}{day:02}": self.day for day in range(1, 23)}
        for key, value in rows.items():
            yield to_item({"PK": partition, "SK": key, "tally": value})


def _year(month: Tally) -> bytes:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    results = next(iter(month.by_day.values()))
    by_day = {day.isoformat(): results for day in days}
    whole = total([month] * 12)
    months = {f"{year}-{number:02}": 1 for year in _YEARS for number in range(1, 13)}
    scale = sum(sum(part.values()) for part in by_day.values())
    return packed(replace(whole, by_day=by_day, results={"completed": scale}, by_month=months))


def main() -> None:
    """Print the size of rows, and seconds, calls and rows of each question."""
    catalogue = large(read())
    index = index_of(catalogue)
    table = GeneratedTable(index)
    store = StatisticsStore(table, "Statistics")  # type: ignore[arg-type]
    print("| row | bytes packed | without the new counts |\n| --- | ---: | ---: |")
    before = replace(table.nation, by_day={}, attended={}, by_hour={}, citizens={})
    print(f"| the nation's month | {len(table.month):,} | {len(packed(before)):,} |")
    print(f"| the nation's year | {len(table.year):,} | |\n| a centre's month | {len(table.of_centre[0]):,} | |")
    print(f"| a centre's day | {len(table.day):,} | |\n")
    today = replace(index, centres=dict(list(index.centres.items())[:243]))
    few = "a part of a month by procedure, 243 centres"
    department = next(iter(index.centres.values())).department
    centre = next(iter(index.centres))
    first, part = date(_YEARS[0], 1, 1), {"first": date(2026, 3, 10), "last": date(2026, 5, 20)}
    month = {"first": date(2026, 2, 1), "last": date(2026, 2, 28)}
    ends = {"first": date(2026, 3, 10), "last": date(2026, 4, 30)}
    print("| question | answer | seconds | calls |\n| --- | --- | ---: | ---: |")
    for name, changes in (
        ("30 years by procedure", {}),
        ("30 years by centre", {"by": "centre"}),
        ("30 years by month", {"by": "month"}),
        ("30 years by day", {"by": "day"}),
        ("30 years by month, a department", {"by": "month", "department": department}),
        ("30 years by language, a department", {"by": "language", "department": department}),
        ("30 years by language, a centre", {"by": "language", "centre": centre}),
        ("30 years by centre, a procedure", {"by": "centre", "procedure": next(iter(index.procedures))}),
        ("a month by centre, a procedure", month | {"by": "centre", "procedure": next(iter(index.procedures))}),
        ("a part of a month by centre", {**ends, "by": "centre"}),
        ("parts of months by procedure", part),
        (few, ends),
        ("a part of a month by procedure, a department", {**ends, "department": department}),
    ):
        question = Question(**{"first": first, "last": _LAST, "by": "procedure"} | changes)  # type: ignore[arg-type]
        table.calls = 0
        began = time.perf_counter()
        try:
            counts, _ = explored(question, store, today if name == few else index, date(2027, 1, 5))
            answer = f"{len(counts):,} rows"
        except (TooWideError, NotCountedError) as error:
            answer = "refused" if isinstance(error, TooWideError) else f"not counted: {error}"
        print(f"| {name} | {answer} | {time.perf_counter() - began:.2f} | {table.calls} |", flush=True)
    table.calls = 0
    began = time.perf_counter()
    made = counted_report(
        read_counted(store, "2026-11", index, lambda: details_of(catalogue), date(2026, 12, 5)), date(2026, 12, 5)
    )
    read_in, calls = time.perf_counter() - began, table.calls
    for form, draw in (("page", page), ("workbook", workbook)):
        began = time.perf_counter()
        size = len(draw(made))
        seconds = read_in + time.perf_counter() - began
        print(f"| a month's report as a {form} | {size:,} bytes | {seconds:.2f} | {calls} |", flush=True)
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
