"""One page per department: its map, its centres and its provinces. Pure."""

from collections.abc import Iterator

from portal.catalogue.reading import Catalogue
from portal.language.language import Language
from portal.pages.centres import by_department
from portal.pages.citizen_page import CitizenPage
from portal.pages.procedures import shows_osm
from portal.territory.places import departments

BRIEF_FROM = 120
"""A list of more centres than this has only names and districts: otherwise it would not fit the page's budget."""


def department_pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield a page for each department of the country, with or without centres."""
    _ = language.gettext
    centres_of = {department.code: centres for department, centres in by_department(catalogue)}
    for department in departments(catalogue.districts.values()):
        centres = centres_of.get(department.code, [])
        yield CitizenPage(
            f"cerca/{department.code}/",
            "department.html",
            _("MAC Express en %(department)s") % {"department": department.name},
            _("Los centros MAC Express de %(department)s, en un mapa y en una lista, y sus provincias.")
            % {"department": department.name},
            {
                "department": department,
                "centres": centres,
                "brief": len(centres) > BRIEF_FROM,
                "outline": catalogue.outlines.get(department.code) if centres else None,
                "points": [point for centre in centres for point in centre.points()],
                "districts": catalogue.districts,
                "signs": catalogue.signs,
                "credit_osm": shows_osm(centres),
            },
        )
