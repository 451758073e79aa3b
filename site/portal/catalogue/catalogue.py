"""The complete catalogue in memory, as pages, checks and commands use it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.catalogue.records import Centre, District, Entity, Highlights, LifeEvents, Procedure
from portal.territory.outlines import Outline


@dataclass(frozen=True)
class Catalogue:
    """Checked records by id, including retired ones, in the order of their ids."""

    entities: Mapping[str, Entity]
    procedures: Mapping[str, Procedure]
    centres: Mapping[str, Centre]
    districts: Mapping[str, District]
    """By ubigeo."""
    highlights: Highlights
    life_events: LifeEvents = field(default_factory=LifeEvents)
    signs: Mapping[str, str] = field(default_factory=dict)
    """By centre, the newest month (``yyyy-mm``) in which a published report names it with attentions."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Of departments, by code; without them no map is drawn and no position is compared with its department."""

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
