"""Reads the complete catalogue from YAML and CSV and checks it, or refuses it with every problem at once."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from macexpress.catalogue.codes import SLUG
from portal.catalogue.canonical import LISTS, MODELS
from portal.catalogue.catalogue import Catalogue
from portal.catalogue.checks import check
from portal.catalogue.problems import Problem, in_order, report
from portal.catalogue.records import Centre, Demand, District, Entity, LifeEvents, NotHereList, Procedure
from portal.catalogue.yaml_text import Record, content, decoded, parse, partial_record, validated
from portal.published.reading import published_in
from portal.territory.districts import districts_in
from portal.territory.outlines import OUTLINES, Outline, outlines_in
from portal.territory.population import POPULATION, population_in
from portal.territory.vessel_places import VESSEL_PLACES, vessel_places_in

__all__ = ["FOLDER", "Catalogue", "InvalidCatalogueError", "parse", "read", "read_districts"]

FOLDER = Path(__file__).resolve().parents[2] / "catalogue"

DEMAND = "demand.yaml"
LIFE_EVENTS = "life-events.yaml"
NOT_HERE = "not-here.yaml"
DISTRICTS = Path("territory", "districts.csv")


class InvalidCatalogueError(Exception):
    """The catalogue, or the result of an import, has problems; `problems` lists all of them, in the order of files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(report(self.problems))


def read(folder: Path = FOLDER) -> Catalogue:
    """Return the catalogue in `folder`; InvalidCatalogueError with every problem of every file."""
    problems = list(_unread(folder))
    districts, found = districts_in(folder / DISTRICTS)
    published, wrong = published_in(folder)
    vessel_places, misplaced = vessel_places_in(folder / VESSEL_PLACES)
    population, uncounted = population_in(folder / POPULATION)
    catalogue = Catalogue(
        entities=_read_records(folder / "entities", Entity, problems),
        procedures=_read_records(folder / "procedures", Procedure, problems),
        centres=_read_records(folder / "centres", Centre, problems),
        districts=districts,
        life_events=_read_optional(folder / LIFE_EVENTS, LifeEvents, problems),
        not_here=_read_optional(folder / NOT_HERE, NotHereList, problems),
        demand=_read_optional(folder / DEMAND, Demand, problems),
        outlines=_read_outlines(folder / OUTLINES, problems),
        population=population,
        vessel_places=vessel_places,
        published=published,
    )
    problems += [*found, *wrong, *uncounted, *misplaced]
    # Links are checked between all records that could be read, so that one run reports as much as possible.
    problems += check(catalogue, known_broken={problem.file for problem in problems})
    if problems:
        raise InvalidCatalogueError(problems)
    return catalogue


def read_districts(path: Path) -> dict[str, District]:
    """Return the districts by ubigeo; InvalidCatalogueError with every wrong row."""
    districts, problems = districts_in(path)
    if problems:
        raise InvalidCatalogueError(problems)
    return districts


def record_files(folder: Path) -> list[Path]:
    """Return the files of the catalogue's records and lists, in order; only files that are read."""
    files = [path for group in MODELS for path in sorted((folder / group).glob("*.yaml")) if _is_read(path)]
    return [*files, *(path for path in (folder / name for name in LISTS) if path.exists())]


def _is_read(path: Path) -> bool:
    return path.suffix == ".yaml" and bool(re.fullmatch(SLUG, path.stem))


def _unread(folder: Path) -> Iterator[Problem]:
    """Yield what looks like a record but would silently be left out: another extension, a capital, a folder."""
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(folder)
        if any(part.startswith(".") for part in file.parts) or not path.is_file():
            continue  # editors and systems leave hidden files behind
        if file.parts[0] in MODELS:
            read_here = len(file.parts) == 2 and _is_read(path)
        else:
            read_here = path.suffix.lower() not in {".yaml", ".yml"} or str(file) in LISTS
        if not read_here:
            yield Problem(
                str(file),
                "",
                "un archivo que no se lee",
                f"Póngalo en una de las carpetas {', '.join(MODELS)} con el nombre <id>.yaml: de 3 a 48 letras "
                "minúsculas sin tilde, cifras y guiones.",
            )


def _read_records(folder: Path, model: type[Record], problems: list[Problem]) -> dict[str, Record]:
    if not folder.is_dir():
        problems.append(Problem(folder.name, "", "nada", "Falta esta carpeta de registros. Agréguela."))
    records: dict[str, Record] = {}
    claims: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if not _is_read(path):
            continue
        file = f"{folder.name}/{path.name}"
        record, found = _read_record(path, model, file)
        problems += found
        if record is not None:
            records[path.stem] = record
            claims.setdefault(record.id or path.stem, []).append(path.stem)  # type: ignore[attr-defined]
    for record_id, stems in claims.items():
        for stem in stems:
            file, claimed = f"{folder.name}/{stem}.yaml", repr(record_id)
            if record_id != stem and len(stems) > 1:
                others = ", ".join(f"{other}.yaml" for other in stems if other != stem)
                remedy = f"También lo usa {others}. Cada registro necesita el suyo, igual al nombre de su archivo."
                problems.append(Problem(file, "id", claimed, remedy))
            elif record_id != stem:
                problems.append(Problem(file, "id", claimed, f"Debe ser igual al nombre del archivo: {stem}"))
    return records


def _read_record(path: Path, model: type[Record], file: str) -> tuple[Record | None, list[Problem]]:
    text, problems = decoded(path, file)
    if text is None:
        return None, problems
    values, problems = content(text, file)
    if problems:
        return None, problems
    record, problems = validated(values, model, file)
    return record or partial_record(values, model, problems), problems


def _read_outlines(path: Path, problems: list[Problem]) -> dict[str, Outline]:
    try:
        return outlines_in(path)
    except ValueError as wrong:
        remedy = "Debe ser GeoJSON, con ubigeo de 2 cifras en cada departamento. Recupere el archivo."
        problems.append(Problem(str(OUTLINES), "", str(wrong), remedy))
        return {}


def _read_optional(path: Path, model: type[Record], problems: list[Problem]) -> Record:
    """Return the list in a file, and an empty one where there is no such file or it has problems."""
    if not path.exists():
        return model()
    text, found = decoded(path, path.name)
    record = None
    if text is not None:
        record, found = parse(text, model, path.name)
    problems += found
    return record or model()
