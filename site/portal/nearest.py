"""Which centres are nearest to a point. Pure: positions in, distances in kilometres out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from macexpress.catalogue.records import Centre, Position, Stop

# Mean radius (2a + b) / 3 of the WGS84 ellipsoid. H. Moritz, Geodetic Reference System 1980, J. Geodesy 74 (2000).
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Nearby:
    """A centre and how far it is in a straight line; `stop` where the point is one stop of an itinerant centre."""

    centre: Centre
    kilometres: float
    stop: Stop | None = None


def distance_km(a: Position, b: Position) -> float:
    """Return the great-circle distance in kilometres between two WGS84 points.

    Haversine formula (R. W. Sinnott, Virtues of the Haversine, Sky & Telescope 68, 1984) on a sphere of the mean
    radius: within 0.6 % of the ellipsoid, far below the difference between a straight line and a road.
    """
    latitude_a, latitude_b = radians(a.latitude), radians(b.latitude)
    half_chord = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def nearest(origin: Position, centres: Iterable[Centre], count: int = 3) -> tuple[Nearby, ...]:
    """Return up to `count` centres, nearest first, each once; equal distances in the order of ids.

    Retired centres and those without any known point are left out. An itinerant centre without a fixed position
    stands where its nearest stop with a position is, and says which.
    """
    answers = (min(_points(origin, centre), key=lambda near: near.kilometres) for centre in centres if _found(centre))
    return tuple(sorted(answers, key=lambda near: (near.kilometres, near.centre.id))[:count])


def without_point(centres: Iterable[Centre]) -> tuple[Centre, ...]:
    """Return the centres in service that no distance can be given for."""
    return tuple(centre for centre in centres if not centre.retired_on and not _found(centre))


def _found(centre: Centre) -> bool:
    return not centre.retired_on and bool(centre.position or any(stop.position for stop in centre.stops))


def _points(origin: Position, centre: Centre) -> Iterator[Nearby]:
    if centre.position:
        yield Nearby(centre, distance_km(origin, centre.position))
        return
    for stop in centre.stops:
        if stop.position:
            yield Nearby(centre, distance_km(origin, stop.position), stop)
