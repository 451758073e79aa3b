"""Entry point of the function by which the office decides: reads the environment and connects the parts, once."""

import os
import time
from datetime import UTC, datetime
from functools import cache
from typing import Any

from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.decisions.accounts import Pool
from macexpress.decisions.api import DecisionsApi
from macexpress.decisions.carrying import Stores
from macexpress.decisions.log import DecisionLog
from macexpress.marks.store import MarkStore
from macexpress.office.access import Access
from macexpress.platform.dynamodb import client
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore


@cache
def _api() -> DecisionsApi:
    dynamodb, cognito = client("dynamodb"), client("cognito-idp")
    attentions, marks = os.environ["ATTENTIONS_TABLE"], os.environ["MARKS_TABLE"]
    stores = Stores(
        packaged_index(),
        Pool(cognito, os.environ["ADVISOR_POOL"]),
        DecisionLog(dynamodb, attentions),
        AttentionStore(dynamodb, attentions, marks),
        MarkStore(dynamodb, marks),
        StatisticsStore(dynamodb, os.environ["STATISTICS_TABLE"]),
        RevisionStore(dynamodb, attentions, marks),
    )
    return DecisionsApi(stores, Access(cognito), lambda: datetime.now(UTC), time.monotonic)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return _api().handle(event, context)
