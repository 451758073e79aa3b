"""Files that the finder loads on demand: a province's populated places, centres by tile.

``/lugares/<province>.txt``  one line per district: smallest degrees, its name, names of places, their degrees, and
                             vessels: id, name, what is known, numbers of the places that they serve before others
``/lugares/centros.txt``     all centres, so that a phone reveals its position to nobody; with more than ALL_TO centres
``/lugares/c<a>_<b>.txt``    instead those that may be among the three nearest to any point in a tile of one degree, or
                             the nearest of which attentions are published

Degrees of places are in hundredths (about a kilometre), growing to the south and west. Source: INEI, see SOURCES.md.
"""

import gzip
from collections.abc import Iterable, Iterator
from math import floor, inf, radians
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from portal.catalogue.reading import FOLDER, Catalogue
from portal.catalogue.records import Centre, OpeningHours, Position, Stop
from portal.language.language import Language
from portal.language.wording import host, life
from portal.territory.nearest import EARTH_RADIUS_KM, Spot, distance_km
from portal.territory.place_index import community_lists
from portal.territory.vessel_places import far_from_fixed

PLACES = FOLDER / "territory" / "populated_places.tsv.gz"
ALL_TO = 300
"""With more centres than this a single list would be too large."""
TILE = 1
"""Degrees of a tile's side: a request for a tile reveals a phone's position to about a hundred kilometres."""
_SPARED_KM = 5
_SOUTH, _NORTH, _WEST, _EAST = -20, 2, -82, -68


class Point(NamedTuple):
    """A point at which a centre attends; with `stop` where it is a stop of an itinerant centre."""

    centre: Centre
    position: Position
    stop: Stop | None


def finder_files(catalogue: Catalogue, language: Language, places: Path = PLACES) -> dict[str, str]:
    """Return the text of each file by its address."""
    known = gzip.decompress(places.read_bytes()).decode() if places.exists() else ""
    communities = {f"n-{name}": text for name, text in community_lists(catalogue.districts, known).items()}
    return {
        f"lugares/{name}.txt": text
        for name, text in (
            *_provinces(catalogue, known, language),
            *communities.items(),
            *_lists(catalogue, language),
        )
    }


def _provinces(catalogue: Catalogue, known: str, language: Language) -> Iterator[tuple[str, str]]:
    texts: dict[str, str] = {}
    districts, far = catalogue.districts, far_from_fixed(catalogue.vessel_places.values(), catalogue.centres)
    for known_line in known.splitlines():
        ubigeo, places = known_line.split("\t")
        if ubigeo in districts:
            found = [place.rsplit(",", 2) for place in places.split(";")]
            south, west = (min(int(place[axis]) for place in found) for axis in (1, 2))
            # Names separate from numbers: each compresses best with its own kind.
            names = ";".join(name for name, _, _ in found)
            beyond = ";".join(f"{int(a) - south},{int(b) - west}" for _, a, b in found)
            vessels: dict[str, tuple[Centre, list[int]]] = {}
            for number, (name, a, b) in enumerate(found):
                for vessel in far.get((ubigeo, name, int(a), int(b)), ()):
                    vessels.setdefault(vessel.id, (vessel, []))[1].append(number)
            line = f"{south},{west}\t{districts[ubigeo].name}\t{names}\t{beyond}"
            served = (
                "|".join([vessel.id, vessel.name, _of_vessel(vessel, catalogue, language), ",".join(map(str, numbers))])
                for vessel, numbers in vessels.values()
            )
            if vessels:
                line += "\t" + ";".join(served)
            texts[ubigeo[:4]] = texts.get(ubigeo[:4], "") + line + "\n"
    yield from sorted(texts.items())


def by_tile(catalogue: Catalogue) -> bool:
    """Return whether there is one list of centres per tile."""
    return len(catalogue.centres) > ALL_TO


def _lists(catalogue: Catalogue, language: Language) -> Iterator[tuple[str, str]]:
    points = sorted(_points(catalogue.centres.values()), key=lambda point: point.centre.id)
    if not by_tile(catalogue):
        yield "centros", "".join(_line(point, catalogue, language) for point in points)
        return
    seen = [point for point in points if not point.stop and point.centre.id in catalogue.attending]
    for south in range(_SOUTH, _NORTH, TILE):
        for west in range(_WEST, _EAST, TILE):
            near = candidates(points, south, west)
            near += [point for point in candidates(seen, south, west, 1) if point not in near]
            yield (
                f"c{floor(south / TILE)}_{floor(west / TILE)}",
                "".join(_line(point, catalogue, language) for point in near),
            )


def candidates(points: Iterable[Point], south: float, west: float, count: int = 3) -> list[Point]:
    """Return every point that may belong to the `count` nearest centres of some place in a tile.

    A point is left out if `count` centres are nearer to the tile's farthest corner than the point is to the tile's
    nearest side: then they are nearer to every place in the tile. (With a margin, since a side is not an arc.)
    """
    corners = [Spot(south + up, west + right) for up in (0, TILE) for right in (0, TILE)]
    found: list[tuple[int, float, Point]] = []
    farthest: dict[str, float] = {}
    limit = inf
    for least, at, point in sorted(_from_south_and_north(points, south), key=itemgetter(0, 1)):
        if least > limit + _SPARED_KM:
            break
        latitude, longitude = point.position.latitude, point.position.longitude
        side = Spot(min(max(latitude, south), south + TILE), min(max(longitude, west), west + TILE))
        distance = distance_km(point.position, side)
        if distance > limit + _SPARED_KM:
            continue
        found.append((at, distance, point))
        far = max(distance_km(point.position, corner) for corner in corners)
        farthest[point.centre.id] = min(far, farthest.get(point.centre.id, far))
        if len(farthest) >= count:
            limit = sorted(farthest.values())[count - 1]
    return [point for _, distance, point in sorted(found, key=itemgetter(0)) if distance <= limit + _SPARED_KM]


def _from_south_and_north(points: Iterable[Point], south: float) -> Iterator[tuple[float, int, Point]]:
    """Yield how far (km) each point at least is from a tile, and its place: no way is shorter than one due north."""
    for at, point in enumerate(points):
        latitude = point.position.latitude
        yield radians(max(south - latitude, latitude - south - TILE, 0)) * EARTH_RADIUS_KM, at, point


def compact_hours(hours: Iterable[OpeningHours]) -> str:
    """Return hours in the form that the browser reads: days (0 is Sunday), opening and closing in minutes.

    ``12345 480 1005``
    """
    days = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    return ";".join(
        f"{''.join(sorted(str(days.index(day)) for day in set(line.days)))} "
        f"{line.opens.hour * 60 + line.opens.minute} {line.closes.hour * 60 + line.closes.minute}"
        for line in hours
    )


def _notes(point: Point, catalogue: Catalogue, language: Language) -> Iterator[str]:
    centre = point.centre
    if point.stop:
        if not point.stop.arrives:
            yield language.gettext("Sin fechas publicadas.")
        yield language.gettext("Llame al 1800 para saber si vuelve.")
        return
    yield f"{life(centre, catalogue.signs, language)}."
    if centre.position_of == "district_capital":
        yield language.gettext("Punto aproximado: capital del distrito.")
    if centre.position_source and centre.position_source.licence == "ODbL-1.0":
        yield language.gettext("Posición: © colaboradores de OpenStreetMap.")


def _of_vessel(vessel: Centre, catalogue: Catalogue, language: Language) -> str:
    unknown = language.gettext(
        "Recorre su río o lago. No hay fechas ni paradas publicadas: "
        "pregunte en su municipalidad, en su comunidad o al 1800 antes de viajar."
    )
    return f"{life(vessel, catalogue.signs, language)}. {unknown}"


def _points(centres: Iterable[Centre]) -> Iterator[Point]:
    for centre in centres:
        if centre.retired_on:
            continue
        if centre.position:
            yield Point(centre, centre.position, None)
        else:
            yield from (Point(centre, stop.position, stop) for stop in centre.stops if stop.position)


def _line(point: Point, catalogue: Catalogue, language: Language) -> str:
    centre, position, stop = point
    if stop:
        where = stop.place or catalogue.districts[stop.district or ""].name
        place = language.gettext("Parada de embarcación: %(place)s") % {"place": where}
    else:
        district = catalogue.districts.get(centre.district or "")
        place = f"{host(centre, language)}{f'{district.name}, {district.province}' if district else centre.address}"
    return (
        "\t".join(
            [
                centre.id,
                centre.name,
                place,
                f"{position.latitude:.4f}",
                f"{position.longitude:.4f}",
                compact_hours(centre.opening_hours),
                " ".join(_notes(point, catalogue, language)),
                "1" if not stop and centre.id in catalogue.attending else "",
            ]
        )
        + "\n"
    )
