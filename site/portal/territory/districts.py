"""Reads the districts of the country from the table that was made from INEI's data."""

import csv
from pathlib import Path

from portal.catalogue.problems import Problem
from portal.catalogue.records import District
from portal.catalogue.yaml_text import decoded, partial_record, validated

COLUMNS = (
    "ubigeo",
    "department",
    "province",
    "district",
    "capital",
    "latitude",
    "longitude",
    "position_of",
    "natural_region",
)


def districts_in(path: Path) -> tuple[dict[str, District], list[Problem]]:
    """Return the districts by ubigeo and every problem; rows are counted as in a spreadsheet, where the header is 1.

    A wrong row is included with the values that could be read, so that links to its district are not reported too.
    """
    file = f"{path.parent.name}/{path.name}"
    text, problems = decoded(path, file)
    if text is None:
        return {}, problems
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if tuple(header) != COLUMNS:
        remedy = f"La primera fila debe ser: {','.join(COLUMNS)}"
        return {}, [Problem(file, "fila 1", repr(",".join(header)), remedy)]
    districts: dict[str, District] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(COLUMNS):
            remedy = f"Debe tener {len(COLUMNS)}; entre comillas lo que lleve coma."
            problems.append(Problem(file, f"fila {number}", f"{len(row)} celdas", remedy))
            continue
        values = _values(dict(zip(COLUMNS, row, strict=True)))
        district, found = validated(values, District, file)
        problems += [problem._replace(field=_field(number, problem.field)) for problem in found]
        ubigeo = row[0]
        if ubigeo in districts:
            problems.append(Problem(file, _field(number, "ubigeo"), repr(ubigeo), "Ya está en otra fila. Deje una."))
        known = district or partial_record(values, District, found)
        if known:
            districts[ubigeo] = known
    return districts, problems


def _values(row: dict[str, str]) -> dict[str, object]:
    return {
        "ubigeo": row["ubigeo"],
        "department": row["department"],
        "province": row["province"],
        "name": row["district"],
        "capital": row["capital"],
        "position": {"latitude": row["latitude"], "longitude": row["longitude"]},
        "position_of": row["position_of"],
        "natural_region": row["natural_region"] or None,
    }


def _field(row: int, field: str) -> str:
    column = {"name": "district"}.get(field, field.removeprefix("position."))
    return f"fila {row}, {column}" if column else f"fila {row}"
