"""Which centres are nearest to a point. Pure: positions in, distances in kilometres out."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from math import asin, cos, inf, radians, sin, sqrt
from typing import NamedTuple

from portal.catalogue.records import Centre, Position, Stop

# Mean radius (2a + b) / 3 of the WGS84 ellipsoid. H. Moritz, Geodetic Reference System 1980, J. Geodesy 74 (2000).
EARTH_RADIUS_KM = 6371.0088


_Point = tuple[Position, Centre, Stop | None]


@dataclass(frozen=True)
class Nearby:
    """A centre and its distance in a straight line; with `stop` where the point is a stop of an itinerant centre."""

    centre: Centre
    kilometres: float
    stop: Stop | None = None


class Spot(NamedTuple):
    """A point in WGS84 decimal degrees anywhere: made a million times, which a record is too slow for."""

    latitude: float
    longitude: float


def distance_km(a: Position | Spot, b: Position | Spot) -> float:
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


class CentrePoints:
    """The points at which centres attend, ordered by latitude, so that a query measures few of them.

    Retired centres and those without any known point are left out. An itinerant centre without a fixed position
    counts with its nearest stop that has a position.
    """

    def __init__(self, centres: Iterable[Centre]) -> None:
        found = [point for centre in centres if not centre.retired_on for point in _points(centre)]
        self._points = sorted(found, key=lambda point: point[0].latitude)
        self._latitudes = [position.latitude for position, _, _ in self._points]

    def nearest(self, origin: Position, count: int = 3) -> tuple[Nearby, ...]:
        """Return up to `count` different centres, nearest first; for equal distances in the order of ids."""
        best: dict[str, Nearby] = {}
        limit = inf
        for least, (position, centre, stop) in self._outwards(origin.latitude):
            if least > limit:
                break
            kilometres = distance_km(origin, position)
            known = best.get(centre.id)
            if kilometres > limit or (known and known.kilometres <= kilometres):
                continue
            best[centre.id] = Nearby(centre, kilometres, stop)
            if len(best) >= count:
                limit = sorted(near.kilometres for near in best.values())[count - 1]
        return tuple(sorted(best.values(), key=lambda near: (near.kilometres, near.centre.id))[:count])

    def _outwards(self, latitude: float) -> Iterator[tuple[float, _Point]]:
        """Yield points from a latitude outwards, each with the smallest distance (km) that it can have from there.

        No point is nearer than the arc between the two latitudes (less a millimetre, for rounding).
        """
        north = bisect_left(self._latitudes, latitude)
        south = north - 1
        while south >= 0 or north < len(self._points):
            below = latitude - self._latitudes[south] if south >= 0 else inf
            above = self._latitudes[north] - latitude if north < len(self._points) else inf
            place, south, north = (south, south - 1, north) if below < above else (north, south, north + 1)
            yield radians(min(below, above)) * EARTH_RADIUS_KM - 1e-6, self._points[place]


def nearest(origin: Position, centres: Iterable[Centre], count: int = 3) -> tuple[Nearby, ...]:
    """Return the nearest of these centres, for a single query (see `CentrePoints`)."""
    return CentrePoints(centres).nearest(origin, count)


class NearestCentres:
    """The answers of the portal: the nearest centres, and always a fixed one of which it is known that it attends.

    That a vessel attends says nothing of whether it comes to a place again.
    """

    def __init__(self, centres: Iterable[Centre], attending: Container[str]) -> None:
        """attending: the centres of which attentions are published."""
        centres = list(centres)
        self._attending = attending
        self._all = CentrePoints(centres)
        self._seen = CentrePoints(centre for centre in centres if centre.id in attending and centre.position)

    def of(self, origin: Position) -> tuple[Nearby, ...]:
        """Return the three nearest centres, and after them the nearest attending one if none of them is known to."""
        near = self._all.nearest(origin)
        known = any(one.centre.id in self._attending and not one.stop for one in near)
        return near if known else near + self._seen.nearest(origin, 1)


def without_point(centres: Iterable[Centre]) -> tuple[Centre, ...]:
    """Return the centres in service without any known point."""
    return tuple(centre for centre in centres if not centre.retired_on and not centre.points())


def _points(centre: Centre) -> Iterator[_Point]:
    if centre.position:
        yield centre.position, centre, None
        return
    for stop in centre.stops:
        if stop.position:
            yield stop.position, centre, stop
