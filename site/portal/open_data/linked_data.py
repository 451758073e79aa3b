"""A page's content for other machines: schema.org's terms as JSON-LD, only with what the page shows. Pure."""

from collections.abc import Iterable

from portal.catalogue.records import Centre, Cost, District, Entity, OpeningHours, Procedure

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
    """Return a procedure as a GovernmentService, without what a search engine reads in the page's head and text.

    https://schema.org/GovernmentService
    """
    document: dict[str, object] = {
        "@context": _CONTEXT,
        "@type": "GovernmentService",
        "name": procedure.name,
        "provider": {"@type": "GovernmentOrganization", "name": entity.name},
    }
    if procedure.online_url:
        document["availableChannel"] = {"@type": "ServiceChannel", "serviceUrl": procedure.online_url}
    if procedure.cost.soles is not None:
        document["offers"] = _offer(procedure.cost)
    return document


def _offer(cost: Cost) -> dict[str, object]:
    if cost.soles_to is None:
        return {"@type": "Offer", "price": cost.soles, "priceCurrency": "PEN"}
    return {"@type": "AggregateOffer", "lowPrice": cost.soles, "highPrice": cost.soles_to, "priceCurrency": "PEN"}


def of_centre(centre: Centre, district: District | None) -> dict[str, object]:
    """Return a centre as a GovernmentOffice with its hours and position. https://schema.org/GovernmentOffice."""
    document: dict[str, object] = {"@context": _CONTEXT, "@type": "GovernmentOffice", "name": centre.name}
    if district:
        document["address"] = {
            "@type": "PostalAddress",
            "addressCountry": "PE",
            "addressRegion": district.department,
            "addressLocality": district.name,
            **({"streetAddress": centre.address} if centre.address else {}),
        }
    if centre.position and centre.position_of != "district_capital":
        document["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": centre.position.latitude,
            "longitude": centre.position.longitude,
        }
    if centre.opening_hours:
        document["openingHoursSpecification"] = list(_hours(centre.opening_hours))
    return document


def _hours(hours: Iterable[OpeningHours]) -> Iterable[dict[str, object]]:
    for line in hours:
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [_DAYS[day] for day in line.days],
            "opens": f"{line.opens:%H:%M}",
            "closes": f"{line.closes:%H:%M}",
        }
