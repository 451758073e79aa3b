"""The complete catalogue in memory, as pages, checks and commands use it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.catalogue.records import Centre, Demand, District, Entity, LifeEvents, NotHereList, Procedure
from portal.published.series import Published
from portal.published.signs import Sign, newest_signs
from portal.territory.outlines import Outline
from portal.territory.vessel_places import VesselPlace


@dataclass(frozen=True)
class Catalogue:
    """Checked records by id, including retired ones, in the order of their ids."""

    entities: Mapping[str, Entity]
    procedures: Mapping[str, Procedure]
    centres: Mapping[str, Centre]
    districts: Mapping[str, District]
    """By ubigeo."""
    life_events: LifeEvents = field(default_factory=LifeEvents)
    not_here: NotHereList = field(default_factory=NotHereList)
    demand: Demand = field(default_factory=Demand)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Of departments, by code; without them no map is drawn and no position is compared with its department."""
    population: Mapping[str, int] = field(default_factory=dict)
    """Of departments, by code; without it no figure is shown by inhabitant."""
    vessel_places: Mapping[int, VesselPlace] = field(default_factory=dict)
    """Communities near a vessel's river or lake, by the row of their table."""
    published: Published = field(default_factory=Published)
    """What the programme itself published."""
    registered: Mapping[str, str] = field(default_factory=dict)
    """By centre, the day on which this system received its newest fact, when the portal was built."""

    @cached_property
    def signs(self) -> Mapping[str, Sign]:
        """By centre, the newest sign that it attends."""
        return newest_signs(self.published.last_named(), self.registered)

    @cached_property
    def attending(self) -> frozenset[str]:
        """The centres with such a sign, without those that are in a pause or not ready yet."""
        return frozenset(
            key
            for key in self.signs
            if (centre := self.centres.get(key)) and not (centre.stage and not centre.stage.attends)
        )

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
