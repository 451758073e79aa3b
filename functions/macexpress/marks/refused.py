"""Items that the intake did not accept, as rows that the office looks at: one for each id, for some weeks.

PK ``REFUSED``, SK the item's id. They share the table of the marks since both are short-lived; the scheduler asks for
the marks' own partitions and never sees them. A row has nothing but our own codes and what the catalogue knows:
`macexpress.attentions.observation` makes it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from macexpress.platform.dynamodb import page_of_partition, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT = timedelta(days=90)
"""As long as a desk may send: an item that is older is refused whatever is mended."""
MOST_LISTED = 100
PARTITION = "REFUSED"
RUNS_OUT = "expires"
"""By which DynamoDB removes a row, in seconds since 1970."""

KeepRefused = Callable[[Sequence[Mapping[str, Any]], datetime], None]
"""Keeps rows (at most 50, each with another `id`) from a moment on, over rows of the same ids."""


class RefusedStore:
    """The refused items in the table Marks. Whatever DynamoDB raises passes through."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Store rows by one call, see `KeepRefused`; DynamoDB removes them after KEPT."""
        added = {"PK": PARTITION, RUNS_OUT: int((now + KEPT).timestamp())}
        items = [to_item({**row, **added, "SK": row["id"]}) for row in rows]
        puts: Any = [{"Put": {"TableName": self._table, "Item": item}} for item in items]
        self._client.transact_write_items(TransactItems=puts)

    def page(self, after: str, now: datetime) -> tuple[list[dict[str, Any]], str]:
        """Return at most MOST_LISTED rows whose ids come after `after`, and after which the next come (or nothing).

        Rows stay readable for days after they ran out, until DynamoDB removes them: those are left out.
        """
        rows, following = page_of_partition(self._client, self._table, PARTITION, after, MOST_LISTED)
        return [row for row in rows if row[RUNS_OUT] > now.timestamp()], following
