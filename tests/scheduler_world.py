"""Marks, facts, tallies and published files in memory (moto), for tests of the scheduler."""

from collections.abc import Callable, Mapping
from typing import Any

from building import CENTRE, INDEX, NOW, OTHER_CENTRE
from macexpress.attentions.intake import take_in
from macexpress.attentions.rules import Submitter
from macexpress.attentions.store import AttentionStore
from macexpress.statistics.publication import publication
from macexpress.statistics.recompute import recompute
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally
from tables import create_tables

SUBMITTER = Submitter("advisor", frozenset({CENTRE, OTHER_CENTRE}))
SHELL = "<main><!--statistics--></main>"


class CrashError(Exception):
    """Ends a run before one of its calls."""


class InterruptedClient:
    """A DynamoDB client that does something before its n-th call."""

    def __init__(self, client: Any, at: int, then: Callable[[], None]) -> None:
        self._client = client
        self.calls = 0
        self._at = at
        self._then = then
        self.exceptions = client.exceptions

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self._at:
            self._then()

    def get_paginator(self, name: str) -> Any:
        """Count a query as one call."""
        self._count()
        return self._client.get_paginator(name)

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def counted(**arguments: Any) -> Any:
            self._count()
            return call(**arguments)

        return counted


class World:
    """The tables and the published files. store_type: the store of marks and tallies that runs use."""

    def __init__(self, store_type: type[StatisticsStore] = StatisticsStore) -> None:
        self._store_type = store_type
        self.client = create_tables("Attentions", "Marks", "Statistics")
        self.files: dict[str, str] = {}
        self.writes = 0

    def send(self, *items: dict[str, Any]) -> None:
        """Register items."""
        store = AttentionStore(self.client, "Attentions", "Marks")
        verdicts = take_in(items, SUBMITTER, INDEX, NOW, store.register)
        assert {verdict.verdict for verdict in verdicts} <= {"registered", "duplicate"}

    def run(
        self, client: Any = None, *, stamp: str = "stamp", before_publishing: Callable[[], None] | None = None
    ) -> int:
        """Run the scheduler once, through `client` where one is given."""
        client = client or self.client
        hooks = iter([before_publishing] if before_publishing else [])

        def publish(years: Mapping[str, Tally], months: Mapping[str, Tally]) -> None:
            next(hooks, lambda: None)()
            self.writes += 1
            self.files |= {file.path: file.text for file in publication(years, months, INDEX, SHELL)}

        attentions = AttentionStore(client, "Attentions", "Marks")
        return recompute(attentions.facts_of_day, self._store_type(client, "Marks", "Statistics"), publish, stamp)

    def marks(self) -> int:
        """Return how many marks stand."""
        return len(list(StatisticsStore(self.client, "Marks", "Statistics").marks()))

    def from_nothing(self) -> dict[str, str]:
        """Return what is published when all is computed anew from the facts alone."""
        kept, self.files = self.files, {}
        rows = self.client.scan(TableName="Statistics")["Items"]
        for row in rows:
            self.client.delete_item(TableName="Statistics", Key={"PK": row["PK"], "SK": row["SK"]})
        days = {(f["PK"]["S"].split("#")[1], f["PK"]["S"].split("#")[3]) for f in self._facts()}
        for number, (centre, day) in enumerate(sorted(days)):
            mark = {"PK": "MARKS#00", "SK": f"repair#{number}", "centre": centre, "day": day}
            self.client.put_item(TableName="Marks", Item={key: {"S": value} for key, value in mark.items()})
        self.run(stamp="another")
        anew, self.files = self.files, kept
        return anew

    def _facts(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client.scan(TableName="Attentions")["Items"]
        return items
