"""The office's API over stores in memory, as the gateway calls it."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from api_client import Context
from building import NOW, event
from macexpress.catalogue.index import Index
from macexpress.office.api import OfficeApi, Refused
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.store import StatisticsStore
from signed_in import TRUSTED


def nothing_refused(*_: object) -> tuple[list[Any], str]:
    """Return no refused items."""
    return [], ""


class OfficeClient:
    """Asks the office's routes. groups: the claim of whoever asks, None without a token."""

    def __init__(
        self,
        index: Index,
        store: StatisticsStore,
        facts_of_day: FactsOfDay,
        now: datetime = NOW,
        refused: Refused = nothing_refused,
    ) -> None:
        self.store = store
        self.api = OfficeApi(index, store, facts_of_day, refused, TRUSTED, clock=lambda: now)

    def ask(self, route: str, groups: str | None = "[office]", headers: Any = None, **query: str) -> dict[str, Any]:
        """Return the answer to a GET of an office's route; a name may end in ``_`` where Python needs it."""
        query = {name.rstrip("_"): value for name, value in query.items()}
        made = event("GET", f"/api/v1/office/{route}", groups=groups, rawQueryString=urlencode(query))
        made |= {"queryStringParameters": query, "headers": headers or {}}
        return self.api.handle(made, Context())

    def read(self, route: str, **query: str) -> dict[str, Any]:
        """Return the JSON of an answer that is one."""
        answer = self.ask(route, **query)
        assert answer["statusCode"] == 200, answer["body"]
        found: dict[str, Any] = json.loads(answer["body"])
        return found


def code_of(answer: dict[str, Any]) -> tuple[int, str]:
    """Return the status and the code of a problem."""
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    return answer["statusCode"], json.loads(answer["body"])["code"]
