"""The whole catalogue in memory: read from YAML and CSV, checked, or refused with every problem at once."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from macexpress.catalogue.records import Centre, District, Entity, Highlights, Position, Procedure
from macexpress.platform.field_errors import field_errors
from portal.checks import Problem, check

FOLDER = Path(__file__).resolve().parents[1] / "catalogue"

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True)
class Catalogue:
    """Checked records by id (districts by ubigeo), retired ones included, in the order of their ids."""

    entities: Mapping[str, Entity]
    procedures: Mapping[str, Procedure]
    centres: Mapping[str, Centre]
    districts: Mapping[str, District]
    highlights: Highlights

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any record."""
        records = {
            name: {key: record.model_dump(mode="json") for key, record in group.items()}
            for name, group in (
                ("entities", self.entities),
                ("procedures", self.procedures),
                ("centres", self.centres),
                ("districts", self.districts),
            )
        }
        return hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()[:12]

    def without_demonstration(self) -> "Catalogue":
        """Return what a production build shows: no demonstration centre."""
        return replace(self, centres={key: c for key, c in self.centres.items() if not c.demonstration})


class InvalidCatalogueError(Exception):
    """The catalogue has problems; `problems` lists all of them, in order of file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(f"{len(self.problems)} problems in the catalogue")


def read(folder: Path = FOLDER) -> Catalogue:
    """Return the catalogue in `folder`; InvalidCatalogueError with every problem of every file."""
    problems: list[Problem] = []
    catalogue = Catalogue(
        entities=_read_records(folder / "entities", Entity, problems),
        procedures=_read_records(folder / "procedures", Procedure, problems),
        centres=_read_records(folder / "centres", Centre, problems),
        districts=read_districts(folder / "territory" / "districts.csv"),
        highlights=_read_highlights(folder / "highlights.yaml", problems),
    )
    # Links are checked between the records that could be read, so that one run reports as much as can be known.
    broken = {Path(problem.file).stem for problem in problems}
    problems += check(catalogue, known_broken=broken)
    if problems:
        raise InvalidCatalogueError(problems)
    return catalogue


def read_districts(path: Path) -> dict[str, District]:
    """Return the districts by ubigeo. The file is generated from INEI data, so a bad row is a plain ValidationError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            District(
                ubigeo=row["ubigeo"],
                department=row["department"],
                province=row["province"],
                name=row["district"],
                capital=row["capital"],
                position=Position(latitude=float(row["latitude"]), longitude=float(row["longitude"])),
                position_of=row["position_of"],
                natural_region=row["natural_region"] or None,
            )
            for row in csv.DictReader(file)
        ]
    return {district.ubigeo: district for district in rows}


def parse(text: str, model: type[Record], file: str) -> tuple[Record | None, list[Problem]]:
    """Return the record in a YAML text, or None and every problem found in it."""
    try:
        content: Any = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [Problem(file, f"línea {line}", str(error.problem), "Corrija la escritura YAML de esa línea.")]
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        details = error.errors()
        return None, [
            Problem(file, found.field, _shown(detail["input"], detail["type"]), found.message)
            for found, detail in zip(field_errors(details), details, strict=True)
        ]


def _shown(value: object, error_type: str) -> str:
    if error_type == "missing":
        return "nada"
    text = "un grupo de campos" if isinstance(value, Mapping) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _read_records(folder: Path, model: type[Record], problems: list[Problem]) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = f"{folder.name}/{path.name}"
        record, found = parse(path.read_text(encoding="utf-8"), model, file)
        problems += found
        if record is None:
            continue
        record_id: str = record.id  # type: ignore[attr-defined]
        if record_id in records:
            problems.append(
                Problem(file, "id", repr(record_id), "Otro archivo ya usa este id. Cada registro necesita el suyo.")
            )
        elif record_id != path.stem:
            problems.append(Problem(file, "id", repr(record_id), f"Debe ser igual al nombre del archivo: {path.stem}"))
        records.setdefault(record_id, record)
    return records


def _read_highlights(path: Path, problems: list[Problem]) -> Highlights:
    record, found = parse(path.read_text(encoding="utf-8"), Highlights, path.name)
    problems += found
    return record or Highlights.model_construct(home=())
