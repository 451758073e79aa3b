"""What one unit of work consumes, measured on the local AWS with the real stores, scheduler and portal."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from math import ceil
from pathlib import Path
from typing import Any

import brotli
from ulid import ULID

from mac.cost.model import Consumed
from mac.local.demo import new_id
from macexpress.attentions.intake import Fact
from macexpress.attentions.observation import observe
from macexpress.attentions.store import AttentionStore
from macexpress.attentions.submission import Verdict
from macexpress.catalogue.index import Index
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import LIMA
from macexpress.platform.metrics import emit
from macexpress.publication.files import PublishedFile
from macexpress.publication.run import Parts, run_once
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore

_DAY = 30
"""Attentions of a centre's day: as many as it can attend in eight hours."""
_LAMBDA_LINES = 330  # START, END and REPORT of a call
_API_LINE = 170  # template.yaml, AccessLogSettings
_HEADERS = 1300  # bytes of a page's headers, including the content security policy


@dataclass
class _Units:
    writes: float = 0
    reads: float = 0
    calls: int = 0


class Counting:
    """A DynamoDB client that adds up what it consumes: writes as the engine reports them, reads by DynamoDB's rule.

    ministack reports writes correctly, but half a unit for any query; a real query consumes one unit per 4 KiB.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - boto3 client
        self._client = client
        self.exceptions = client.exceptions
        self.units = _Units()

    def get_paginator(self, _name: str) -> "Counting":
        """Return the paginator of queries."""
        return self

    def paginate(self, **arguments: Any) -> Iterator[Any]:  # noqa: ANN401
        """Yield the pages of a query."""
        for page in self._client.get_paginator("query").paginate(**arguments):
            self._read(page["Items"], consistent=True)
            yield page

    def query(self, **arguments: Any) -> Any:  # noqa: ANN401
        """Run one query."""
        answer = self._client.query(**arguments)
        self._read(answer["Items"], consistent=False)
        return answer

    def get_item(self, **arguments: Any) -> Any:  # noqa: ANN401
        """Get one item."""
        answer = self._client.get_item(**arguments)
        self._read([answer.get("Item", {})], consistent=True)
        return answer

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def write(**arguments: Any) -> Any:  # noqa: ANN401
            answer = getattr(self._client, name)(**arguments, ReturnConsumedCapacity="TOTAL")
            consumed = answer["ConsumedCapacity"]
            self.units.writes += sum(
                c["CapacityUnits"] for c in (consumed if isinstance(consumed, list) else [consumed])
            )
            self.units.calls += 1
            return answer

        return write

    def _read(self, items: list[Any], *, consistent: bool) -> None:
        self.units.reads += max(1, ceil(sum(map(item_bytes, items)) / 4096)) * (1 if consistent else 0.5)
        self.units.calls += 1


def item_bytes(value: Any) -> int:  # noqa: ANN401 - any part of an item
    """Return the size of an item by DynamoDB's rule: names and values, without their types."""
    if isinstance(value, Mapping):
        return sum(len(key) * (len(key) > 2) + item_bytes(inner) for key, inner in value.items())
    if isinstance(value, list):
        return sum(map(item_bytes, value))
    return len(str(value).encode())


def measure(client: Any, tables: Mapping[str, str], index: Index, portal: Path) -> Consumed:  # noqa: ANN401
    """Return what one unit of work consumes. tables: by their names in the template, of a system without any fact."""
    counting = Counting(client)
    attentions = AttentionStore(counting, tables["Attentions"], tables["Marks"])  # type: ignore[arg-type]
    bucket = _Files()
    parts = Parts(
        marks=MarkStore(counting, tables["Marks"]),  # type: ignore[arg-type]
        facts_of_day=attentions.facts_of_day,
        rows=StatisticsStore(counting, tables["Statistics"]),  # type: ignore[arg-type]
        revisions=RevisionStore(counting, tables["Attentions"], tables["Marks"]),  # type: ignore[arg-type]
        bucket=bucket,
        index=index,
    )
    shell = (portal / "_shell" / "estadisticas.html").read_text("utf-8")
    centres = sorted(index.centres)[:20]
    now = datetime.now(LIMA)
    one, two = _written(counting, attentions, centres[:1], now, 1), _written(counting, attentions, centres[:1], now, 11)
    fact, mark = (two - one) / 10, one - (two - one) / 10
    stored = list(client.scan(TableName=tables["Attentions"])["Items"])
    indexed = list(client.scan(TableName=tables["Attentions"], IndexName="Receipts")["Items"])
    _run(parts, shell)
    idle = _consumed(counting, lambda: _run(parts, shell))
    _written(counting, attentions, centres, now, _DAY)
    _run(parts, shell)
    # Every run after the first one writes only what changed.
    before = bucket.texts.copy()
    _written(counting, attentions, centres, now, 1)
    busy = _consumed(counting, lambda: _run(parts, shell))
    changed = [text for path, text in bucket.texts.items() if before.get(path) != text]
    pages = sorted(len(brotli.compress(p.read_bytes(), quality=5)) for p in portal.glob("tramites/*/index.html"))
    return Consumed(
        fact_write_units=fact,
        # Removing the mark is another write, counted with the run.
        mark_write_units=mark,
        fact_bytes=sum(map(item_bytes, stored)) / len(stored) + 100,
        index_bytes=sum(map(item_bytes, indexed)) / len(indexed) + 100,
        copy_bytes=_compressed(stored),
        idle_read_units=idle.reads,
        idle_calls=idle.calls,
        day_read_units=(busy.reads - idle.reads) / len(centres),
        day_write_units=busy.writes / len(centres),
        checked_files=len(bucket.texts),
        published_files=len(changed),
        published_bytes=sum(len(text.encode()) for text in changed),
        log_bytes=_log_bytes(now),
        page_bytes=pages[len(pages) // 2] + _HEADERS,
        pack_bytes=sum(len(brotli.compress(part, quality=5)) + _HEADERS for part in _pack_parts(portal)),
        pages=sum(path.is_file() for path in portal.rglob("*")),
    )


def _compressed(stored: list[Any]) -> float:
    return len(gzip.compress("".join(json.dumps({"Item": item}) + "\n" for item in stored).encode())) / len(stored)


def _pack_parts(portal: Path) -> list[bytes]:
    latest = json.loads((portal / "pack" / "latest.json").read_bytes())
    return [(portal / "pack" / f"{hashed}.txt").read_bytes() for _, hashed, _ends in latest["parts"]]


class _Files:
    """Keeps published texts by path; none is final."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def write(self, files: Iterable[PublishedFile]) -> None:
        """Keep files."""
        self.texts.update({file.path: file.text for file in files})

    def read(self, path: str) -> str | None:
        """Return a text, None where there is none."""
        return self.texts.get(path)

    def final(self, _path: str) -> None:
        """Return None: no text is final."""


def _run(parts: Parts, shell: str) -> None:
    """Do one round of the statistics function."""
    parts.marks.oldest()
    run_once(parts, shell, "cost", datetime.now(LIMA))
    parts.rows.years()


def _consumed(counting: Counting, do: Callable[[], None]) -> _Units:
    counting.units = _Units()
    do()
    return counting.units


def _written(counting: Counting, store: AttentionStore, centres: list[str], now: datetime, each: int) -> float:
    def register() -> None:
        for centre in centres:
            store.register([Fact(_attention(centre, now), now, "0" * 36) for _ in range(each)])

    return _consumed(counting, register).writes


def _attention(centre: str, now: datetime) -> dict[str, Any]:
    started = now - timedelta(minutes=20)
    return {
        "kind": "attention",
        "id": new_id(centre, started),
        "visit": str(ULID()),
        "procedure": "certificado-antecedentes-penales",
        "started_at": started.isoformat(timespec="seconds"),
        "ended_at": now.isoformat(timespec="seconds"),
        "outcome": "completed",
        "reason": None,
        "channel": "assisted",
        "citizen": {"sex": "f", "age_band": "45-59", "language": "qu", "home_district": "080101", "disability": False},
    }


def _log_bytes(now: datetime) -> int:
    from macexpress.attentions.api import logger  # noqa: PLC0415 - writes to a stream that only this catches

    items = [_attention("mac-express-cura-mori", now) for _ in range(5)]
    observed = observe(items, [Verdict(id=item["id"], verdict="registered") for item in items], now)
    caught = StringIO()
    handler: Any = logger.registered_handler
    kept, handler.stream = handler.stream, caught
    try:
        with redirect_stdout(caught):
            logger.info("batch", extra={"request": "0" * 16, "received_at": now.isoformat(), **observed.line})
            emit(observed.metrics)
    finally:
        handler.stream = kept
    return len(caught.getvalue()) + _API_LINE + _LAMBDA_LINES
