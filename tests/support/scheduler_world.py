"""Marks, facts, tallies and published files in memory (moto), for tests of the scheduler."""

import copy
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from moto.backends import get_backend

from building import CENTRE, INDEX, NOW, OTHER_CENTRE, WIDE_INDEX
from macexpress.attentions.intake import take_in
from macexpress.attentions.store import AttentionStore
from macexpress.marks.store import MarkStore
from macexpress.platform.identity import Submitter
from macexpress.publication.files import PublishedFile
from macexpress.publication.run import MOST_MARKS, Parts, run_once
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


class State(NamedTuple):
    """The content of a world at a moment."""

    tables: dict[str, Any]
    files: dict[str, str]
    final: set[str]


def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = get_backend("dynamodb")["123456789012"]["us-east-1"].tables
    return tables


class _Bucket:
    """Publishes into a world's files. May do something before, and may crash after a number of files."""

    def __init__(self, world: "World", before: Callable[[], None] | None, most_files: int | None) -> None:
        self._world = world
        self._before = before
        self._most_files = most_files

    def write(self, files: Iterable[PublishedFile]) -> None:
        """Write files."""
        before, self._before = self._before, None
        if before:
            before()
        for number, file in enumerate(files):
            if number == self._most_files:
                raise CrashError
            if file.path not in self._world.final:
                self._world.files[file.path] = file.text
                self._world.written.append(file.path)
            if file.final:
                self._world.final.add(file.path)

    def final(self, path: str) -> str | None:
        """Return a final file's text."""
        return self._world.files[path] if path in self._world.final else None


class World:
    """The tables and the published files. store_type: the store of tallies that runs use.

    files: text by path. written: every path that was written, in order, even with the same bytes. final: the paths of
    files that never change again.
    """

    def __init__(self, store_type: type[StatisticsStore] = StatisticsStore) -> None:
        self._store_type = store_type
        self.client = create_tables("Attentions", "Marks", "Statistics")
        self.files: dict[str, str] = {}
        self.written: list[str] = []
        self.final: set[str] = set()

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
        """Run the scheduler once, with `client` if one is given; it crashes after `most_files`."""
        client = client or self.client
        bucket = _Bucket(self, before_publishing, most_files)
        parts = Parts(
            marks=MarkStore(client, "Marks"),
            facts_of_day=AttentionStore(client, "Attentions", "Marks").facts_of_day,
            rows=self._store_type(client, "Statistics"),
            revisions=RevisionStore(client, "Attentions", "Marks"),
            bucket=bucket,
            index=WIDE_INDEX,
        )
        return run_once(parts, SHELL, stamp, now, most)

    def saved(self) -> "State":
        """Return everything stored and published now, for `put_back`."""
        return State(copy.deepcopy(_tables()), self.files.copy(), self.final.copy())

    def put_back(self, state: "State") -> None:
        """Restore everything stored and published: cheaper than a new world for each try."""
        _tables().clear()
        _tables().update(copy.deepcopy(state.tables))
        self.files, self.final, self.written = state.files.copy(), state.final.copy(), []

    def marks(self) -> int:
        """Return how many marks there are."""
        return len(list(MarkStore(self.client, "Marks").waiting()))

    def from_nothing(self, now: datetime = NOW) -> dict[str, str]:
        """Return what is published when everything is recomputed from the facts alone."""
        kept, self.files, final, self.final = self.files, {}, self.final, set()
        rows = self.client.scan(TableName="Statistics")["Items"]
        for row in rows:
            self.client.delete_item(TableName="Statistics", Key={"PK": row["PK"], "SK": row["SK"]})
        days = {(f["PK"]["S"].split("#")[1], f["PK"]["S"].split("#")[3]) for f in self._facts()}
        for number, (centre, day) in enumerate(sorted(days)):
            mark = {"PK": "MARKS#00", "SK": f"repair#{number}", "centre": centre, "day": day}
            self.client.put_item(TableName="Marks", Item={key: {"S": value} for key, value in mark.items()})
        self.run(stamp="another", now=now)
        recomputed, self.files, self.final = self.files, kept, final
        return recomputed

    def _facts(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client.scan(TableName="Attentions")["Items"]
        return [item for item in items if item["PK"]["S"].startswith("CENTRE#")]
