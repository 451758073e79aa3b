"""The published figures: what tallies and the catalogue together say, as documents with a schema. Pure.

National figures are exact. What is published of centres, and of groups of centres within a month, follows the rule of
small numbers in `protection`.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from macexpress.catalogue.index import Index
from macexpress.statistics.protection import grouped, of_centres, rounded
from macexpress.statistics.tally import Tally

SOLES_SAVED_IN_SELVA = 428
"""Average that a citizen of the selva saves on the round trip, as the programme published in 2021 (award document)."""
SILENT_DAYS = 7
"""A centre is silent when nothing of it was received for longer, counted from the newest fact of all."""

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


class Ratings(_Document):
    """What citizens answered, from 1 to 5. mean is null without any rating."""

    count: Count
    mean: float | None


class _Exact(_Document):
    """What is exact for the whole country, over all time or a month.

    generated_at: when the newest fact counted was received, so that the same facts give the same bytes; null before
    the first. demonstration: demonstration centres are counted, so these are no official figures. median_minutes: in
    whole minutes, two hours standing for more; null without attentions. unmet: attentions of what is not offered.
    """

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    demonstration: bool
    totals: Totals
    by_procedure: dict[str, Count]
    by_entity: dict[str, Count]
    by_outcome: dict[str, Count]
    by_reason: dict[str, Count]
    unmet: Count
    median_minutes: int | None
    ratings: Ratings


class National(_Exact):
    """``statistics/national.json``: all time. Exact but for `by_department`, rounded to the nearest five.

    by_month keys: ``yyyy-mm``. A centre whose region or setting the catalogue does not know is in neither.
    """

    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_month: dict[str, Count]
    travel_saved_soles: Count = Field(description="428 soles for each attention in selva, as published in 2021")


class Month(_Exact):
    """``statistics/<yyyy-mm>.json``. Centres rounded to the nearest five, their groups the sums of that.

    A centre that rounds to none is left out; so is every centre of a month whose exact total would give one away.
    """

    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_province: dict[str, Count]
    by_centre: dict[str, Count]


class Freshness(_Document):
    """``statistics/freshness.json``: the day of each centre's newest fact, and which centres fell silent.

    silent: centres of the catalogue with nothing received for longer than SILENT_DAYS, or never.
    """

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    last_day: dict[str, str]
    silent: list[str]


class EntityDown(_Document):
    """An entity whose system was reported down: how often this month, and when an attention met that last."""

    id: str
    reports: Count
    last: AwareDatetime


class Status(_Document):
    """``status.json``: for the desk. What was reported in the newest month, the latest first."""

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    entities: list[EntityDown]


def national(tally: Tally, index: Index) -> National:
    """Return the figures of all time."""
    regions = {"costa": 0, "sierra": 0, "selva": 0} | _by_attribute(tally, index, "natural_region")
    return National(
        **_exact(tally, index),
        by_natural_region=regions,
        by_setting={"rural": 0, "urban": 0} | _by_attribute(tally, index, "setting"),
        by_department=rounded(_by_attribute(tally, index, "department")),
        by_month=dict(tally.by_month),
        travel_saved_soles=regions["selva"] * SOLES_SAVED_IN_SELVA,
    )


def month(key: str, tally: Tally, index: Index) -> Month:
    """Return the figures of one month (``yyyymm``)."""
    published = of_centres(tally.by_centre, index.centres)
    return Month(
        **_exact(tally, index),
        month=f"{key[:4]}-{key[4:]}",
        by_natural_region=grouped(published, _attribute(index, "natural_region")),
        by_setting=grouped(published, _attribute(index, "setting")),
        by_department=grouped(published, _attribute(index, "department")),
        by_province=grouped(published, _attribute(index, "province")),
        by_centre=published,
    )


def freshness(tally: Tally, index: Index) -> Freshness:
    """Return how fresh each centre's data is, from the tally of all time."""
    last_day = {key: moment[:10] for key, moment in sorted(tally.newest_of.items()) if key in index.centres}
    newest = date.fromisoformat(tally.newest[:10]) if tally.newest else None
    silent = [
        key
        for key, centre in sorted(index.centres.items())
        if newest
        and not centre.retired_on
        and (key not in last_day or (newest - date.fromisoformat(last_day[key])).days > SILENT_DAYS)
    ]
    return Freshness(generated_at=tally.newest, last_day=last_day, silent=silent)


def status(newest: Tally, index: Index) -> Status:
    """Return which entities' systems were reported down in the newest month."""
    reports: Counter[str] = Counter()
    last: dict[str, str] = {}
    for procedure, count in newest.down.items():
        if procedure in index.procedures:
            entity = index.procedures[procedure].entity
            reports[entity] += count
            last[entity] = max(newest.down_last[procedure], last.get(entity, ""))
    latest_first = sorted(reports, key=lambda entity: (last[entity], entity), reverse=True)
    return Status(
        generated_at=newest.newest,
        entities=[EntityDown(id=entity, reports=reports[entity], last=last[entity]) for entity in latest_first],
    )


def _exact(tally: Tally, index: Index) -> dict[str, Any]:
    return {
        "generated_at": tally.newest,
        "demonstration": index.demonstration,
        "totals": _totals(tally, index),
        "by_procedure": dict(tally.by_procedure),
        "by_entity": _by_entity(tally, index),
        "by_outcome": dict(tally.by_outcome),
        "by_reason": dict(tally.by_reason),
        "unmet": tally.by_outcome.get("not_offered", 0),
        "median_minutes": _median({int(minutes): count for minutes, count in tally.by_minutes.items()}),
        "ratings": _ratings(tally),
    }


def _totals(tally: Tally, index: Index) -> Totals:
    return Totals(
        attentions=tally.attentions,
        visits=tally.visits,
        annulled=tally.annulled,
        centres=len(tally.by_centre),
        departments=len(_by_attribute(tally, index, "department")),
        procedures=len(tally.by_procedure),
        entities=len(_by_entity(tally, index)),
    )


def _ratings(tally: Tally) -> Ratings:
    count = sum(tally.by_rating.values())
    points = sum(int(rating) * times for rating, times in tally.by_rating.items())
    return Ratings(count=count, mean=round(points / count, 2) if count else None)


def _median(counts: Mapping[int, int]) -> int | None:
    """Return the lower median of values given by how often each occurs."""
    middle = (sum(counts.values()) + 1) // 2
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= middle:
            return value
    return None


def _attribute(index: Index, name: str) -> dict[str, str]:
    """Return an attribute of each centre whose catalogue record knows it."""
    values = {key: getattr(centre, name) for key, centre in index.centres.items()}
    return {key: value for key, value in values.items() if value is not None}


def _by_attribute(tally: Tally, index: Index, name: str) -> dict[str, int]:
    return grouped(tally.by_centre, _attribute(index, name))


def _by_entity(tally: Tally, index: Index) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for procedure_id, count in tally.by_procedure.items():
        if procedure_id in index.procedures:
            counts[index.procedures[procedure_id].entity] += count
    return dict(sorted(counts.items()))
