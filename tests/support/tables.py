"""The tables of template.yaml, created empty in the DynamoDB that the environment names."""

from typing import Any

import boto3


def create_tables(*names: str, client: Any = None) -> Any:
    """Create empty tables, with a new client unless one is given, and return the client."""
    client = client or boto3.client("dynamodb", region_name="us-east-1")
    for name in names:
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        )
    return client
