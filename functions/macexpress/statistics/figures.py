"""The published figures: what tallies and the catalogue together say, as documents with a schema. Pure.

Small numbers: figures of a centre, and of the groups of centres of a single month, are published rounded down to a
multiple of STEP, so that 0 to 4 look the same and neighbours do not give a figure away by subtraction. National
figures are exact.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from macexpress.catalogue.index import Index
from macexpress.statistics.tally import Tally, total

STEP = 5
SOLES_SAVED_IN_SELVA = 428
"""Average that a citizen of the selva saves on the round trip, as the programme published in 2021 (award document)."""

NaturalRegion = Literal["costa", "sierra", "selva"]
Setting = Literal["rural", "urban"]
Count = int


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Totals(_Document):
    """attentions: facts not annulled. centres, departments, procedures, entities: those with at least one of them."""

    attentions: Count
    visits: Count
    annulled: Count
    centres: Count
    departments: Count
    procedures: Count
    entities: Count


class National(_Document):
    """``statistics/national.json``. All figures exact but `by_department`, in steps of five.

    generated_at: when the newest fact counted was received, so that the same facts give the same bytes; null before
    the first. demonstration: demonstration centres are counted, so these are no official figures. by_month keys:
    ``yyyy-mm``. A centre whose region or setting the catalogue does not know is in neither.
    """

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    demonstration: bool
    totals: Totals
    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_procedure: dict[str, Count]
    by_entity: dict[str, Count]
    by_month: dict[str, Count]
    travel_saved_soles: Count = Field(description="428 soles for each attention in selva, as published in 2021")


class Month(_Document):
    """``statistics/<yyyy-mm>.json``. Exact by procedure, entity, outcome, reason; by centres in steps of five."""

    version: Literal[1] = 1
    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    generated_at: AwareDatetime | None
    demonstration: bool
    totals: Totals
    by_procedure: dict[str, Count]
    by_entity: dict[str, Count]
    by_outcome: dict[str, Count]
    by_reason: dict[str, Count]
    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_centre: dict[str, Count]


def in_steps(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts rounded down to a multiple of STEP: what is published of centres."""
    return {key: count - count % STEP for key, count in counts.items()}


def national(months: Mapping[str, Tally], index: Index) -> National:
    """Return the figures of all time from the nation's tallies by month (``yyyymm``)."""
    tally = total(months.values())
    regions = _regions(tally, index)
    return National(
        generated_at=tally.newest,
        demonstration=index.demonstration,
        totals=_totals(tally, index),
        by_natural_region=regions,
        by_setting=_settings(tally, index),
        by_department=in_steps(_by_centre_attribute(tally, index, "department")),
        by_procedure=dict(tally.by_procedure),
        by_entity=_by_entity(tally, index),
        by_month={f"{key[:4]}-{key[4:]}": part.attentions for key, part in sorted(months.items())},
        travel_saved_soles=regions["selva"] * SOLES_SAVED_IN_SELVA,
    )


def month(key: str, tally: Tally, index: Index) -> Month:
    """Return the figures of one month (``yyyymm``)."""
    return Month(
        month=f"{key[:4]}-{key[4:]}",
        generated_at=tally.newest,
        demonstration=index.demonstration,
        totals=_totals(tally, index),
        by_procedure=dict(tally.by_procedure),
        by_entity=_by_entity(tally, index),
        by_outcome=dict(tally.by_outcome),
        by_reason=dict(tally.by_reason),
        by_natural_region=in_steps(_regions(tally, index)),
        by_setting=in_steps(_settings(tally, index)),
        by_department=in_steps(_by_centre_attribute(tally, index, "department")),
        by_centre=in_steps(tally.by_centre),
    )


def _totals(tally: Tally, index: Index) -> Totals:
    return Totals(
        attentions=tally.attentions,
        visits=tally.visits,
        annulled=tally.annulled,
        centres=len(tally.by_centre),
        departments=len(_by_centre_attribute(tally, index, "department")),
        procedures=len(tally.by_procedure),
        entities=len(_by_entity(tally, index)),
    )


def _regions(tally: Tally, index: Index) -> dict[str, int]:
    return {"costa": 0, "sierra": 0, "selva": 0} | _by_centre_attribute(tally, index, "natural_region")


def _settings(tally: Tally, index: Index) -> dict[str, int]:
    return {"rural": 0, "urban": 0} | _by_centre_attribute(tally, index, "setting")


def _by_centre_attribute(tally: Tally, index: Index, attribute: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for centre_id, count in tally.by_centre.items():
        value: Any = getattr(index.centres.get(centre_id), attribute, None)
        if value is not None:
            counts[value] += count
    return dict(sorted(counts.items()))


def _by_entity(tally: Tally, index: Index) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for procedure_id, count in tally.by_procedure.items():
        if procedure_id in index.procedures:
            counts[index.procedures[procedure_id].entity] += count
    return dict(sorted(counts.items()))
