"""Pages of procedures and of the entities that own them. Pure: the catalogue in, pages out."""

from collections.abc import Iterator
from itertools import groupby

from macexpress.catalogue.records import Centre, Entity, Procedure
from portal.catalogue import Catalogue
from portal.citizen_page import CitizenPage
from portal.places import plain


def procedure_pages(catalogue: Catalogue) -> Iterator[CitizenPage]:
    """Yield the list of procedures in service, and a page each, retired ones too: an address is for ever."""
    groups = by_entity(catalogue)
    yield CitizenPage(
        "tramites/",
        "procedures.html",
        "Trámites",
        "Los trámites que puede hacer en un MAC Express: cuánto cuestan y de qué entidad son.",
        {"groups": groups, "count": sum(len(procedures) for _, procedures in groups)},
    )
    for procedure in catalogue.procedures.values():
        yield CitizenPage(
            f"tramites/{procedure.id}/",
            "procedure.html",
            called(procedure),
            procedure.summary,
            {
                "procedure": procedure,
                "entity": catalogue.entities[procedure.entity],
                "only_at": [c for c in catalogue.centres.values() if c.id in procedure.only_at and not c.retired_on],
            },
        )


def entity_pages(catalogue: Catalogue) -> Iterator[CitizenPage]:
    """Yield the list of entities with procedures in service, and a page for every entity."""
    groups = by_entity(catalogue)
    yield CitizenPage(
        "entidades/",
        "entities.html",
        "Entidades",
        "Las entidades del Estado cuyos trámites puede hacer en un MAC Express.",
        {"groups": groups},
    )
    owned = {entity.id: procedures for entity, procedures in groups}
    for entity in catalogue.entities.values():
        yield CitizenPage(
            f"entidades/{entity.id}/",
            "entity.html",
            f"Trámites de {entity.acronym}",
            f"Trámites de {entity.acronym} que puede hacer en un MAC Express.",
            {"entity": entity, "procedures": owned.get(entity.id, [])},
        )


def by_entity(catalogue: Catalogue) -> list[tuple[Entity, list[Procedure]]]:
    """Return each entity that has procedures in service with them, both in the order of their everyday names."""
    ordered = sorted(in_service(catalogue), key=lambda procedure: (procedure.entity, plain(called(procedure))))
    groups = [
        (catalogue.entities[entity], list(procedures))
        for entity, procedures in groupby(ordered, key=lambda procedure: procedure.entity)
    ]
    return sorted(groups, key=lambda group: plain(group[0].acronym))


def in_service(catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures that are offered today, in the order of their ids."""
    return [procedure for procedure in catalogue.procedures.values() if not procedure.retired_on]


def offered_at(centre: Centre, catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures in service that can be done at a centre."""
    return [procedure for procedure in in_service(catalogue) if not procedure.only_at or centre.id in procedure.only_at]


def called(procedure: Procedure) -> str:
    """Return what people call a procedure: its everyday name where it has one."""
    return procedure.everyday_name or procedure.name
