"""Every history of concurrent clients could have been produced by a single honest clerk, and faults are noticed."""

import time
from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import Any
from unittest.mock import patch

import pytest

from clerks import Clerks
from linear import Operation, impossible_keys
from macexpress.attentions import intake
from macexpress.attentions.store import AttentionStore
from macexpress.platform.dynamodb import from_item
from memory_aws import MemoryDynamoDB
from tables import create_tables

pytestmark = pytest.mark.slow
_ENVELOPE = {"PK", "SK", "received_at", "advisor", "tail"}


def _history(seed: int, operations: int = 300, store: type[MemoryDynamoDB] = MemoryDynamoDB) -> list[Operation]:
    return Clerks(create_tables("Attentions", "Marks", client=store()), seed).run(operations)


@pytest.mark.parametrize("seed", range(4))
def test_clients_at_once_are_answered_as_by_one_clerk(seed: int) -> None:
    """With kills, lost and late answers: no verdict and nothing read back contradicts any other."""
    history = _history(seed)
    assert impossible_keys(history) == []
    told = Counter(operation.answer for operation in history if operation.kind != "read")
    assert min(told[verdict] for verdict in ("registered", "duplicate", "conflict")) > 5
    assert any(operation.end == inf for operation in history)


def test_the_same_seed_gives_the_same_history() -> None:
    """So a finding can be looked at again."""
    first, second = (
        [(operation.kind, operation.answer, operation.start, operation.end) for operation in _history(5, 100)]
        for _ in range(2)
    )
    assert first == second


class _Overwriting(MemoryDynamoDB):
    """The last writer wins."""

    def _holds(self, _: Mapping[str, Any]) -> bool:
        return True


class _Stale(MemoryDynamoDB):
    """A read by key may show what was there some writes ago."""

    count = 0

    def transact_write_items(self, **request: Any) -> None:
        self.count += 1
        if self.count % 8 == 1:
            self.before = {key: dict(rows) for key, rows in self.tables["Attentions"].items()}
        super().transact_write_items(**request)

    def get_item(self, **request: Any) -> dict[str, Any]:
        rows = getattr(self, "before", {}).get(request["Key"]["PK"]["S"], {})
        found = rows.get(request["Key"]["SK"]["S"])
        return {"Item": found} if found else {}


class _Losing(MemoryDynamoDB):
    """Every tenth transaction is confirmed and not written."""

    count = 0

    def transact_write_items(self, **request: Any) -> None:
        self.count += 1
        if self.count % 10:
            super().transact_write_items(**request)


@pytest.mark.parametrize("store", [_Overwriting, _Stale, _Losing])
def test_a_store_that_lies_is_noticed(store: type[MemoryDynamoDB]) -> None:
    """Overwriting, reading what is old, and losing a write each give an impossible history."""
    assert impossible_keys(_history(1, 300, store))


def test_a_conflict_that_is_told_as_a_duplicate_is_noticed() -> None:
    """A client that repeats with another content must be told."""
    with patch.object(intake, "repeated", lambda *_: "duplicate"):
        assert impossible_keys(_history(1))


def test_looking_first_and_writing_later_is_noticed() -> None:
    """Two requests that both look before either writes would both be told that theirs was registered."""

    def register(self: AttentionStore, facts: Any) -> Any:
        there = {fact.key: found[0] for fact in facts if (found := _found(self, fact))}
        for fact in facts:
            if fact.key not in there:
                self._client.put_item(TableName="Attentions", Item=self._put(fact)["Put"]["Item"])
        return {key: {n: v for n, v in values.items() if n not in _ENVELOPE} for key, values in there.items()}

    with patch.object(AttentionStore, "register", register):
        assert impossible_keys(_history(2, 600))


def _found(store: AttentionStore, fact: Any) -> Any:
    item = store._put(fact)["Put"]["Item"]  # noqa: SLF001 - a planted fault
    key = {"PK": item["PK"], "SK": item["SK"]}
    found = store._client.get_item(TableName="Attentions", Key=key).get("Item")  # noqa: SLF001
    return [from_item(found)] if found else None


def test_a_long_history_is_checked_in_seconds() -> None:
    """100,000 operations, made by repeating a history under other names, of 2,000 attentions and more."""
    short = _history(3, 500)
    long = [operation._replace(key=f"{operation.key} {turn}") for turn in range(200) for operation in short]
    began = time.process_time()
    assert impossible_keys(long) == []
    assert len(long) >= 100_000
    assert time.process_time() - began < 60
