"""The real intake as a process: requests as lines of JSON in, answers as lines of JSON out, for tests that run in Node.

Everything behind the gateway is the product's own (``Api``, ``AttentionStore``); DynamoDB is a dictionary, since a
campaign asks a hundred thousand times and what is tried is the desk. Each line is one of::

    {"event": {...}, "now": 1795200000000}   an HTTP API event, and the server's time in milliseconds
    {"facts": true}                           every fact stored, as plain values
    {"reset": true}                           forget everything
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from api_client import Context
from building import INDEX
from macexpress.attentions.api import Api, logger
from macexpress.attentions.store import AttentionStore
from macexpress.marks.refused import RefusedStore
from macexpress.platform.dynamodb import from_item


class _CanceledError(ClientError):
    """A transaction that met a fact already stored."""


class _Exceptions:
    TransactionCanceledException = _CanceledError


class MemoryTables:
    """As much of a DynamoDB client as the intake uses, over a dictionary: transactions that put, reads, queries."""

    exceptions = _Exceptions

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], dict[str, Any]] = {}

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> None:  # noqa: N803 - boto3's name
        """Put all, or raise with a reason for each where one that must be new is there already."""
        puts = [operation["Put"] for operation in TransactItems]
        keys = [(put["TableName"], put["Item"]["PK"]["S"], put["Item"].get("SK", {}).get("S", "")) for put in puts]
        met = [key in self._rows and "ConditionExpression" in put for key, put in zip(keys, puts, strict=True)]
        if any(met):
            reasons: list[Any] = [
                {"Code": "ConditionalCheckFailed", "Item": self._rows[key]} if there else {"Code": "None"}
                for key, there in zip(keys, met, strict=True)
            ]
            raise _CanceledError({"CancellationReasons": reasons, "Error": {}}, "TransactWriteItems")
        self._rows |= {key: put["Item"] for key, put in zip(keys, puts, strict=True)}

    def get_item(self, *, TableName: str, Key: Mapping[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803
        """Return an item by its key."""
        found = self._rows.get((TableName, Key["PK"]["S"], Key["SK"]["S"]))
        return {"Item": found} if found else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803
        """Return the items with some keys, all at once."""
        ((table, asked),) = RequestItems.items()
        found = (self._rows.get((table, key["PK"]["S"], key["SK"]["S"])) for key in asked["Keys"])
        return {"Responses": {table: [item for item in found if item]}, "UnprocessedKeys": {}}

    def get_paginator(self, _: str) -> "MemoryTables":
        """Return what pages through a query: this."""
        return self

    def paginate(
        self,
        *,
        TableName: str,  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any],  # noqa: N803
        **_: object,
    ) -> Iterator[dict[str, Any]]:
        """Yield one page with the items of a partition, in the order of their keys."""
        partition = ExpressionAttributeValues[":pk"]["S"]
        prefix = ExpressionAttributeValues.get(":prefix", {}).get("S", "")
        keys = sorted(key for key in self._rows if key[:2] == (TableName, partition) and key[2].startswith(prefix))
        yield {"Items": [self._rows[key] for key in keys]}

    def facts(self) -> list[dict[str, Any]]:
        """Return every row of the attentions as plain values."""
        return [from_item(row) for (table, _, _), row in self._rows.items() if table == "Attentions"]


class Intake:
    """One server: `answer` takes a line's content and returns what the answering line says."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._tables = MemoryTables()
        self._now = datetime.now(UTC)
        store = AttentionStore(self._tables, "Attentions", "Marks", pause=lambda _: None)  # type: ignore[arg-type]
        refused = RefusedStore(self._tables, "Marks")  # type: ignore[arg-type]
        self._api = Api(INDEX, store, refused.keep, clock=lambda: self._now)

    def answer(self, asked: dict[str, Any]) -> object:
        """Answer one request."""
        if "reset" in asked:
            self._reset()
            return None
        if "facts" in asked:
            return self._tables.facts()
        self._now = datetime.fromtimestamp(asked["now"] / 1000, UTC)
        return self._api.handle(asked["event"], Context())


def main() -> None:
    """Answer each line of standard input, in order, until it ends."""
    logger.setLevel("CRITICAL")  # its lines would stand between the answers
    answers, sys.stdout = sys.stdout, sys.stderr  # and so would those of the metrics
    intake = Intake()
    for line in sys.stdin:
        answers.write(json.dumps(intake.answer(json.loads(line)), default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
