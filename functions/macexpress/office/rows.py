"""The counts of an answer as named rows, and the same as CSV and as a workbook. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO

from macexpress.catalogue.index import Index
from macexpress.office.documents import Explored, Row, Total
from macexpress.office.exploring import ONLY_ATTENTIONS, UNKNOWN, By, Question
from macexpress.platform.spanish import (
    AGE_BANDS,
    HOST_KINDS,
    LANGUAGES,
    OTHER_HOSTS,
    OUTCOMES,
    REASONS,
    SEXES,
    WEEKDAYS,
    day_name,
    moment_name,
    month_name,
)
from macexpress.publication.tables import csv_text
from macexpress.statistics.tally import PAST, Counts, added

_IN_ORDER = frozenset({"month", "day", "weekday", "hour", "age_band"})
_HEADS: Mapping[By, str] = {
    "department": "Departamento",
    "province": "Provincia",
    "centre": "Centro",
    "host": "Anfitrión",
    "entity": "Entidad",
    "procedure": "Trámite",
    "outcome": "Resultado",
    "reason": "Motivo",
    "month": "Mes",
    "day": "Día",
    "weekday": "Día de la semana",
    "hour": "Hora de inicio",
    "language": "Lengua",
    "age_band": "Grupo de edad",
    "sex": "Sexo",
    "disability": "Discapacidad",
    "home_district": "Distrito de donde viene",
}
_NO_ANSWER = "Sin respuesta"
_UNKNOWN: Mapping[By, str] = {
    "province": "Sin provincia conocida",
    "host": "Sin anfitrión conocido",
    "entity": "Sin trámite del catálogo",
    "procedure": "Sin trámite del catálogo",
    "reason": "Sin motivo: se completó o quedó pendiente",
    "day": "De años anteriores, sin día",
    "weekday": "De años anteriores, sin día",
    "hour": "De años anteriores, sin hora",
}
_COLUMNS = {
    "attentions": "Atenciones",
    "completed": "Completadas",
    "pending": "Pendientes",
    "not_completed": "No se pudo",
    "not_offered": "No se ofrece",
    "past": "De años anteriores",
    "inhabitants": "Habitantes (INEI 2017)",
}
_FORMULAS_STAY_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def explored_rows(question: Question, counts: Mapping[str, Counts], newest: str | None, index: Index) -> Explored:
    """Return an answer as rows: in the order of time and age, else the largest first; what is unknown comes last.

    counts: by the view's key, then by result. newest: when the newest fact of all was received.
    """
    whole = {key: results for key, results in counts.items() if sum(results.values())}

    def place(key: str) -> tuple[bool, int, int, str]:
        size = 0 if question.by in _IN_ORDER else sum(whole[key].values())
        return key == UNKNOWN, -size, len(key) if question.by == "hour" else 0, key

    names = _names(question.by, index)
    return Explored(
        first=question.first,
        last=question.last,
        by=question.by,
        newest=datetime.fromisoformat(newest) if newest else None,
        demonstration=index.demonstration,
        rows=[
            Row(
                key=key,
                name=names.get(key) or _name(question.by, key),
                inhabitants=index.population.get(key) if question.by == "department" else None,
                **_counted(question.by, whole[key]),
            )
            for key in sorted(whole, key=place)
        ],
        total=Total(**_counted(question.by, added(whole.values()))),
    )


def _counted(by: By, results: Counts) -> dict[str, int]:
    counts = {"attentions": sum(results.values())}
    if by not in ONLY_ATTENTIONS:
        outcomes = added({result.partition("/")[0]: count} for result, count in results.items())
        counts |= {name: outcomes.get(name, 0) for name in (*OUTCOMES, PAST)}
    return counts


def _names(by: By, index: Index) -> Mapping[str, str]:
    names: dict[str, Mapping[str, str]] = {
        "department": index.departments,
        "province": index.provinces,
        "centre": {key: centre.name for key, centre in index.centres.items()},
        "host": {**HOST_KINDS, "other": OTHER_HOSTS},
        "entity": index.entities,
        "procedure": {key: procedure.name for key, procedure in index.procedures.items()},
        "outcome": {**OUTCOMES, PAST: "De años anteriores"},
        "reason": REASONS,
        "weekday": {str(number): name.capitalize() for number, name in enumerate(WEEKDAYS, start=1)},
        "language": LANGUAGES,
        "age_band": AGE_BANDS,
        "sex": SEXES,
        "disability": {"yes": "Sí", "no": "No"},
        "home_district": {
            key: f"{name}, {index.provinces.get(key[:4], key[:4])}" for key, name in index.districts.items()
        }
        if by == "home_district"
        else {},
    }
    return names.get(by, {})


def _name(by: By, key: str) -> str:
    if key == UNKNOWN:
        return _UNKNOWN.get(by, _NO_ANSWER)
    match by:
        case "month":
            return month_name(key)
        case "day":
            return day_name(date.fromisoformat(key))
        case "hour":
            return f"{key}:00 a {key}:59"
        case _:
            return key


def as_csv(explored: Explored) -> str:
    """Return the rows as CSV, with the byte order mark without which Excel shows accents wrongly."""
    return "\ufeff" + csv_text(_lines(explored))


def as_workbook(explored: Explored, question: Question, index: Index) -> bytes:
    """Return the rows as a workbook, with a sheet that says what they are of."""
    import xlsxwriter  # noqa: PLC0415 - only who asks for a workbook waits for it

    out = BytesIO()
    with xlsxwriter.Workbook(out, _FORMULAS_STAY_TEXT) as book:
        bold, count = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("Cifras")
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, 9, 14, count)
        for number, line in enumerate(_lines(explored)):
            sheet.write_row(number, 0, line, bold if number == 0 else None)
        about = book.add_worksheet("De qué son")
        about.set_column(0, 1, 40)
        for number, fact in enumerate(_about(explored, question, index)):
            about.write_row(number, 0, fact)
    return out.getvalue()


def _lines(explored: Explored) -> Iterable[list[str | int | None]]:
    shown = [name for name in _COLUMNS if any(getattr(row, name) is not None for row in explored.rows)]
    shown = shown or ["attentions"]
    yield ["Código", _HEADS[explored.by], *(_COLUMNS[name] for name in shown)]
    for row in explored.rows:
        yield [row.key, row.name, *(getattr(row, name) for name in shown)]


def _about(explored: Explored, question: Question, index: Index) -> Iterable[tuple[str, str]]:
    yield "Desde", explored.first.isoformat()
    yield "Hasta", explored.last.isoformat()
    for name in ("department", "province", "centre", "host", "entity", "procedure", "outcome", "reason"):
        key = getattr(question, name)
        if key is not None:
            yield _HEADS[name], _names(name, index).get(key, key)
    yield "Lo más nuevo llegó", moment_name(explored.newest) if explored.newest else "Aún no hay atenciones"
    yield "Fuente", "MAC Express, atenciones registradas. Cifras exactas, para la oficina del programa."
    if index.demonstration:
        yield "Atención", "Hay atenciones generadas: no son cifras reales."
