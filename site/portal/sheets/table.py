"""Reads the rows of a CSV file made in a spreadsheet, for every kind of list that we import.

A kind of list has columns and a pydantic model of a row. Comma, semicolon or tab, UTF-8, Windows or Excel's
"Unicode text": what can only mean one thing is understood. Everything else is a problem with row and column, and all
problems are reported at once.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from macexpress.platform.field_errors import field_errors
from portal.catalogue.problems import Problem
from portal.catalogue.yaml_text import value_text
from portal.sheets.cells import UnreadableCellError
from portal.sheets.columns import Column, column_of, values_of

RowModel = TypeVar("RowModel", bound=BaseModel)


@dataclass
class Table:
    """The content of a file."""

    file: str
    """Its name in reports."""
    columns: tuple[Column, ...]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    """Cells by column name, by the row's number in the spreadsheet; the header is row 1."""
    problems: list[Problem] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    """Columns that are there."""
    missing: set[str] = field(default_factory=set)
    """Columns that are missing."""
    refused: set[str] = field(default_factory=set)
    """Those of them that must be there, which is reported once and not in each row."""
    remarks: list[str] = field(default_factory=list)
    """What a person should check (Spanish)."""


def read_table(content: bytes, file: str, columns: tuple[Column, ...], needed: frozenset[str] | None = None) -> Table:
    """Return the rows of a CSV file and everything that is wrong with its form.

    needed: the names of the columns that must be there; all of them if it is None.
    """
    table = Table(file, columns)
    text = _decoded(content, file, table)
    if text is None:
        return table
    header_line = text.split("\n", 1)[0]
    separator = max(";,\t", key=header_line.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        remedy = "Revise las comillas del archivo o guárdelo otra vez como CSV."
        table.problems.append(Problem(file, "", f"un CSV que no se puede leer ({error})", remedy))
        return table
    header = [name.strip().lower() for name in lines[0]] if lines else []
    _check_header(header, file, columns, table, needed)
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            remedy = (
                f"La fila 1 tiene {len(header)}. Complete la fila, o ponga entre comillas lo que lleve «{separator}»."
            )
            table.problems.append(Problem(file, f"fila {number}", f"{len(cells)} celdas", remedy))
            continue
        table.rows[number] = dict(zip(header, cells, strict=True))
    if header and not table.rows and not table.problems:
        table.problems.append(Problem(file, "fila 2", "nada", "No hay ningún registro. Agregue al menos una fila."))
    return table


def _decoded(content: bytes, file: str, table: Table) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        remedy = "Guárdelo como «CSV UTF-8 (delimitado por comas)»."
        table.problems.append(Problem(file, "", "un archivo que no es texto UTF-8 ni de Windows", remedy))
        return None
    table.remarks.append("El archivo no está en UTF-8: se leyó con la codificación de Windows. Revise tildes y eñes.")
    return text


def _check_header(
    header: list[str], file: str, columns: tuple[Column, ...], table: Table, needed: frozenset[str] | None
) -> None:
    known = [column.name for column in columns]
    for name in dict.fromkeys(header):
        if name not in known:
            remedy = f"Esta columna no existe. Quítela o use: {', '.join(known)}"
            table.problems.append(Problem(file, f"fila 1, columna {name}", repr(name), remedy))
        elif header.count(name) > 1:
            table.problems.append(Problem(file, f"fila 1, columna {name}", "dos veces", "Deje una sola."))
    table.names, table.missing = frozenset(header), set(known) - set(header)
    table.refused = table.missing if needed is None else table.missing & needed
    table.problems += [
        Problem(file, f"fila 1, columna {column.name}", "nada", f"Falta la columna ({column.meaning}). Agréguela.")
        for column in columns
        if column.name in table.refused
    ]


def records_of(
    table: Table, model: type[RowModel], context: Mapping[str, Any]
) -> tuple[dict[int, RowModel], list[Problem]]:
    """Return the rows that are valid for `model`, by number, and every problem of the table and its rows.

    context: what the model's validators use (``ValidationInfo.context``).
    """
    records: dict[int, RowModel] = {}
    problems = list(table.problems)
    for number, row in table.rows.items():
        values, unreadable = values_of(row, table.columns)
        try:
            records[number] = model.model_validate(values, context=context)
        except ValidationError as error:
            details = error.errors()
            found = [
                Problem(table.file, one.field, value_text(detail["input"], detail["type"]), one.message)
                for one, detail in zip(field_errors(details), details, strict=True)
            ]
            problems += row_problems(table, number, unreadable, found)
        else:
            problems += row_problems(table, number, unreadable, [])
    return records, problems


def row_problems(
    table: Table, number: int, unreadable: Mapping[str, UnreadableCellError], problems: Iterable[Problem]
) -> Iterator[Problem]:
    """Yield a row's problems by column: cells that cannot be read, and the problems of its record.

    Problems of missing columns and unreadable cells are not repeated, nor are their consequences.
    """
    for name, error in unreadable.items():
        yield Problem(
            table.file, f"fila {number}, columna {name}", value_text(table.rows[number][name].strip()), str(error)
        )
    reported = table.refused | unreadable.keys()
    for problem in problems:
        name = column_of(problem.field, table.columns)
        if name:
            if name not in reported:
                yield problem._replace(field=f"fila {number}, columna {name}")
        elif not reported:
            yield problem._replace(field=f"fila {number}")
