"""A month's figures as CSV, for people who work in spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from macexpress.catalogue.index import Index
from macexpress.platform.spanish import REASONS, REGIONS, SETTINGS
from macexpress.publication.documents import Figures, Month

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
HEADER = ("mes", "edicion", "grupo", "codigo", "nombre", *FIGURES, "exacto")


def month_csv(figures: Month, index: Index) -> str:
    """Return one row per group of attentions; `exacto` is "no" where counts are rounded to the nearest five.

    The text begins with a byte order mark: without it Excel shows accents wrongly.
    """
    lines: list[Sequence[object]] = [HEADER]
    for group, names, rows, exact in _groups(figures, index):
        for code, row in rows.items():
            place = (figures.month, figures.edition, group, code, names.get(code, code))
            lines.append((*place, *cells_of_figures(row), "si" if exact else "no"))
    return "\ufeff" + csv_text(lines)


def csv_text(lines: Iterable[Sequence[object]]) -> str:
    """Return lines as CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_as_text(cell) for cell in line] for line in lines)
    return out.getvalue()


def _as_text(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def nation_of(figures: Month) -> Figures:
    """Return the figures of all the country, with each attention counted once."""
    reasons: dict[str, int] = {}
    for procedure in figures.groups.procedure.values():
        for reason, count in procedure.not_completed.items():
            reasons[reason] = reasons.get(reason, 0) + count
    return Figures(
        attentions=figures.totals.attentions,
        visits=figures.totals.visits,
        completed=figures.by_outcome.get("completed", 0),
        pending=figures.by_outcome.get("pending", 0),
        not_completed=dict(sorted(reasons.items())),
        not_offered=figures.unmet,
        past=figures.totals.attentions - sum(figures.by_outcome.values()),
        median_minutes=figures.median_minutes,
        rating=figures.ratings.mean,
    )


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


def _groups(figures: Month, index: Index) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, Figures], bool]]:
    groups = figures.groups
    yield "pais", {"pais": "Perú"}, {"pais": nation_of(figures)}, True
    yield "entidad", index.entities, groups.entity, True
    yield "tramite", {key: p.name for key, p in index.procedures.items()}, groups.procedure, True
    yield "region natural", REGIONS, groups.natural_region, False  # type: ignore[misc]
    yield "ambito", SETTINGS, groups.setting, False  # type: ignore[misc]
    yield "departamento", index.departments, groups.department, False
    yield "provincia", index.provinces, groups.province, False
    yield "centro", {key: c.name for key, c in index.centres.items()}, groups.centre, False
