"""All pages made from records, and what the home page needs of them. Pure."""

from collections.abc import Iterator, Mapping

from macexpress.publication.pages.drawing import BACK, DESCRIPTION, MARKER, TITLE
from portal.catalogue.reading import Catalogue
from portal.language.language import SPANISH, Language
from portal.pages.centres import centre_pages
from portal.pages.citizen_page import CitizenPage
from portal.pages.departments import department_pages
from portal.pages.nearest import nearest_pages
from portal.pages.procedures import (
    entity_pages,
    in_service,
    life_event_page,
    most_asked_services,
    procedure_pages,
    years_of_demand,
)
from portal.pages.published import published_page
from portal.planning.page import planning_page
from portal.planning.records import stored_plan
from portal.territory.finder_files import by_tile

# The scheduled function writes figures into this file; it is not a page of the site.
STATISTICS_SHELL = "_shell/estadisticas.html"


def pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield every page that is generated from records, in a language; pages of figures are only in Spanish."""
    _ = language.gettext
    yield from procedure_pages(catalogue, language)
    yield from entity_pages(catalogue, language)
    yield from life_event_page(catalogue, language)
    yield from centre_pages(catalogue, language)
    yield from department_pages(catalogue, language)
    yield from nearest_pages(catalogue, language)
    yield CitizenPage(
        "constancia/",
        "receipt.html",
        _("Consulte su constancia"),
        _("Vea con el código de su constancia qué trámite se hizo, dónde y cómo quedó, y opine de la atención."),
    )
    if language != SPANISH:
        return
    title = "MAC Express en cifras"
    description = "Cuántas atenciones dan los MAC Express, de qué trámites y dónde."
    yield from published_page(catalogue.published)
    yield from planning_page(stored_plan(), catalogue.districts)
    yield CitizenPage("estadisticas/", "statistics.html", title, description)
    what_works = "Qué sistemas de entidades fallan ahora, según los centros MAC Express."
    yield CitizenPage("hoy/", "today.html", "Qué funciona hoy", what_works)
    yield CitizenPage(STATISTICS_SHELL, "statistics.html", TITLE, DESCRIPTION, {"figures": MARKER, "back": BACK})


def home_content(catalogue: Catalogue) -> Mapping[str, object]:
    """Return the part of the catalogue that the home page shows; its text is in site/pages/index.md."""
    return {
        "most_asked": most_asked_services(catalogue),
        "years": years_of_demand(catalogue),
        "events": catalogue.life_events.events[:6],
        "count": len(in_service(catalogue)),
        "by_tile": by_tile(catalogue),
        "centres": sum(not centre.retired_on for centre in catalogue.centres.values()),
    }
