"""The published documents, as types with a schema. Their figures come from `figures`.

Descriptions of fields are part of the published schemas.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

NaturalRegion = Literal["costa", "sierra", "selva"]
Setting = Literal["rural", "urban"]
Count = Annotated[int, Field(ge=0)]


class _Document(BaseModel):
    # Each is made when the first such file is: a start makes none of them (`make bench-cold`).
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Totals(_Document):
    """Totals. Centres, departments, procedures and entities count where they have at least one attention.

    Of the nation's file, attentions, visits and annulled ones are exact; everything else counts what is broken down.
    """

    attentions: Count = Field(description="Attentions that are not annulled")
    visits: Count
    annulled: Count
    centres: Count = 0
    departments: Count = 0
    procedures: Count = 0
    entities: Count = 0


class Ratings(_Document):
    """How citizens rated attentions, from 1 to 5."""

    count: Count
    mean: float | None = Field(description="Null where there are too few")
    by_rating: dict[str, Count] = Field(default={}, description="How many of each rating; they add up to the count")


class Place(_Document):
    """A centre, or centres of the same province, region or setting. How it ended is not published of these."""

    attentions: Count


class Figures(_Document):
    """The figures of a department, procedure or entity.

    completed, pending, not_completed, not_offered and past add up to attentions.
    """

    attentions: Count
    visits: Count | None = Field(default=None, description="Published of all the country alone; otherwise null")
    completed: Count = 0
    pending: Count = 0
    not_completed: dict[str, Count] = Field(default={}, description="By reason")
    not_offered: Count = Field(default=0, description="Unmet demand")
    past: Count = Field(default=0, description="Counts of past years, of which no more is known")
    median_minutes: int | None = Field(default=None, description="Null where there are too few attentions")
    rating: float | None = Field(default=None, description="Mean, of 5; null where there are too few ratings")
    by_rating: dict[str, Count] = Field(default={}, description="How many of each rating")


class _Published(_Document):
    """What all files of figures have."""

    generated_at: AwareDatetime | None = Field(
        description="Of the nation and its newest month: the minute in which the newest fact was received. Of a month "
        "that is broken down: the moment before which what it counts was received. Null before the first fact"
    )
    demonstration: bool = Field(description="Whether a generated day is counted: then no figure is official")
    rounded_to: Literal[5] = Field(
        default=5, description="What is broken down is in multiples of this; counts of past years are as published"
    )
    totals: Totals
    by_procedure: dict[str, Count] = {}
    by_entity: dict[str, Count] = {}
    by_outcome: dict[str, Count] = {}
    by_reason: dict[str, Count] = {}
    unmet: Count = Field(default=0, description="Attentions where what the citizen needed is not offered")
    results: Figures = Field(
        default=Figures(attentions=0), description="How the attentions ended that are broken down, all together"
    )
    ratings: Ratings = Ratings(count=0, mean=None)
    median_minutes: int | None = Field(
        default=None,
        description="In full minutes; longer than two hours counts as two hours; of a month, and of the nation in the "
        "newest month that is broken down; what came late counts where ten are shown of it, and what a "
        "correction takes away still does; null where there are too few attentions",
    )
    travel_saved_soles: Count = Field(
        default=0, description="428 soles for each attention in selva, as published in 2021"
    )
    travel_estimate_soles: Count | None = Field(
        default=None,
        description="An estimate, not a measurement: the way to the department's capital and back in a straight line, "
        "for each attention, at the soles per kilometre that make the selva's average 428; null where no way is known",
    )


class Breakdown(_Document):
    """Which attentions are broken down by month, place, procedure, result and rating."""

    received_before: AwareDatetime = Field(
        description="What was received until then, for the months that had ended. What came later waits for the next"
    )
    next: AwareDatetime = Field(description="When the next one is made")
    attentions: Count = Field(
        description="How many they are: the sum of by_outcome and counts of past years, and of by_month but for the "
        "newest month, in which the others of totals.attentions are. More than totals.attentions where more was "
        "annulled since than came, or by rounding"
    )
    visits: Count = Field(description="The sum of the months' visits")
    annulled: Count = Field(description="The sum of the months' annulments")


class National(_Published):
    """``statistics/national.json``: all time.

    Exact until generated_at: totals.attentions, totals.visits and totals.annulled. The sum of by_month is
    totals.attentions, or breakdown.attentions where those are more. Everything else is the sum of the months' files. A
    centre whose natural region or setting the catalogue does not know is missing in those two.
    """

    version: Literal[1] = 1
    breakdown: Breakdown
    by_natural_region: dict[NaturalRegion, Count]
    by_setting: dict[Setting, Count]
    by_department: dict[str, Count]
    by_month: dict[str, Count] = Field(
        description="Keys: yyyy-mm. The newest month is all that is not broken down yet: what was received since, less "
        "what was annulled, for whichever day; never below 0, so that the months add up to more than "
        "totals.attentions where breakdown.attentions is more"
    )


class Groups(_Document):
    """A month's figures by group: multiples of five that add up to its total, but for counts of past years."""

    natural_region: dict[NaturalRegion, Place] = {}
    setting: dict[Setting, Place] = {}
    department: dict[str, Figures] = {}
    province: dict[str, Place] = {}
    centre: dict[str, Place] = {}
    procedure: dict[str, Figures] = {}
    entity: dict[str, Figures] = {}


class Month(_Published):
    """``statistics/<yyyy-mm>.json``. Until `details_on` it has totals alone, and all groups are empty.

    The month is rounded once, and divided among departments, centres, results and procedures in whole fives: all of
    them add up to it. The travel savings follow from the published centres alone, so they reveal nothing more.
    """

    version: Literal[2] = 2
    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    edition: int = Field(
        default=1, ge=1, description="From 2 on a correction, a file of its own: <yyyy-mm>.r<edition>.json"
    )
    reason: str | None = Field(default=None, description="Why a closed month was corrected; null for the first edition")
    details_on: date | None = Field(default=None, description="The day on which the month is first broken down")
    closes_on: date = Field(description="The day from which this file never changes again")
    closed: bool
    groups: Groups = Groups()


class Freshness(_Document):
    """``statistics/freshness.json``: since when, and until when, there are published figures of each centre."""

    version: Literal[2] = 2
    generated_at: AwareDatetime = Field(description="The moment of the breakdown")
    since: dict[str, str] = Field(description="The first month (yyyy-mm) with a published count of each centre")
    last_month: dict[str, str] = Field(description="The newest such month")
    new: list[str] = Field(
        description="Centres whose first month is the newest that is broken down, or one of the two before it"
    )


class EntityDown(_Document):
    """An entity whose system was reported down."""

    id: str
    reports: Count = Field(description="How often in the newest month")
    last: AwareDatetime = Field(
        description="The quarter of an hour in which the last attention ended that failed for it"
    )


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
    generated_at: AwareDatetime | None = Field(
        description="The minute in which the newest fact was received; null before the first"
    )
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
