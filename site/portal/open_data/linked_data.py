"""What a page says to other machines: schema.org's terms as JSON-LD. Pure. Nothing in it is not on the page."""

from collections.abc import Iterable

from portal.catalogue.records import Centre, District, Entity, OpeningHours, Procedure
from portal.language.language import SPANISH, Language
from portal.pages.procedures import called

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_CONTEXT = "https://schema.org"


def of_procedure(procedure: Procedure, entity: Entity) -> dict[str, object]:
    """Return a procedure as a GovernmentService. https://schema.org/GovernmentService."""
    said: dict[str, object] = {
        "@context": _CONTEXT,
        "@type": "GovernmentService",
        "name": called(procedure),
        "description": procedure.summary,
        "provider": {"@type": "GovernmentOrganization", "name": entity.name, "alternateName": entity.acronym},
        "areaServed": {"@type": "Country", "name": "Perú"},
    }
    if procedure.everyday_name:
        said["alternateName"] = procedure.name
    if procedure.online_url:
        said["availableChannel"] = {"@type": "ServiceChannel", "serviceUrl": procedure.online_url}
    if procedure.cost.soles is not None:
        said["offers"] = {"@type": "Offer", "price": procedure.cost.soles, "priceCurrency": "PEN"}
    return said


def of_centre(centre: Centre, district: District | None, language: Language = SPANISH) -> dict[str, object]:
    """Return a centre as a GovernmentOffice with its hours and position. https://schema.org/GovernmentOffice."""
    said: dict[str, object] = {"@context": _CONTEXT, "@type": "GovernmentOffice", "name": centre.name}
    if district:
        said["address"] = {
            "@type": "PostalAddress",
            "addressCountry": "PE",
            "addressRegion": district.department,
            "addressLocality": district.name,
            **({"streetAddress": centre.address} if centre.address else {}),
        }
    if centre.position:
        said["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": centre.position.latitude,
            "longitude": centre.position.longitude,
        }
    if centre.opening_hours:
        said["openingHoursSpecification"] = list(_hours(centre.opening_hours))
    if centre.demonstration:
        said["description"] = language.gettext("Demostración: no es dato oficial.")
    return said


def _hours(hours: Iterable[OpeningHours]) -> Iterable[dict[str, object]]:
    for line in hours:
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [_DAYS[day] for day in line.days],
            "opens": f"{line.opens:%H:%M}",
            "closes": f"{line.closes:%H:%M}",
        }
