"""Marks, facts, tallies and published files in memory, with the scheduler and the operators' tools that change them."""

import io
import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

from pydantic import BaseModel

from api_client import Context
from building import CENTRE, INDEX, NOW, OTHER_CENTRE, WIDE_INDEX
from mac.systems import System
from macexpress.attentions.api import Api
from macexpress.attentions.intake import Fact, take_in
from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import Index
from macexpress.marks.refused import RefusedStore
from macexpress.marks.store import MarkStore
from macexpress.platform.identity import Submitter
from macexpress.publication import bucket
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.pages import groups, nation
from macexpress.publication.run import MOST_MARKS, Parts, run_once
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from memory_aws import Calls, MemoryDynamoDB, MemoryS3
from tables import create_tables

SUBMITTER = Submitter("advisor", frozenset({CENTRE, OTHER_CENTRE}))
SHELL = "<main><!--statistics--></main>"
_OUTPUTS = {
    "AttentionsTable": "Attentions",
    "MarksTable": "Marks",
    "StatisticsTable": "Statistics",
    "PortalBucketName": "portal",
    "StatisticsFunctionName": "statistics",
    "AttentionsFunctionName": "attentions",
}


class State(NamedTuple):
    """The content of a world at a moment."""

    tables: dict[str, Any]
    files: dict[str, str]
    metadata: dict[str, dict[str, str]]


class World:
    """The tables and the published files. store_type: the store of tallies that runs use.

    draws: whether pages are drawn, or only what they show is written. files: text by path. written: every path that was
    written, in order. now: the time of those who are not told one.
    """

    def __init__(self, store_type: type[StatisticsStore] = StatisticsStore, *, draws: bool = True) -> None:
        self._store_type = store_type
        self._draws = draws
        self.calls = Calls()
        self.client: Any = create_tables("Attentions", "Marks", "Statistics", client=MemoryDynamoDB(self.calls))
        self.s3: Any = MemoryS3(self.calls)
        self.files: dict[str, str] = self.s3.texts
        self.written: list[str] = self.s3.written
        self.now = NOW

    @property
    def system(self) -> System:
        """The world as the operators' tools see it."""
        clients = {"dynamodb": self.client, "s3": self.s3, "lambda": _Functions(self)}
        return System(clients.__getitem__, "memory", _OUTPUTS, "", local=True)

    @property
    def attentions(self) -> AttentionStore:
        """The facts."""
        return AttentionStore(self.client, "Attentions", "Marks", pause=lambda _: None)

    def send(self, *items: dict[str, Any], now: datetime | None = None) -> None:
        """Register items."""
        verdicts = take_in(items, SUBMITTER, INDEX, now or self.now, self.attentions)
        assert {verdict.verdict for verdict in verdicts} <= {"registered", "duplicate"}

    def annul(self, *annulments: dict[str, Any], now: datetime | None = None) -> None:
        """Store annulments as the office's decisions do: at any time."""
        facts = [Fact({k: v for k, v in each.items() if v}, now or self.now, "office") for each in annulments]
        for start in range(0, len(facts), 50):
            self.attentions.register(facts[start : start + 50])

    def run(
        self, *, stamp: str = "stamp", now: datetime | None = None, most: int = MOST_MARKS, index: Index = WIDE_INDEX
    ) -> int:
        """Run the scheduler once, with its files one after the other, so that calls have an order."""
        parts = Parts(
            marks=MarkStore(self.client, "Marks"),
            facts_of_day=self.attentions.facts_of_day,
            rows=self._store_type(self.client, "Statistics"),
            revisions=RevisionStore(self.client, "Attentions", "Marks"),
            bucket=PublishedBucket(self.s3, "portal"),
            index=index,
        )
        with ExitStack() as changes:
            changes.enter_context(patch.object(bucket, "_AT_ONCE", 1))
            if not self._draws:
                for pages in (groups, nation):
                    changes.enter_context(patch.object(pages, "draw", _not_drawn))
            return run_once(parts, SHELL, stamp, now or self.now, most)

    def settle(self, now: datetime | None = None) -> None:
        """Run as the schedule does until nothing waits, and again when whoever was killed is surely gone."""
        now = now or self.now
        for moment in (now, now + timedelta(minutes=15)):
            while self.run(now=moment):
                pass

    def saved(self) -> "State":
        """Return everything stored and published now, for `put_back`."""
        return State(_copied(self.client.tables), self.files.copy(), self.s3.metadata.copy())

    def put_back(self, state: "State") -> None:
        """Restore everything stored and published: cheaper than a new world for each try."""
        self.client.tables = _copied(state.tables)
        self.files.clear()
        self.files.update(state.files)
        self.s3.metadata = state.metadata.copy()
        self.written.clear()

    def marks(self) -> int:
        """Return how many marks there are."""
        return len(list(MarkStore(self.client, "Marks").waiting()))

    def facts(self) -> list[dict[str, Any]]:
        """Return every fact as DynamoDB stores it."""
        items: list[dict[str, Any]] = self.client.scan(TableName="Attentions")["Items"]
        return [item for item in items if item["PK"]["S"].startswith("CENTRE#")]

    def from_nothing(self, now: datetime | None = None) -> dict[str, str]:
        """Return what is published when everything is recomputed from the facts alone."""
        other = World(self._store_type, draws=self._draws)
        other.client.tables["Attentions"] = self.client.tables["Attentions"]
        days = {(f["PK"]["S"].split("#")[1], f["PK"]["S"].split("#")[3]) for f in self.facts()}
        for number, (centre, day) in enumerate(sorted(days)):
            mark = {"PK": "MARKS#00", "SK": f"repair#{number}", "centre": centre, "day": day}
            other.client.put_item(TableName="Marks", Item={key: {"S": value} for key, value in mark.items()})
        other.run(now=now or self.now)
        return other.files


def _copied(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {key: dict(rows) for key, rows in table.items()} for name, table in tables.items()}


def _not_drawn(_: str, template: str, content: Mapping[str, Any]) -> str:
    shown = {name: value for name, value in content.items() if name != "index"}
    # A moment that was read from a file and one that was computed are the same, whatever object is their zone.
    return f"{template}: { ({k: v.model_dump_json() if isinstance(v, BaseModel) else v for k, v in shown.items()}) }"


class _Functions:
    """Lambda: invokes the functions of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        store = world.attentions
        self._api = Api(INDEX, store, RefusedStore(world.client, "Marks").keep, clock=lambda: world.now)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto's own names
        """Answer an event."""
        if FunctionName == "statistics":
            answer: Any = {"marks": self._world.run()}
        else:
            answer = self._api.handle(json.loads(Payload), Context())
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}
