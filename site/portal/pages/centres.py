"""Pages of centres: the list by department and one page per centre. Pure: the catalogue in, pages out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Stop
from portal.language.language import Language
from portal.pack.marks import word
from portal.pages.citizen_page import CitizenPage
from portal.pages.procedures import in_service, offered_at, shows_osm
from portal.pages.vessels import has_calendar, readiness, stay_days
from portal.territory.nearest import CentrePoints
from portal.territory.places import Department, departments, plain


@dataclass(frozen=True)
class Campaign:
    """Stops of an itinerant centre that a source groups as one campaign; `name` is empty where it gives none."""

    name: str
    source: str
    stops: tuple[Stop, ...]


def centre_pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield the list of centres in service and one page per centre, including retired ones: an address is for ever."""
    _ = language.gettext
    groups = by_department(catalogue)
    reached = {department.code for department, _centres in groups}
    yield CitizenPage(
        "centros/",
        "centres.html",
        _("Centros MAC Express"),
        _("Los centros MAC Express que conocemos, por departamento."),
        {
            "groups": groups,
            "count": sum(len(centres) for _, centres in groups),
            "without": [d.name for d in departments(catalogue.districts.values()) if d.code not in reached],
            "districts": catalogue.districts,
        },
    )
    centre_points = CentrePoints(catalogue.centres.values())
    seen_points = CentrePoints(c for c in catalogue.centres.values() if c.id in catalogue.attending and c.position)
    all_departments = {department.code: department for department in departments(catalogue.districts.values())}
    for centre in catalogue.centres.values():
        # The first is the centre itself.
        near = centre_points.nearest(centre.position, 4) if centre.position else ()
        neighbours = [other for other in near if other.centre is not centre][:3]
        seen = (
            seen_points.nearest(centre.position, 1) if centre.position and centre.id not in catalogue.attending else ()
        )
        offered = offered_at(centre, catalogue)
        name = word(centre.name, "name")
        done_here = {procedure.id for procedure in offered}
        yield CitizenPage(
            f"centros/{centre.id}/",
            "centre.html",
            name,
            _("%(centre)s: dónde queda, cuándo atiende y qué trámites puede hacer.") % {"centre": name},
            {
                "centre": centre,
                "department": all_departments[centre.department],
                "districts": catalogue.districts,
                "offered": offered,
                "elsewhere": [p for p in in_service(catalogue) if p.id not in done_here],
                "campaigns": campaigns(centre.stops),
                "dated": has_calendar(centre),
                "ready": readiness(centre, offered) if centre.host.kind == "pias" else None,
                "stay": stay_days(centre),
                "neighbours": neighbours,
                "signs": catalogue.signs,
                "attending": catalogue.attending,
                "seen": seen,
                "credit_osm": shows_osm([centre, *(near.centre for near in (*neighbours, *seen))]),
            },
        )


def by_department(catalogue: Catalogue) -> list[tuple[Department, list[Centre]]]:
    """Return each department with its centres in service, if any, both in the order of their names."""
    groups = [
        (
            department,
            sorted(
                (c for c in catalogue.centres.values() if c.department == department.code and not c.retired_on),
                key=lambda centre: (plain(centre.name), centre.id),
            ),
        )
        for department in departments(catalogue.districts.values())
    ]
    return [(department, centres) for department, centres in groups if centres]


def campaigns(stops: Iterable[Stop]) -> list[Campaign]:
    """Return stops by campaign, the one with the latest known date first, and in each the latest arrival first.

    No date is compared with today: a page is written once, and the same sources give the same bytes.
    """
    found: dict[tuple[str, str], list[Stop]] = {}
    for stop in stops:
        found.setdefault((stop.campaign or "", stop.source.url), []).append(stop)
    groups = [Campaign(name, url, tuple(sorted(members, key=_latest_first))) for (name, url), members in found.items()]
    return sorted(groups, key=lambda campaign: _latest_first(campaign.stops[0]))


def _latest_first(stop: Stop) -> int:
    return -stop.arrives.toordinal() if stop.arrives else 0
