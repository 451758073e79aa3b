"""Clients for DynamoDB and S3 that count their calls and what these cost.

Capacity is counted by DynamoDB's published rule, since the local engine does not count it: a query reads one unit per
4 KiB, a put writes one per KiB of its item.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from mac.cost.prices import BUCKET_READ, BUCKET_WRITE, FUNCTION_SECOND, READ_UNIT, WRITE_UNIT

_GB = 0.5  # of the statistics function, see template.yaml


@dataclass
class RunCost:
    """The calls of a run."""

    calls: int = 0
    read_units: float = 0
    write_units: int = 0
    puts: int = 0
    heads: int = 0
    bytes_put: int = 0

    def dollars(self, seconds: float) -> float:
        """Return the cost of the run at the prices of infra/cost, without subtracting free amounts."""
        return (
            self.read_units * READ_UNIT.dollars
            + self.write_units * WRITE_UNIT.dollars
            + self.puts * BUCKET_WRITE.dollars
            + self.heads * BUCKET_READ.dollars
            + seconds * _GB * FUNCTION_SECOND.dollars
        )


class CountingClient:
    """A DynamoDB client that counts."""

    def __init__(self, client: Any, cost: RunCost) -> None:
        self._client, self._cost = client, cost
        self.exceptions = client.exceptions

    def get_paginator(self, name: str) -> "CountingClient":
        """Count the pages of queries."""
        return self if name == "query" else self._client.get_paginator(name)

    def paginate(self, **arguments: Any) -> Iterator[Any]:
        """Yield the pages of a query; each is one call."""
        for page in self._client.get_paginator("query").paginate(**arguments):
            self._cost.calls += 1
            self._cost.read_units += max(1, ceil(sum(map(_size, page["Items"])) / 4096))
            yield page

    def put_item(self, **arguments: Any) -> Any:
        """Count and put."""
        self._cost.calls += 1
        self._cost.write_units += ceil(_size(arguments["Item"]) / 1024)
        return self._client.put_item(**arguments)

    def batch_write_item(self, **arguments: Any) -> Any:
        """Count and write or remove."""
        self._cost.calls += 1
        self._cost.write_units += sum(map(len, arguments["RequestItems"].values()))
        return self._client.batch_write_item(**arguments)

    def get_item(self, **arguments: Any) -> Any:
        """Count and get."""
        self._cost.calls += 1
        self._cost.read_units += 1
        return self._client.get_item(**arguments)


class CountingBucket:
    """An S3 client that counts."""

    def __init__(self, client: Any, cost: RunCost) -> None:
        self._client, self._cost = client, cost

    def head_object(self, **arguments: Any) -> Any:
        """Count and look."""
        self._cost.heads += 1
        return self._client.head_object(**arguments)

    def get_object(self, **arguments: Any) -> Any:
        """Count and get."""
        self._cost.heads += 1
        return self._client.get_object(**arguments)

    def put_object(self, **arguments: Any) -> Any:
        """Count and put."""
        self._cost.puts += 1
        self._cost.bytes_put += len(arguments["Body"])
        return self._client.put_object(**arguments)


def _size(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(key) + _size(inner) for key, inner in value.items())
    return len(value) if isinstance(value, bytes) else len(str(value))
