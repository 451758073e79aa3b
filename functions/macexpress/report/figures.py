"""What a monthly report is made of, whether this system counted it or the programme published it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from macexpress.platform.spanish import HOST_KINDS, MONTHS, OTHER_HOSTS, month_name, number

OTHERS = "Otros"
"""How the bulletins call what they do not name."""

KINDS: Mapping[str, str] = {**HOST_KINDS, "other": OTHER_HOSTS, "": "Sin detalle por anfitrión"}
"""How kinds of host read; the last is what a bulletin gives only as a total."""

ONE_OF: Mapping[str, str] = {
    "centro_mac": "Centro MAC",
    "municipality": "Municipalidad",
    "tambo": "Tambo",
    "pias": "PIAS",
    "other": "Otro",
}


class Comparison(NamedTuple):
    """The same figure, found in two ways."""

    period: str
    what: str
    """Spanish."""
    stated: float
    found: float
    how: str
    """How the second one was found, in Spanish."""

    @property
    def passed(self) -> bool:
        """Whether both are equal."""
        return self.stated == self.found

    def __str__(self) -> str:
        if self.passed:
            return f"{self.what}: {number(self.stated)}, igual que {self.how}."
        difference = number(abs(self.found - self.stated))
        sign = "de más" if self.found > self.stated else "de menos"
        return f"{self.what}: {number(self.stated)}; {self.how} da {number(self.found)}, {difference} {sign}."


def period_name(period: str) -> str:
    """Return a period as it reads in Spanish."""
    match len(period.split("-")):
        case 3:
            year, month, day = period.split("-")
            return f"{int(day)} de {MONTHS[int(month) - 1]} de {year}"
        case 2:
            return month_name(period)
        case _:
            return period.replace("/", " a ")


@dataclass(frozen=True)
class Place:
    """Attentions of a month at a site, or at all that a bulletin calls others."""

    kind: str
    name: str
    attentions: int


@dataclass(frozen=True)
class Site:
    """A site of the programme; an empty text is unknown."""

    kind: str
    name: str
    department: str
    district: str
    address: str


@dataclass(frozen=True)
class ReportFigures:
    """The figures of a month. Mappings by kind of host have the keys of KINDS."""

    month: str
    """``yyyy-mm``."""
    counted: bool
    """Whether this system counted it; otherwise the programme published it."""
    months: Mapping[str, int]
    """Attentions of MAC Express by month (``yyyy-mm``), of the same origin."""
    places: Sequence[Place]
    kinds: Mapping[str, int]
    """Attentions of the month."""
    implemented: Mapping[str, int]
    """Sites."""
    new: Mapping[str, int]
    """Those of them that are new this month."""
    active: Mapping[str, int]
    """Those with attentions this month."""
    entities: Mapping[str, int]
    """Attentions of the month by name; empty where none are published."""
    services: Mapping[str, int]
    """Attentions of the month by name; empty where none are published."""
    offered: tuple[int | None, int | None]
    """How many entities and procedures there are to choose from."""
    sites: Sequence[Site] = ()
    """The list behind `implemented`; empty where only totals are published."""
    published: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What the programme published, by name of the channel, then by month."""
    stated: Sequence[Comparison] = ()
    """What was found twice where the figures come from."""
