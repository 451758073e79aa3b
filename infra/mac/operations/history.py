"""``make history FILE=historia.csv``: stores counts of past years, as facts of their own kind, each with its source.

Columns: ``centro``, ``mes`` (2019-03), ``tramite``, ``atenciones``, ``fuente`` (a web address). Storing a count twice
is harmless; a different count for the same centre, month and procedure is refused, since a fact never changes. So that
nothing is counted twice, the month is closed (no attention of it can come any more), and the centre has none in it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import AttentionStore
from macexpress.decisions.past import PastCount, attended, store_count
from macexpress.platform.lima import lima_day
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


class InvalidHistoryError(UserError):
    """The file has problems; the message lists all of them by row and column."""


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
    if both := sorted(attended(counts, system.tallies)):
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
    tried = track(counts, "Enviando", console=console)
    return [refused for past in tried if (refused := store_count(past, store, now, operator))]


def command(
    file: Annotated[Path, typer.Argument(help=f"CSV con las columnas {', '.join(c.name for c in COLUMNS)}")],
    stage: StageOption = "",
) -> int:
    """Store a file's counts; 1 if it has problems (then nothing was stored) or differs from what was stored before."""
    now = datetime.now(UTC)
    counts = read_history(file.read_bytes(), file.name, read_or_explain(), lima_day(now))
    console, system = Console(), find_system(stage)
    refuse_attended(counts, system)
    refused = register_counts(counts, system.attentions, now, system.operator, console)
    console.print(
        f"Filas: {len(counts)}. Atenciones: {sum(past.attentions for past in counts)}. No coinciden: {len(refused)}."
    )
    for line in refused:
        console.print(f"  {line}")
    return 1 if refused else 0
