"""What citizens saved on travel: by the programme's published average, and as an estimate by distance. Pure."""

from macexpress.catalogue.index import Index
from macexpress.statistics.tally import Counts

SOLES_SAVED_IN_SELVA = 428
"""What a citizen of the selva saves on the round trip on average, as the programme published in 2021 (for an award)."""


def travel_saved(attentions: Counts, index: Index) -> int:
    """Return the soles saved by the published average, which is for the selva alone. attentions: by centre."""
    selva = (
        n for key, n in attentions.items() if key in index.centres and index.centres[key].natural_region == "selva"
    )
    return sum(selva) * SOLES_SAVED_IN_SELVA


def soles_per_kilometre(index: Index) -> float | None:
    """Return the rate at which the ways from the selva's centres cost the published average; None if none is known."""
    ways = [c.kilometres for c in index.centres.values() if c.natural_region == "selva" and c.kilometres]
    return SOLES_SAVED_IN_SELVA / (2 * sum(ways) / len(ways)) if ways else None


def travel_estimate(attentions: Counts, index: Index) -> int | None:
    """Return the estimated soles saved on the way to the department's capital and back. attentions: by centre."""
    rate = soles_per_kilometre(index)
    if rate is None:
        return None
    ways = sum(
        count * 2 * (index.centres[key].kilometres or 0) for key, count in attentions.items() if key in index.centres
    )
    return round(rate * ways)
