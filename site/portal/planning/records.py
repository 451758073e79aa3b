"""The plan of the next centres as `make plan-centres WRITE=yes` stores it in the catalogue's folder."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.catalogue.reading import FOLDER

FILE = FOLDER / "planning" / "next-centres.json"

Kind = Literal["municipality", "tambo"]
Spread = Literal["places", "capitals"]
"""How the people of a district are spread: evenly over its populated places, or all at its capital."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Site(_Record):
    """A place where a centre would reach people whom none reaches."""

    name: str
    kind: Kind
    ubigeo: str
    latitude: float
    longitude: float
    adds: int = Field(description="People whom it reaches and none of those before it")


class Beyond(_Record):
    """How many people are farther than a distance from any centre."""

    kilometres: int
    now: int
    then: int = Field(description="With all the sites")


class Variant(_Record):
    """The same question with another distance or another spread of the people."""

    kilometres: int
    spread: Spread
    adds: int
    gap: float
    near: int = Field(description="How many sites of the plan have one of this answer within the plan's kilometres")


class Plan(_Record):
    """The next centres, the best first, and how firm the answer is."""

    calculated_on: date
    centres: int = Field(description="That do not move, at the time")
    kilometres: int = Field(description="In a straight line: who is nearer to a centre counts as reached")
    spread: Spread
    people: int = Field(description="Of the country, as the sum of the districts")
    unreached: int = Field(description="Farther than `kilometres` from any centre now")
    gap: float = Field(description="By how much of what the sites add another choice might be better; 0: none is")
    sites: tuple[Site, ...]
    beyond: tuple[Beyond, ...]
    variants: tuple[Variant, ...]


def stored_plan(file: Path = FILE) -> Plan | None:
    """Return the stored plan; None where there is none."""
    return Plan.model_validate_json(file.read_text(encoding="utf-8")) if file.exists() else None
