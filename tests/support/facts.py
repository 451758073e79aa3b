"""Reads the facts of a centre's day directly from the store of the running local system, without the API."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from local_system import LocalSystem
from mac.systems import client_of


def facts(system: LocalSystem, centre: str, day: str) -> Counter[str]:
    """Return the ids of attentions and annulments of a Lima day (``20261124``), with how often each is stored."""
    found: Counter[str] = Counter()
    for row in _rows(system, centre, day):
        kind, _, identifier = row["SK"]["S"].partition("#")
        if kind in {"ATTENTION", "ANNULMENT"}:
            found[identifier] += 1
    return found


def _rows(system: LocalSystem, centre: str, day: str) -> Iterator[Any]:
    dynamodb = client_of(system.running().engine, "dynamodb")
    table = next(name for name in dynamodb.list_tables()["TableNames"] if "Attentions" in name)
    for page in dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="PK = :day",
        ExpressionAttributeValues={":day": {"S": f"CENTRE#{centre}#DAY#{day}"}},
    ):
        yield from page["Items"]


def advisor_of(system: LocalSystem, identifier: str) -> str:
    """Return the account that an attention is stored under."""
    centre, day, _ = identifier.split(".")
    rows = _rows(system, centre, day)
    return next(str(row["advisor"]["S"]) for row in rows if row["SK"]["S"] == f"ATTENTION#{identifier}")


def stored(system: LocalSystem, identifier: str) -> int:
    """Return how often a fact is stored."""
    centre, day, _ = identifier.split(".")
    return facts(system, centre, day)[identifier]
