"""Marks and tallies in DynamoDB.

Table Statistics, one row a tally:
day of a centre        PK ``CENTRE#<centre>#MONTH#<yyyymm>``  SK ``DAY#<yyyymmdd>``
month of a centre      PK ``MONTH#<yyyymm>``                  SK ``CENTRE#<centre>``
month of the nation    PK ``YEAR#<yyyy>``                     SK ``MONTH#<yyyymm>``
year of the nation     PK ``NATION``                          SK ``YEAR#<yyyy>``
what was published     PK ``PUBLISHED``                       SK ``PUBLISHED``

So each level is one Query of the level below, and nothing is ever scanned. A tally is one attribute: its JSON, packed.
As a map of maps the same row is several times as large, to DynamoDB's bill and to whoever reads it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from macexpress.attentions.store import MARK_SHARDS, shard_key
from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import compact, parse_compact
from macexpress.statistics.tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 25
"""What DynamoDB takes in one BatchWriteItem."""


@dataclass(frozen=True)
class Mark:
    """A note that a centre's day has new facts. Never changed, so removing the one that was read is always right.

    day: None where the note names no day that a fact can have. It is removed like the others: one bad note must not
    stop the figures of everybody.
    """

    shard: str
    sort_key: str
    centre: str
    day: date | None


@dataclass(frozen=True)
class Published:
    """What the last complete publication was of.

    stamp: catalogue, code and shell. moment: up to when closings count. year: the newest with figures; empty where
    everything is to be published. memory: as the publication returned it. late: months past their closing day that are
    not final yet. backlog: marks were left.
    """

    stamp: str
    moment: datetime
    year: str
    memory: str = ""
    late: tuple[str, ...] = ()
    backlog: bool = False


def packed(tally: Tally) -> bytes:
    """Return a tally as it is stored."""
    return zlib.compress(json.dumps(tally.to_values(), separators=(",", ":")).encode(), 6)


def unpacked(stored: bytes) -> Tally:
    """Return the tally that `packed` gave."""
    return Tally.from_values(json.loads(zlib.decompress(stored)))


class StatisticsStore:
    """The tables Marks and Statistics. Whatever DynamoDB raises passes through: marks stay, the next run goes on."""

    def __init__(self, client: "DynamoDBClient", marks: str, statistics: str) -> None:
        self._client = client
        self._marks = marks
        self._statistics = statistics

    def marks(self) -> Iterator[Mark]:
        """Yield the marks that stand now, read consistently."""
        for shard in map(shard_key, range(MARK_SHARDS)):
            for values in self._query(self._marks, shard):
                yield Mark(shard, values["SK"], values["centre"], _day_of_mark(values["day"]))

    def remove(self, marks: Iterable[Mark]) -> None:
        """Remove marks whose days are computed and published."""
        waiting: list[Any] = [
            {"DeleteRequest": {"Key": to_item({"PK": mark.shard, "SK": mark.sort_key})}} for mark in marks
        ]
        while waiting:
            answer = self._client.batch_write_item(RequestItems={self._marks: waiting[:_BATCH]})
            waiting = [*answer.get("UnprocessedItems", {}).get(self._marks, []), *waiting[_BATCH:]]

    def set_day(self, centre: str, day: date, tally: Tally) -> None:
        """Set the tally of a centre's day."""
        self._set(_centre_month(centre, compact(day)[:6]), f"DAY#{compact(day)}", tally)

    def days(self, centre: str, month: str) -> dict[str, Tally]:
        """Return the tallies of a centre's days in a month (``yyyymm``), by day (``yyyymmdd``)."""
        return self._tallies(_centre_month(centre, month), "DAY#")

    def set_centre_month(self, centre: str, month: str, tally: Tally) -> None:
        """Set the tally of a centre's month."""
        self._set(f"MONTH#{month}", f"CENTRE#{centre}", tally)

    def centre_months(self, month: str) -> dict[str, Tally]:
        """Return the tallies of all centres in a month, by centre."""
        return self._tallies(f"MONTH#{month}", "CENTRE#")

    def set_month(self, month: str, tally: Tally) -> None:
        """Set the tally of the nation's month."""
        self._set(f"YEAR#{month[:4]}", f"MONTH#{month}", tally)

    def months(self, year: str) -> dict[str, Tally]:
        """Return the nation's tallies of a year (``yyyy``) by month (``yyyymm``), in order."""
        return self._tallies(f"YEAR#{year}", "MONTH#")

    def set_year(self, year: str, tally: Tally) -> None:
        """Set the tally of the nation's year."""
        self._set("NATION", f"YEAR#{year}", tally)

    def years(self) -> dict[str, Tally]:
        """Return the nation's tallies by year (``yyyy``), in order."""
        return self._tallies("NATION", "YEAR#")

    def published(self) -> Published | None:
        """Return what the last complete publication was of, None before the first."""
        item = self._client.get_item(
            TableName=self._statistics, Key=to_item({"PK": "PUBLISHED", "SK": "PUBLISHED"}), ConsistentRead=True
        ).get("Item")
        if item is None or "backlog" not in item:
            return None
        values = from_item(item)
        return Published(
            stamp=values["stamp"],
            moment=datetime.fromisoformat(values["moment"]),
            year=values["year"],
            memory=values["memory"],
            late=tuple(values["late"]),
            backlog=values["backlog"],
        )

    def set_published(self, published: Published) -> None:
        """Note that everything was published."""
        values = {"PK": "PUBLISHED", "SK": "PUBLISHED", **vars(published)}
        values |= {"moment": published.moment.isoformat(), "late": list(published.late)}
        self._client.put_item(TableName=self._statistics, Item=to_item(values))

    def forget_published(self) -> None:
        """Have the next run publish everything anew."""
        self._delete("PUBLISHED", "PUBLISHED")

    def mark(self, centre: str, day: date) -> None:
        """Mark a day to be computed anew."""
        mark = {
            "PK": shard_key(0),
            "SK": f"repair#{centre}#{compact(day)}",
            "centre": centre,
            "day": compact(day),
        }
        self._client.put_item(TableName=self._marks, Item=to_item(mark))

    def forget_month(self, centre: str, month: str) -> None:
        """Remove every row that a centre's month is part of, whatever it says; marks bring them back from the facts."""
        for day in self.days(centre, month):
            self._delete(_centre_month(centre, month), f"DAY#{day}")
        self._delete(f"MONTH#{month}", f"CENTRE#{centre}")
        self._delete(f"YEAR#{month[:4]}", f"MONTH#{month}")
        self._delete("NATION", f"YEAR#{month[:4]}")

    def _delete(self, partition: str, sort_key: str) -> None:
        self._client.delete_item(TableName=self._statistics, Key=to_item({"PK": partition, "SK": sort_key}))

    def _set(self, partition: str, sort_key: str, tally: Tally) -> None:
        """Set a row, unless a run that saw more facts has set it: then that row is the truer one."""
        try:
            self._client.put_item(
                TableName=self._statistics,
                Item=to_item({"PK": partition, "SK": sort_key, "facts": tally.facts, "tally": packed(tally)}),
                ConditionExpression="attribute_not_exists(PK) OR facts <= :facts",
                ExpressionAttributeValues=to_item({":facts": tally.facts}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def _tallies(self, partition: str, prefix: str) -> dict[str, Tally]:
        rows = self._query(self._statistics, partition)
        return {values["SK"].removeprefix(prefix): unpacked(bytes(values["tally"])) for values in rows}

    def _query(self, table: str, partition: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues=to_item({":pk": partition}),
            ConsistentRead=True,
        )
        for page in pages:
            yield from map(from_item, page["Items"])


def _day_of_mark(text: str) -> date | None:
    try:
        return parse_compact(text)
    except ValueError:
        return None


def _centre_month(centre: str, month: str) -> str:
    return f"CENTRE#{centre}#MONTH#{month}"
