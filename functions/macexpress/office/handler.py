"""Entry point of the function that answers the office: reads the environment and connects the parts, once."""

import os
from functools import cache
from typing import Any

from macexpress.catalogue.index import packaged_index
from macexpress.office.access import Access
from macexpress.office.api import OfficeApi
from macexpress.platform.dynamodb import client
from macexpress.statistics.store import StatisticsStore


@cache
def _api() -> OfficeApi:
    store = StatisticsStore(client("dynamodb"), os.environ["STATISTICS_TABLE"])
    return OfficeApi(packaged_index(), store, Access(client("cognito-idp")))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return _api().handle(event, context)
