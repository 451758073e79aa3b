"""Marks in DynamoDB."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from macexpress.marks.mark import SHARDS, Mark, item_of, mark_of, shard_key
from macexpress.platform.dynamodb import to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 25
"""The most that DynamoDB takes in one BatchWriteItem."""
_TRIES = 6
_FIRST_PAUSE = 0.05  # seconds; doubles, with full jitter


class MarkStore:
    """The table Marks. Whatever DynamoDB raises passes through: the marks stay, and the next run continues."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def waiting(self) -> Iterator[Mark]:
        """Yield the marks that are there now, read consistently."""
        for shard in map(shard_key, range(SHARDS)):
            pages = self._client.get_paginator("query").paginate(**self._of_shard(shard), ConsistentRead=True)
            for page in pages:
                yield from map(mark_of, page["Items"])

    def oldest(self) -> datetime | None:
        """Return when the oldest waiting facts were received; None where none are waiting."""
        # Keys begin with the time, so the first of a shard is its oldest.
        firsts = [
            mark_of(item)
            for shard in map(shard_key, range(SHARDS))
            for item in self._client.query(**self._of_shard(shard), Limit=1)["Items"]
        ]
        return min((mark.written_at for mark in firsts if mark.written_at), default=None)

    def put(self, mark: Mark) -> None:
        """Store a mark by itself; marks of facts are stored in the transaction of their facts."""
        self._client.put_item(TableName=self._table, Item=item_of(mark))

    def put_operation(self, mark: Mark) -> Any:  # noqa: ANN401 - one operation of a transaction
        """Return the operation that stores a mark within a TransactWriteItems."""
        return {"Put": {"TableName": self._table, "Item": item_of(mark)}}

    def remove(self, marks: Iterable[Mark]) -> None:
        """Remove marks whose days have been computed and published.

        DynamoDB may leave some of a batch: those are asked again after a pause that doubles, as its documentation
        advises, and stay for the next run when it goes on leaving them.
        """
        waiting: list[Any] = [
            {"DeleteRequest": {"Key": to_item({"PK": mark.shard, "SK": mark.sort_key})}} for mark in marks
        ]
        tries = 0
        while waiting and tries < _TRIES:
            answer = self._client.batch_write_item(RequestItems={self._table: waiting[:_BATCH]})
            left = answer.get("UnprocessedItems", {}).get(self._table, [])
            waiting = [*left, *waiting[_BATCH:]]
            if left:
                self._pause(random.uniform(0, _FIRST_PAUSE * 2**tries))  # noqa: S311 - jitter, not a secret
                tries += 1

    def _of_shard(self, shard: str) -> Any:  # noqa: ANN401 - the arguments of a query
        return {
            "TableName": self._table,
            "KeyConditionExpression": "PK = :pk",
            "ExpressionAttributeValues": to_item({":pk": shard}),
        }
