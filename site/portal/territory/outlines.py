"""Outlines of departments: whether a point lies in one, and the small maps of pages. Pure except `outlines_in`.

Source: limits of INEI (2007), simplified: neighbours share lines, so a point near a line may fall on either side.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import NamedTuple

from portal.catalogue.records import Position
from portal.territory.nearest import distance_km

OUTLINES = Path("territory", "departments.geojson")
MAP_SIZE = 60
"""Steps of a map's longer side: departments are 100 to 700 km long, so a step is 2 to 12 km and a line is short."""

NATION_HEIGHT = 235
"""Steps of the nation's map from north to south; it is then 160 wide."""

Ring = Sequence[tuple[float, float]]
"""Points of a closed line as longitude and latitude; the last one equals the first."""


class Dot(NamedTuple):
    """A point of a map, in steps from its upper left corner."""

    x: int
    y: int


@dataclass(frozen=True)
class Outline:
    """The limits of a department: one closed line for each of its pieces. steps: of its map's longer side."""

    rings: tuple[Ring, ...]
    steps: int = MAP_SIZE

    def kilometres_outside(self, position: Position) -> float:
        """Return how far a point is outside the department: 0 inside, otherwise to the nearest point of its lines."""
        if any(_inside(ring, position) for ring in self.rings):
            return 0.0
        return min(distance_km(position, _position(x, y)) for ring in self.rings for x, y in _between(ring))

    @cached_property
    def land(self) -> str:
        """The outline as an SVG path in the steps of its map."""
        return self.drawn(self.rings)

    def drawn(self, rings: Iterable[Ring]) -> str:
        """Return lines as an SVG path in the steps of this map; a piece smaller than a step is left out."""
        drawn = (_thinned([self.dot(_position(x, y)) for x, y in ring]) for ring in rings)
        return "".join(_path(ring) for ring in drawn if len(ring) > 3)

    @cached_property
    def size(self) -> Dot:
        """Width and height of the map."""
        west, south, east, north = self._box
        return Dot(round((east - west) * self._steps * self._narrowing), round((north - south) * self._steps))

    def dot(self, position: Position) -> Dot:
        """Return a point's place on the map; a point outside the department's box is put at its edge."""
        west, _, _, north = self._box
        x = round((position.longitude - west) * self._steps * self._narrowing)
        y = round((north - position.latitude) * self._steps)
        return Dot(min(max(x, 0), self.size.x), min(max(y, 0), self.size.y))

    @cached_property
    def _box(self) -> tuple[float, float, float, float]:
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def _narrowing(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, in the middle of the department."""
        _, south, _, north = self._box
        return cos(radians((south + north) / 2))

    @cached_property
    def _steps(self) -> float:
        """Steps per degree of latitude."""
        west, south, east, north = self._box
        return self.steps / max(north - south, (east - west) * self._narrowing)


def country_paths(outlines: Mapping[str, Outline]) -> dict[str, str]:
    """Return one SVG path per department, all in one map: points that neighbours share stay shared."""
    country = Outline(tuple(ring for outline in outlines.values() for ring in outline.rings), NATION_HEIGHT)
    return {code: country.drawn(outline.rings) for code, outline in sorted(outlines.items())}


def outlines_in(path: Path) -> dict[str, Outline]:
    """Return the outlines by department code; empty if there is no such file.

    Raises ValueError for a file that is not GeoJSON with an ``ubigeo`` for each (multi)polygon.
    """
    if not path.exists():
        return {}
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {feature["properties"]["ubigeo"]: Outline(tuple(_rings(feature["geometry"]))) for feature in features}
    except (KeyError, TypeError) as missing:
        raise ValueError(str(missing)) from missing


def _rings(geometry: Mapping[str, object]) -> Iterator[Ring]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    for outer, *_ in polygons:  # type: ignore[attr-defined] # departments have no holes
        yield tuple((x, y) for x, y in outer)


def _inside(ring: Ring, position: Position) -> bool:
    """Return whether a line eastwards from a point crosses the ring an odd number of times (Jordan curve theorem)."""
    x, y = position.longitude, position.latitude
    crossed = (
        (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in pairwise(ring)
    )
    return sum(crossed) % 2 == 1


def _between(ring: Ring) -> Iterator[tuple[float, float]]:
    """Yield points along a ring, so close together that the nearest is as near as the line itself, to a few km."""
    for (ax, ay), (bx, by) in pairwise(ring):
        parts = int(max(abs(bx - ax), abs(by - ay)) * 50) + 1
        yield from ((ax + (bx - ax) * i / parts, ay + (by - ay) * i / parts) for i in range(parts))


def _position(longitude: float, latitude: float) -> Position:
    return Position.model_construct(latitude=latitude, longitude=longitude)


def _thinned(points: Iterable[Dot]) -> list[Dot]:
    """Return a line without repeated points and without points on the straight line between their neighbours."""
    kept: list[Dot] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (point.y - by) == (by - ay) * (point.x - bx):
                kept.pop()
        kept.append(point)
    return kept


def _path(ring: Sequence[Dot]) -> str:
    first, *_ = ring
    steps = (f"{b.x - a.x} {b.y - a.y}" for a, b in pairwise(ring[:-1]))
    return f"M{first.x} {first.y}l{' '.join(steps).replace(' -', '-')}z"
