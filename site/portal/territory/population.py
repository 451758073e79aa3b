"""Reads how many people live in each department: INEI's census of 2017, see SOURCES.md."""

from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from portal.catalogue.problems import Problem
from portal.catalogue.tables import cell, file_of, record_of, rows_in

POPULATION = Path("territory", "population.csv")


class Population(BaseModel, frozen=True, extra="forbid"):
    """A row of the table."""

    department: Annotated[str, Field(pattern=r"^\d{2}$")]
    """Its code."""
    inhabitants: Annotated[int, Field(gt=0)]


def population_in(path: Path) -> tuple[dict[str, int], list[Problem]]:
    """Return the inhabitants by the department's code, and every problem; nobody where there is no such file."""
    problems: list[Problem] = []
    population: dict[str, int] = {}
    if not path.exists():
        return population, problems
    for row, cells in rows_in(path, list(Population.model_fields), problems):
        found = len(problems)
        known = record_of(cells, Population, partial(cell, row), file_of(path), problems)
        if known and known.department in population:
            remedy = "Ya está en otra fila. Deje una."
            problems.append(Problem(file_of(path), cell(row, "department"), repr(known.department), remedy))
        elif known and len(problems) == found:
            population[known.department] = known.inhabitants
    return population, problems
