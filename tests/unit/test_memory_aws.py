"""The DynamoDB in memory answers as moto's does: the same requests, the same answers, the same items in the end."""

from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from memory_aws import MemoryDynamoDB
from tables import create_tables

pytestmark = pytest.mark.slow  # moto's store in memory

_VERSIONED = "attribute_not_exists(version) OR version = :version"
_CONDITIONS = (None, "attribute_not_exists(PK)", "attribute_not_exists(version)", "version = :version", _VERSIONED)


def _request(chance: Random, *, item: bool) -> dict[str, Any]:
    key = {"PK": {"S": chance.choice("ab")}, "SK": {"S": chance.choice(["x#1", "x#2", "y"])}}
    made: dict[str, Any] = {"TableName": "T"}
    made |= {"Item": {**key, "version": {"S": chance.choice("12")}}} if item else {"Key": key}
    condition = chance.choice(_CONDITIONS)
    if condition:
        made["ConditionExpression"] = condition
        if ":version" in condition:
            made["ExpressionAttributeValues"] = {":version": {"S": chance.choice("12")}}
    return made


def _asked(chance: Random) -> tuple[str, dict[str, Any]]:
    match chance.randrange(5):
        case 0:
            return "put_item", _request(chance, item=True)
        case 1:
            return "delete_item", _request(chance, item=False)
        case 2:
            put = _request(chance, item=True) | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
            delete = _request(chance, item=False)
            # One item once per transaction.
            delete["Key"]["PK"]["S"] = "b" if put["Item"]["PK"]["S"] == "a" else "a"
            return "transact_write_items", {"TransactItems": [{"Put": put}, {"Delete": delete}]}
        case 3:
            return "get_item", {"TableName": "T", "Key": _request(chance, item=False)["Key"]}
    values = {":pk": {"S": chance.choice("ab")}, ":prefix": {"S": "x#"}}
    condition = "PK = :pk AND begins_with(SK, :prefix)"
    return "query", {"TableName": "T", "KeyConditionExpression": condition, "ExpressionAttributeValues": values}


def _answer(client: Any, name: str, request: dict[str, Any]) -> Any:
    try:
        answer = getattr(client, name)(**request) or {}
    except ClientError as error:
        reasons = [(r["Code"], r.get("Item")) for r in error.response.get("CancellationReasons", [])]
        return type(error).__name__.removesuffix("Exception").removesuffix("Error"), reasons
    return answer.get("Item"), answer.get("Items")


def test_the_same_requests_get_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 random requests, most of which meet others' items."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    chance = Random(1)  # noqa: S311 - chosen to be the same each time
    with mock_aws():
        moto, memory = create_tables("T"), create_tables("T", client=MemoryDynamoDB())
        for number in range(300):
            name, request = _asked(chance)
            assert _answer(memory, name, request) == _answer(moto, name, request), (number, name, request)
        assert memory.scan(TableName="T")["Items"] == sorted(
            moto.scan(TableName="T")["Items"], key=lambda item: (item["PK"]["S"], item["SK"]["S"])
        )
