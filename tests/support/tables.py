"""The tables of template.yaml, created empty in the DynamoDB that the environment names."""

from functools import cache
from typing import Any

import boto3
from samtranslator.yaml_helper import yaml_parse

from cloud_template import ROOT


@cache
def _shape() -> dict[str, Any]:
    """Return the keys and the index of Attentions. Reading the template takes longer than most tests."""
    written = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))["Resources"]["Attentions"]["Properties"]
    return {key: written[key] for key in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")}


def create_tables(*names: str, client: Any = None) -> Any:
    """Create empty tables as the template has Attentions, with a new client unless one is given; return the client.

    The others have the same keys; that they have its index too does not matter, since nothing of theirs is in it.
    """
    client = client or boto3.client("dynamodb", region_name="us-east-1")
    for name in names:
        client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **_shape())
    return client
