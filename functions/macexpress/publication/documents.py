"""The published documents, as types with a schema. What they say comes from `figures`."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

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


class Figures(_Document):
    """What there was of one centre, group of centres, procedure or entity.

    completed, pending, not_completed by reason, not_offered (unmet demand) and past (counts of past years, of which no
    more is known) add up to attentions. visits is null where it is not known: of procedures and entities.
    median_minutes and rating (mean, of 5) are null where they rest on too little.
    """

    attentions: Count
    visits: Count | None = None
    completed: Count = 0
    pending: Count = 0
    not_completed: dict[str, Count] = {}
    not_offered: Count = 0
    past: Count = 0
    median_minutes: int | None = None
    rating: float | None = None


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


class _Travel(_Document):
    travel_saved_soles: Count = Field(description="428 soles for each attention in selva, as published in 2021")
    travel_estimate_soles: Count | None = Field(
        description="An estimate, not a measurement: the way to the department's capital and back in a straight line, "
        "for each attention, at the soles per kilometre that make the selva's average 428; null where no way is known"
    )


class National(_Exact, _Travel):
    """``statistics/national.json``: all time. Exact but for `by_department`, rounded to the nearest five.

    by_month keys: ``yyyy-mm``. A centre whose region or setting the catalogue does not know is in neither.
    """

    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_month: dict[str, Count]


class Groups(_Document):
    """A month's figures by group. Centres and their groups are sums of cells rounded to the nearest five.

    Procedures and entities are of the whole country, and exact.
    """

    natural_region: dict[NaturalRegion, Figures]
    setting: dict[Setting, Figures]
    department: dict[str, Figures]
    province: dict[str, Figures]
    centre: dict[str, Figures]
    procedure: dict[str, Figures]
    entity: dict[str, Figures]


class Month(_Exact, _Travel):
    """``statistics/<yyyy-mm>.json``. Centres rounded to the nearest five, their groups the sums of that.

    A centre that rounds to none is left out; what was saved on the way follows from the published centres alone, and
    so gives no more away; so is every result of a month whose exact total would give one away.
    closes_on: the day from which this file never changes again; a later correction is a file of its own,
    ``<yyyy-mm>.r<edition>.json``, that says its `reason`.
    """

    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    edition: int = Field(default=1, ge=1)
    reason: str | None = None
    closes_on: date
    closed: bool
    groups: Groups


class Freshness(_Document):
    """``statistics/freshness.json``: the day of each centre's newest fact, and which centres are new or fell silent.

    since: the month of a centre's first attention. new: centres whose first attention is of the newest month with any,
    or of the two before. silent: centres of the catalogue with nothing received for longer than seven days before the
    newest fact of all, or never.
    """

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    last_day: dict[str, str]
    since: dict[str, str]
    new: list[str]
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


class Change(_Document):
    """What changed, from which day on, and why. month and edition: of a corrected month; null for a change of form."""

    day: date
    month: str | None = None
    edition: int | None = None
    reason: str


class Changelog(_Document):
    """``statistics/changelog.json``: corrections of closed months and changes of form, the latest first."""

    version: Literal[1] = 1
    rule: str
    changes: list[Change]
