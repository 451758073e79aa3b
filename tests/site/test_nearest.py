"""The nearest centre: the rule, and the answers on the 196 province pages."""

import gzip
import math
import re
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from built_page import BuiltPage
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Host, Position, Source, Stop
from portal.language.wording import KM, kilometres
from portal.pages.vessels import with_stops_to_come
from portal.territory.finder_files import PLACES, Point, candidates
from portal.territory.nearest import EARTH_RADIUS_KM, distance_km, nearest, without_point
from portal.territory.vessel_places import TOO_FAR_KM, far_from_fixed

LIMA = Position(latitude=-12.0464, longitude=-77.0428)
CUSCO = Position(latitude=-13.5170, longitude=-71.9785)
_RANDOM = Random(7)  # noqa: S311 - nothing secret
SCATTERED = [Position(latitude=_RANDOM.uniform(-18.5, 0.1), longitude=_RANDOM.uniform(-81.5, -68.5)) for _ in range(60)]

positions = st.builds(Position, latitude=st.floats(-18.5, 0.1), longitude=st.floats(-81.5, -68.5))


@given(positions, positions)
def test_the_way_back_is_as_long(a: Position, b: Position) -> None:
    """A distance does not depend on its direction, and is zero only from a place to itself."""
    assert distance_km(a, b) == distance_km(b, a)
    assert distance_km(a, a) == 0


@given(positions, positions, positions)
def test_a_detour_is_never_shorter(a: Position, b: Position, c: Position) -> None:
    """The triangle inequality holds, up to a tenth of a millimetre of rounding."""
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-7


def test_lima_to_cusco_is_what_an_atlas_says() -> None:
    """Between the main squares of Lima and Cusco it is 570 to 590 km in a straight line."""
    assert 570 < distance_km(LIMA, CUSCO) < 590


def test_a_degree_of_latitude_is_its_arc() -> None:
    """One degree along a meridian is the mean radius times its angle."""
    degree = distance_km(Position(latitude=-10, longitude=-75), Position(latitude=-11, longitude=-75))
    assert degree == pytest.approx(math.radians(1) * EARTH_RADIUS_KM, rel=1e-9)


def test_nearest_first_and_ties_by_id() -> None:
    """Centres are ordered by distance, then by id, and there are no more than asked for."""
    far, near = _centre("a-far", CUSCO), _centre("z-near", LIMA)
    twin = _centre("b-near", LIMA)
    assert [n.centre.id for n in nearest(LIMA, [far, near, twin], count=2)] == ["b-near", "z-near"]


def test_a_retired_centre_is_never_an_answer() -> None:
    """Nobody is sent to a place where nobody attends any more."""
    retired = _centre("gone", LIMA).model_copy(update={"retired_on": "2026-01-01"})
    assert nearest(LIMA, [retired]) == ()
    assert without_point([retired]) == ()


def test_a_vessel_counts_with_its_nearest_known_stop() -> None:
    """An itinerant centre appears once, with the nearest of its stops that has a position."""
    stops = tuple(
        Stop(place=name, position=position, campaign="I", source=SOURCE)
        for name, position in (("far", CUSCO), ("near", LIMA), ("unknown", None))
    )
    vessel = _centre("vessel", None, stops)
    (answer,) = nearest(LIMA, [vessel])
    assert (answer.stop and answer.stop.place, answer.kilometres) == ("near", 0)


def test_a_centre_without_any_point_is_listed_apart() -> None:
    """Without a known position there is no distance, but the centre is still listed."""
    vessel = _centre("vessel", None)
    assert nearest(LIMA, [vessel]) == ()
    assert without_point([vessel, _centre("fixed", LIMA)]) == (vessel,)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(-19, 0), st.integers(-82, -69), st.integers(1, 60))
def test_a_tiles_list_holds_the_nearest_of_every_place_in_it(
    up: float, right: float, south: int, west: int, count: int
) -> None:
    """For every place in a tile its list has the same three nearest centres as all centres."""
    here = Position.model_construct(latitude=south + up, longitude=west + right)
    attending = [_centre(f"centre-{n}", position) for n, position in enumerate(SCATTERED[:count])]
    listed = candidates([Point(c, c.position, None) for c in attending if c.position], south, west)
    answers = {near.centre.id for near in nearest(here, attending)}
    assert answers <= {point.centre.id for point in listed}


@given(positions, st.integers(0, 60))
def test_measuring_few_gives_the_same_as_measuring_all(origin: Position, count: int) -> None:
    """Searching from a latitude outwards finds the same centres as measuring every centre."""
    attending = [_centre(f"centre-{n}", position) for n, position in enumerate(SCATTERED[:count])]
    measured = sorted((distance_km(origin, c.position), c.id) for c in attending if c.position)
    assert [(near.kilometres, near.centre.id) for near in nearest(origin, attending)] == measured[:3]


def test_every_district_has_its_true_nearest_centres(pages: dict[str, BuiltPage], catalogue: Catalogue) -> None:
    """All 1,890 districts are on their province's page, with the answers that a plain recomputation finds."""
    shown = dict(_answers(pages))
    assert set(shown) == set(catalogue.districts)
    current = with_stops_to_come(catalogue)
    expected = {district.ubigeo: _recomputed(district.position, current) for district in catalogue.districts.values()}
    assert {ubigeo: rows for ubigeo, rows in shown.items() if rows != expected[ubigeo]} == {}


def test_a_province_capitals_point_is_named_as_such(pages: dict[str, BuiltPage], catalogue: Catalogue) -> None:
    """If a district's capital has no published point, its answer says that the province's is used."""
    for district in catalogue.districts.values():
        section = _section(pages[f"/cerca/{district.ubigeo[:4]}/"], district.ubigeo)
        assert ("desde la capital de la provincia" in section) == (district.position_of == "province"), district


def test_distances_say_that_they_are_straight_lines(pages: dict[str, BuiltPage]) -> None:
    """Every page with a distance says that the road is longer."""
    for address, page in pages.items():
        if re.search(r"\d km\b", page.text):
            assert "Distancias en línea recta" in page.text, address


SOURCE = Source(url="https://example.pe/x")


def _centre(key: str, position: Position | None, stops: tuple[Stop, ...] = ()) -> Centre:
    host = Host(kind="pias", name="PIAS")
    return Centre(id=key, number=1, name=key, host=host, department="16", position=position, stops=stops, source=SOURCE)


def _answers(pages: dict[str, BuiltPage]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for address, page in pages.items():
        if re.fullmatch(r"/cerca/\d{4}/", address):
            for ubigeo in re.findall(r'<section id="d(\d{6})"', page.source):
                rows = re.findall(
                    r'class="row" href="/centros/([^/]+)/">.*?<b>([^<]+)</b>', _section(page, ubigeo), re.DOTALL
                )
                yield ubigeo, rows


def _section(page: BuiltPage, ubigeo: str) -> str:
    return page.part(f'<section id="d{ubigeo}"', "</section>")


def _recomputed(origin: Position, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Compute with another formula than the portal, over all points: the angle between two vectors."""
    found: dict[str, float] = {}
    for centre in catalogue.centres.values():
        points = [centre.position] if centre.position else [stop.position for stop in centre.stops if stop.position]
        for point in points:
            distance = EARTH_RADIUS_KM * _angle(_vector(origin), _vector(point))
            found[centre.id] = min(distance, found.get(centre.id, math.inf))
    ranked = sorted(found.items(), key=lambda pair: (round(pair[1], 6), pair[0]))
    seen = [pair for pair in ranked if pair[0] in catalogue.attending and catalogue.centres[pair[0]].position]
    added = [] if set(seen) & set(ranked[:3]) else seen[:1]
    return [(key, f"{kilometres(distance)}{KM}") for key, distance in (*ranked[:3], *added)]


Vector = tuple[float, float, float]


def _vector(point: Position) -> Vector:
    latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


def _angle(a: Vector, b: Vector) -> float:
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(a, b, strict=True)))


def test_a_vessel_comes_first_where_its_river_is_nearer_than_any_centre(
    pages: dict[str, BuiltPage], catalogue: Catalogue
) -> None:
    """In districts of a vessel's reach the page names it before the centres that are far away, without any date."""
    vessels = [centre for centre in catalogue.centres.values() if centre.reach]
    assert len(vessels) == 9
    for vessel in vessels:
        for ubigeo in vessel.reach:
            text = pages[f"/cerca/{ubigeo[:4]}/"].part(f'id="d{ubigeo}"', "</section>")
            assert text.index(f'/centros/{vessel.id}/">{vessel.name}</a> recorre') < text.index('<ol class="rows">')


def test_a_stop_that_is_over_is_on_no_page(pages: dict[str, BuiltPage], catalogue: Catalogue) -> None:
    """Nobody waits at the bank for a vessel that came years ago: neither a list nor a calendar has such a stop."""
    over = {stop.arrives.year for c in catalogue.centres.values() for stop in c.stops if stop.arrives}
    assert over, "the catalogue keeps them, and so do the open data"
    assert [address for address, page in pages.items() if "paradas.ics" in page.source] == []
    assert [a for a, page in pages.items() if a.startswith("/cerca/") and "Parada de embarcación" in page.text] == []


def test_a_vessels_places_are_populated_places(catalogue: Catalogue) -> None:
    """Each is in the table of populated places, by district, name and point: else the search would never find it."""
    known = set()
    for line in gzip.decompress(PLACES.read_bytes()).decode().splitlines():
        ubigeo, places = line.split("\t")
        known |= {(ubigeo, name, int(a), int(b)) for name, a, b in (p.rsplit(",", 2) for p in places.split(";"))}
    assert len(catalogue.vessel_places) == 1071
    assert [place for place in catalogue.vessel_places.values() if place.key not in known] == []


def test_a_vessel_is_named_only_where_fixed_centres_are_far(catalogue: Catalogue) -> None:
    """With a fixed centre within 30 km none is; a vessel that is retired serves nobody."""
    places = list(catalogue.vessel_places.values())
    far = far_from_fixed(places, catalogue.centres)
    fixed = [centre for centre in catalogue.centres.values() if centre.position]
    for place in places:
        near = min(distance_km(place.position, centre.position) for centre in fixed if centre.position)
        assert (place.key in far) == (near > TOO_FAR_KM), place
    assert 550 < len(far) < 650
    over = {key: c.model_copy(update={"retired_on": date(2026, 1, 1)}) for key, c in catalogue.centres.items()}
    assert far_from_fixed(places, over) == {}
