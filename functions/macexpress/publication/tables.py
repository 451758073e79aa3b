"""A month's figures as CSV, for people who work in spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from macexpress.catalogue.index import Index
from macexpress.platform.spanish import REASONS, REGIONS, SETTINGS
from macexpress.publication.documents import Figures, Month, Place

_REASONS_OF_FAILURE = tuple(reason for reason in REASONS if reason != "not_offered_here")
_IN_SPANISH = {
    "entity_system_down": "sistema_de_la_entidad",
    "missing_requirement": "falto_un_requisito",
    "no_connectivity": "sin_conexion",
    "payment_failed": "no_se_pudo_pagar",
    "citizen_left": "la_persona_se_fue",
    "other": "otro_motivo",
}
FIGURES = (
    "atenciones",
    "visitas",
    "completadas",
    "pendientes",
    *(f"no_se_pudo_{_IN_SPANISH[reason]}" for reason in _REASONS_OF_FAILURE),
    "no_se_ofrece",
    "anos_anteriores",
    "mediana_minutos",
    "opinion",
)
"""The columns with figures, in the order of `cells_of_figures`."""
HEADER = ("mes", "edicion", "grupo", "codigo", "nombre", *FIGURES)


def month_csv(figures: Month, index: Index) -> str:
    """Return one row per group of attentions. What is not published of a group is empty.

    The text begins with a byte order mark: without it Excel shows accents wrongly.
    """
    lines: list[Sequence[object]] = [HEADER]
    for group, names, rows in _groups(figures, index):
        for code, row in rows.items():
            cells = cells_of_figures(row) if isinstance(row, Figures) else _cells_of_place(row)
            lines.append((figures.month, figures.edition, group, code, names.get(code, code), *cells))
    return "\ufeff" + csv_text(lines)


def csv_text(lines: Iterable[Sequence[object]]) -> str:
    """Return lines as CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_as_text(cell) for cell in line] for line in lines)
    return out.getvalue()


def _as_text(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def cells_of_figures(figures: Figures) -> tuple[int | float | None, ...]:
    """Return figures as cells of the columns FIGURES."""
    reasons = {**figures.not_completed}
    reasons["other"] = reasons.get("other", 0) + reasons.pop("not_offered_here", 0)
    return (
        figures.attentions,
        figures.visits,
        figures.completed,
        figures.pending,
        *(reasons.get(reason, 0) for reason in _REASONS_OF_FAILURE),
        figures.not_offered,
        figures.past,
        figures.median_minutes,
        figures.rating,
    )


def _cells_of_place(place: Place) -> tuple[int | None, ...]:
    return (place.attentions, *(None for _ in FIGURES[1:]))


def _groups(
    figures: Month, index: Index
) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, Figures] | Mapping[str, Place]]]:
    groups, totals = figures.groups, figures.totals
    nation: dict[str, float | None] = {"attentions": totals.attentions, "visits": totals.visits}
    nation |= {"median_minutes": figures.median_minutes, "rating": figures.ratings.mean}
    yield "pais", {"pais": "Perú"}, {"pais": figures.results.model_copy(update=nation)}
    yield "entidad", index.entities, groups.entity
    yield "tramite", {key: p.name for key, p in index.procedures.items()}, groups.procedure
    yield "region natural", REGIONS, groups.natural_region  # type: ignore[misc]
    yield "ambito", SETTINGS, groups.setting  # type: ignore[misc]
    yield "departamento", index.departments, groups.department
    yield "provincia", index.provinces, groups.province
    yield "centro", {key: c.name for key, c in index.centres.items()}, groups.centre
