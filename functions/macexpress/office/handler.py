"""Entry point of the function that answers the office: reads the environment and connects the parts, once."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from macexpress.attentions.store import partition, still_refused, stored_facts
from macexpress.catalogue.index import packaged_index
from macexpress.marks.refused import RefusedStore
from macexpress.office.access import Access
from macexpress.office.api import OfficeApi
from macexpress.platform.dynamodb import client
from macexpress.statistics.store import StatisticsStore


@cache
def _api() -> OfficeApi:
    dynamodb, attentions = client("dynamodb"), os.environ["ATTENTIONS_TABLE"]

    def facts_of_day(centre: str, day: date) -> Iterator[dict[str, Any]]:
        return stored_facts(dynamodb, attentions, partition(centre, day))

    kept = RefusedStore(dynamodb, os.environ["MARKS_TABLE"])

    def refused(after: str, now: datetime) -> tuple[Sequence[Mapping[str, Any]], str]:
        rows, following = kept.page(after, now)
        return still_refused(dynamodb, attentions, rows), following

    store, access = StatisticsStore(dynamodb, os.environ["STATISTICS_TABLE"]), Access(client("cognito-idp"))
    return OfficeApi(packaged_index(), store, facts_of_day, refused, access, clock=lambda: datetime.now(UTC))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Answer one event of the HTTP API."""
    return _api().handle(event, context)
