"""The catalogue for people who work in spreadsheets: exports records to a CSV file and imports them, all or nothing.

An import adds and changes records; it never deletes, since ids are for ever. What is no longer offered gets
`retired_on`.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic

from portal.catalogue.canonical import MODELS, dump, updated
from portal.catalogue.checks import check
from portal.catalogue.problems import Problem
from portal.catalogue.reading import FOLDER, Catalogue, InvalidCatalogueError, read
from portal.catalogue.saving import save
from portal.catalogue.yaml_text import Record, partial_record, validated, value_text
from portal.sheets.cells import DATE, DAY, is_rewritten_date
from portal.sheets.columns import COLUMNS, column_of, fields_without_column, row_of, values_of
from portal.sheets.table import Table, read_table, row_problems

KINDS = tuple(COLUMNS)


@dataclass(frozen=True)
class Imported:
    """The ids of records by what an import did with them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    equal: tuple[str, ...]
    """In the file, without a change."""
    untouched: tuple[str, ...]
    """Not in the file."""
    remarks: tuple[str, ...]
    """What a person should check (Spanish)."""


@dataclass
class _Read(Generic[Record]):
    """The records in a sheet by id, complete or partial, and their rows."""

    records: dict[str, Record] = field(default_factory=dict)
    row_of: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def exported(catalogue: Catalogue, kind: str) -> bytes:
    """Return the records of a kind (`centres`, `procedures`) as a CSV file that Excel in Spanish opens directly.

    This requires a byte order mark, semicolons and CRLF. All other programs ask or detect.
    """
    columns = COLUMNS[kind]
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.name for column in columns], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row_of(record, columns) for record in getattr(catalogue, kind).values())
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def import_file(kind: str, path: Path, folder: Path = FOLDER) -> Imported:
    """Add and change the records of a kind that are in a CSV file, and return what was done with them.

    Raises InvalidCatalogueError, with every problem by row and column, if the catalogue in `folder` is not valid, a
    cell, row or column is wrong, or the catalogue would not be valid afterwards. Raises OSError if the file cannot be
    read or the catalogue cannot be written. In both cases nothing is written.
    """
    catalogue = read(folder)
    sheet = read_table(path.read_bytes(), path.name, COLUMNS[kind])
    found = _read_records(sheet, path.name, kind, catalogue)
    before: Mapping[str, Any] = getattr(catalogue, kind)
    changes: dict[str, Any] = {kind: dict(sorted({**before, **found.records}.items()))}
    after = replace(catalogue, **changes)
    problems = [*sheet.problems, *found.problems]
    reported = {(problem.file, problem.field) for problem in problems}
    for problem in check(after, known_broken={f"{kind}/{broken}.yaml" for broken in found.row_of}):
        located = _located(problem, kind, path.name, found.row_of)
        if (located.file, located.field) not in reported:
            problems.append(located)
    if problems:
        raise InvalidCatalogueError(problems)
    changed = {key: record for key, record in found.records.items() if before.get(key) != record}
    texts = {}
    for key, record in changed.items():
        file = folder / kind / f"{key}.yaml"
        texts[file] = updated(file.read_text(encoding="utf-8"), record) if key in before else dump(record)
    save(texts)
    return Imported(
        added=tuple(sorted(changed.keys() - before.keys())),
        changed=tuple(sorted(changed.keys() & before.keys())),
        equal=tuple(sorted(found.records.keys() - changed.keys())),
        untouched=tuple(sorted(before.keys() - found.records.keys())),
        remarks=tuple(sheet.remarks),
    )


def _read_records(sheet: Table, file: str, kind: str, catalogue: Catalogue) -> _Read[Any]:
    columns, model = COLUMNS[kind], MODELS[kind]
    on_disk: Mapping[str, Any] = getattr(catalogue, kind)
    # A new centre gets the next number. It names the centre in receipts for ever, so a sheet cannot change it.
    highest = max((getattr(record, "number", 0) for record in on_disk.values()), default=0)
    found: _Read[Any] = _Read()
    for number, row in sheet.rows.items():
        values, unreadable = values_of(row, columns)
        key = str(values.get("id", ""))
        if key in on_disk:
            values |= {name: getattr(on_disk[key], name) for name in fields_without_column(model, columns)}
        elif "number" in model.model_fields:
            values["number"] = highest = highest + 1
        record, problems = validated(values, model, file)
        found.problems += row_problems(sheet, number, unreadable, problems)
        if key in found.row_of:
            remedy = f"Ya está en la fila {found.row_of[key]}. Deje una sola fila por id."
            found.problems.append(Problem(file, f"fila {number}, columna id", value_text(key), remedy))
            continue
        readable = record or partial_record(values, model, problems)
        if key and readable is not None:
            found.row_of[key] = number
            found.records[key] = readable
    dates = [column.name for column in columns if column.kind in (DATE, DAY)]
    rewritten = sum(is_rewritten_date(row.get(name, "").strip()) for row in sheet.rows.values() for name in dates)
    if rewritten:
        sheet.remarks.append(f"Fechas escritas como 22/01/2026 y leídas como día/mes/año: {rewritten}.")
    return found


def _located(problem: Problem, kind: str, file: str, row_of_id: Mapping[str, int]) -> Problem:
    """Return a problem of the resulting catalogue with the place to fix it: row and column if the sheet has it."""
    folder, _, name = problem.file.partition("/")
    row = row_of_id.get(name.removesuffix(".yaml")) if folder == kind else None
    column = column_of(problem.field, COLUMNS[kind]) if row else ""
    return problem._replace(file=file, field=f"fila {row}, columna {column}") if column else problem
