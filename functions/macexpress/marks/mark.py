"""What a mark is and how it is stored: the only module that knows their keys in the table Marks. Pure.

PK ``MARKS#<shard>``, SK ``<received_at>#<random>``. A mark is written in the transaction of its facts and never
changed: no two batches touch the same mark, so removing one that was read is always right. Sixteen shards keep any
partition from becoming hot. A repair and a revision write marks too; their keys begin with a word, which sorts after
every time, and no two of them share a key either.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import compact, iso, parse_compact

SHARDS = 16


@dataclass(frozen=True)
class Mark:
    """A note that a centre's day has facts which the figures do not count yet."""

    shard: str
    """Its partition in the table."""
    sort_key: str
    centre: str
    day: date | None
    """None where the stored text is not a day that a fact can have: such a mark is removed and has no effect."""

    @property
    def written_at(self) -> datetime | None:
        """When its facts were received; None for the mark of a repair or a revision."""
        return datetime.fromisoformat(self.sort_key.split("#")[0]) if self.sort_key[0].isdecimal() else None


def shard_key(shard: int) -> str:
    """Return the key of one partition of marks, ``0 <= shard < SHARDS``."""
    return f"MARKS#{shard:02}"


def mark_of_facts(centre: str, day: date, received_at: datetime) -> Mark:
    """Return a new mark for facts of a centre's day."""
    random_part = uuid.uuid4()
    return Mark(shard_key(random_part.int % SHARDS), f"{iso(received_at)}#{random_part.hex}", centre, day)


def mark_of_repair(centre: str, day: date) -> Mark:
    """Return the mark that makes a run compute a day from the facts again."""
    return Mark(shard_key(0), f"repair#{uuid.uuid4().hex}", centre, day)


def mark_of_revision(month: str, asked_at: datetime, centre: str, day: date) -> Mark:
    """Return the mark that makes a run publish a new edition of a month (``yyyymm``); `day` is any day with facts."""
    return Mark(shard_key(0), f"revision#{month}#{iso(asked_at)}", centre, day)


def item_of(mark: Mark) -> dict[str, Any]:
    """Return a mark as DynamoDB stores it."""
    if mark.day is None:
        raise ValueError("a mark that is stored needs a day")
    return to_item({"PK": mark.shard, "SK": mark.sort_key, "centre": mark.centre, "day": compact(mark.day)})


def mark_of(item: Mapping[str, Any]) -> Mark:
    """Return the mark that DynamoDB stores as `item`."""
    values = from_item(item)
    try:
        day = parse_compact(values["day"])
    except ValueError:
        day = None
    return Mark(values["PK"], values["SK"], values["centre"], day)
