"""What is logged and measured about a batch: counts and times, never what was sent. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from macexpress.attentions.submission import Verdict
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
