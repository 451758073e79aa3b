"""The real API over an in-process store, called as API Gateway does, with a fixed clock."""

from typing import Any

from building import INDEX, NOW
from macexpress.attentions.api import Api
from macexpress.attentions.store import AttentionStore
from macexpress.marks.refused import RefusedStore


class Context:
    """Lambda's context."""

    function_name = "attentions"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:attentions"
    aws_request_id = "request"


class Client:
    """Calls the API as API Gateway does."""

    def __init__(self, dynamodb: Any) -> None:
        self.dynamodb = dynamodb
        self.store = AttentionStore(dynamodb, "Attentions", "Marks", pause=lambda _: None)
        self._api = Api(INDEX, self.store, RefusedStore(dynamodb, "Marks").keep, clock=lambda: NOW)

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to an event."""
        return self._api.handle(event, Context())

    def stored(self, table: str = "Attentions") -> list[dict[str, Any]]:
        """Return every item of a table, as DynamoDB has it."""
        items: list[dict[str, Any]] = self.dynamodb.scan(TableName=table)["Items"]
        return items
