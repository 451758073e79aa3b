"""The catalogue for people who work in spreadsheets: exports records to a CSV file and imports them, all or nothing.

An import adds and changes records; it never deletes, since ids are for ever. What is no longer offered gets
`retired_on`. A sheet may have fewer columns than an export, as the programme's monthly list of centres has: what has
no column stays as it is. A centre without an id is found by its host; of such a row an empty cell says nothing, while
in a row with an id it empties the field.
"""

import csv
import io
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Generic, NamedTuple

from pydantic import BaseModel

from portal.catalogue.canonical import MODELS, dump, updated
from portal.catalogue.checks import check
from portal.catalogue.problems import Problem
from portal.catalogue.reading import FOLDER, Catalogue, InvalidCatalogueError, read
from portal.catalogue.records import Centre
from portal.catalogue.saving import save
from portal.catalogue.yaml_text import Record, partial_record, validated, value_text
from portal.sheets.cells import DATE, DAY, is_rewritten_date
from portal.sheets.columns import COLUMNS, Column, column_of, fields_without_column, row_of, values_of
from portal.sheets.table import Table, read_table, row_problems
from portal.territory.places import plain

KINDS = tuple(COLUMNS)
_NEEDED = {"centres": frozenset({"host_name", "source_url"}), "procedures": frozenset({"id"})}
_PREFIX = re.compile(r"^Municipalidad (Distrital |Provincial |Metropolitana )?(de )?", re.IGNORECASE)
"""What the name of a centre leaves out of its host's."""


class Change(NamedTuple):
    """A cell that changes; empty where there is or will be nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Import:
    """What an import would do; nothing is written before `save`."""

    added: Mapping[str, Any]
    """Records by id."""
    changed: Mapping[str, tuple[Change, ...]]
    """By id, the cells that change."""
    renamed: frozenset[str]
    """The ids of changed records whose name changes."""
    equal: tuple[str, ...]
    """In the file, without a change."""
    missing: tuple[str, ...]
    """In service, and not in the file."""
    alike: Mapping[str, tuple[str, ...]]
    """Of added centres those that they may be: missing ones of the same kind of host in the same district."""
    remarks: tuple[str, ...]
    """What a person should check (Spanish)."""
    texts: Mapping[Path, str]
    """The files to be written."""

    def save(self) -> None:
        """Write all files. Raises OSError if one cannot be written; then none is."""
        save(self.texts)


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


def import_of(kind: str, path: Path, folder: Path = FOLDER) -> Import:
    """Return what an import of the records of a kind in a CSV file would add and change.

    Raises InvalidCatalogueError, with every problem by row and column, if the catalogue in `folder` is not valid, a
    cell, row or column is wrong, or the catalogue would not be valid afterwards; OSError if the file cannot be read.
    """
    catalogue = read(folder)
    sheet = read_table(path.read_bytes(), path.name, COLUMNS[kind], _NEEDED[kind])
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
    added = {key: record for key, record in changed.items() if key not in before}
    missing = tuple(key for key, record in before.items() if key not in found.records and not record.retired_on)
    return Import(
        added=added,
        changed={
            key: tuple(_differing(before[key], record, COLUMNS[kind]))
            for key, record in changed.items()
            if key in before
        },
        renamed=frozenset(key for key, record in changed.items() if key in before and before[key].name != record.name),
        equal=tuple(sorted(found.records.keys() - changed.keys())),
        missing=missing,
        alike={
            key: alike
            for key, record in added.items()
            if kind == "centres" and (alike := tuple(m for m in missing if _may_be(before[m], record)))
        },
        remarks=tuple(sheet.remarks),
        texts=texts,
    )


def _differing(before: BaseModel, after: BaseModel, columns: tuple[Column, ...]) -> Iterator[Change]:
    old, new = row_of(before, columns), row_of(after, columns)
    for column in columns:
        if old[column.name] != new[column.name]:
            yield Change(column.name, old[column.name], new[column.name])


def _may_be(missing: Centre, added: Centre) -> bool:
    if missing.department != added.department:
        return False
    same_place = missing.district is not None and missing.district == added.district
    return (same_place and missing.host.kind == added.host.kind) or _host(missing.host.name) == _host(added.host.name)


def _read_records(sheet: Table, file: str, kind: str, catalogue: Catalogue) -> _Read[Any]:
    columns, model = COLUMNS[kind], MODELS[kind]
    on_disk: Mapping[str, Any] = getattr(catalogue, kind)
    # A new centre gets the next number. It names the centre in receipts for ever, so a sheet cannot change it.
    highest = max((getattr(record, "number", 0) for record in on_disk.values()), default=0)
    found: _Read[Any] = _Read()
    # A stage has a source of its own: a sheet that says one says it whole.
    unnamed = [c for c in columns if c.name in sheet.missing and not ("stage" in sheet.names and c.name[:5] == "stage")]
    for number, given in sheet.rows.items():
        row = given
        if kind == "centres" and not given.get("id", "").strip():
            row = _with_id(given, on_disk, found.records.keys())
        key = row.get("id", "").strip()
        if key in on_disk:
            row = {**row_of(on_disk[key], unnamed), **row}
        values, unreadable = values_of(row, columns)
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


def _with_id(row: Mapping[str, str], centres: Mapping[str, Centre], used: Container[str]) -> dict[str, str]:
    """Return the row of a list that does not know our ids: with that of the centre of this host, or with a free one.

    A host is known by its name and, where the sheet has them, its department, district and kind. used: ids of rows
    before this one.
    """
    cells = {name: cell.strip() for name, cell in row.items()}
    host = cells["host_name"]
    held = [
        key
        for key, centre in centres.items()
        if _host(centre.host.name) == _host(host)
        and cells.get("department", "") in {"", centre.department}
        and cells.get("district", "") in {"", centre.district}
        and cells.get("host_kind", "") in {"", centre.host.kind}
    ]
    if len(held) == 1:
        stated = {name: cell for name, cell in cells.items() if cell and name != "host_name"}
        return {**row_of(centres[held[0]], COLUMNS["centres"]), **stated, "id": held[0]}
    place = _PREFIX.sub("", host) or host
    base = re.sub(r"[^a-z0-9]+", "-", f"mac-express-{plain(place)}")[:44].strip("-")
    free = (key for key in chain([base], (f"{base}-{n}" for n in count(2))) if key not in centres and key not in used)
    return {**row, "id": next(free), "name": cells.get("name") or f"MAC Express {place}"}


def _host(name: str) -> str:
    """Return a host's name as lists write it in several ways: without accents, case and short forms."""
    words = re.sub(r"[^a-z0-9]+", " ", plain(name))
    return re.sub(r"^(m ?[dpm]|muni?|municipalidad)( distrital| provincial| metropolitana)?( del?)? ", "", words)


def _located(problem: Problem, kind: str, file: str, row_of_id: Mapping[str, int]) -> Problem:
    """Return a problem of the resulting catalogue with the place to fix it: row and column if the sheet has it."""
    folder, _, name = problem.file.partition("/")
    row = row_of_id.get(name.removesuffix(".yaml")) if folder == kind else None
    column = column_of(problem.field, COLUMNS[kind]) if row else ""
    return problem._replace(file=file, field=f"fila {row}, columna {column}") if column else problem
