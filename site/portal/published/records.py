"""What a published figure is, and the bulletins that they come from. Nothing here was counted by this system.

A figure is one number of one bulletin: of a period, a channel and a group of attentions or sites. Empty means unknown.
Descriptions of fields are part of the published schema.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from macexpress.catalogue.codes import Slug
from macexpress.platform.field_errors import form, rule
from macexpress.platform.spanish import HOST_KINDS, REGIONS
from portal.catalogue.records import Line, PartialDate, Url

Channel = Literal["mac_express", "centros_mac", "alo_mac", "platform"]
Group = Literal["total", "host_kind", "natural_region", "entity", "service", "centre"]
Key = Literal["centro_mac", "municipality", "tambo", "pias", "costa", "sierra", "selva"]
Measure = Literal[
    "attentions",
    "attentions_at_least",
    "implemented_sites",
    "listed_sites",
    "sites_with_attentions",
    "entities",
    "procedures",
    "departments",
    "soles_saved_in_selva",
    "satisfaction_percent",
]

CHANNELS: Mapping[Channel, str] = {
    "mac_express": "MAC Express",
    "centros_mac": "Centros MAC",
    "alo_mac": "Aló MAC",
    "platform": "Toda la plataforma MAC",
}

_KEYS: Mapping[str, Mapping[str, str]] = {"host_kind": HOST_KINDS, "centre": HOST_KINDS, "natural_region": REGIONS}
_NAMED = frozenset({"entity", "service", "centre"})


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bulletin(_Row):
    """A document of the programme."""

    number: int = Field(ge=1, description="Figures name it; never used again")
    name: Line
    date: PartialDate = Field(description="When it was published")
    url: Url | None = Field(default=None, description="Where it was read; empty where it has no address")


def _whole(value: float) -> float:
    return int(value) if value.is_integer() else value


Value = Annotated[float, Field(ge=0, allow_inf_nan=False), AfterValidator(_whole)]


def _possible(period: str) -> str:
    first, _, last = period.partition("/")
    if last and last <= first:
        raise rule("period_ends_first", "El segundo año debe ser posterior al primero.")
    if len(period) == len("2026-04-30"):
        try:
            date.fromisoformat(period)
        except ValueError:
            raise rule("no_such_day", "Ese día no existe en el calendario.") from None
    return period


Period = Annotated[
    str,
    form(
        r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|/\d{4})?$",
        "un año, un mes, un día o dos años: 2026, 2026-04, 2026-04-30 o 2018/2021.",
    ),
    AfterValidator(_possible),
]


class Figure(_Row):
    """A figure as it was published."""

    period: Period = Field(description="A year, a month, the state at the end of a day, or years: 2018/2021")
    channel: Channel
    group: Group
    key: Key | None = Field(default=None, description="The kind of host or the natural region")
    name: Line | None = Field(default=None, description="Entity, service or centre, as published")
    centre: Slug | None = Field(default=None, description="The id of the centre of that name, where it is known")
    measure: Measure
    value: Value
    elsewhere: Value | None = Field(default=None, description="What the programme printed elsewhere for the same")
    source: int = Field(description="The number of the bulletin")
    page: int | None = Field(default=None, ge=1)
    note: Line | None = Field(default=None, description="What is odd in the source")

    @model_validator(mode="after")
    def _says_of_what(self) -> "Figure":
        known = _KEYS.get(self.group)
        if known is None and self.key:
            raise rule("key_of_another_group", f"Déjelo vacío para {self.group}.", "key")
        if known is not None and self.key not in known:
            raise rule("key_of_another_group", f"Para {self.group} debe ser uno de estos: {', '.join(known)}.", "key")
        if (self.name is None) == (self.group in _NAMED):
            remedy = "Escriba el nombre publicado." if self.group in _NAMED else f"Déjelo vacío para {self.group}."
            raise rule("name_of_another_group", remedy, "name")
        if self.centre and self.group != "centre":
            raise rule("centre_of_another_group", "Solo lo lleva una fila de grupo centre.", "centre")
        if self.measure != "satisfaction_percent" and self.value % 1:
            raise rule("part_of_one", "Es una cuenta: debe ser un número entero.", "value")
        if self.elsewhere is not None and not self.note:
            raise rule("elsewhere_without_note", "Diga en note dónde está la otra cifra.", "elsewhere")
        return self

    @property
    def count(self) -> int:
        """The value of a measure that is a count."""
        return int(self.value)

    @property
    def what(self) -> tuple[str, str, str, str | None, str | None, str]:
        """What it is a figure of: no two rows have the same."""
        return (self.period, self.channel, self.group, self.key, self.name, self.measure)
