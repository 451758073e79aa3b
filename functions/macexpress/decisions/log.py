"""The log of decisions in the table Attentions: append-only, each decision once, with what became of it.

PK ``DECISIONS``      SK ``<id>``                      who decided what, when and why
PK ``DECISION#<id>``  SK ``PART#<basis>#<step>``       how far it was carried out, and the result until there
PK ``DECISION#<id>``  SK ``RESULT``                    it was carried out whole
PK ``DECISION#<id>``  SK ``ONCE``                      what must not happen twice was done

None of them is a fact of a centre's day (``CENTRE#...#DAY#...``): no figure, audit or annulment reads them, and a copy
brings them back like corrections of months. What is decided and its result are JSON texts, so that they come back as
they were. No password is in either.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from macexpress.platform.dynamodb import from_item, page_of_partition, to_item
from macexpress.platform.lima import iso

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ALL = "DECISIONS"
_RESULT = "RESULT"
PAGE = 50
SHOW_PASSWORDS = frozenset({"accounts", "password"})
"""Kinds of decisions whose answer has passwords."""


@dataclass(frozen=True)
class Taken:
    """A decision, as it was taken."""

    id: str
    kind: str
    who: str
    """The account's name."""
    sub: str
    """The account's id, which stands with the facts that it writes."""
    when: datetime
    why: str
    what: Mapping[str, Any]
    """What the request asked for, by kind."""
    about: str = ""
    """With which id the facts are stored that it is about, as the account was when it was decided; empty for others."""

    def is_same(self, other: "Taken") -> bool:
        """Whether another request asks for the same, so that it may go on.

        Also somebody else's: who began may be away. Where a password comes out, only who decided may see it.
        """
        may_see = self.sub == other.sub or self.kind not in SHOW_PASSWORDS
        return may_see and (self.kind, self.why, self.what) == (other.kind, other.why, other.what)


@dataclass(frozen=True)
class Progress:
    """How far a decision was carried out."""

    at: int
    """The next step."""
    result: dict[str, Any]
    done: bool = False


class DecisionLog:
    """The decisions in the table Attentions. Whatever DynamoDB raises passes through."""

    def __init__(self, client: "DynamoDBClient", attentions: str) -> None:
        self._client = client
        self._table = attentions

    def take(self, taken: Taken) -> Taken:
        """Store a decision unless its id is there; return the one that is stored."""
        values = {
            "kind": "decision",
            "decision": taken.kind,
            "who": taken.who,
            "advisor": taken.sub,
            "received_at": iso(taken.when),
            "why": taken.why,
            "what": json.dumps(taken.what, ensure_ascii=False, sort_keys=True),
        }
        if taken.about:
            values["about"] = taken.about
        there = self._put(_ALL, taken.id, values)
        return _taken(there) if there else taken

    def find(self, decision: str) -> Taken | None:
        """Return a decision; None where there is none."""
        found = self._get(_ALL, decision)
        return _taken(found) if found else None

    def progress(self, decision: str, basis: str) -> Progress | None:
        """Return how far a decision was carried out; None where not at all.

        basis: with what its steps were counted; parts of another basis do not count.
        """
        if result := self._get(_of(decision), _RESULT):
            return Progress(0, json.loads(result["result"]), done=True)
        prefix = f"PART#{basis}#"
        parts = self._query(_of(decision), prefix)
        return max(parts, key=lambda part: part.at, default=None)

    def note(self, decision: str, basis: str, progress: Progress, now: datetime) -> Progress:
        """Store how far a decision was carried out; return what is stored, by whoever was first."""
        key = _RESULT if progress.done else f"PART#{basis}#{progress.at:08}"
        values = {
            "kind": "progress",
            "at": progress.at,
            "result": json.dumps(progress.result, ensure_ascii=False),
            "received_at": iso(now),
        }
        there = self._put(_of(decision), key, values)
        return Progress(int(there["at"]), json.loads(there["result"]), progress.done) if there else progress

    def once(self, decision: str) -> Any:  # noqa: ANN401 - one operation of a transaction
        """Return the operation by which a transaction with it happens once for a decision."""
        return self._put_operation(_of(decision), "ONCE", {"kind": "progress"})

    def page(self, after: str) -> tuple[list[tuple[Taken, Progress | None]], str]:
        """Return decisions, the newest first, with their results, and after which the next page begins (or empty)."""
        rows, following = page_of_partition(self._client, self._table, _ALL, after, PAGE, newest_first=True)
        return [(taken, self._result(taken.id)) for taken in map(_taken, rows)], following

    def _result(self, decision: str) -> Progress | None:
        found = self._get(_of(decision), _RESULT)
        return Progress(int(found["at"]), json.loads(found["result"]), done=True) if found else None

    def _get(self, partition: str, sort_key: str) -> dict[str, Any] | None:
        key = to_item({"PK": partition, "SK": sort_key})
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return from_item(item) if item else None

    def _query(self, partition: str, prefix: str) -> list[Progress]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :prefix)",
            ExpressionAttributeValues=to_item({":pk": partition, ":prefix": prefix}),
            ConsistentRead=True,
        )
        found = (from_item(item) for page in pages for item in page["Items"])
        return [Progress(int(values["at"]), json.loads(values["result"])) for values in found]

    def _put(self, partition: str, sort_key: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Store a row unless its key is taken: then return the row that is there."""
        try:
            # In a transaction: outside one, no role may put into this table.
            self._client.transact_write_items(TransactItems=[self._put_operation(partition, sort_key, values)])
        except self._client.exceptions.TransactionCanceledException as error:
            (reason,) = error.response["CancellationReasons"]
            if reason["Code"] != "ConditionalCheckFailed":
                raise
            return from_item(reason["Item"])
        return None

    def _put_operation(self, partition: str, sort_key: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401
        return {
            "Put": {
                "TableName": self._table,
                "Item": to_item({"PK": partition, "SK": sort_key, **values}),
                "ConditionExpression": "attribute_not_exists(PK)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }


def _of(decision: str) -> str:
    return f"DECISION#{decision}"


def _taken(values: Mapping[str, Any]) -> Taken:
    return Taken(
        id=values["SK"],
        kind=values["decision"],
        who=values["who"],
        sub=values["advisor"],
        when=datetime.fromisoformat(values["received_at"]),
        why=values["why"],
        what=json.loads(values["what"]),
        about=values.get("about", ""),
    )
