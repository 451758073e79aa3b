"""Reads the facts of a centre's day directly from the store of the running local system, without the API."""

from collections import Counter

from local_system import LocalSystem
from mac.systems import client_of


def facts(system: LocalSystem, centre: str, day: str) -> Counter[str]:
    """Return the ids of attentions and annulments of a Lima day (``20261124``), with how often each is stored."""
    dynamodb = client_of(system.running().engine, "dynamodb")
    table = next(name for name in dynamodb.list_tables()["TableNames"] if "Attentions" in name)
    found: Counter[str] = Counter()
    for page in dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="PK = :day",
        ExpressionAttributeValues={":day": {"S": f"CENTRE#{centre}#DAY#{day}"}},
    ):
        for row in page["Items"]:
            kind, _, identifier = row["SK"]["S"].partition("#")
            if kind in {"ATTENTION", "ANNULMENT"}:
                found[identifier] += 1
    return found


def stored(system: LocalSystem, identifier: str) -> int:
    """Return how often a fact is stored."""
    centre, day, _ = identifier.split(".")
    return facts(system, centre, day)[identifier]
