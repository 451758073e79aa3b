"""Dollars per month from attentions per year. Pure: multiplies what one unit of work consumes (`Consumed`).

The assumptions are the attributes of `Programme`, with their reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from mac.cost import prices

NIGHTS, COPY_DAYS = 30, 400
"""Copies outside the account in a month, and how long each is kept (infra/copies.yaml)."""
RUNS = 30 * 24 * 12
"""Runs of the schedule in a month, one every five minutes."""
_METRICS, _ALARMS = 9, 11
BEHAVIOURS = 9
"""Of the distribution, with the default one; two cache policies are its own (template.yaml)."""


@dataclass(frozen=True)
class Consumed:
    """What one unit of work consumes, as `make cost` measures it on the local engine."""

    fact_write_units: float
    """To write one fact in a transaction: twice its size in KiB, rounded up, and once for the index."""
    mark_write_units: float
    """To write one mark in the same transaction."""
    fact_bytes: float
    """Stored for one fact, including the 100 bytes that DynamoDB adds to an item."""
    index_bytes: float
    """Stored for it in the index of receipts, which is not part of what can be recovered."""
    copy_bytes: float
    """Stored for one fact in a copy outside the account, compressed."""
    idle_read_units: float
    """For a run of the schedule that finds no mark."""
    idle_calls: float
    """Calls of DynamoDB in such a run."""
    day_read_units: float
    """For one marked day of a centre, including its facts."""
    day_write_units: float
    """For one marked day: its row, its month's row, its share of the nation's rows, and removing its mark."""
    checked_files: float
    """Files that a run with a mark compares with the bucket."""
    published_files: float
    """Files that it writes because they changed."""
    published_bytes: float
    """Bytes that it writes."""
    log_bytes: float
    """For one batch: the log line, the metrics, the API's line, and Lambda's own three lines."""
    page_bytes: float
    """Size of the median page as the edge sends it (brotli, quality 5), including headers."""
    pack_bytes: float
    """Size of the pack as the edge sends it, including headers."""
    pages: int
    """Files of a release."""


@dataclass(frozen=True)
class Programme:
    """A size of the programme, and how it is used."""

    attentions: float
    """Per year."""
    centres: int
    """243 are in the programme's bulletins."""
    batch: float = 5
    """Attentions per batch: a desk with a link sends every few minutes; one without sends fifty at once."""
    visits: float = 5
    """Visits of the portal per attention: people look before they go, and kiosks show it to those who wait."""
    years: float = 3
    """Years of facts in the table."""
    busy_hours: float = 10
    """Hours per day in which centres are open."""
    releases: int = 8
    """Releases of the portal per month."""
    edges: int = 12
    """Edges of the CDN that fetch files."""

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
        """Runs in a month that find a mark: at most those in the working hours of 26 days."""
        return min(26 * self.busy_hours * 12, self.batches)

    @property
    def marked_days(self) -> float:
        """Days that runs recompute in a month: at most one per centre in each busy run, and one per batch."""
        return min(self.batches, self.busy_runs * self.centres)


def terms(programme: Programme, consumed: Consumed) -> Mapping[str, float]:
    """Return the dollars per month, by what they pay for."""
    facts = programme.monthly
    writes = facts * consumed.fact_write_units + programme.batches * consumed.mark_write_units
    day_writes = programme.marked_days * consumed.day_write_units
    reads = RUNS * consumed.idle_read_units + programme.marked_days * consumed.day_read_units
    facts_kept = programme.attentions * programme.years / 1e9
    stored = facts_kept * consumed.fact_bytes
    # Gigabytes of memory (template.yaml) times seconds.
    memory_seconds = programme.batches * 0.25 * 0.5 + (RUNS * 0.8 + programme.marked_days * 0.05) * 1.73
    views, edge_gb, edge_requests = at_the_edge(programme, consumed)
    page_reads = min(views, programme.releases * consumed.pages * programme.edges)
    # An edge fetches a published file again in each minute in which somebody reads it there.
    published_reads = min(views / 5, programme.edges * 30 * 24 * 60)
    return {
        "facts and marks written": prices.WRITE_UNIT.of(writes),
        "figures recomputed": prices.WRITE_UNIT.of(day_writes) + prices.READ_UNIT.of(reads),
        "facts kept": prices.TABLE_GB.of(stored + facts_kept * consumed.index_bytes),
        "facts recoverable": prices.RECOVERY_GB.of(stored),
        "copied outside": prices.EXPORT_GB.of(NIGHTS * stored)
        + prices.BUCKET_GB.of(COPY_DAYS * facts_kept * consumed.copy_bytes),
        "functions": prices.FUNCTION_CALL.of(programme.batches + RUNS) + prices.FUNCTION_SECOND.of(memory_seconds),
        "HTTP API": prices.API_REQUEST.of(programme.batches),
        "portal": prices.EDGE_GB.of(edge_gb)
        + prices.EDGE_REQUEST.of(edge_requests)
        + prices.EDGE_FUNCTION.of(views * 2.4),
        "files published and read": prices.BUCKET_WRITE.of(
            programme.busy_runs * consumed.published_files + programme.releases * consumed.pages * 2  # and packed
        )
        + prices.BUCKET_READ.of(page_reads + published_reads + programme.busy_runs * consumed.checked_files)
        + prices.BUCKET_GB.of((programme.busy_runs * consumed.published_bytes + 1e8) / 1e9),
        "logs, metrics, alarms": prices.LOG_GB.of(programme.batches * consumed.log_bytes / 1e9)
        + prices.METRIC.of(_METRICS)
        + prices.ALARM.of(_ALARMS)
        + prices.DASHBOARD.of(1),
        "advisors' accounts": prices.ADVISOR.of(ceil(programme.centres * 2)),
    }


def at_the_edge(programme: Programme, consumed: Consumed) -> tuple[float, float, float]:
    """Return views of pages, gigabytes and requests of a month at the CDN."""
    views = programme.monthly * programme.visits
    gigabytes = (views * consumed.page_bytes + views / 5 * consumed.pack_bytes) / 1e9
    return views, gigabytes, views * 1.2 + programme.batches * 1.5


def firewalled(programme: Programme, consumed: Consumed) -> tuple[float, prices.Plan | None]:
    """Return the dollars a month of portal and firewall as they are used, and the cheapest plan that has room.

    A firewall is a web ACL (five dollars) and its two rules (template.yaml). No plan has room: None. A plan that the
    distribution does not fit into is none.
    """
    _, gigabytes, requests = at_the_edge(programme, consumed)
    used = terms(programme, consumed)["portal"] + prices.FIREWALL.of(7) + prices.FIREWALL_REQUEST.of(requests)
    fits = (
        plan
        for plan in prices.PLANS
        if requests <= plan.requests and gigabytes <= plan.gigabytes
        if plan.behaviours >= BEHAVIOURS and plan.own_cache_policies
    )
    return used, next(fits, None)


def traced(programme: Programme) -> float:
    """Return the dollars a month of a trace for each call of a function."""
    return prices.TRACE.of(programme.batches + RUNS)
