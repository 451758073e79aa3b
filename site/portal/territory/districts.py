"""Reads the districts of the country from the table that was made from INEI's data."""

from functools import partial
from pathlib import Path

from portal.catalogue.problems import Problem
from portal.catalogue.records import District
from portal.catalogue.tables import cell, file_of, record_of, rows_in

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
    """Return the districts by ubigeo and every problem.

    A wrong row is included with the values that could be read, so that links to its district are not reported too.
    """
    problems: list[Problem] = []
    districts: dict[str, District] = {}
    for number, cells in rows_in(path, COLUMNS, problems):
        place = partial(_place, number)
        known = record_of(_values(cells), District, place, file_of(path), problems)
        ubigeo = cells["ubigeo"]
        if ubigeo in districts:
            remedy = "Ya está en otra fila. Deje una."
            problems.append(Problem(file_of(path), place("ubigeo"), repr(ubigeo), remedy))
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


def _place(row: int, field: str) -> str:
    return cell(row, {"name": "district"}.get(field, field.removeprefix("position.")))
