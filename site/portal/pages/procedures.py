"""Pages of procedures and of the entities that own them. Pure: the catalogue in, pages out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Entity, Procedure
from portal.language.language import Language
from portal.language.wording import sentence
from portal.pack.marks import word
from portal.pages.citizen_page import CitizenPage
from portal.published.series import counted_services
from portal.territory.places import plain

BRIEF_FROM = 120
"""A list of more procedures than this has only their names: otherwise it would not fit the page's budget."""

_NOT_TELLING = re.compile(
    r"(al?|con|del?|donde|el|en|cita|cobrar|como|est[ae]|l[aeo]s?|o|para|por|que|si|sus?|toca|una?) "
)

MOST_ASKED = 8
"""As many of the services most asked for stand before a list and on the home page."""


def procedure_pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield the list of procedures in service and one page per procedure, including retired ones.

    An address is for ever.
    """
    _ = language.gettext
    count = len(in_service(catalogue))
    yield CitizenPage(
        "tramites/",
        "procedures.html",
        _("Trámites"),
        _("Los trámites que puede hacer en un MAC Express, de la A a la Z, y cuánto cuestan."),
        {
            "groups": alphabetical(catalogue),
            "most_asked": most_asked_services(catalogue),
            "years": years_of_demand(catalogue),
            "entities": catalogue.entities,
            "events": catalogue.life_events.events,
            "owners": [entity for entity, _owned in by_entity(catalogue)],
            "not_here": sorted(catalogue.not_here.entries, key=lambda entry: plain(entry.name)),
            "count": count,
            "brief": count > BRIEF_FROM,
        },
    )
    for procedure in catalogue.procedures.values():
        only_at = [c for c in catalogue.centres.values() if c.id in procedure.only_at and not c.retired_on]
        yield CitizenPage(
            f"tramites/{procedure.id}/",
            "procedure.html",
            word(called(procedure), "name"),
            word(sentence(procedure.summary), "summary"),
            {
                "procedure": procedure,
                "entity": catalogue.entities[procedure.entity],
                "only_at": only_at,
                "districts": catalogue.districts,
                "credit_osm": shows_osm(only_at),
            },
        )


def entity_pages(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield the list of entities with procedures in service, and one page per entity."""
    _ = language.gettext
    groups = by_entity(catalogue)
    yield CitizenPage(
        "entidades/",
        "entities.html",
        _("Entidades"),
        _("Las entidades del Estado cuyos trámites puede hacer en un MAC Express."),
        {"groups": groups},
    )
    owned = {entity.id: procedures for entity, procedures in groups}
    for entity in catalogue.entities.values():
        yield CitizenPage(
            f"entidades/{entity.id}/",
            "entity.html",
            _("Trámites de %(entity)s") % {"entity": entity.acronym},
            _("Trámites de %(entity)s que puede hacer en un MAC Express.") % {"entity": entity.acronym},
            {"entity": entity, "procedures": owned.get(entity.id, [])},
        )


def life_event_page(catalogue: Catalogue, language: Language) -> Iterator[CitizenPage]:
    """Yield the page of life events with the procedures that each needs, if there are any."""
    _ = language.gettext
    events = [
        (event, [p for key in event.procedures if not (p := catalogue.procedures[key]).retired_on])
        for event in catalogue.life_events.events
    ]
    yield CitizenPage(
        "situaciones/",
        "life_events.html",
        _("¿Qué le pasó?"),
        _("Perdí mi DNI, busco trabajo, tuve un bebé: los trámites que necesita en cada situación."),
        {"events": events},
    )


def alphabetical(catalogue: Catalogue) -> list[tuple[str, list[Procedure]]]:
    """Return the procedures in service by the first letter of what they are about."""
    ordered = sorted(in_service(catalogue), key=keyword)
    return [(letter, list(group)) for letter, group in groupby(ordered, key=lambda p: keyword(p)[0].upper())]


def by_entity(catalogue: Catalogue) -> list[tuple[Entity, list[Procedure]]]:
    """Return each entity with its procedures in service, if any: entities by acronym, procedures as most asked for."""
    owned: dict[str, list[Procedure]] = {}
    for procedure in most_asked(catalogue):
        owned.setdefault(procedure.entity, []).append(procedure)
    groups = [(catalogue.entities[entity], procedures) for entity, procedures in owned.items()]
    return sorted(groups, key=lambda group: plain(group[0].acronym))


def most_asked(catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures in service: one for each published service, the most attentions first, then the others.

    Of a service that is several procedures no share is published, so that only its first one stands for it. The others
    follow, those of larger services first; then all that no bulletin counts, in the order of lists.
    """
    published = Counter[str | None]()
    for figure in counted_services(catalogue.published, catalogue.demand.since):
        published[figure.name] += figure.count
    asked = Counter[str]()
    for service in catalogue.demand.services:
        for key in service.procedures:
            asked[key] += sum(published[name] for name in service.names)
    first = _standing_for_services(catalogue)
    return sorted(in_service(catalogue), key=lambda p: (p.id not in first, -asked[p.id], keyword(p)))


def most_asked_services(catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures that stand for the `MOST_ASKED` services most asked for."""
    first = _standing_for_services(catalogue)
    return [procedure for procedure in most_asked(catalogue) if procedure.id in first][:MOST_ASKED]


def _standing_for_services(catalogue: Catalogue) -> set[str]:
    return {service.procedures[0] for service in catalogue.demand.services}


def years_of_demand(catalogue: Catalogue) -> list[str]:
    """Return the years whose published services order the lists."""
    return sorted({figure.period[:4] for figure in counted_services(catalogue.published, catalogue.demand.since)})


def in_service(catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures that are not retired, in the order of their ids."""
    return [procedure for procedure in catalogue.procedures.values() if not procedure.retired_on]


def offered_at(centre: Centre, catalogue: Catalogue) -> list[Procedure]:
    """Return the procedures in service that can be done at a centre."""
    return [procedure for procedure in in_service(catalogue) if not procedure.only_at or centre.id in procedure.only_at]


def shows_osm(centres: Iterable[Centre]) -> bool:
    """Return whether any of these centres has a position from OpenStreetMap, whose licence requires a credit."""
    return any(centre.position_source and centre.position_source.licence == "ODbL-1.0" for centre in centres)


def called(procedure: Procedure) -> str:
    """Return a procedure as the task that a person has: the title of its page and its row in every list."""
    return procedure.task or procedure.everyday_name or procedure.name


def other_names(procedure: Procedure) -> list[str]:
    """Return what people type for a procedure besides what its row in a list shows."""
    everyday = procedure.everyday_name or ""
    return [everyday, *procedure.also_known_as] if everyday not in called(procedure) else [*procedure.also_known_as]


def keyword(procedure: Procedure) -> str:
    """Return a task from the word on that says what it is about, plain: lists are in this order, as a verb says little.

    ``Sacar una partida de nacimiento`` gives ``partida de nacimiento``.
    """
    verb, _space, telling = plain(called(procedure)).partition(" ")
    while little := _NOT_TELLING.match(telling):
        telling = telling[little.end() :]
    return telling or verb
