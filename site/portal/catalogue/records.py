"""What a record of the catalogue is. Each is a YAML file under site/catalogue; catalogue.json publishes them.

An id is for ever: what is no longer offered keeps its file with `retired_on`. Every record has a `source`.
Money is in soles, positions are WGS84 decimal degrees, days are Lima days. Empty means unknown, never zero.
Descriptions of fields are part of the published schemas.
"""

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from macexpress.catalogue.codes import Slug, Ubigeo
from macexpress.platform.field_errors import form, rule

# One line: a line break would become two requirements in a spreadsheet. Control characters are the pack's marks.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    form(r"^[^\x00-\x1f]*$", "una sola línea, sin tabuladores ni saltos."),
]
NaturalRegion = Literal["costa", "sierra", "selva"]
Setting = Literal["rural", "urban"]
HostKind = Literal["municipality", "tambo", "centro_mac", "pias", "other"]
StageKind = Literal["setting_up", "trial", "open", "paused", "retired"]
PositionOf = Literal["host", "populated_place", "district_capital"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _as_text(value: object) -> object:
    """YAML reads 2024 as a number and 2026-01-22 as a date; a source's date is text, with either precision."""
    return str(value) if isinstance(value, (int, date)) and not isinstance(value, bool) else value


def _as_time(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise rule("not_an_hour", 'Debe ser una hora de 24 horas entre comillas: "08:00".')
    return value


PartialDate = Annotated[
    str,
    BeforeValidator(_as_text),
    form(r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$", "un año, un mes o un día: 2026, 2026-04 o 2026-04-30."),
]
Year = Annotated[str, BeforeValidator(_as_text), form(r"^\d{4}$", "un año: 2026.")]
Url = Annotated[
    str,
    StringConstraints(max_length=500),
    form(r"^https?://[^\s/]+\.[^\s]+$", "una dirección web completa: https://www.gob.pe/mac."),
]
DepartmentCode = Annotated[str, form(r"^\d{2}$", "el código de un departamento, 2 cifras: 16.")]
Hour = Annotated[time, BeforeValidator(_as_time)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Record):
    """Where a fact comes from."""

    url: Url
    publication: Line | None = Field(
        default=None, description="Who says it, where and on which page, if `url` is only a copy of it"
    )
    date: PartialDate | None = Field(default=None, description="The date for which the source states the fact")
    note: Line | None = None
    licence: Literal["MIT", "ODbL-1.0"] | None = None


OtherSources = Annotated[
    tuple[Source, ...], Field(description="Further sources of the record's facts; their notes say what each states")
]


class Position(_Record):
    """A point in WGS84 decimal degrees, within Peru and its waters."""

    latitude: float = Field(ge=-18.5, le=0.1)
    longitude: float = Field(ge=-81.5, le=-68.5)


class Cost(_Record):
    """What the entity charges."""

    soles: float | None = Field(default=None, ge=0, description="0 means free; empty means unknown: ask the entity")
    soles_to: float | None = Field(
        default=None, description="The highest amount, where cases or sources differ; `soles` is then the lowest"
    )
    note: Line | None = Field(default=None, description="What a citizen should know of it: a code, who is exempt")

    @model_validator(mode="after")
    def _range_ascends(self) -> "Cost":
        if self.soles_to is not None and (self.soles is None or self.soles_to <= self.soles):
            raise rule("cost_range_reversed", "El monto mayor (soles_to) debe superar al menor (soles).", "soles_to")
        return self


class Entity(_Record):
    """A public body that owns procedures."""

    id: Slug
    name: Line
    acronym: Line
    also_known_as: tuple[Line, ...] = Field(default=(), description="Former names and others that people type for it")
    website: Url | None = None
    note: Line | None = Field(default=None, description="What a citizen should know before any of its procedures")
    source: Source
    other_sources: OtherSources = ()
    retired_on: date | None = None


class Procedure(_Record):
    """A digitised procedure of an entity."""

    id: Slug
    entity: Slug = Field(description="The entity that owns it")
    name: Line
    everyday_name: Line | None = Field(default=None, description="What people call it")
    task: Line | None = Field(
        default=None,
        description="What the person does, with a verb; after gob.pe's title, where `other_sources` has its page. "
        "Empty where the everyday name or the official one already is a task",
    )
    also_known_as: tuple[Line, ...] = Field(default=(), description="Other words that people type for it")
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140)]
    cost: Cost = Cost()
    requirements: tuple[Line, ...] = Field(default=(), description="Empty means that none are published: ask")
    delivery: Line | None = Field(default=None, description="What one receives; empty means not published: ask")
    ready_in_days: int | None = Field(
        default=None,
        ge=0,
        le=365,
        description="Most calendar days until the result is ready, only where `delivery` states it (working days "
        "include the weekends between them); 0 means while the person waits",
    )
    online_url: Url | None = None
    only_at: tuple[Slug, ...] = Field(default=(), description="The centres where it can be done; empty means all")
    source: Source = Field(description="The one that states the cost, if any does: pages date the amount by it")
    other_sources: OtherSources = ()
    retired_on: date | None = None


class Host(_Record):
    """Who lends the space."""

    kind: HostKind
    name: Line


class OpeningHours(_Record):
    """When a centre attends, with the same hours on each of `days`."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    opens: Hour
    closes: Hour

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "OpeningHours":
        if self.closes <= self.opens:
            raise rule("closes_before_opening", "La hora de cierre debe ser posterior a la de apertura.", "closes")
        return self


class Stop(_Record):
    """A place where an itinerant centre attends, on dates or within a campaign whose dates are not published."""

    place: Line | None = None
    district: Ubigeo | None = None
    position: Position | None = None
    arrives: date | None = None
    leaves: date | None = None
    campaign: Line | None = None
    source: Source

    @model_validator(mode="after")
    def _has_place_and_time(self) -> "Stop":
        if not self.place and not self.district:
            raise rule("stop_without_place", "Diga el lugar: place, district o ambos.")
        if not self.arrives and not self.campaign:
            raise rule("stop_without_dates", "Diga cuándo: arrives y leaves, o al menos campaign.")
        if self.leaves and not self.arrives:
            raise rule("stop_without_arrival", "Tiene leaves sin arrives. Agregue la llegada.", "leaves")
        if self.arrives and self.leaves and self.leaves < self.arrives:
            raise rule("leaves_before_arriving", "La salida (leaves) es anterior a la llegada (arrives).", "leaves")
        return self


class Stage(_Record):
    """How far a centre is, where its source says more than that it is in service."""

    kind: StageKind
    since: PartialDate | None = None
    until: PartialDate | None = Field(default=None, description="The last day, month or year of it, where it is known")
    why: Line | None = None
    source: Source

    @property
    def attends(self) -> bool:
        """Whether a citizen can be attended in it."""
        return self.kind in {"open", "trial"}

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Stage":
        if self.since and self.until:
            known = min(len(self.since), len(self.until))
            if self.until[:known] < self.since[:known]:
                raise rule("stage_ends_before_it_begins", "La etapa termina (until) antes de empezar (since).", "until")
        return self


class Centre(_Record):
    """A place where an advisor attends citizens."""

    id: Slug
    number: int = Field(
        ge=1,
        le=4095,
        description="Names the centre in the code of a receipt; for ever, as the id, and no two centres share one",
    )
    name: Line
    host: Host
    department: Annotated[str, form(r"^\d{2}$", "el código de un departamento, 2 cifras: 16.")] = Field(
        description="Its code, two digits"
    )
    district: Ubigeo | None = Field(default=None, description="Its ubigeo, six digits")
    natural_region: NaturalRegion | None = None
    setting: Setting | None = None
    position: Position | None = None
    position_of: PositionOf = Field(
        default="host",
        description="Of what the position is. `district_capital`: the host's own is not known, and pages say so",
    )
    position_source: Source | None = Field(default=None, description="If the position is from elsewhere than the rest")
    address: Line | None = None
    getting_there: Line | None = None
    opening_hours: tuple[OpeningHours, ...] = ()
    opened: PartialDate | None = Field(
        default=None, description="When it opened; a year alone is that in which the programme's lists have it first"
    )
    stage: Stage | None = Field(
        default=None,
        description="Empty: the source lists it as in service. Of a centre that closed: `retired`, with who says so",
    )
    note: Line | None = None
    stops: tuple[Stop, ...] = Field(default=(), description="Only for an itinerant centre (host `pias`)")
    source: Source
    reach: tuple[Ubigeo, ...] = Field(
        default=(),
        description="Of an itinerant centre: districts on its river or lake whose capital is more than 30 km from any "
        "fixed centre. Nearness to the river, not an itinerary",
    )
    retired_on: date | None = None

    def points(self) -> tuple[Position, ...]:
        """Return where it attends: its own position, or the known positions of its stops."""
        if self.position:
            return (self.position,)
        return tuple(stop.position for stop in self.stops if stop.position)

    @model_validator(mode="after")
    def _itinerant_or_fixed(self) -> "Centre":
        if self.reach and self.host.kind != "pias":
            raise rule("reach_of_a_fixed_centre", "Solo un centro itinerante (host.kind: pias) lleva reach.", "reach")
        if self.stops and self.host.kind != "pias":
            raise rule("stops_of_a_fixed_centre", "Solo un centro itinerante (host.kind: pias) lleva stops.", "stops")
        if self.host.kind != "pias" and not self.district and not self.address:
            raise rule(
                "fixed_centre_without_district",
                "Un centro fijo necesita district (ubigeo de 6 cifras) o, si su distrito no tiene ubigeo, address.",
                "district",
            )
        if bool(self.retired_on) != bool(self.stage and self.stage.kind == "retired"):
            raise rule(
                "retired_without_source",
                "Un centro que cerró necesita las dos cosas: retired_on, y stage.kind: retired con stage.source.",
                "stage" if self.retired_on else "retired_on",
            )
        if self.district and self.district[:2] != self.department:
            raise rule(
                "district_of_another_department",
                "district y department no coinciden en sus 2 primeras cifras.",
                "district",
            )
        return self


class District(_Record):
    """A district of the country (INEI)."""

    ubigeo: Ubigeo
    department: Line
    province: Line
    name: Line
    capital: str
    position: Position = Field(description="Of its capital")
    position_of: Literal["capital", "province"] = Field(
        description="`province` where only the position of the provincial capital is published"
    )
    natural_region: NaturalRegion | None = None


class NotHere(_Record):
    """What people ask for that no MAC Express does, and where it is done."""

    id: Slug
    name: Line
    also_known_as: tuple[Line, ...] = Field(default=(), description="Words that people type for it")
    where: Line = Field(description="Where to go instead, to be read after the name")
    source: Source


class NotHereList(_Record):
    """Everything known of that kind: who asks for it should not travel to be sent away."""

    entries: tuple[NotHere, ...] = ()


class LifeEvent(_Record):
    """Something that happens in life, and the procedures that people then need, in that order."""

    id: Slug
    name: Line
    also_known_as: tuple[Line, ...] = Field(default=(), description="Words that people type for it")
    procedures: tuple[Slug, ...] = Field(min_length=1)


class LifeEvents(_Record):
    """Ways into the list of procedures: an editorial choice, not a figure."""

    events: tuple[LifeEvent, ...] = ()


class PublishedService(_Record):
    """A service as the programme's bulletins count it: several procedures of ours, or one of several."""

    names: tuple[Line, ...] = Field(min_length=1, description="As published; bulletins vary in how they name it")
    procedures: tuple[Slug, ...] = Field(
        min_length=1, description="Those that it counts; the first stands for it, as no share of each is published"
    )


class Demand(_Record):
    """Which procedures the published services are, so that lists begin with what people ask for."""

    since: Year | None = Field(default=None, description="The first year whose published services order lists")
    services: tuple[PublishedService, ...] = ()
