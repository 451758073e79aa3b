"""Entry point of the function that takes in attentions: reads the environment and puts the parts together, once."""

import gc

# What a start makes stays: collecting meanwhile finds nothing and costs a tenth of it (`make bench-cold`).
gc.disable()

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.config import Config

from macexpress.attentions.api import Api
from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.platform.dynamodb import client

# Together well below the function's timeout (template.yaml), so that a slow store becomes an answer.
_CLIENT = Config(connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 2})


@cache
def prepared() -> Api:
    """Return the API over what the environment names, put together once."""
    store = AttentionStore(client("dynamodb", _CLIENT), os.environ["ATTENTIONS_TABLE"], os.environ["MARKS_TABLE"])
    return Api(packaged_index(), store, clock=lambda: datetime.now(UTC))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return prepared().handle(event, context)


# Lambda gives the start a whole processor, and the first request a part of one. Elsewhere an import does nothing.
if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    prepared()
gc.freeze()
gc.enable()
