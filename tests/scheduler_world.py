"""Marks, facts, tallies and published files in memory (moto), for tests of the scheduler."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from building import CENTRE, INDEX, NOW, OTHER_CENTRE, WIDE_INDEX
from macexpress.attentions.intake import take_in
from macexpress.attentions.rules import Submitter
from macexpress.attentions.store import AttentionStore
from macexpress.publication.files import Publication
from macexpress.statistics.recompute import MOST_MARKS, Standing, recompute
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
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
    """The tables and the published files. store_type: the store of marks and tallies that runs use.

    files: text by path. written: every path that was written, in order, though its bytes may have stood there.
    """

    def __init__(self, store_type: type[StatisticsStore] = StatisticsStore) -> None:
        self._store_type = store_type
        self.client = create_tables("Attentions", "Marks", "Statistics")
        self.files: dict[str, str] = {}
        self.written: list[str] = []
        self._final: set[str] = set()

    def send(self, *items: dict[str, Any], now: datetime = NOW, office: bool = False) -> None:
        """Register items."""
        store = AttentionStore(self.client, "Attentions", "Marks")
        submitter = Submitter("advisor", SUBMITTER.centres, office)
        verdicts = take_in(items, submitter, INDEX, now, store.register)
        assert {verdict.verdict for verdict in verdicts} <= {"registered", "duplicate"}

    def run(
        self,
        client: Any = None,
        *,
        stamp: str = "stamp",
        before_publishing: Callable[[], None] | None = None,
        now: datetime = NOW,
        most_files: int | None = None,
        most: int = MOST_MARKS,
    ) -> int:
        """Run the scheduler once, through `client` where one is given; it dies after `most_files`."""
        client = client or self.client
        hooks = iter([before_publishing] if before_publishing else [])

        def publish(standing: Standing) -> str:
            next(hooks, lambda: None)()
            revisions = RevisionStore(client, "Attentions", "Marks").all()
            publication = Publication(WIDE_INDEX, SHELL, self._final_text, revisions)
            for number, file in enumerate(publication.files(standing)):
                if number == most_files:
                    raise CrashError
                if file.path not in self._final:
                    self.files[file.path] = file.text
                    self.written.append(file.path)
                if file.final:
                    self._final.add(file.path)
            return publication.memory

        attentions = AttentionStore(client, "Attentions", "Marks")
        store = self._store_type(client, "Marks", "Statistics")
        return recompute(attentions.facts_of_day, store, publish, stamp, now, most)

    def marks(self) -> int:
        """Return how many marks stand."""
        return len(list(StatisticsStore(self.client, "Marks", "Statistics").marks()))

    def from_nothing(self, now: datetime = NOW) -> dict[str, str]:
        """Return what is published when all is computed anew from the facts alone."""
        kept, self.files, final, self._final = self.files, {}, self._final, set()
        rows = self.client.scan(TableName="Statistics")["Items"]
        for row in rows:
            self.client.delete_item(TableName="Statistics", Key={"PK": row["PK"], "SK": row["SK"]})
        days = {(f["PK"]["S"].split("#")[1], f["PK"]["S"].split("#")[3]) for f in self._facts()}
        for number, (centre, day) in enumerate(sorted(days)):
            mark = {"PK": "MARKS#00", "SK": f"repair#{number}", "centre": centre, "day": day}
            self.client.put_item(TableName="Marks", Item={key: {"S": value} for key, value in mark.items()})
        self.run(stamp="another", now=now)
        anew, self.files, self._final = self.files, kept, final
        return anew

    def _final_text(self, path: str) -> str | None:
        return self.files[path] if path in self._final else None

    def _facts(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client.scan(TableName="Attentions")["Items"]
        return [item for item in items if item["PK"]["S"].startswith("CENTRE#")]
