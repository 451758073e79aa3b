"""What functions need of the catalogue: which centres, procedures and districts there are, and where they belong.

The portal's build writes it as ``index.json`` beside this module, from the same records as the pages.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

PACKAGED = Path(__file__).with_name("index.json")


@dataclass(frozen=True)
class IndexedCentre:
    """A centre as receipts name it and statistics group it; None is what the catalogue does not know."""

    name: str
    number: int
    """As in the codes of receipts."""
    department: str
    """Its code, two digits."""
    province: str | None = None
    """Its code, four digits."""
    natural_region: str | None = None
    setting: str | None = None
    retired_on: date | None = None
    kilometres: int | None = None
    """In a straight line to the capital of its department."""
    host: str | None = None
    """The kind of its host."""
    stage: str | None = None
    """How far it is, where its source says more than that it is in service."""


@dataclass(frozen=True)
class IndexedProcedure:
    """A procedure and the entity that owns it."""

    name: str
    entity: str
    retired_on: date | None = None


@dataclass(frozen=True)
class Index:
    """The catalogue as functions see it."""

    version: str
    """The version of the catalogue that it was made from."""
    centres: Mapping[str, IndexedCentre]
    procedures: Mapping[str, IndexedProcedure]
    entities: Mapping[str, str]
    """Names by id."""
    departments: Mapping[str, str]
    """Names by code, two digits."""
    provinces: Mapping[str, str]
    """Names by code, four digits."""
    districts: Mapping[str, str]
    """Names by ubigeo."""
    demonstration: bool = False
    """Whether a generated day was sent to this system: then no figure may be mistaken for an official one. It is not
    part of the packaged file: the statistics know it."""
    outlines: Mapping[str, str] = field(default_factory=dict)
    """Of departments, by code, as SVG paths for a drawing of 160 by 235."""

    population: Mapping[str, int] = field(default_factory=dict)
    """The inhabitants of departments, by code, as counted by INEI in 2017."""

    published_months: Mapping[str, int] = field(default_factory=dict)
    """The attentions of each month (``yyyy-mm``) in the programme's bulletins, never our own count."""

    def centre_of_number(self, number: int) -> str | None:
        """Return the id of the centre with a number, None where there is none."""
        return next((key for key, centre in self.centres.items() if centre.number == number), None)

    def to_json(self) -> str:
        """Return the text of ``index.json``: the same index gives the same bytes."""
        content = {
            "version": self.version,
            "centres": {key: _known(vars(centre)) for key, centre in self.centres.items()},
            "procedures": {key: _known(vars(procedure)) for key, procedure in self.procedures.items()},
            "entities": dict(self.entities),
            "departments": dict(self.departments),
            "provinces": dict(self.provinces),
            "districts": dict(self.districts),
            "outlines": dict(self.outlines),
            "population": dict(self.population),
            "published_months": dict(self.published_months),
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Index":
        """Return the index that `to_json` wrote."""
        content = json.loads(text)
        return cls(
            version=content["version"],
            centres={key: IndexedCentre(**_dated(fields)) for key, fields in content["centres"].items()},
            procedures={key: IndexedProcedure(**_dated(fields)) for key, fields in content["procedures"].items()},
            entities=content["entities"],
            departments=content["departments"],
            provinces=content["provinces"],
            districts=content["districts"],
            outlines=content["outlines"],
            population=content["population"],
            published_months=content["published_months"],
        )


def packaged_index() -> Index:
    """Return the index that was deployed with this package."""
    return Index.from_json(PACKAGED.read_text(encoding="utf-8"))


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, date) else v for name, v in fields.items() if v is not None}


def _dated(fields: dict[str, Any]) -> dict[str, Any]:
    if "retired_on" in fields:
        return {**fields, "retired_on": date.fromisoformat(fields["retired_on"])}
    return fields
