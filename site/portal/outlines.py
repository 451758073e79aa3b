"""The departments' outlines, made small enough for a page: SVG paths on a coarse grid that neighbours share."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parents[1] / "catalogue" / "territory" / "departments.geojson"
# The country's frame in degrees; a degree of longitude is shorter by the cosine of the middle latitude.
_WEST, _NORTH, _SOUTH = -81.4, 0.1, -18.4
_HEIGHT = 235
"""Of the drawing, whose width is then 160. Points are whole units: one that neighbours share stays shared."""
_SCALE = _HEIGHT / (_NORTH - _SOUTH)

Point = tuple[int, int]


@cache
def department_outlines() -> Mapping[str, str]:
    """Return an SVG path by department (2 digits), for a drawing of 160 by 235."""
    collection = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        feature["properties"]["ubigeo"]: "".join(
            _path(ring) for polygon in _polygons(feature["geometry"]) for ring in polygon[:1]
        )
        for feature in sorted(collection["features"], key=lambda feature: feature["properties"]["ubigeo"])
    }


def _polygons(geometry: Mapping[str, Any]) -> Iterator[list[list[list[float]]]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    else:
        yield from geometry["coordinates"]


def _path(ring: list[list[float]]) -> str:
    """Return a closed path; nothing for a ring that is a point or a line on the grid."""
    points: list[Point] = []
    for longitude, latitude in ring:
        point = _on_grid(longitude, latitude)
        if not points or point != points[-1]:
            points.append(point)
    if points and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < 3:
        return ""
    (x, y), *others = points
    moves = []
    for next_x, next_y in others:
        moves.append((next_x - x, next_y - y))
        x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}l{_pairs(moves)}z"


def _on_grid(longitude: float, latitude: float) -> Point:
    x = (longitude - _WEST) * cos(radians((_NORTH + _SOUTH) / 2)) * _SCALE
    return round(x), round((_NORTH - latitude) * _SCALE)


def _pairs(moves: list[Point]) -> str:
    text = ""
    for number in (part for move in moves for part in move):
        text += str(number) if not text or number < 0 else f" {number}"
    return text
