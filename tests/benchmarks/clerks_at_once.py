"""Concurrent clients and their history's checker: ``python -m benchmarks.clerks_at_once OPERATIONS SEED [engine]``.

The handler is the real one; the store is in memory, or with ``engine`` that of the local system.
"""

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any
from unittest.mock import patch

from clerks import Clerks
from linear import Operation, impossible_keys
from mac.local.engine import Engine
from memory_aws import MemoryDynamoDB
from tables import create_tables

PART = 500
"""Operations of one seed, over empty tables; the next part has the next seed."""


def main(operations: int = 100_000, first: int = 1, *, real: bool = False) -> int:
    """Run and check, and print the table; 1 where a history is impossible."""
    logging.disable()
    history: list[Operation] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, patch("macexpress.attentions.api.emit"):
        if real:
            with Engine(Path(folder), keep=False) as engine:
                dynamodb = engine.client("dynamodb")
                history = _run(lambda: _emptied(dynamodb), operations, first)
        else:
            history = _run(MemoryDynamoDB, operations, first)
    ran, began = time.monotonic() - began, time.monotonic()
    wrong = impossible_keys(history)
    checked = time.monotonic() - began
    told = Counter(str(operation.answer) if operation.kind != "read" else "read" for operation in history)
    unseen = sum(operation.end == inf for operation in history)
    print(f"{len(history):,} operations, {len({o.key for o in history}):,} attentions, seeds from {first}: {ran:.0f} s")
    print(f"told: {dict(told)}, {unseen:,} answers that nobody saw; checked in {checked:.1f} s; impossible: {wrong}")
    return 1 if wrong else 0


def _run(make: Callable[[], Any], operations: int, first: int) -> list[Operation]:
    return [
        operation
        for seed in range(first, first + -(-operations // PART))
        for operation in Clerks(create_tables("Attentions", "Marks", client=make()), seed).run(min(PART, operations))
    ]


def _emptied(dynamodb: Any) -> Any:
    for table in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=table)
    return dynamodb


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), real="engine" in sys.argv))
