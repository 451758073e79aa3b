"""Facts in DynamoDB: append-only, each id once, with a mark of the day for the scheduler in the same transaction.

Table Attentions: PK ``CENTRE#<centre>#DAY#<yyyymmdd>``, SK ``ATTENTION#<id>``, ``ANNULMENT#<id>``,
``RATING#<id of the attention>``, or ``HISTORY#<procedure>`` (a count of past years, on the first of its month).
Index Receipts: an attention and its annulment under the end of its id, which is what a receipt's code has of it.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.receipts import tail_of
from macexpress.marks.mark import mark_of_facts, mark_of_repair
from macexpress.marks.store import MarkStore
from macexpress.platform.busy import BusyError
from macexpress.platform.dynamodb import from_item, to_item
from macexpress.platform.lima import compact, iso, parse_compact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    # The scheduled function reads facts and knows no rules of the intake: a tenth of its start (`make bench-cold`).
    from macexpress.attentions.intake import Fact

_AT_ONCE = 50  # with a mark, half of what a transaction takes
_TRIES = 5
_FIRST_PAUSE = 0.05  # seconds; doubles, with full jitter
_ENVELOPE = frozenset({"PK", "SK", "received_at", "advisor", "tail"})
_INDEX = "Receipts"


class StoreBusyError(BusyError):
    """The store could not take the batch now, and stored none of it. The sender should send the same batch again."""


def partition(centre: str, day: date) -> str:
    """Return the key of the partition that holds a centre's day."""
    return f"CENTRE#{centre}#DAY#{compact(day)}"


def centre_and_day(key: str) -> tuple[str, date]:
    """Return the centre and day of a partition's key, the reverse of `partition`."""
    _, centre, _, day = key.split("#")
    return centre, parse_compact(day)


def content_of_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a stored fact says, without its keys, its time of receipt and its advisor."""
    return {name: value for name, value in values.items() if name not in _ENVELOPE}


def stored_facts(client: "DynamoDBClient", table: str, key: str, prefix: str = "") -> Iterator[dict[str, Any]]:
    """Yield the facts of a partition as plain values, read consistently, in the order of their keys.

    prefix: only of those whose sort key begins so. Whatever DynamoDB raises passes through.
    """
    beginning = {":prefix": prefix} if prefix else {}
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="PK = :pk" + (" AND begins_with(SK, :prefix)" if prefix else ""),
        ExpressionAttributeValues=to_item({":pk": key, **beginning}),
        ConsistentRead=True,
    )
    for page in pages:
        yield from map(from_item, page["Items"])


def still_refused(client: "DynamoDBClient", table: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return those of at most 100 rows of refused items (`macexpress.attentions.observation`) that wait for somebody.

    A rejected item is settled once its id is registered; a conflict once the attention that was there is annulled.
    """
    # Of a kind that nobody could read it is looked up as an attention: what else would a desk have sent?
    rejected = [(row.get("kind", "attention"), row["id"]) for row in rows if row["verdict"] == "rejected"]
    registered = {content.get("id") for content in _facts_of_keys(client, table, rejected)}
    conflicts = {parse_identifier(row["id"])[:2] for row in rows if row["verdict"] == "conflict"}
    annulments = (stored_facts(client, table, partition(*of), "ANNULMENT#") for of in sorted(conflicts))
    annulled = {annulment["attention"] for found in annulments for annulment in found}
    settled = {"rejected": registered, "conflict": annulled}
    return [row for row in rows if row["id"] not in settled[row["verdict"]]]


def _facts_of_keys(client: "DynamoDBClient", table: str, keys: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the content of those facts that are there, of at most 100 kinds and ids; StoreBusyError: not all read."""
    asked: Any = [to_item(_key(*key)) for key in keys]
    in_vain = 0
    while asked:
        answer = client.batch_get_item(RequestItems={table: {"Keys": asked, "ConsistentRead": True}})
        yield from (content_of_stored(from_item(item)) for item in answer["Responses"][table])
        left = answer["UnprocessedKeys"].get(table, {"Keys": []})["Keys"]
        in_vain = in_vain + 1 if len(left) == len(asked) else 0
        if in_vain == _TRIES:
            raise StoreBusyError
        asked = left


def _key(kind: str, fact_id: str) -> dict[str, str]:
    centre, day, _ = parse_identifier(fact_id)
    return {"PK": partition(centre, day), "SK": f"{kind.upper()}#{fact_id}"}


class AttentionStore:
    """The tables Attentions and Marks. Raises StoreBusyError when DynamoDB cannot store or return something now."""

    def __init__(
        self,
        client: "DynamoDBClient",
        attentions: str,
        marks: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._attentions = attentions
        self._marks = MarkStore(client, marks)
        self._pause = pause

    def register(self, facts: "Sequence[Fact]") -> dict[tuple[str, str], dict[str, Any]]:
        """Store in one transaction the facts that are not there yet, with a mark for each of their days.

        facts: at most 50, with distinct keys. Returns the content of those that were there before, by key.
        A transaction is all or nothing: one that meets facts already stored is sent again without them.
        """
        waiting = list(facts)
        there_already: dict[tuple[str, str], dict[str, Any]] = {}
        for attempt in range(_TRIES):
            if not waiting:
                return there_already
            try:
                self._client.transact_write_items(TransactItems=[*map(self._put, waiting), *self._put_marks(waiting)])
            except self._client.exceptions.TransactionCanceledException as error:
                reasons = error.response["CancellationReasons"][: len(waiting)]
                met = [reason["Code"] == "ConditionalCheckFailed" for reason in reasons]
                for fact, reason, was_met in zip(waiting, reasons, met, strict=True):
                    if was_met:
                        there_already[fact.key] = content_of_stored(from_item(reason["Item"]))
                waiting = [fact for fact, was_met in zip(waiting, met, strict=True) if not was_met]
                if not any(met):  # another transaction held an item, or DynamoDB was busy: try again
                    self._pause(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311 - jitter, not a secret
            except (ClientError, BotoCoreError) as error:
                raise StoreBusyError from error
            else:
                return there_already
        if waiting:
            raise StoreBusyError
        return there_already

    def read(self, fact_id: str) -> tuple[dict[str, Any], bool] | None:
        """Return an attention as stored (plain values) and whether it is annulled; None where there is none."""
        try:
            answer = self._client.get_item(
                TableName=self._attentions, Key=to_item(_key("attention", fact_id)), ConsistentRead=True
            )
            if "Item" not in answer:
                return None
            annulled = self._is_annulled(fact_id)
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError from error
        return from_item(answer["Item"]), annulled

    def stored(self, facts: "Sequence[Fact]") -> dict[tuple[str, str], dict[str, Any]]:
        """Return the content of those of at most 50 facts (distinct keys) that are there, by key."""
        try:
            found = _facts_of_keys(self._client, self._attentions, [fact.key for fact in facts])
            return {(content["kind"], content["id"]): content for content in found}
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError from error

    def find(self, centre: str, day: date, tail: str) -> tuple[dict[str, Any], bool] | None:
        """Return the attention of a centre's day whose receipt has `tail`, as `read` does, with what a receipt shows.

        One small read, however many the day has: codes can be guessed. What came a moment ago may be missing.
        """
        try:
            answer = self._client.query(
                TableName=self._attentions,
                IndexName=_INDEX,
                KeyConditionExpression="PK = :pk AND tail = :tail",
                ExpressionAttributeValues=to_item({":pk": partition(centre, day), ":tail": tail}),
            )
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError from error
        found = [from_item(item) for item in answer["Items"]]
        attention = next((fact for fact in found if fact["kind"] == "attention"), None)
        if attention is None:
            return None
        return attention, any(fact.get("attention") == attention["id"] for fact in found)

    def rate(self, attention_id: str, rating: int, now: datetime) -> int | None:
        """Store a rating (1 to 5) and mark the day, unless the attention has a rating: then return that one."""
        centre, day, _ = parse_identifier(attention_id)
        content = {"kind": "rating", "attention": attention_id, "rating": rating}
        there = self.keep(centre, day, f"RATING#{attention_id}", content, now)
        return int(there["rating"]) if there else None

    def keep(
        self, centre: str, day: date, sort_key: str, content: Mapping[str, Any], now: datetime
    ) -> dict[str, Any] | None:
        """Store a fact of a centre's day and mark the day, unless a fact has this key: then return that fact."""
        item = {**content, "PK": partition(centre, day), "SK": sort_key, "received_at": iso(now)}
        try:
            self._client.transact_write_items(
                TransactItems=[self._put_new(item), self._marks.put_operation(mark_of_facts(centre, day, now))]
            )
        except self._client.exceptions.TransactionCanceledException as error:
            reason = error.response["CancellationReasons"][0]
            if reason["Code"] != "ConditionalCheckFailed":
                raise StoreBusyError from error
            return content_of_stored(from_item(reason["Item"]))
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError from error
        return None

    def put_back(self, centre: str, day: date, facts: Sequence[Mapping[str, Any]]) -> int:
        """Store facts of a centre's day as they were (with their keys) where their keys are free; return how many.

        StoreBusyError where they cannot be stored now; what was stored before stays.
        """
        put = refused = 0
        while True:
            there = {fact["SK"] for fact in self.facts_of_day(centre, day)}
            missing = [fact for fact in facts if fact["SK"] not in there][:_AT_ONCE]
            if not missing:
                return put
            mark = self._marks.put_operation(mark_of_repair(centre, day))
            try:
                self._client.transact_write_items(TransactItems=[*map(self._put_new, missing), mark])
                put, refused = put + len(missing), 0
            except self._client.exceptions.TransactionCanceledException as error:
                # Where one of them has come meanwhile, the day is read again; another reason may last.
                refused += 1
                if refused == _TRIES:
                    raise StoreBusyError from error
                self._pause(random.uniform(0, _FIRST_PAUSE * 2**refused))  # noqa: S311 - jitter, not a secret

    def facts_of_day(self, centre: str, day: date) -> Iterator[dict[str, Any]]:
        """Yield every fact of a centre's day as plain values, read consistently, in the order of their keys."""
        return self._facts(partition(centre, day))

    def touch(self) -> None:
        """Check that the store answers; StoreBusyError when it does not."""
        try:
            self._client.get_item(TableName=self._attentions, Key=to_item({"PK": "HEALTH", "SK": "HEALTH"}))
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError from error

    def _is_annulled(self, fact_id: str) -> bool:
        centre, day, _ = parse_identifier(fact_id)
        annulments = self._facts(partition(centre, day), "ANNULMENT#")
        return any(annulment["attention"] == fact_id for annulment in annulments)

    def _facts(self, key: str, prefix: str = "") -> Iterator[dict[str, Any]]:
        return stored_facts(self._client, self._attentions, key, prefix)

    def _put(self, fact: "Fact") -> Any:  # noqa: ANN401 - one operation of a transaction
        item = {
            **fact.content,
            **_key(*fact.key),
            "received_at": iso(fact.received_at),
            "advisor": fact.advisor,
            "tail": tail_of(fact.content.get("attention") or fact.content["id"]),
        }
        return self._put_new(item)

    def _put_new(self, item: Mapping[str, Any]) -> Any:  # noqa: ANN401
        return {
            "Put": {
                "TableName": self._attentions,
                "Item": to_item(item),
                "ConditionExpression": "attribute_not_exists(PK)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def _put_marks(self, facts: "Sequence[Fact]") -> Iterator[Any]:
        for centre, day in sorted({parse_identifier(fact.content["id"])[:2] for fact in facts}):
            yield self._marks.put_operation(mark_of_facts(centre, day, facts[0].received_at))
