"""The published documents, as types with a schema. Their figures come from `figures`.

Descriptions of fields are part of the published schemas.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

NaturalRegion = Literal["costa", "sierra", "selva"]
Setting = Literal["rural", "urban"]
Count = int


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Totals(_Document):
    """Totals. Centres, departments, procedures and entities count where they have at least one attention."""

    attentions: Count = Field(description="Attentions that are not annulled")
    visits: Count
    annulled: Count
    centres: Count
    departments: Count
    procedures: Count
    entities: Count


class Ratings(_Document):
    """How citizens rated attentions, from 1 to 5."""

    count: Count
    mean: float | None = Field(description="Null without any rating")


class Figures(_Document):
    """The figures of one centre, group of centres, procedure or entity.

    completed, pending, not_completed, not_offered and past add up to attentions.
    """

    attentions: Count
    visits: Count | None = Field(default=None, description="Null for procedures and entities, where it is not known")
    completed: Count = 0
    pending: Count = 0
    not_completed: dict[str, Count] = Field(default={}, description="By reason")
    not_offered: Count = Field(default=0, description="Unmet demand")
    past: Count = Field(default=0, description="Counts of past years, of which no more is known")
    median_minutes: int | None = Field(default=None, description="Null where there are too few attentions")
    rating: float | None = Field(default=None, description="Mean, of 5; null where there are too few ratings")


class _Exact(_Document):
    """What is exact for all the country, over all time or a month."""

    version: Literal[1] = 1
    generated_at: AwareDatetime | None = Field(
        description="When the newest counted fact was received, so that the same facts give the same bytes; "
        "null before the first"
    )
    demonstration: bool = Field(description="Whether a generated day is counted: then no figure is official")
    totals: Totals
    by_procedure: dict[str, Count]
    by_entity: dict[str, Count]
    by_outcome: dict[str, Count]
    by_reason: dict[str, Count]
    unmet: Count = Field(description="Attentions where what the citizen needed is not offered")
    median_minutes: int | None = Field(
        description="In full minutes; longer than two hours counts as two hours; null without attentions"
    )
    ratings: Ratings


class _Travel(_Document):
    travel_saved_soles: Count = Field(description="428 soles for each attention in selva, as published in 2021")
    travel_estimate_soles: Count | None = Field(
        description="An estimate, not a measurement: the way to the department's capital and back in a straight line, "
        "for each attention, at the soles per kilometre that make the selva's average 428; null where no way is known"
    )


class National(_Exact, _Travel):
    """``statistics/national.json``: all time. Exact, except `by_department`.

    A centre whose natural region or setting the catalogue does not know is missing in those two.
    """

    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count] = Field(description="Rounded to the nearest five")
    by_month: dict[str, Count] = Field(description="Keys: yyyy-mm")


class Groups(_Document):
    """A month's figures by group. Centres and their groups are sums of cells rounded to the nearest five.

    Procedures and entities are for all the country, and exact.
    """

    natural_region: dict[NaturalRegion, Figures]
    setting: dict[Setting, Figures]
    department: dict[str, Figures]
    province: dict[str, Figures]
    centre: dict[str, Figures]
    procedure: dict[str, Figures]
    entity: dict[str, Figures]


class Month(_Exact, _Travel):
    """``statistics/<yyyy-mm>.json``. Centres are rounded to the nearest five, and their groups are sums of that.

    A centre that rounds to zero is left out, and so is a result whose exact total would reveal a small count. The
    travel savings follow from the published centres alone, so they reveal nothing more.
    """

    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    edition: int = Field(
        default=1, ge=1, description="From 2 on a correction, a file of its own: <yyyy-mm>.r<edition>.json"
    )
    reason: str | None = Field(default=None, description="Why a closed month was corrected; null for the first edition")
    closes_on: date = Field(description="The day from which this file never changes again")
    closed: bool
    groups: Groups


class Freshness(_Document):
    """``statistics/freshness.json``: how fresh each centre's data is, and which centres are new or fell silent."""

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    last_day: dict[str, str] = Field(description="The day on which each centre's newest fact was received")
    since: dict[str, str] = Field(description="The month of each centre's first attention")
    new: list[str] = Field(
        description="Centres whose first attention is in the newest month with any, or in the two months before it"
    )
    silent: list[str] = Field(
        description="Centres of the catalogue from which nothing was received in the seven days before the newest "
        "fact of all, or never"
    )


class EntityDown(_Document):
    """An entity whose system was reported down."""

    id: str
    reports: Count = Field(description="How often in the newest month")
    last: AwareDatetime = Field(description="When the last attention ended that failed for it")


class Status(_Document):
    """``status.json``, for the desk: the entities reported down in the newest month, the latest first."""

    version: Literal[1] = 1
    generated_at: AwareDatetime | None
    entities: list[EntityDown]


class SystemDown(_Document):
    """An entity whose system does not work now. Moments are rounded down to the quarter of an hour."""

    entity: str
    since: AwareDatetime = Field(description="When the first failure ended since the system last worked anywhere")
    centres: Count = Field(description="From how many centres")
    last_worked: AwareDatetime | None = Field(description="When it last worked; null where that was never")


class Today(_Document):
    """``today.json``, for pages: what does not work, the latest first, as far as centres had sent it by then.

    At most 1 KB: of more systems than fit, those that most centres reported.
    """

    version: Literal[1] = 1
    generated_at: AwareDatetime | None = Field(description="When the newest fact was received; null before the first")
    down: list[SystemDown]


class Change(_Document):
    """A change: a corrected month, or a change of form."""

    day: date = Field(description="The day from which it applies")
    month: str | None = Field(default=None, description="The corrected month; null for a change of form")
    edition: int | None = Field(default=None, description="The edition that corrects it; null for a change of form")
    reason: str


class Changelog(_Document):
    """``statistics/changelog.json``: corrections of closed months and changes of form, the latest first."""

    version: Literal[1] = 1
    rule: str
    changes: list[Change]
