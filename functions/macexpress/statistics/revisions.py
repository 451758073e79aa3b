"""Corrections of closed months, as facts of their own in the table Attentions.

PK ``REVISIONS``  SK ``<yyyymm>#<moment>``. A correction has a reason; a day of its month is marked together with it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from macexpress.marks.mark import mark_of_revision
from macexpress.marks.store import MarkStore
from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import iso, parse_compact
from macexpress.statistics.editions import Revision
from macexpress.statistics.store import StatisticsStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PARTITION = "REVISIONS"


class RevisionStore:
    """Reads corrections of closed months and asks for new ones. Whatever DynamoDB raises passes through."""

    def __init__(self, client: "DynamoDBClient", attentions: str, marks: str) -> None:
        self._client = client
        self._attentions = attentions
        self._marks = MarkStore(client, marks)

    def all(self) -> list[Revision]:
        """Return all corrections by month, and within a month in the order in which they were asked for."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._attentions,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues=to_item({":pk": _PARTITION}),
            ConsistentRead=True,
        )
        found: list[Revision] = []
        for values in (from_item(item) for page in pages for item in page["Items"]):
            month = values["SK"].partition("#")[0]
            number = 2 + sum(revision.month == month for revision in found)
            found.append(Revision(month, number, datetime.fromisoformat(values["received_at"]), values["reason"]))
        return found

    def ask(
        self,
        month: str,
        reason: str,
        now: datetime,
        store: StatisticsStore,
        author: str,
        guard: Any = None,  # noqa: ANN401 - one operation of a transaction
    ) -> None:
        """Ask for a new edition of a month (``yyyymm``). ValueError where no attention of that month is known.

        author: the code of who asks; it stays in the table, and reason and edition are published. guard: an operation
        that is done in the same transaction; where its condition fails, this edition was asked for before.
        """
        centre = next(iter(store.centre_months(month)), None)
        day = next(iter(store.days(centre, month)), None) if centre else None
        if centre is None or day is None:
            raise ValueError(f"no attention of {month} is known")
        fact = {"PK": _PARTITION, "SK": f"{month}#{iso(now)}", "kind": "revision", "reason": reason, "advisor": author}
        mark = mark_of_revision(month, now, centre, parse_compact(day))
        item = to_item(fact | {"received_at": iso(now)})
        condition = {"ConditionExpression": "attribute_not_exists(PK)"}
        put: Any = {"Put": {"TableName": self._attentions, "Item": item, **condition}}
        try:
            self._client.transact_write_items(
                TransactItems=[*([guard] if guard else []), put, self._marks.put_operation(mark)]
            )
        except self._client.exceptions.TransactionCanceledException as error:
            if not guard or error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
                raise
