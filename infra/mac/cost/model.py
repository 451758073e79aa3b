"""Dollars a month from attentions a year. Pure: what one thing consumes is measured (`Consumed`), the rest is a count.

Every assumption stands in `Programme`, with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from mac.cost import prices

RUNS = 30 * 24 * 12
"""Runs of the schedule in a month, one every five minutes."""
_METRICS, _ALARMS = 9, 10


@dataclass(frozen=True)
class Consumed:
    """What one thing consumes, as `make cost` measures it on the local engine."""

    fact_write_units: float
    """Of one fact in a transaction: twice its size in KiB, rounded up."""
    mark_write_units: float
    """Of one mark, written in the same transaction and removed after publication."""
    fact_bytes: float
    """Stored for one fact, with the 100 bytes that DynamoDB adds to an item."""
    idle_read_units: float
    """Of one run of the schedule that finds no mark."""
    idle_calls: float
    day_read_units: float
    """Of one marked day of a centre, with the facts that it has."""
    day_write_units: float
    """Of one marked day: its row, its month's, and its share of what the nation's rows cost."""
    checked_files: float
    """Objects of which a run with a mark asks whether they changed."""
    published_files: float
    """Those that it writes."""
    published_bytes: float
    log_bytes: float
    """Of one batch: the log line, the metrics, the API's line, and Lambda's own three lines."""
    page_bytes: float
    """Of the median page as the edge sends it (brotli, quality 5), with its headers."""
    pack_bytes: float
    pages: int
    """Files of a release."""


@dataclass(frozen=True)
class Programme:
    """A size of the programme. centres: how many; 71 made the 43 thousand a year that were published.

    batch: a desk with a link sends every few minutes what it has; one without sends fifty at once.
    visits: of the portal for each attention: people look before they go, and kiosks show it to those who wait.
    years: of facts in the table.
    """

    attentions: float
    centres: int
    batch: float = 5
    visits: float = 5
    years: float = 3
    busy_hours: float = 10
    releases: int = 8
    edges: int = 12

    @property
    def monthly(self) -> float:
        """Attentions in a month."""
        return self.attentions / 12

    @property
    def batches(self) -> float:
        """Batches in a month."""
        return self.monthly / self.batch

    @property
    def busy_runs(self) -> float:
        """Runs of a month that find a mark: at most those of the working hours of 26 days."""
        return min(26 * self.busy_hours * 12, self.batches)

    @property
    def marked_days(self) -> float:
        """Days of centres that runs recompute: in each busy run at most every centre once, and no more than batches."""
        return min(self.batches, self.busy_runs * self.centres)


def terms(programme: Programme, consumed: Consumed) -> Mapping[str, float]:
    """Return the dollars of a month by what they are for."""
    facts = programme.monthly
    writes = facts * consumed.fact_write_units + programme.batches * consumed.mark_write_units
    day_writes = programme.marked_days * consumed.day_write_units
    reads = RUNS * consumed.idle_read_units + programme.marked_days * consumed.day_read_units
    stored = programme.attentions * programme.years * consumed.fact_bytes / 1e9
    seconds = programme.batches * 0.25 + RUNS * 0.8 + programme.marked_days * 0.05
    views = programme.monthly * programme.visits
    edge_gb = (views * consumed.page_bytes + views / 5 * consumed.pack_bytes) / 1e9
    page_reads = min(views, programme.releases * consumed.pages * programme.edges)
    # A published file is asked for again by each edge that has a reader in that minute.
    published_reads = min(views / 5, programme.edges * 30 * 24 * 60)
    return {
        "facts and marks written": prices.WRITE_UNIT.of(writes),
        "figures recomputed": prices.WRITE_UNIT.of(day_writes) + prices.READ_UNIT.of(reads),
        "facts kept": prices.TABLE_GB.of(stored),
        "facts recoverable": prices.RECOVERY_GB.of(stored),
        "functions": prices.FUNCTION_CALL.of(programme.batches + RUNS) + prices.FUNCTION_SECOND.of(seconds * 0.5),
        "HTTP API": prices.API_REQUEST.of(programme.batches),
        "portal": prices.EDGE_GB.of(edge_gb)
        + prices.EDGE_REQUEST.of(views * 1.2 + programme.batches * 1.5)
        + prices.EDGE_FUNCTION.of(views * 1.2),
        "files published and read": prices.BUCKET_WRITE.of(
            programme.busy_runs * consumed.published_files + programme.releases * consumed.pages
        )
        + prices.BUCKET_READ.of(page_reads + published_reads + programme.busy_runs * consumed.checked_files)
        + prices.BUCKET_GB.of((programme.busy_runs * consumed.published_bytes + 1e8) / 1e9),
        "logs, metrics, alarms": prices.LOG_GB.of(programme.batches * consumed.log_bytes / 1e9)
        + prices.METRIC.of(_METRICS)
        + prices.ALARM.of(_ALARMS)
        + prices.DASHBOARD.of(1),
        "advisors' accounts": prices.ADVISOR.of(ceil(programme.centres * 2)),
    }
