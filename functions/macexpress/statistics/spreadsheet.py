"""A month's figures as CSV, for people who work in spreadsheets."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from macexpress.catalogue.index import Index
from macexpress.statistics.figures import Month

HEADER = ("mes", "grupo", "codigo", "nombre", "atenciones", "exacto")
_OUTCOMES = {
    "completed": "Completado",
    "pending": "Pendiente",
    "not_completed": "No se pudo",
    "not_offered": "No se ofrece",
}
_REASONS = {
    "entity_system_down": "El sistema de la entidad no funcionaba",
    "missing_requirement": "Faltaba un requisito",
    "no_connectivity": "No había conexión",
    "payment_failed": "No se pudo pagar",
    "citizen_left": "La persona se fue",
    "not_offered_here": "No se ofrece aquí",
    "other": "Otro",
}


def month_csv(figures: Month, index: Index) -> str:
    """Return one row a figure, all of them attentions; `exacto` is "no" where it is rounded to the nearest five.

    The text begins with a byte order mark: without it Excel shows the accents of the names wrongly.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for group, names, counts, exact in _groups(figures, index):
        for code, count in counts.items():
            writer.writerow((figures.month, group, code, names.get(code, code), count, "si" if exact else "no"))
    return "\ufeff" + out.getvalue()


def _groups(figures: Month, index: Index) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, int], bool]]:
    yield "total", {"pais": "Perú"}, {"pais": figures.totals.attentions}, True
    yield "resultado", _OUTCOMES, figures.by_outcome, True
    yield "motivo", _REASONS, figures.by_reason, True
    yield "entidad", index.entities, figures.by_entity, True
    yield "tramite", {key: p.name for key, p in index.procedures.items()}, figures.by_procedure, True
    yield "region natural", {}, figures.by_natural_region, False  # type: ignore[misc]
    yield "ambito", {"urban": "urbano"}, figures.by_setting, False  # type: ignore[misc]
    yield "departamento", index.departments, figures.by_department, False
    yield "provincia", index.provinces, figures.by_province, False
    yield "centro", {key: c.name for key, c in index.centres.items()}, figures.by_centre, False
