"""Reads a table of the catalogue, a CSV file, into records; rows are counted as in a spreadsheet: the header is 1."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from portal.catalogue.problems import Problem
from portal.catalogue.yaml_text import Record, decoded, partial_record, validated


class Row(NamedTuple):
    """A row with the right number of cells."""

    number: int
    cells: dict[str, str]


def rows_in(path: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a file with exactly these columns, and add what is wrong with the others to `problems`."""
    file = file_of(path)
    text, found = decoded(path, file)
    problems += found
    if text is None:
        return
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if header != list(columns):
        remedy = f"La primera fila debe ser: {','.join(columns)}"
        problems.append(Problem(file, "fila 1", repr(",".join(header)), remedy))
        return
    for number, row in enumerate(rows, start=2):
        if len(row) == len(columns):
            yield Row(number, dict(zip(columns, row, strict=True)))
        else:
            remedy = f"Debe tener {len(columns)}; entre comillas lo que lleve coma."
            problems.append(Problem(file, f"fila {number}", f"{len(row)} celdas", remedy))


def record_of(
    values: object, model: type[Record], place: Callable[[str], str], file: str, problems: list[Problem]
) -> Record | None:
    """Return the record with these values; of a wrong one the part that could be read, so that links are checked.

    place: where a field stands, as the report names it.
    """
    record, found = validated(values, model, file)
    problems += [problem._replace(field=place(problem.field)) for problem in found]
    return record or partial_record(values, model, found)


def file_of(path: Path) -> str:
    """Return how a report names a table."""
    return f"{path.parent.name}/{path.name}"


def cell(row: int, column: str) -> str:
    """Return how a report names a cell."""
    return f"fila {row}, {column}" if column else f"fila {row}"
