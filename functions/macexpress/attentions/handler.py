"""Entry point of the function that takes in attentions: reads the environment and connects the parts, once."""

import gc

# All that a start creates stays: collecting garbage during it finds nothing and takes a tenth of the time
# (`make bench-cold`).
gc.disable()

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.config import Config

from macexpress.attentions.api import Api
from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.marks.refused import RefusedStore
from macexpress.platform.dynamodb import client

# Together well below the function's timeout (template.yaml), so that a slow store still gets an answer.
# Each value comes from `to_item`, which refuses what DynamoDB has no type for: to check all of them again is half of a
# transaction's time at the client (50 items: 10.7 ms with, 5.4 without).
_CLIENT = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"mode": "standard", "total_max_attempts": 2},
    parameter_validation=False,
)
# What was refused is noted when the verdicts are given already: nobody waits for it longer than this.
_IN_PASSING = Config(
    connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1}, parameter_validation=False
)


@cache
def _api() -> Api:
    """Return the API over the tables that the environment names, created once."""
    store = AttentionStore(client("dynamodb", _CLIENT), os.environ["ATTENTIONS_TABLE"], os.environ["MARKS_TABLE"])
    return Api(packaged_index(), store, _keep_refused, clock=lambda: datetime.now(UTC))


def _keep_refused(rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    _refused().keep(rows, now)


@cache
def _refused() -> RefusedStore:
    # Made when something is refused first: most starts never need it.
    return RefusedStore(client("dynamodb", _IN_PASSING), os.environ["MARKS_TABLE"])


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return _api().handle(event, context)


# Lambda gives the start a full processor, and the first request a part of one. Elsewhere an import does nothing.
if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    _api()
gc.freeze()
gc.enable()
