"""Entry point of the function that answers the office: reads the environment and connects the parts, once."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from macexpress.attentions.store import partition, stored_facts
from macexpress.catalogue.index import packaged_index
from macexpress.office.access import Access
from macexpress.office.api import OfficeApi
from macexpress.platform.dynamodb import client
from macexpress.statistics.store import StatisticsStore


@cache
def _api() -> OfficeApi:
    dynamodb, attentions = client("dynamodb"), os.environ["ATTENTIONS_TABLE"]

    def facts_of_day(centre: str, day: date) -> Iterator[dict[str, Any]]:
        return stored_facts(dynamodb, attentions, partition(centre, day))

    store = StatisticsStore(dynamodb, os.environ["STATISTICS_TABLE"])
    return OfficeApi(
        packaged_index(), store, facts_of_day, Access(client("cognito-idp")), clock=lambda: datetime.now(UTC)
    )


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return _api().handle(event, context)
