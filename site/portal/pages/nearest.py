"""Pages to find the nearest centres: departments, their provinces, and in each province every district. Pure."""

from collections.abc import Iterator

from portal.catalogue.reading import Catalogue
from portal.language.language import Language
from portal.pack.marks import word
from portal.pages.citizen_page import CitizenPage
from portal.pages.procedures import shows_osm
from portal.territory.finder_files import by_tile
from portal.territory.nearest import NearestCentres, without_point
from portal.territory.places import departments

FAR = 150
"""Kilometres beyond which a centre is not near in any sense: then the page says so first."""


def nearest_pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield the page of departments and provinces, and one page per province with its districts' nearest centres."""
    _ = language.gettext
    country = departments(catalogue.districts.values())
    centres = list(catalogue.centres.values())
    nearest, unplaced = NearestCentres(centres, catalogue.attending), without_point(centres)
    # The script that says what is open now weighs 1 KB, and is of use where a centre has published hours.
    hours = any(centre.opening_hours for centre in centres)
    vessels = [centre for centre in centres if centre.reach and not centre.retired_on]
    yield CitizenPage(
        "cerca/",
        "nearest.html",
        _("¿Dónde me atienden?"),
        _("Elija su departamento y su provincia: le decimos qué MAC Express queda más cerca de su distrito."),
        {"departments": country, "by_tile": by_tile(catalogue), "hours": hours},
    )
    for department in country:
        for province in department.provinces:
            answers = [
                (district, nearest.of(district.position), [v for v in vessels if district.ubigeo in v.reach])
                for district in province.districts
            ]
            # Marked: the pack has what all these pages have in common once.
            named = {"province": word(province.name, "province"), "department": word(department.name, "department")}
            shown = [near.centre for _district, found, _vessels in answers for near in found]
            yield CitizenPage(
                f"cerca/{province.code}/",
                "province.html",
                _("MAC Express cerca de %(province)s") % named,
                _("Los centros MAC Express más cercanos a cada distrito de %(province)s, %(department)s.") % named,
                {
                    "department": department,
                    "province": province,
                    "answers": answers,
                    "districts": catalogue.districts,
                    "by_tile": by_tile(catalogue),
                    "FAR": FAR,
                    "hours": hours,
                    "signs": catalogue.signs,
                    "unplaced": [centre for centre in unplaced if centre.department == department.code],
                    "credit_osm": shows_osm(shown),
                },
            )
