"""The page and the map file of where the next centres would reach most people. Pure."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

from macexpress.publication.pages.drawing import environment
from portal.catalogue.records import District
from portal.language.wording import day
from portal.open_data.json_text import text
from portal.pages.citizen_page import CitizenPage
from portal.planning.records import Plan, Site

PATH = "donde-falta/"
DATA = "data/v1/next-centres.geojson"
_CREDITS = [
    "Tambos: © colaboradores de OpenStreetMap, ODbL 1.0, https://www.openstreetmap.org/copyright",
    "Distritos, centros poblados y habitantes: INEI y CEPLAN, por jmcastagnetto/ubigeo-peru-aumentado, MIT",
]


def planning_page(plan: Plan | None, districts: Mapping[str, District]) -> Iterator[CitizenPage]:
    """Yield the page, in Spanish like all figures; none without a plan."""
    if not plan:
        return
    adds = [site.adds for site in plan.sites]
    content = (
        environment(Path(__file__).parent)
        .get_template("page.html")
        .render(
            plan=plan,
            unreached=plan.unreached,
            adds=sum(adds),
            rows=[
                (_with_department(site, districts), site.adds, total)
                for site, total in zip(plan.sites, accumulate(adds), strict=True)
            ],
            calculated=day(plan.calculated_on),
        )
    )
    back = environment().get_template("parts.html").module.back_to_figures()  # type: ignore[attr-defined]
    title = "Dónde falta un MAC Express"
    description = "En qué lugares los próximos MAC Express alcanzarían a más personas que hoy no tienen uno cerca."
    yield CitizenPage(PATH, "statistics.html", title, description, {"figures": content, "back": back})


def planning_data(plan: Plan | None) -> Mapping[str, str]:
    """Return the plan's sites as GeoJSON by its address; nothing without a plan."""
    if not plan:
        return {}
    features = [
        {
            "type": "Feature",
            # RFC 7946: longitude first.
            "geometry": {"type": "Point", "coordinates": [site.longitude, site.latitude]},
            "properties": {"rank": rank, **site.model_dump(exclude={"latitude", "longitude"})},
        }
        for rank, site in enumerate(plan.sites, start=1)
    ]
    about = plan.model_dump(mode="json", exclude={"sites"})
    return {DATA: text({"type": "FeatureCollection", "version": 1, "credits": _CREDITS, **about, "features": features})}


def site_name(site: Site) -> str:
    """Return how a site is called."""
    return site.name if site.kind == "tambo" else f"Municipalidad de {site.name}"


def _with_department(site: Site, districts: Mapping[str, District]) -> str:
    district = districts.get(site.ubigeo)
    return f"{site_name(site)}, {district.department}" if district else site_name(site)
