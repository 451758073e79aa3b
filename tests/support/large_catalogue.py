"""A catalogue as it may be in some years: 2,500 centres and 300 procedures. Generated, with the real districts.

Names are made from those of districts and entities, so that they compress about as well as real ones.
"""

from dataclasses import replace
from random import Random

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Host, OpeningHours, Position, Procedure, Source

CENTRES = 2500
PROCEDURES = 300
_SOURCE = Source(url="https://example.pe/generado", note="Generado para una prueba.")
_KINDS = {"municipality": "Municipalidad Distrital de {}", "tambo": "Tambo {}"}


def large(catalogue: Catalogue, centres: int = CENTRES, procedures: int = PROCEDURES) -> Catalogue:
    """Return a catalogue with this many centres and procedures, including those of `catalogue`."""
    random = Random(1)  # noqa: S311 - nothing secret
    districts = list(catalogue.districts.values())
    # Each district once, then half of the districts again.
    places = districts + random.choices(districts, k=centres)
    made = dict(catalogue.centres)
    number = max(centre.number for centre in made.values())
    for place in places[: centres - len(made)]:
        number += 1
        kind = random.choice(list(_KINDS))
        name = f"{place.name} {number}" if number > len(districts) else place.name
        made[f"generado-{number}"] = Centre(
            id=f"generado-{number}",
            number=number,
            name=f"MAC Express {name}",
            host=Host(kind=kind, name=_KINDS[kind].format(name)),
            department=place.ubigeo[:2],
            district=place.ubigeo,
            position=_beside(place.position, random),
            opening_hours=(OpeningHours(days=("mon", "tue", "wed", "thu", "fri"), opens="08:00", closes="16:45"),),
            source=_SOURCE,
        )
    return replace(catalogue, centres=made, procedures=_procedures(catalogue, procedures, random))


def _beside(position: Position, random: Random) -> Position:
    return Position(
        latitude=round(position.latitude + random.uniform(-0.05, 0.05), 4),
        longitude=round(position.longitude + random.uniform(-0.05, 0.05), 4),
    )


def _procedures(catalogue: Catalogue, count: int, random: Random) -> dict[str, Procedure]:
    """Return the real procedures, and copies of them with other entities' names up to `count`."""
    real = list(catalogue.procedures.values())
    made = dict(catalogue.procedures)
    while len(made) < count:
        one, entity = random.choice(real), random.choice(list(catalogue.entities.values()))
        number = len(made)
        made[f"generado-{number}"] = one.model_copy(
            update={
                "id": f"generado-{number}",
                "entity": entity.id,
                "name": f"{one.name} ({entity.acronym} {number})",
                "everyday_name": None,
                "source": _SOURCE,
            }
        )
    return made
