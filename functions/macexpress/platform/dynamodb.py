"""DynamoDB items from plain values and back, and AWS clients without boto3's own layer.

boto3 has both, but costs 70 ms of each start, mostly for what is not used here (``make bench-cold`` compares it with
botocore alone). tests/unit/test_dynamodb.py compares the types with boto3's.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader
from botocore.session import get_session

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient


def client(service: str, config: "Config | None" = None) -> Any:  # noqa: ANN401 - botocore makes one type per service
    """Return a client for an AWS service, in the account and region that the environment names."""
    return _session().create_client(service, config=config)


@cache
def _session() -> "Session":
    session = get_session()
    session.register_component("data_loader", _ServicesLoader())
    return session


class _ServicesLoader(Loader):
    """Knows which services exist: botocore would search the folders of all of them, half of what a client costs."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's own
        """Return the services that are used here."""
        return ["cognito-idp", "dynamodb", "s3"]


def page_of_partition(
    client: "DynamoDBClient", table: str, partition: str, after: str, most: int, *, newest_first: bool = False
) -> tuple[list[dict[str, Any]], str]:
    """Return at most `most` rows of a partition as plain values, and after which sort key the next come (or nothing).

    after: as it was returned with the page before; empty for the first. newest_first: from the last sort key back.
    Whatever DynamoDB raises passes through.
    """
    start: Any = {"ExclusiveStartKey": to_item({"PK": partition, "SK": after})} if after else {}
    answer = client.query(
        TableName=table,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues=to_item({":pk": partition}),
        ScanIndexForward=not newest_first,
        Limit=most,
        **start,
    )
    following = from_item(answer["LastEvaluatedKey"])["SK"] if "LastEvaluatedKey" in answer else ""
    return [from_item(item) for item in answer["Items"]], following


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a DynamoDB item as plain values; numbers are Decimal."""
    return {name: _plain(value) for name, value in item.items()}


def to_item(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as a DynamoDB item; TypeError where DynamoDB has no type for one, as for floats."""
    return {name: _attribute(value) for name, value in values.items()}


def _plain(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any plain value
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL" | "B":
            return value
        case "N":
            return Decimal(value)
        case "NULL":
            return None
        case "M":
            return from_item(value)
        case "L":
            return [_plain(inner) for inner in value]
    raise TypeError(f"No plain value for DynamoDB's type {kind}.")


def _attribute(value: object) -> dict[str, Any]:  # noqa: PLR0911 - one line per type
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case int() | Decimal():
            return {"N": str(value)}
        case Mapping():
            return {"M": to_item(value)}
        case list() | tuple():
            return {"L": [_attribute(inner) for inner in value]}
    raise TypeError(f"DynamoDB has no type for a {type(value).__name__}.")
