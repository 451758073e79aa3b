"""What tells whether figures are up to date: how long marks wait, and which centres fell silent."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from macexpress.attentions.store import MARK_SHARDS, shard_key
from macexpress.catalogue.index import Index
from macexpress.platform.dynamodb import from_item, to_item
from macexpress.publication.figures import freshness
from macexpress.statistics.tally import Tally, total

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def oldest_mark(client: "DynamoDBClient", marks: str) -> datetime | None:
    """Return when the oldest mark was written, None without one; those of a repair or a revision have no time."""
    moments = []
    for shard in map(shard_key, range(MARK_SHARDS)):
        found = client.query(
            TableName=marks,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues=to_item({":pk": shard}),
            Limit=1,
        )["Items"]
        # Keys begin with the time, so the first is the oldest; words sort after every time.
        keys = [str(from_item(item)["SK"]) for item in found]
        moments += [datetime.fromisoformat(key.split("#")[0]) for key in keys if key[0].isdecimal()]
    return min(moments, default=None)


def silent_centres(years: Mapping[str, Tally], index: Index) -> int:
    """Return how many centres have sent nothing for long, as ``freshness.json`` tells it."""
    return len(freshness(total(years.values()), index).silent)
