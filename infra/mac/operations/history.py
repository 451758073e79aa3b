"""``make history FILE=historia.csv``: stores counts of past years, as facts of their own kind, each with its source.

Columns: ``centro``, ``mes`` (2019-03), ``tramite``, ``atenciones``, ``fuente`` (a web address). Storing a count twice
is harmless; a different count for the same centre, month and procedure is refused, since a fact never changes. So that
nothing is counted twice, the month is closed (no attention of it can come any more), and the centre has none in it.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from rich.console import Console
from rich.progress import track

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.recomputing import facts_of_months
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import AttentionStore, StoreBusyError
from macexpress.platform.field_errors import rule
from macexpress.platform.lima import compact, lima_day, month_of
from macexpress.statistics.editions import closes_on
from macexpress.statistics.tally import PAST, tally_of_day
from portal.catalogue.problems import Problem, report
from portal.catalogue.reading import Catalogue
from portal.sheets.cells import TEXT
from portal.sheets.columns import Column
from portal.sheets.table import read_table, records_of

COLUMNS = (
    Column("centro", "centre", TEXT, "id del centro"),
    Column("mes", "month", TEXT, "mes cerrado: 2019-03"),
    Column("tramite", "procedure", TEXT, "id del trámite"),
    Column("atenciones", "attentions", TEXT, "cuántas hubo"),
    Column("fuente", "source", TEXT, "dirección web donde se publicó"),
)
_FIRST_MONTH = "2018-01"


class InvalidHistoryError(UserError):
    """The file has problems; the message lists all of them by row and column."""


class PastCount(BaseModel):
    """How many attentions of a procedure a centre had in a month."""

    model_config = ConfigDict(frozen=True)

    centre: str
    month: date
    """Its first day."""
    procedure: str
    attentions: int = Field(strict=False)
    source: str
    """A web address."""

    @field_validator("centre")
    @classmethod
    def _is_a_centre(cls, centre: str, info: ValidationInfo) -> str:
        if info.context and centre not in info.context["catalogue"].centres:
            raise rule("unknown_centre", "No es un centro del catálogo.")
        return centre

    @field_validator("procedure")
    @classmethod
    def _is_a_procedure(cls, procedure: str, info: ValidationInfo) -> str:
        if info.context and procedure not in info.context["catalogue"].procedures:
            raise rule("unknown_procedure", "No es un trámite del catálogo.")
        return procedure

    @field_validator("month", mode="before")
    @classmethod
    def _is_a_past_month(cls, month: object, info: ValidationInfo) -> object:
        today = info.context["today"] if info.context else date.max
        written = isinstance(month, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month)
        if not written or str(month) < _FIRST_MONTH or closes_on(str(month).replace("-", "")) > today:
            raise rule(
                "not_a_closed_month",
                f"Escriba un mes desde {_FIRST_MONTH} que ya cerró, unos tres meses después de terminar: 2019-03.",
            )
        return f"{month}-01"

    @field_validator("attentions", mode="before")
    @classmethod
    def _is_a_count(cls, attentions: object) -> object:
        if not isinstance(attentions, str) or not re.fullmatch(r"[1-9]\d{0,6}", attentions):
            raise rule("not_a_count", "Escriba un número entero mayor que cero, sin puntos ni comas.")
        return attentions

    @field_validator("source")
    @classmethod
    def _is_an_address(cls, source: str) -> str:
        if not re.fullmatch(r"https?://\S+\.\S+", source):
            raise rule("not_an_address", "Escriba la dirección web donde se publicó.")
        return source


def read_history(content: bytes, file: str, catalogue: Catalogue, today: date) -> list[PastCount]:
    """Return the counts of a CSV file; InvalidHistoryError with every problem at once."""
    table = read_table(content, file, COLUMNS)
    counts, problems = records_of(table, PastCount, {"catalogue": catalogue, "today": today})
    first_row: dict[tuple[str, date, str], int] = {}
    for number, past in counts.items():
        first = first_row.setdefault((past.centre, past.month, past.procedure), number)
        if first != number:
            remedy = f"Centro, mes y trámite ya están en la fila {first}. Deje una sola fila."
            problems.append(Problem(file, f"fila {number}", "una repetición", remedy))
    if problems:
        raise InvalidHistoryError(f"{report(problems)}\nNo se guardó nada.")
    return list(counts.values())


def refuse_attended(counts: Iterable[PastCount], system: System) -> None:
    """Raise InvalidHistoryError where a centre has attentions of its own in a month of the file."""
    wanted = {(past.centre, compact(past.month)[:6]) for past in counts}
    attended = {
        (centre, compact(day)[:6])
        for centre, day, facts in facts_of_months(system, {month for _, month in wanted})
        if set(tally_of_day(centre, day, facts).results) - {PAST}
    }
    if both := sorted(wanted & attended):
        lines = (
            f"{centre}, {month[:4]}-{month[4:]}: ya tiene atenciones registradas. Quite sus filas."
            for centre, month in both
        )
        raise InvalidHistoryError("\n".join([*lines, "No se guardó nada."]))


def register_counts(
    counts: list[PastCount], store: AttentionStore, now: datetime, operator: str, console: Console
) -> list[str]:
    """Store the new counts, with their operator's code.

    Return messages (Spanish) for those that were stored before with another number or source.
    """
    refused = []
    for past in track(counts, "Enviando", console=console):
        content = {"kind": "history", "procedure": past.procedure, "count": past.attentions, "source": past.source}
        there = store.keep(past.centre, past.month, f"HISTORY#{past.procedure}", content | {"advisor": operator}, now)
        if there is not None and (there["count"], there["source"]) != (past.attentions, past.source):
            refused.append(
                f"{past.centre}, {month_of(past.month)}, {past.procedure}: "
                f"ya hay {there['count']} según {there['source']}."
            )
    return refused


def command(
    file: Annotated[Path, typer.Argument(help=f"CSV con las columnas {', '.join(c.name for c in COLUMNS)}")],
    stage: StageOption = "",
) -> int:
    """Store a file's counts; 1 if it has problems (then nothing was stored) or differs from what was stored before."""
    now = datetime.now(UTC)
    counts = read_history(file.read_bytes(), file.name, read_or_explain(), lima_day(now))
    console, system = Console(), find_system(stage)
    refuse_attended(counts, system)
    try:
        refused = register_counts(counts, system.attentions, now, system.operator, console)
    except StoreBusyError as error:
        raise UserError("El sistema está ocupado. Lo ya enviado quedó; repita la orden.") from error
    console.print(
        f"{len(counts)} filas, {sum(past.attentions for past in counts)} atenciones; {len(refused)} no coinciden."
    )
    for line in refused:
        console.print(f"  {line}")
    return 1 if refused else 0
