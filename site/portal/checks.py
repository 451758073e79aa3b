"""What must hold between records of the catalogue. Pure: records in, problems out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from macexpress.catalogue.records import Centre
    from portal.catalogue import Catalogue


class Problem(NamedTuple):
    """One thing to mend: where it is, what was found, and (Spanish) what to do."""

    file: str
    field: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field or '(todo el archivo)'}: se encontró {self.found}. {self.remedy}"


def check(catalogue: Catalogue, known_broken: Collection[str] = ()) -> Iterator[Problem]:
    """Yield every broken link between records, and every point that is not where it says.

    known_broken: ids whose own file is already reported, so that links to them are not reported as missing.
    """
    yield from _procedures(catalogue, known_broken)
    yield from _centres(catalogue)
    for place, procedure_id in enumerate(catalogue.highlights.home):
        yield from _link(
            "highlights.yaml", f"home.{place}", procedure_id, catalogue.procedures, "trámite", known_broken
        )


def _procedures(catalogue: Catalogue, known_broken: Collection[str]) -> Iterator[Problem]:
    for procedure in catalogue.procedures.values():
        if procedure.retired_on:
            continue
        file = f"procedures/{procedure.id}.yaml"
        yield from _link(file, "entity", procedure.entity, catalogue.entities, "entidad", known_broken)
        for place, centre_id in enumerate(procedure.only_at):
            yield from _link(file, f"only_at.{place}", centre_id, catalogue.centres, "centro", known_broken)


def _link(
    file: str, field: str, target: str, records: object, noun: str, known_broken: Collection[str]
) -> Iterator[Problem]:
    record = records.get(target)  # type: ignore[attr-defined]
    if record is None:
        if target not in known_broken:
            yield Problem(file, field, repr(target), f"No hay {noun} con ese id. Corrija el id o cree el registro.")
    elif record.retired_on:
        retired: date = record.retired_on
        yield Problem(file, field, repr(target), f"Está retirado desde el {retired}. Quite el enlace o use otro.")


def _centres(catalogue: Catalogue) -> Iterator[Problem]:
    departments = {ubigeo[:2] for ubigeo in catalogue.districts}
    for centre in catalogue.centres.values():
        file = f"centres/{centre.id}.yaml"
        if centre.department not in departments:
            yield Problem(
                file, "department", repr(centre.department), "No hay departamento con ese código: use de 01 a 25."
            )
        for field, district in _districts_of(centre):
            if district not in catalogue.districts:
                yield Problem(
                    file, field, repr(district), "No hay distrito con ese ubigeo. Búsquelo en territory/districts.csv."
                )


def _districts_of(centre: Centre) -> Iterator[tuple[str, str]]:
    if centre.district:
        yield "district", centre.district
    for place, stop in enumerate(centre.stops):
        if stop.district:
            yield f"stops.{place}.district", stop.district
