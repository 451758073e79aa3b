"""Tallies in DynamoDB, and what was last published of them.

Table Statistics, one row per tally:
day of a centre        PK ``CENTRE#<centre>#MONTH#<yyyymm>``  SK ``DAY#<yyyymmdd>``
month of a centre      PK ``MONTH#<yyyymm>``                  SK ``CENTRE#<centre>``
month of the nation    PK ``YEAR#<yyyy>``                     SK ``MONTH#<yyyymm>``
year of the nation     PK ``NATION``                          SK ``YEAR#<yyyy>``
what was published     PK ``PUBLISHED``                       SK ``PUBLISHED``
who is publishing      PK ``PUBLISHED``                       SK ``RUN#<moment>#<random>``
a generated day came   PK ``PUBLISHED``                       SK ``GENERATED``

So each level needs one Query of the level below, and nothing is ever scanned. A tally is one attribute: its JSON,
compressed. As a map of maps the same row would be several times as large to store, read and pay for.

Rows and the record of what was published have a version: they are replaced only by what was made after they were
written. So a run that was overtaken, however slow, never puts back an older state.
"""

import json
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import LIMA, compact, iso
from macexpress.statistics.tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LONG_AGO = datetime(2000, 1, 1, tzinfo=LIMA)
_RUN = "RUN#"
_MOST_GOT = 100
"""BatchGetItem takes so many keys."""
_MOST_NOTES = 90
"""A transaction takes 100 operations; what is left is made good by the next run."""


@dataclass(frozen=True)
class Published:
    """What the last complete publication was made from."""

    stamp: str
    """Names the catalogue, the code and the page shell that it was made with."""
    cut: datetime
    """Figures are broken down from what was received before this moment."""


@dataclass(frozen=True)
class LastPublication:
    """The record of the last complete publication, and the notes of runs that did not complete theirs."""

    record: Published | None
    """None before the first."""
    version: str
    """The record's; empty without one."""
    abandoned: tuple[str, ...]
    """Notes of runs that were killed while they wrote files: any file may be older than the record says."""


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

    def set_day(self, centre: str, day: date, count: Callable[[], Tally]) -> None:
        """Set the tally of a centre's day to what `count` returns."""
        self._set(_centre_month(centre, compact(day)[:6]), f"DAY#{compact(day)}", count)

    def days(self, centre: str, month: str) -> dict[str, Tally]:
        """Return the tallies of a centre's days in a month (``yyyymm``), by day (``yyyymmdd``)."""
        return self._tallies(_centre_month(centre, month), "DAY#")

    def set_centre_month(self, centre: str, month: str, count: Callable[[], Tally]) -> None:
        """Set the tally of a centre's month to what `count` returns."""
        self._set(f"MONTH#{month}", f"CENTRE#{centre}", count)

    def centre_months(self, month: str) -> dict[str, Tally]:
        """Return the tallies of all centres in a month, by centre."""
        return self._tallies(f"MONTH#{month}", "CENTRE#")

    def months_of(self, centres: Iterable[str], months: Iterable[str]) -> Iterator[tuple[str, str, Tally]]:
        """Yield month (``yyyymm``), centre and tally of some centres' months, as far as there are any."""
        keys = [{"PK": f"MONTH#{month}", "SK": f"CENTRE#{centre}"} for month, centre in product(months, centres)]
        waiting = [to_item(key) for key in keys]
        while waiting:
            asked: Any = {self._table: {"Keys": waiting[:_MOST_GOT], "ConsistentRead": True}}
            answer = self._client.batch_get_item(RequestItems=asked)
            left: Any = answer["UnprocessedKeys"].get(self._table, {"Keys": []})["Keys"]
            waiting = [*left, *waiting[_MOST_GOT:]]
            for values in map(from_item, answer["Responses"][self._table]):
                tally = unpacked(bytes(values["tally"]))
                yield values["PK"].removeprefix("MONTH#"), values["SK"].removeprefix("CENTRE#"), tally

    def set_month(self, month: str, count: Callable[[], Tally]) -> None:
        """Set the tally of the nation's month to what `count` returns."""
        self._set(f"YEAR#{month[:4]}", f"MONTH#{month}", count)

    def months(self, year: str) -> dict[str, Tally]:
        """Return the nation's tallies of a year (``yyyy``) by month (``yyyymm``), in order."""
        return self._tallies(f"YEAR#{year}", "MONTH#")

    def set_year(self, year: str, count: Callable[[], Tally]) -> None:
        """Set the tally of the nation's year to what `count` returns."""
        self._set("NATION", f"YEAR#{year}", count)

    def years(self) -> dict[str, Tally]:
        """Return the nation's tallies by year (``yyyy``), in order."""
        return self._tallies("NATION", "YEAR#")

    def last_publication(self, killed_before: datetime) -> LastPublication:
        """Return the last publication. A run that began to publish before a moment and has not completed was killed."""
        rows = {values["SK"]: values for values in self._query("PUBLISHED")}
        abandoned = (key for key in rows if key.startswith(_RUN) and _began(key) < killed_before)
        values = rows.get("PUBLISHED", {})
        if "cut" not in values:  # none yet, or one of an earlier release, which published by other rules
            return LastPublication(None, values.get("version", ""), tuple(abandoned))
        record = Published(values["stamp"], datetime.fromisoformat(values["cut"]))
        return LastPublication(record, values["version"], tuple(abandoned))

    def begin_publication(self, now: datetime) -> str:
        """Note, before the first file is written, that a run is publishing; return the note's key."""
        key = f"{_RUN}{iso(now)}#{uuid.uuid4().hex}"
        self._client.put_item(TableName=self._table, Item=to_item({"PK": "PUBLISHED", "SK": key}))
        return key

    def complete_publication(self, published: Published, note: str, last: LastPublication) -> bool:
        """Record a publication and remove its note and those that it made good; False where another run was faster.

        last: what was read before the files were made.
        """
        values = {"PK": "PUBLISHED", "SK": "PUBLISHED", **vars(published), "version": uuid.uuid4().hex}
        values |= {"cut": published.cut.isoformat()}
        record: Any = {"TableName": self._table, "Item": to_item(values), **_unchanged(last.version)}
        notes: list[Any] = [
            {"Delete": {"TableName": self._table, "Key": to_item({"PK": "PUBLISHED", "SK": key})}}
            for key in [note, *last.abandoned[:_MOST_NOTES]]
        ]
        try:
            self._client.transact_write_items(TransactItems=[{"Put": record}, *notes])
        except self._client.exceptions.TransactionCanceledException as error:
            if error.response["CancellationReasons"][0]["Code"] == "ConditionalCheckFailed":
                return False
            raise
        return True

    def publish_everything(self) -> None:
        """Make the next run publish everything again, as after one that was killed; one at work does not."""
        self.begin_publication(_LONG_AGO)

    def has_generated(self) -> bool:
        """Return whether a generated day was ever sent to this system (`make demo`)."""
        key = to_item({"PK": "PUBLISHED", "SK": "GENERATED"})
        return "Item" in self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)

    def note_generated(self) -> None:
        """Note for ever that a generated day was sent: from the next run on every figure says so."""
        self._client.put_item(TableName=self._table, Item=to_item({"PK": "PUBLISHED", "SK": "GENERATED"}))

    def _set(self, partition: str, sort_key: str, count: Callable[[], Tally]) -> None:
        """Set a row to what `count` returns; without facts there is none.

        Where another run has set it meanwhile, it is counted again.
        """
        key = {"PK": partition, "SK": sort_key}
        while True:
            row = self._client.get_item(TableName=self._table, Key=to_item(key), ConsistentRead=True).get("Item")
            stored = from_item(row) if row else {}
            tally = count()
            if (bytes(stored["tally"]) == packed(tally)) if stored else not tally.facts:
                return
            version = stored.get("version", "")
            try:
                if tally.facts:
                    item = to_item({**key, "version": uuid.uuid4().hex, "tally": packed(tally)})
                    self._client.put_item(TableName=self._table, Item=item, **_unchanged(version))
                else:
                    self._client.delete_item(TableName=self._table, Key=to_item(key), **_unchanged(version))
            except self._client.exceptions.ConditionalCheckFailedException:
                continue
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


def _unchanged(version: str) -> Any:  # noqa: ANN401 - arguments of a call
    """Return the condition that a row still has the version that was read; empty where it had none."""
    if not version:
        return {"ConditionExpression": "attribute_not_exists(version)"}
    return {
        "ConditionExpression": "version = :version",
        "ExpressionAttributeValues": to_item({":version": version}),
    }


def _began(note: str) -> datetime:
    return datetime.fromisoformat(note.split("#")[1])


def _centre_month(centre: str, month: str) -> str:
    return f"CENTRE#{centre}#MONTH#{month}"
