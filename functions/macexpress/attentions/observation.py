"""What is noted about a batch: counts and times for log and metrics, and which items were refused. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.submission import Verdict
from macexpress.catalogue.index import Index
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import iso
from macexpress.platform.metrics import Values


class Observation(NamedTuple):
    """What to record about a batch."""

    line: dict[str, Any]
    """For the log."""
    metrics: Values
    """For CloudWatch."""


def observe(raw_items: Sequence[Any], verdicts: Sequence[Verdict], now: datetime) -> Observation:
    """Return how many items had each verdict, why items were rejected (our codes), and how late they arrived."""
    counts = Counter(verdict.verdict for verdict in verdicts)
    codes = Counter(error.code for verdict in verdicts for error in verdict.errors)
    metrics: dict[str, float | Sequence[float]] = {
        "Registered": counts["registered"],
        "Duplicate": counts["duplicate"],
        "Conflict": counts["conflict"],
        "Rejected": counts["rejected"],
        "BatchItems": len(verdicts),
    }
    if delays := list(_delays(raw_items, verdicts, now)):
        metrics["SyncDelay"] = delays
    return Observation({"items": len(verdicts), "verdicts": dict(counts), "codes": dict(codes)}, metrics)


def _delays(raw_items: Sequence[Any], verdicts: Sequence[Verdict], now: datetime) -> Iterator[float]:
    for item, verdict in zip(raw_items, verdicts, strict=True):
        # An annulment has no time of its own. A registered attention has been validated, so its end is a moment.
        if verdict.verdict == "registered" and item["kind"] == "attention":
            with suppress(ValueError):  # a form of time that only the rules can read is not measured
                yield max(0.0, round((now - datetime.fromisoformat(item["ended_at"])).total_seconds(), 3))


def refused(
    raw_items: Sequence[Any], verdicts: Sequence[Verdict], submitter: Submitter, index: Index, now: datetime
) -> list[dict[str, Any]]:
    """Return what is kept of the items that were not accepted, for the office: a row for each id.

    Only of ids that can be read and whose centre is the sender's own. Of what was sent a row has the id, the kind and
    a procedure of the catalogue; of the errors our codes, never a field or a value that the sender wrote.
    """
    rows = {}
    for item, verdict in zip(raw_items, verdicts, strict=True):
        if verdict.verdict in {"rejected", "conflict"} and _centre_of(verdict.id) in submitter.centres:
            kind, procedure = item.get("kind"), item.get("procedure")
            row = {
                "id": verdict.id,
                "verdict": verdict.verdict,
                "kind": kind if kind in ("attention", "annulment") else None,
                "procedure": procedure if isinstance(procedure, str) and procedure in index.procedures else None,
                "codes": sorted({error.code for error in verdict.errors}),
                "account": submitter.advisor,
                "at": iso(now),
            }
            rows[verdict.id] = {name: value for name, value in row.items() if value is not None}
    return list(rows.values())


def _centre_of(sent_id: str | None) -> str | None:
    try:
        return parse_identifier(sent_id or "").centre
    except ValueError:
        return None
