"""``make history FILE=historia.csv``: counts of the years before, as facts of their own kind, each with its source.

Columns: ``centro``, ``mes`` (2019-03), ``tramite``, ``atenciones``, ``fuente`` (a web address). Twice is once; another
count for the same centre, month and procedure is refused, since a fact never changes.
"""

import argparse
import csv
import re
import sys
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from macexpress.attentions.store import AttentionStore, StoreBusyError
from macexpress.platform.lima import lima_day, month_of
from operations.target import NoTargetError, add_arguments, find_target
from portal.catalogue.reading import Catalogue, InvalidCatalogueError, read

COLUMNS = ("centro", "mes", "tramite", "atenciones", "fuente")
_FIRST_MONTH = "2018-01"


class PastCount(NamedTuple):
    """How many attentions of a procedure a centre had in a month (given by its first day), and who says so."""

    centre: str
    month: date
    procedure: str
    attentions: int
    source: str


class InvalidHistoryError(Exception):
    """The file has problems; the message lists all of them, by row and column (Spanish)."""


def read_history(text: str, catalogue: Catalogue, today: date) -> list[PastCount]:
    """Return the counts of a CSV text (comma or semicolon); InvalidHistoryError with every problem at once."""
    lines = text.removeprefix("\ufeff").splitlines()
    separator = ";" if lines and lines[0].count(";") else ","
    reader = csv.DictReader(lines, delimiter=separator)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidHistoryError("\n".join(f"Fila 1: falta la columna {name}. Agréguela." for name in missing))
    counts: list[PastCount] = []
    problems: list[str] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(reader, start=2):
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        wrong = list(_problems(cells, catalogue, month_of(today)))
        first = seen.setdefault((cells["centro"], cells["mes"], cells["tramite"]), number)
        if first != number:
            wrong.append(f"centro, mes y trámite: ya están en la fila {first}. Deje una sola fila.")
        problems += [f"Fila {number}, columna {problem}" for problem in wrong]
        if not wrong:
            month = date.fromisoformat(f"{cells['mes']}-01")
            counts.append(
                PastCount(cells["centro"], month, cells["tramite"], int(cells["atenciones"]), cells["fuente"])
            )
    if problems:
        raise InvalidHistoryError("\n".join(problems))
    return counts


def _problems(cells: dict[str, str], catalogue: Catalogue, this_month: str) -> Iterator[str]:
    yield from _unknown("centro", cells, catalogue.centres, "un centro")
    yield from _unknown("tramite", cells, catalogue.procedures, "un trámite")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", cells["mes"]) or not _FIRST_MONTH <= cells["mes"] < this_month:
        yield f"mes: escriba un mes pasado, desde {_FIRST_MONTH}: 2019-03."
    if not re.fullmatch(r"[1-9]\d{0,6}", cells["atenciones"]):
        yield "atenciones: escriba un número entero mayor que cero, sin puntos ni comas."
    if not re.fullmatch(r"https?://\S+\.\S+", cells["fuente"]):
        yield "fuente: escriba la dirección web donde se publicó."


def _unknown(column: str, cells: dict[str, str], known: Collection[str], noun: str) -> Iterator[str]:
    if cells[column] not in known:
        yield f"{column}: «{cells[column]}» no es {noun} del catálogo."


def take_in(counts: list[PastCount], store: AttentionStore, console: Console) -> list[str]:
    """Store the counts that are not there yet; return those (Spanish) that are there with another number or source."""
    refused = []
    now = datetime.now(UTC)
    for past in track(counts, "Enviando", console=console):
        content = {"kind": "history", "procedure": past.procedure, "count": past.attentions, "source": past.source}
        there = store.keep(past.centre, past.month, f"HISTORY#{past.procedure}", content, now)
        if there is not None and (there["count"], there["source"]) != (past.attentions, past.source):
            refused.append(
                f"{past.centre}, {month_of(past.month)}, {past.procedure}: "
                f"ya hay {there['count']} según {there['source']}."
            )
    return refused


def main(arguments: list[str]) -> int:
    """Take a file in; 1 where it has problems (then nothing was done) or says other than what is there."""
    parser = argparse.ArgumentParser(prog="history", description="Recibe conteos de años anteriores.")
    parser.add_argument("file", type=Path, help=f"CSV con las columnas {', '.join(COLUMNS)}")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    console = Console()
    try:
        counts = read_history(options.file.read_text(encoding="utf-8"), read(), lima_day(datetime.now(UTC)))
        target = find_target(options.stage)
        tables = target.outputs
        store = AttentionStore(target.client("dynamodb"), tables["AttentionsTable"], tables["MarksTable"])
        refused = take_in(counts, store, console)
    except (InvalidHistoryError, InvalidCatalogueError, NoTargetError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\nNo se guardó nada.\n")
        return 1
    except StoreBusyError:
        sys.stderr.write("El sistema está ocupado. Lo ya enviado quedó; repita la orden.\n")
        return 1
    console.print(
        f"{len(counts)} filas, {sum(past.attentions for past in counts)} atenciones; {len(refused)} no coinciden."
    )
    for line in refused:
        console.print(f"  {line}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
