"""Files that the finder loads when somebody asks: districts by name, a province's populated places, centres by tile.

``/lugares/distritos.txt``   a line for each province: code, its name and department, districts as number and name
``/lugares/<province>.txt``  a line for each district: least degrees, its name, names of places, their degrees
``/lugares/c<a>_<b>.txt``    the centres that may be among the three nearest of any point in a tile of two degrees

Degrees of places are hundredths (about a kilometre), south and west counted up. Source: INEI, see SOURCES.md.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from math import floor
from pathlib import Path
from typing import NamedTuple

from macexpress.catalogue.records import Centre, District, OpeningHours, Position, Stop
from portal.catalogue import FOLDER, Catalogue
from portal.nearest import distance_km
from portal.places import departments

PLACES = FOLDER / "territory" / "populated_places.tsv.gz"
TILE = 2
"""Degrees of a tile's side."""
_SOUTH, _NORTH, _WEST, _EAST = -20, 2, -82, -68


class Point(NamedTuple):
    """A point at which a centre attends; `stop` where it is one of an itinerant centre's."""

    centre: Centre
    position: Position
    stop: Stop | None


def finder_files(catalogue: Catalogue, places: Path = PLACES) -> dict[str, str]:
    """Return the text of each file by its address."""
    known = gzip.decompress(places.read_bytes()).decode() if places.exists() else ""
    return {"lugares/distritos.txt": _districts(catalogue.districts)} | {
        f"lugares/{name}.txt": text for name, text in (*_provinces(catalogue.districts, known), *_tiles(catalogue))
    }


def _districts(districts: Mapping[str, District]) -> str:
    return "".join(
        f"{province.code}\t{province.name}, {department.name}\t"
        f"{';'.join(f'{district.ubigeo[4:]}{district.name}' for district in province.districts)}\n"
        for department in departments(districts.values())
        for province in department.provinces
    )


def _provinces(districts: Mapping[str, District], known: str) -> Iterator[tuple[str, str]]:
    texts: dict[str, str] = {}
    for known_line in known.splitlines():
        ubigeo, places = known_line.split("\t")
        if ubigeo in districts:
            found = [place.rsplit(",", 2) for place in places.split(";")]
            south, west = (min(int(place[axis]) for place in found) for axis in (1, 2))
            # Names apart from numbers: each kind compresses best among its own.
            names = ";".join(name for name, _, _ in found)
            beyond = ";".join(f"{int(a) - south},{int(b) - west}" for _, a, b in found)
            line = f"{south},{west}\t{districts[ubigeo].name}\t{names}\t{beyond}\n"
            texts[ubigeo[:4]] = texts.get(ubigeo[:4], "") + line
    yield from sorted(texts.items())


def _tiles(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    points = list(_points(catalogue.centres.values()))
    for south in range(_SOUTH, _NORTH, TILE):
        for west in range(_WEST, _EAST, TILE):
            near = candidates(points, south, west)
            lines = "".join(_line(point, catalogue) for point in sorted(near, key=lambda point: point.centre.id))
            yield f"c{floor(south / TILE)}_{floor(west / TILE)}", lines


def candidates(points: Iterable[Point], south: float, west: float, count: int = 3) -> list[Point]:
    """Return every point that may belong to the `count` nearest centres of some place in a tile.

    A centre is left out when it is farther from the tile's middle than the `count`-th nearest centre by more than the
    tile's width across: no place in the tile can then be nearer to it. (The triangle inequality, twice.)
    """
    middle = Position.model_construct(latitude=south + TILE / 2, longitude=west + TILE / 2)
    corners = [
        Position.model_construct(latitude=latitude, longitude=longitude)
        for latitude in (south, south + TILE)
        for longitude in (west, west + TILE)
    ]
    radius = max(distance_km(middle, corner) for corner in corners)
    measured = [(distance_km(middle, point.position), point) for point in points]
    nearest: dict[str, float] = {}
    for distance, point in measured:
        nearest[point.centre.id] = min(distance, nearest.get(point.centre.id, distance))
    limit = sorted(nearest.values())[:count]
    return [point for distance, point in measured if distance <= limit[-1] + 2 * radius] if limit else []


def compact_hours(hours: Iterable[OpeningHours]) -> str:
    """Return hours as the browser reads them: days (0 Sunday), opening and closing in minutes: ``12345 480 1005``."""
    days = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    return ";".join(
        f"{''.join(sorted(str(days.index(day)) for day in set(line.days)))} "
        f"{line.opens.hour * 60 + line.opens.minute} {line.closes.hour * 60 + line.closes.minute}"
        for line in hours
    )


def _notes(centre: Centre) -> Iterator[str]:
    if centre.demonstration:
        yield "Demostración: no es dato oficial."
    if centre.source.licence == "ODbL-1.0":
        yield "Posición: © colaboradores de OpenStreetMap."


def _points(centres: Iterable[Centre]) -> Iterator[Point]:
    for centre in centres:
        if centre.retired_on:
            continue
        if centre.position:
            yield Point(centre, centre.position, None)
        else:
            yield from (Point(centre, stop.position, stop) for stop in centre.stops if stop.position)


def _line(point: Point, catalogue: Catalogue) -> str:
    centre, position, stop = point
    if stop:
        place = f"Parada de embarcación: {stop.place or catalogue.districts[stop.district or ''].name}"
    else:
        district = catalogue.districts[centre.district or ""]
        place = f"{centre.host.name}. {district.name}, {district.province}"
    return (
        "\t".join(
            [
                centre.id,
                centre.name,
                place,
                f"{position.latitude:.4f}",
                f"{position.longitude:.4f}",
                compact_hours(centre.opening_hours),
                " ".join(_notes(centre)),
            ]
        )
        + "\n"
    )
