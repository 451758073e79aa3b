"""Communities on the river or lake of a vessel, and which of them it serves sooner than any fixed centre.

Nearness to a river is not an itinerary: no source gives stops or dates. SOURCES.md says how the communities were found.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from portal.catalogue.problems import Problem
from portal.catalogue.records import Centre, Position
from portal.catalogue.tables import cell, file_of, record_of, rows_in
from portal.territory.nearest import CentrePoints

VESSEL_PLACES = Path("territory", "vessel_places.csv")
TOO_FAR_KM = 30
"""In a straight line; rivers here are 1.3 to 1.9 times as long, so it is some 40 to 55 km by boat."""


class VesselPlace(BaseModel, frozen=True, extra="forbid"):
    """A row of the table: a populated place, named and placed as in ``populated_places.tsv.gz``."""

    vessel: str
    """The id of an itinerant centre."""
    ubigeo: str
    place: str
    position: Position

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What tells a populated place from all others: district, name, hundredths of a degree south and west."""
        south, west = (round(-100 * degrees) for degrees in (self.position.latitude, self.position.longitude))
        return self.ubigeo, self.place, south, west


def vessel_places_in(path: Path) -> tuple[dict[int, VesselPlace], list[Problem]]:
    """Return the places by row, and every problem; none where there is no such file."""
    problems: list[Problem] = []
    places: dict[int, VesselPlace] = {}
    if not path.exists():
        return places, problems
    columns = ("vessel", "ubigeo", "place", "latitude", "longitude")
    for row, cells in rows_in(path, columns, problems):
        found = len(problems)
        degrees = {axis: cells.pop(axis) for axis in columns[3:]}
        known = record_of({**cells, "position": degrees}, VesselPlace, partial(_place, row), file_of(path), problems)
        if known and len(problems) == found:
            places[row] = known
    return places, problems


def far_from_fixed(
    places: Iterable[VesselPlace], centres: Mapping[str, Centre]
) -> dict[tuple[str, str, int, int], list[Centre]]:
    """Return the vessels of each place, by its key, that lies more than `TOO_FAR_KM` from any fixed centre."""
    fixed = CentrePoints(centre for centre in centres.values() if centre.position)
    far: dict[tuple[str, str, int, int], list[Centre]] = {}
    for place in places:
        vessel = centres[place.vessel]
        nearest = fixed.nearest(place.position, 1)
        if not vessel.retired_on and not (nearest and nearest[0].kilometres <= TOO_FAR_KM):
            far.setdefault(place.key, []).append(vessel)
    return far


def _place(row: int, field: str) -> str:
    return cell(row, field.removeprefix("position."))
