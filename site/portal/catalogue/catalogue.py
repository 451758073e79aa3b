"""The complete catalogue in memory, as pages, checks and commands use it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.catalogue.records import Centre, Demand, District, Entity, LifeEvents, Procedure
from portal.published.series import Published
from portal.territory.outlines import Outline


@dataclass(frozen=True)
class Catalogue:
    """Checked records by id, including retired ones, in the order of their ids."""

    entities: Mapping[str, Entity]
    procedures: Mapping[str, Procedure]
    centres: Mapping[str, Centre]
    districts: Mapping[str, District]
    """By ubigeo."""
    life_events: LifeEvents = field(default_factory=LifeEvents)
    demand: Demand = field(default_factory=Demand)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Of departments, by code; without them no map is drawn and no position is compared with its department."""
    published: Published = field(default_factory=Published)
    """What the programme itself published."""

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any record."""
        records = {
            name: {key: record.model_dump(mode="json") for key, record in group.items()}
            for name, group in (
                ("entities", self.entities),
                ("procedures", self.procedures),
                ("centres", self.centres),
                ("districts", self.districts),
            )
        }
        records["published"] = {str(n): f.model_dump(mode="json") for n, f in enumerate(self.published.figures)}
        return hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()[:12]

    def without_demonstration(self) -> "Catalogue":
        """Return the catalogue that a production build shows, without demonstration centres."""
        return replace(self, centres={key: c for key, c in self.centres.items() if not c.demonstration})
