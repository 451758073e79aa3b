"""The tables of the territory, population and places of vessels: all wrong rows are reported at once."""

from pathlib import Path

import pytest

from portal.catalogue.reading import InvalidCatalogueError, read


def _places(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(InvalidCatalogueError) as caught:
        read(folder)
    return {(problem.file, problem.field) for problem in caught.value.problems}


def test_the_census_counted_every_department_once() -> None:
    """The inhabitants of the 25 departments add up to those that INEI published for the country."""
    catalogue = read()
    assert set(catalogue.population) == {ubigeo[:2] for ubigeo in catalogue.districts}
    assert sum(catalogue.population.values()) == 29_381_884


def test_wrong_rows_of_the_population_are_reported(folder: Path) -> None:
    """All at once: what is no code, what is no number, and a department that comes twice."""
    rows = "department,inhabitants\n08,1205527\nCusco,1205527\n16,\n08,3\n"
    (folder / "territory" / "population.csv").write_text(rows, encoding="utf-8")
    file = "territory/population.csv"
    assert _places(folder) == {
        (file, "fila 3, department"),
        (file, "fila 4, inhabitants"),
        (file, "fila 5, department"),
    }


def test_wrong_rows_of_a_vessels_places_are_reported(folder: Path) -> None:
    """A vessel that is none, a district that is none, and a point outside the country, all at once."""
    rows = [
        "vessel,ubigeo,place,latitude,longitude",
        "pias-napo,160101,Bellavista,-3.7,-73.2",
        "mac-cerrado,160101,Bellavista,-3.7,-73.2",
        "pias-napo,169999,Bellavista,-3.7,-73.2",
        "pias-napo,160101,Bellavista,-3.7,73.2",
    ]
    (folder / "territory" / "vessel_places.csv").write_text("\n".join(rows), encoding="utf-8")
    file = "territory/vessel_places.csv"
    assert _places(folder) == {(file, "fila 3, vessel"), (file, "fila 4, ubigeo"), (file, "fila 5, longitude")}
