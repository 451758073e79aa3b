"""What the office's routes answer in JSON, as types."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from macexpress.office.exploring import By


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


_Absent = Annotated[int | None, Field(default=None, exclude_if=lambda count: count is None)]
"""A count that is missing where it is not known."""


class Total(_Answer):
    """Counts of attentions. Of days, hours and citizens it is only known how many there were."""

    attentions: int
    completed: _Absent = None
    pending: _Absent = None
    not_completed: _Absent = None
    not_offered: _Absent = None
    past: _Absent = Field(default=None, description="Counts of past years, of which no result is known")


class Row(Total):
    """A row of an answer."""

    key: str = Field(description="Empty for what has no answer in this view")
    name: str
    inhabitants: _Absent = Field(default=None, description="Of a department, as counted by INEI in 2017")


class Explored(_Answer):
    """Attentions of a span of days, in rows."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    by: By
    newest: datetime | None = Field(description="When the newest fact of all was received")
    demonstration: bool = Field(description="Whether generated attentions are among them")
    rows: list[Row]
    total: Total


class Yesterday(_Answer):
    """A day; a count is missing until the month is counted by this release."""

    day: date
    attentions: int | None
    visits: int | None
    centres: int | None


class ThisMonth(_Answer):
    """The month that is not over."""

    month: str
    attentions: int
    until: date


class OtherMonth(_Answer):
    """A month to compare this one with."""

    month: str
    attentions: int
    to_same_day: int | None = Field(description="Up to the day of the month that it is now; null where no day is known")
    published: int | None = Field(description="In the programme's bulletin")


class CentreOfNews(_Answer):
    """A centre, for the lists of a morning."""

    centre: str
    name: str
    department: str


class SilentCentre(CentreOfNews):
    """A centre from which nothing comes."""

    last_day: date | None = Field(description="null where nothing ever came")


class NewCentre(CentreOfNews):
    """A centre that began lately."""

    since: str = Field(description="The month of its first attention")


class StagedCentre(CentreOfNews):
    """A centre that is being set up or paused, to be confirmed."""

    stage: str


class Down(_Answer):
    """A procedure that failed this month because its entity's system was down."""

    entity: str | None
    entity_name: str | None
    procedure: str
    procedure_name: str
    times: int
    last: datetime
    works_again: bool


class NotOffered(_Answer):
    """What people asked for this month and did not get."""

    procedure: str | None
    procedure_name: str | None
    reason: str
    times: int


class Closing(_Answer):
    """A month whose files will soon not change any more."""

    month: str
    closes_on: date


class Morning(_Answer):
    """What the office asks in the morning."""

    now: datetime
    newest: datetime | None
    demonstration: bool = Field(description="Whether generated attentions are among them")
    yesterday: Yesterday
    this_month: ThisMonth
    last_month: OtherMonth
    last_year: OtherMonth
    silent: list[SilentCentre]
    new: list[NewCentre]
    stages: list[StagedCentre]
    down: list[Down]
    not_offered: list[NotOffered]
    closing: list[Closing]


class ListedAttention(_Answer):
    """An attention, with nothing about the citizen."""

    id: str
    procedure: str | None
    procedure_name: str | None
    outcome: str
    reason: str | None
    channel: str
    started_at: datetime
    ended_at: datetime
    received_at: datetime
    advisor: str
    annulled: bool


class Reason(_Answer):
    """Why an item was rejected."""

    code: str
    message: str = Field(description="Spanish, as the desk shows it; empty for an item of a wrong form")


class RefusedItem(_Answer):
    """An item that the intake did not accept; nothing of it but what the catalogue knows."""

    id: str
    centre: str
    day: date
    verdict: str
    errors: list[Reason] = Field(description="Empty for a conflict")
    kind: str | None
    procedure: str | None
    procedure_name: str | None
    account: str
    at: datetime = Field(description="When it was refused last")


class RefusedItems(_Answer):
    """Refused items of the last 90 days, in the order of their ids: by centre and day."""

    refused: list[RefusedItem]
    after: str = Field(description="Ask again with it for the next ones; empty where there are none")


class Attentions(_Answer):
    """The attentions of a centre's day, in the order of their ids."""

    centre: str
    day: date
    attentions: list[ListedAttention]
    after: str = Field(description="Ask again with it for the next ones; empty where there are none")
