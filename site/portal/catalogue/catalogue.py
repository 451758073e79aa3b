"""The whole catalogue in memory: what pages, checks and commands are given."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.catalogue.records import Centre, District, Entity, Highlights, LifeEvents, Procedure
from portal.territory.outlines import Outline


@dataclass(frozen=True)
class Catalogue:
    """Checked records by id (districts by ubigeo), retired ones included, in the order of their ids.

    outlines: of departments by code; without them no map is drawn and no position is held against its department.
    """

    entities: Mapping[str, Entity]
    procedures: Mapping[str, Procedure]
    centres: Mapping[str, Centre]
    districts: Mapping[str, District]
    highlights: Highlights
    life_events: LifeEvents = field(default_factory=LifeEvents)
    outlines: Mapping[str, Outline] = field(default_factory=dict)

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
        return hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()[:12]

    def without_demonstration(self) -> "Catalogue":
        """Return what a production build shows: no demonstration centre."""
        return replace(self, centres={key: c for key, c in self.centres.items() if not c.demonstration})
