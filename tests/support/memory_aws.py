"""DynamoDB and S3 in memory, as far as the functions use them, fast enough for thousands of runs of the scheduler.

tests/unit/test_memory_aws.py compares their answers with moto's. `Calls` can do something before any call: crash, or
let another run go first.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

PAGE = 5
"""Items per page: few, so that other runs also come between the pages of a query."""
_CONDITION = re.compile(r"attribute_not_exists\((\w+)\)|(\w+) (=|<=) (:\w+)")


class CrashError(BaseException):
    """Ends a process before one of its calls. No code may catch it, as none catches a power cut."""


class ConditionalCheckFailedError(ClientError):
    """A condition did not hold."""


class TransactionCanceledError(ClientError):
    """A condition of a transaction did not hold."""


class _Exceptions:
    ConditionalCheckFailedException = ConditionalCheckFailedError
    TransactionCanceledException = TransactionCanceledError


@dataclass
class _Process:
    then: Mapping[int, Callable[[], object]]
    calls: int = 0
    dead: bool = False


@dataclass
class Calls:
    """Counts the calls of the process that runs now, and does something before some of them."""

    _running: list[_Process] = field(default_factory=list)

    @contextmanager
    def at(self, then: Mapping[int, Callable[[], object]]) -> Iterator[_Process]:
        """Do things before the n-th calls (from 1) of what runs inside; what they do themselves is another process."""
        process = _Process(then)
        self._running.append(process)
        try:
            yield process
        finally:
            self._running.remove(process)

    def made(self) -> None:
        """Note a call."""
        if not self._running:
            return
        process = self._running[-1]
        if process.dead:
            raise CrashError
        process.calls += 1
        then = process.then.get(process.calls)
        if then is None:
            return
        with self.at({}):
            try:
                then()
            except CrashError:
                process.dead = True
                raise


def crash() -> None:
    """Crash the process."""
    raise CrashError


class MemoryDynamoDB:
    """Tables with the keys PK and SK, by name. An item that was stored is never changed, only replaced."""

    exceptions = _Exceptions()

    def __init__(self, calls: Calls | None = None) -> None:
        self.tables: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self._calls = calls or Calls()
        self._lock = threading.Lock()

    def create_table(self, **request: Any) -> None:
        """Create an empty table."""
        self.tables[request["TableName"]] = {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        """Return the item with a key."""
        self._calls.made()
        with self._lock:
            found = self._find(request["TableName"], request["Key"])
            return {"Item": dict(found)} if found else {}

    def put_item(self, **request: Any) -> None:
        """Store an item if its condition holds."""
        self._calls.made()
        with self._lock:
            if not self._holds(request):
                raise ConditionalCheckFailedError(_error("ConditionalCheckFailedException"), "PutItem")
            self._put(request)

    def delete_item(self, **request: Any) -> None:
        """Delete an item if its condition holds."""
        self._calls.made()
        with self._lock:
            if not self._holds(request):
                raise ConditionalCheckFailedError(_error("ConditionalCheckFailedException"), "DeleteItem")
            self._delete(request)

    def transact_write_items(self, *, TransactItems: list[Any]) -> None:  # noqa: N803 - boto's own name
        """Do all operations, or none where a condition does not hold."""
        self._calls.made()
        operations = [next(iter(operation.items())) for operation in TransactItems]
        assert len(operations) <= 100
        with self._lock:
            failed = [not self._holds(request) for _, request in operations]
            if any(failed):
                reasons = [
                    self._reason(request) if no else {"Code": "None"}
                    for no, (_, request) in zip(failed, operations, strict=True)
                ]
                answer: Any = {**_error("TransactionCanceledException"), "CancellationReasons": reasons}
                raise TransactionCanceledError(answer, "TransactWriteItems")
            for kind, request in operations:
                {"Put": self._put, "Delete": self._delete}[kind](request)

    def batch_write_item(self, *, RequestItems: Mapping[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        """Delete items."""
        self._calls.made()
        with self._lock:
            for table, requests in RequestItems.items():
                assert len(requests) <= 25
                for request in requests:
                    self._delete({"TableName": table, **request["DeleteRequest"]})
        return {"UnprocessedItems": {}}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803
        """Return the items with some keys; a call answers PAGE of them at most, and names the others."""
        self._calls.made()
        ((table, request),) = RequestItems.items()
        assert len(request["Keys"]) <= 100
        with self._lock:
            found = [item for key in request["Keys"][:PAGE] if (item := self._find(table, key))]
        left = request["Keys"][PAGE:]
        return {
            "Responses": {table: [dict(item) for item in found]},
            "UnprocessedKeys": {table: {"Keys": left}} if left else {},
        }

    def query(self, **request: Any) -> dict[str, Any]:
        """Return the items of a partition from a place on, at most `Limit` of them; in the index those of a tail."""
        self._calls.made()
        values = request["ExpressionAttributeValues"]
        prefix = values.get(":prefix", {"S": ""})["S"]
        after = request.get("ExclusiveStartKey", {"SK": {"S": ""}})["SK"]["S"]
        backward = not request.get("ScanIndexForward", True)
        with self._lock:
            rows = self.tables[request["TableName"]].get(values[":pk"]["S"], {})
            if "IndexName" in request:
                rows = {key: row for key, row in rows.items() if row.get("tail") == values[":tail"]}
            there = (key for key in rows if key.startswith(prefix))
            wanted = (key for key in there if not after or (key < after if backward else key > after))
            keys = sorted(wanted, reverse=backward)
            page = keys[: request.get("Limit", PAGE)]
            answer = {"Items": [dict(rows[key]) for key in page]}
        if len(page) < len(keys):
            answer["LastEvaluatedKey"] = {"PK": values[":pk"], "SK": {"S": page[-1]}}  # type: ignore[assignment]
        return answer

    def scan(self, **request: Any) -> dict[str, Any]:
        """Return all items, or those whose PK contains one of the values."""
        self._calls.made()
        wanted = [value["S"] for value in request.get("ExpressionAttributeValues", {"": {"S": ""}}).values()]
        with self._lock:
            table = self.tables[request["TableName"]]
            items = [
                row for key in sorted(table) for _, row in sorted(table[key].items()) if any(w in key for w in wanted)
            ]
            return {"Items": [dict(item) for item in items]}

    def get_paginator(self, name: str) -> "_Paginator":
        """Return a paginator of queries or scans."""
        return _Paginator(getattr(self, name))

    def _find(self, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
        return self.tables[table].get(key["PK"]["S"], {}).get(key["SK"]["S"])

    def _put(self, request: Mapping[str, Any]) -> None:
        item = dict(request["Item"])
        self.tables[request["TableName"]].setdefault(item["PK"]["S"], {})[item["SK"]["S"]] = item

    def _delete(self, request: Mapping[str, Any]) -> None:
        self.tables[request["TableName"]].get(request["Key"]["PK"]["S"], {}).pop(request["Key"]["SK"]["S"], None)

    def _holds(self, request: Mapping[str, Any]) -> bool:
        condition = request.get("ConditionExpression")
        if condition is None:
            return True
        found = self._find(request["TableName"], request.get("Item") or request["Key"]) or {}
        return any(self._is_true(part, found, request) for part in condition.split(" OR "))

    @staticmethod
    def _is_true(part: str, found: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
        match = _CONDITION.fullmatch(part)
        assert match, f"a condition that this memory does not know: {part}"
        if match[1]:
            return match[1] not in found
        if match[2] not in found:
            return False
        ((kind, stored),), ((_, value),) = (
            found[match[2]].items(),
            request["ExpressionAttributeValues"][match[4]].items(),
        )
        if match[3] == "=":
            return bool(stored == value)
        return int(stored) <= int(value) if kind == "N" else bool(stored <= value)

    def _reason(self, request: Mapping[str, Any]) -> dict[str, Any]:
        found = self._find(request["TableName"], request.get("Item") or request["Key"])
        shown = found if request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" else None
        return {"Code": "ConditionalCheckFailed", **({"Item": dict(shown)} if shown else {})}


class _Paginator:
    def __init__(self, ask: Callable[..., dict[str, Any]]) -> None:
        self._ask = ask

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Yield the pages; each is one call."""
        while True:
            page = self._ask(**request)
            yield page
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


class MemoryS3:
    """One bucket, whatever its name. texts: by key without the folder of published files. written: keys, in order."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.texts: dict[str, str] = {}
        self.metadata: dict[str, dict[str, str]] = {}
        self.written: list[str] = []

    def head_object(self, **request: Any) -> dict[str, Any]:
        """Return an object's metadata."""
        self._calls.made()
        key = _without_folder(request)
        if key not in self.texts:
            raise ClientError(_error("404"), "HeadObject")
        return {"Metadata": dict(self.metadata.get(key, {}))}

    def get_object(self, **request: Any) -> dict[str, Any]:
        """Return an object's bytes."""
        self._calls.made()
        return {"Body": BytesIO(self.texts[_without_folder(request)].encode())}

    def put_object(self, **request: Any) -> None:
        """Store an object."""
        self._calls.made()
        key = _without_folder(request)
        self.texts[key] = request["Body"].decode()
        self.metadata[key] = request["Metadata"]
        self.written.append(key)


def _without_folder(request: Mapping[str, Any]) -> str:
    key: str = request["Key"]
    return key.removeprefix("published/")


def _error(code: str) -> Any:
    return {"Error": {"Code": code, "Message": code}}
