"""What must hold between records of the catalogue. Pure: records in, problems out."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import pairwise

from portal.catalogue.catalogue import Catalogue
from portal.catalogue.problems import Problem
from portal.catalogue.records import Centre
from portal.catalogue.tables import cell
from portal.published.series import counted_services
from portal.territory.vessel_places import VESSEL_PLACES

FIGURES = "published/figures.csv"


def check(catalogue: Catalogue, known_broken: Collection[str] = ()) -> Iterator[Problem]:
    """Yield every broken link between records.

    known_broken: files (``centres/x.yaml``) that were already reported, so that links to them are not reported as
    missing. Their own records may be partial, with None for a field that could not be read.
    """
    yield from _procedures(catalogue, known_broken)
    yield from _centres(catalogue)
    yield from _vessel_places(catalogue)
    yield from _demand(catalogue, known_broken)
    yield from _life_events(catalogue, known_broken)
    yield from _not_here(catalogue)


def _demand(catalogue: Catalogue, known_broken: Collection[str]) -> Iterator[Problem]:
    """Yield services of no bulletin or given twice, dead links, and published services that nobody has placed yet."""
    file = "demand.yaml"
    published = {figure.name for figure in catalogue.published.of("service")}
    named: set[str] = set()
    for number, service in enumerate(catalogue.demand.services):
        for place, name in enumerate(service.names):
            field = f"services.{number}.names.{place}"
            if name in named:
                yield Problem(file, field, repr(name), "Ya está antes. Deje uno solo.")
            elif name not in published and FIGURES not in known_broken:
                yield Problem(file, field, repr(name), f"Ningún boletín lo nombra así. Cópielo de {FIGURES}.")
            named.add(name)
        for place, procedure_id in enumerate(service.procedures):
            field = f"services.{number}.procedures.{place}"
            yield from _link(file, field, procedure_id, catalogue, "procedures", known_broken)
    if file not in known_broken:
        counted = {str(figure.name) for figure in counted_services(catalogue.published, catalogue.demand.since)}
        for name in sorted(counted - named):
            yield Problem(file, "services", repr(name), "Un boletín lo cuenta. Agréguelo con sus trámites.")


def _life_events(catalogue: Catalogue, known_broken: Collection[str]) -> Iterator[Problem]:
    names: set[str] = set()
    for number, event in enumerate(catalogue.life_events.events):
        if event.id in names:
            yield Problem("life-events.yaml", f"events.{number}.id", repr(event.id), "Ya está antes. Deje uno solo.")
        names.add(event.id)
        for place, procedure_id in enumerate(event.procedures):
            field = f"events.{number}.procedures.{place}"
            yield from _link("life-events.yaml", field, procedure_id, catalogue, "procedures", known_broken)


def _not_here(catalogue: Catalogue) -> Iterator[Problem]:
    names: set[str] = set()
    for number, entry in enumerate(catalogue.not_here.entries):
        if entry.id in names:
            yield Problem("not-here.yaml", f"entries.{number}.id", repr(entry.id), "Ya está antes. Deje uno solo.")
        names.add(entry.id)


def _procedures(catalogue: Catalogue, known_broken: Collection[str]) -> Iterator[Problem]:
    for stem, procedure in catalogue.procedures.items():
        if procedure.retired_on:
            continue
        file = f"procedures/{stem}.yaml"
        yield from _link(file, "entity", procedure.entity, catalogue, "entities", known_broken)
        for place, centre_id in enumerate(procedure.only_at):
            yield from _link(file, f"only_at.{place}", centre_id, catalogue, "centres", known_broken)


_NOUNS = {"entities": "entidad", "procedures": "trámite", "centres": "centro"}


def _link(
    file: str, field: str, target: str | None, catalogue: Catalogue, group: str, known_broken: Collection[str]
) -> Iterator[Problem]:
    if target is None:
        return
    record = getattr(catalogue, group).get(target)
    if record is None:
        if f"{group}/{target}.yaml" not in known_broken:
            remedy = f"No hay {_NOUNS[group]} con ese id. Corrija el id o cree el registro."
            yield Problem(file, field, repr(target), remedy)
    elif record.retired_on:
        retired: date = record.retired_on
        yield Problem(file, field, repr(target), f"Está retirado desde el {retired}. Quite el enlace o use otro.")


MOST_OUTSIDE_KM = 20
"""How far a point may lie outside its department's simplified outline: islands of Lake Titicaca are 19 km from it."""


def _centres(catalogue: Catalogue) -> Iterator[Problem]:
    yield from _numbers(catalogue)
    for stem, centre in catalogue.centres.items():
        yield from _positions(f"centres/{stem}.yaml", centre, catalogue)
        yield from _itinerary(f"centres/{stem}.yaml", centre)
    departments = {ubigeo[:2] for ubigeo in catalogue.districts}
    if not departments:
        return  # the districts could not be read, which is reported elsewhere: none can be called missing
    for stem, centre in catalogue.centres.items():
        file = f"centres/{stem}.yaml"
        if centre.department and centre.department not in departments:
            yield Problem(
                file, "department", repr(centre.department), "No hay departamento con ese código: use de 01 a 25."
            )
        for field, district in _districts_of(centre):
            if district not in catalogue.districts:
                yield Problem(
                    file, field, repr(district), "No hay distrito con ese ubigeo. Búsquelo en territory/districts.csv."
                )


def _vessel_places(catalogue: Catalogue) -> Iterator[Problem]:
    file = VESSEL_PLACES.as_posix()
    for row, place in catalogue.vessel_places.items():
        vessel = catalogue.centres.get(place.vessel)
        if vessel is None or vessel.host.kind != "pias":
            remedy = "No es el id de una embarcación. Búsquela en centres/: lleva host.kind: pias."
            yield Problem(file, cell(row, "vessel"), repr(place.vessel), remedy)
        if place.ubigeo not in catalogue.districts and catalogue.districts:
            remedy = "No hay distrito con ese ubigeo. Búsquelo en territory/districts.csv."
            yield Problem(file, cell(row, "ubigeo"), repr(place.ubigeo), remedy)


def _numbers(catalogue: Catalogue) -> Iterator[Problem]:
    holders: dict[int, str] = {}
    for stem, centre in catalogue.centres.items():
        if centre.number is None:
            continue
        holder = holders.setdefault(centre.number, stem)
        if holder != stem:
            free = max(other.number or 0 for other in catalogue.centres.values()) + 1
            remedy = f"Ese número ya es de {holder} y va en sus constancias. Use {free}."
            yield Problem(f"centres/{stem}.yaml", "number", str(centre.number), remedy)


def _positions(file: str, centre: Centre, catalogue: Catalogue) -> Iterator[Problem]:
    placed = [("position", centre.department, centre.position)]
    placed += [
        (f"stops.{place}.position", (stop.district or "")[:2], stop.position) for place, stop in enumerate(centre.stops)
    ]
    for field, department, position in placed:
        outline = catalogue.outlines.get(department or "")
        if not position or not outline:
            continue
        outside = outline.kilometres_outside(position)
        if outside > MOST_OUTSIDE_KM:
            remedy = f"Queda a {outside:.0f} km de su departamento ({department}). Corrija latitude y longitude."
            yield Problem(file, field, f"{position.latitude}, {position.longitude}", remedy)


def _itinerary(file: str, centre: Centre) -> Iterator[Problem]:
    """Yield stops that begin before the previous one ends; a vessel may leave one and reach the next on one day."""
    dated = sorted((s.arrives, s.leaves or s.arrives, n) for n, s in enumerate(centre.stops) if s.arrives)
    for (_, leaves, earlier), (arrives, _, later) in pairwise(dated):
        if arrives < leaves:
            remedy = f"Aún está en stops.{earlier} hasta el {leaves}. Corrija una de las dos fechas."
            yield Problem(file, f"stops.{later}.arrives", str(arrives), remedy)


def _districts_of(centre: Centre) -> Iterator[tuple[str, str]]:
    if centre.district:
        yield "district", centre.district
    for place, stop in enumerate(centre.stops):
        if stop.district:
            yield f"stops.{place}.district", stop.district
    for place, district in enumerate(centre.reach):
        yield f"reach.{place}", district
