"""Tallies in DynamoDB, and what was last published of them.

Table Statistics, one row per tally:
day of a centre        PK ``CENTRE#<centre>#MONTH#<yyyymm>``  SK ``DAY#<yyyymmdd>``
month of a centre      PK ``MONTH#<yyyymm>``                  SK ``CENTRE#<centre>``
month of the nation    PK ``YEAR#<yyyy>``                     SK ``MONTH#<yyyymm>``
year of the nation     PK ``NATION``                          SK ``YEAR#<yyyy>``
what was published     PK ``PUBLISHED``                       SK ``PUBLISHED``
a generated day came   PK ``PUBLISHED``                       SK ``GENERATED``

So each level needs one Query of the level below, and nothing is ever scanned. A tally is one attribute: its JSON,
compressed. As a map of maps the same row would be several times as large to store, read and pay for.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import compact
from macexpress.statistics.tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Published:
    """What the last complete publication was made from."""

    stamp: str
    """Names the catalogue, the code and the page shell that it was made with."""
    moment: datetime
    """Months that closed up to this moment were closed in it."""
    year: str
    """The newest year with figures; empty where everything has to be published."""
    hidden: str = ""
    """The results that were not published by centre: when they change, so do the pages of all centres."""
    late: tuple[str, ...] = ()
    """Months past their closing day that are not final yet."""
    backlog: bool = False
    """Whether marks were left for the next run."""


def packed(tally: Tally) -> bytes:
    """Return a tally as it is stored."""
    return zlib.compress(json.dumps(tally.to_values(), separators=(",", ":")).encode(), 6)


def unpacked(stored: bytes) -> Tally:
    """Return the tally that `packed` was given."""
    return Tally.from_values(json.loads(zlib.decompress(stored)))


class StatisticsStore:
    """The table Statistics. Whatever DynamoDB raises passes through: the marks stay, and the next run continues."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

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
        """Return what the last complete publication was made from; None before the first."""
        item = self._client.get_item(
            TableName=self._table, Key=to_item({"PK": "PUBLISHED", "SK": "PUBLISHED"}), ConsistentRead=True
        ).get("Item")
        if item is None or "hidden" not in item:
            return None
        values = from_item(item)
        return Published(
            stamp=values["stamp"],
            moment=datetime.fromisoformat(values["moment"]),
            year=values["year"],
            hidden=values["hidden"],
            late=tuple(values["late"]),
            backlog=values["backlog"],
        )

    def set_published(self, published: Published) -> None:
        """Note that everything was published."""
        values = {"PK": "PUBLISHED", "SK": "PUBLISHED", **vars(published)}
        values |= {"moment": published.moment.isoformat(), "late": list(published.late)}
        self._client.put_item(TableName=self._table, Item=to_item(values))

    def has_generated(self) -> bool:
        """Return whether a generated day was ever sent to this system (`make demo`)."""
        key = to_item({"PK": "PUBLISHED", "SK": "GENERATED"})
        return "Item" in self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)

    def note_generated(self) -> None:
        """Note for ever that a generated day was sent: from the next run on every figure says so."""
        self._client.put_item(TableName=self._table, Item=to_item({"PK": "PUBLISHED", "SK": "GENERATED"}))

    def forget_published(self) -> None:
        """Make the next run publish everything again."""
        self._delete("PUBLISHED", "PUBLISHED")

    def forget_month(self, centre: str, month: str) -> None:
        """Remove every row that includes a centre's month; marks make a run restore them from the facts."""
        for day in self.days(centre, month):
            self._delete(_centre_month(centre, month), f"DAY#{day}")
        self._delete(f"MONTH#{month}", f"CENTRE#{centre}")
        self._delete(f"YEAR#{month[:4]}", f"MONTH#{month}")
        self._delete("NATION", f"YEAR#{month[:4]}")

    def _delete(self, partition: str, sort_key: str) -> None:
        self._client.delete_item(TableName=self._table, Key=to_item({"PK": partition, "SK": sort_key}))

    def _set(self, partition: str, sort_key: str, tally: Tally) -> None:
        """Set a row, unless it is already there with more facts: another run has set it more completely."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item({"PK": partition, "SK": sort_key, "facts": tally.facts, "tally": packed(tally)}),
                ConditionExpression="attribute_not_exists(PK) OR facts <= :facts",
                ExpressionAttributeValues=to_item({":facts": tally.facts}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def _tallies(self, partition: str, prefix: str) -> dict[str, Tally]:
        rows = self._query(partition)
        return {values["SK"].removeprefix(prefix): unpacked(bytes(values["tally"])) for values in rows}

    def _query(self, partition: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues=to_item({":pk": partition}),
            ConsistentRead=True,
        )
        for page in pages:
            yield from map(from_item, page["Items"])


def _centre_month(centre: str, month: str) -> str:
    return f"CENTRE#{centre}#MONTH#{month}"
