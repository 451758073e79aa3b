"""Where people live and where a centre could be, as points; who is within a distance of what."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import cos
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mac.planning.covering import Cover
from portal.catalogue.reading import FOLDER, Catalogue
from portal.planning.records import Kind, Spread
from portal.territory.nearest import EARTH_RADIUS_KM

_TERRITORY = FOLDER / "territory"
_ROWS_AT_ONCE = 2000
"""Of a table of distances, some 40 MB."""

Vectors = NDArray[np.float64]
"""Points of the unit sphere, a row each: the cosine of the angle between two is their product, which is fast."""


class People(NamedTuple):
    """People at points."""

    points: Vectors
    number: NDArray[np.float64]


class Candidate(NamedTuple):
    """A place that could lend a space."""

    name: str
    kind: Kind
    ubigeo: str
    latitude: float
    longitude: float


def people(catalogue: Catalogue, spread: Spread, territory: Path = _TERRITORY) -> People:
    """Return the people of the country's districts.

    spread: `places`, the same number at each populated place of the district; `capitals`, all of them at its capital.
    How many live in a place is not published with its point, so the truth lies between the two.
    """
    with (territory / "district_population.csv").open(encoding="utf-8") as table:
        inhabitants = {row["ubigeo"]: float(row["inhabitants"]) for row in csv.DictReader(table)}
    places = _places(territory) if spread == "places" else {}
    degrees: list[tuple[float, float]] = []
    number: list[float] = []
    for ubigeo, district in catalogue.districts.items():
        own = places.get(ubigeo) or [(district.position.latitude, district.position.longitude)]
        degrees += own
        number += [inhabitants.get(ubigeo, 0.0) / len(own)] * len(own)
    return People(vectors(degrees), np.array(number))


def candidates(catalogue: Catalogue, territory: Path = _TERRITORY) -> list[Candidate]:
    """Return the municipal seats, at the capitals of districts, and the Tambos."""
    seats = [
        Candidate(district.name, "municipality", ubigeo, district.position.latitude, district.position.longitude)
        for ubigeo, district in sorted(catalogue.districts.items())
        if district.position_of == "capital"
    ]
    with (territory / "tambos.csv").open(encoding="utf-8") as table:
        tambos = [
            Candidate(row["name"], "tambo", row["ubigeo"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(table)
        ]
    return seats + tambos


def centres(catalogue: Catalogue) -> Vectors:
    """Return the points of the centres that do not move and have not closed."""
    return vectors(
        (centre.position.latitude, centre.position.longitude)
        for centre in catalogue.centres.values()
        if centre.position and not centre.retired_on
    )


def vectors(degrees: Iterable[tuple[float, float]]) -> Vectors:
    """Return points (latitude and longitude in degrees) on the unit sphere."""
    angles = np.radians(np.array(list(degrees), dtype=np.float64).reshape(-1, 2))
    latitude, longitude = angles[:, 0], angles[:, 1]
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def kilometres(points: Vectors, others: Vectors) -> NDArray[np.float64]:
    """Return for each point the kilometres to the nearest of others; infinite where there is none."""
    if not len(others):
        return np.full(len(points), np.inf)
    nearest = np.concatenate([(part @ others.T).max(axis=1) for part in _parts(points)])
    found: NDArray[np.float64] = EARTH_RADIUS_KM * np.arccos(np.clip(nearest, -1, 1))
    return found


def covers(who: People, beyond: NDArray[np.bool_], at: Vectors, within: float) -> list[Cover]:
    """Return whom the candidates `at` would reach within kilometres, of the people who are `beyond` a centre.

    People whom the same candidates reach are one cover.
    """
    points, number, least = who.points[beyond], who.number[beyond], cos(within / EARTH_RADIUS_KM)
    summed: dict[tuple[int, ...], float] = defaultdict(float)
    start = 0
    for part in _parts(points):
        for row in part @ at.T >= least:
            reachable = tuple(np.flatnonzero(row).tolist())
            if reachable and number[start]:
                summed[reachable] += float(number[start])
            start += 1
    return [Cover(*found) for found in sorted(summed.items())]


def _parts(points: Vectors) -> Iterator[Vectors]:
    for start in range(0, len(points), _ROWS_AT_ONCE):
        yield points[start : start + _ROWS_AT_ONCE]


def _places(territory: Path) -> dict[str, Sequence[tuple[float, float]]]:
    """Return the populated places of each district, in degrees: see SOURCES.md for the table."""
    found: dict[str, Sequence[tuple[float, float]]] = {}
    for line in gzip.decompress((territory / "populated_places.tsv.gz").read_bytes()).decode().splitlines():
        ubigeo, places = line.split("\t")
        hundredths = (place.rsplit(",", 2)[1:] for place in places.split(";"))
        found[ubigeo] = [(-int(south) / 100, -int(west) / 100) for south, west in hundredths]
    return found
