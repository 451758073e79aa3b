"""Reads the published figures and their bulletins from two tables, with every problem of both at once."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from portal.catalogue.problems import Problem
from portal.catalogue.tables import cell, file_of, record_of, rows_in
from portal.published.checks import check
from portal.published.records import Bulletin, Figure
from portal.published.series import Published

FIGURES = Path("published", "figures.csv")
BULLETINS = Path("published", "sources.csv")


def published_in(folder: Path) -> tuple[Published, list[Problem]]:
    """Return the published figures of a catalogue, and every problem; no figures where it has neither table."""
    if not (folder / FIGURES).exists() and not (folder / BULLETINS).exists():
        return Published(), []
    problems: list[Problem] = []
    bulletins = _bulletins(folder / BULLETINS, problems)
    figures = _figures(folder / FIGURES, problems)
    centres = {path.stem for path in (folder / "centres").glob("*.yaml")}
    problems += check(figures, bulletins, centres, FIGURES.as_posix())
    return Published(tuple(figures.values()), bulletins), problems


def _bulletins(path: Path, problems: list[Problem]) -> dict[int, Bulletin]:
    bulletins: dict[int, Bulletin] = {}
    for row, cells in rows_in(path, list(Bulletin.model_fields), problems):
        # A wrong one stays with what could be read, so that its figures are not reported too.
        bulletin = record_of(_known(cells), Bulletin, partial(cell, row), file_of(path), problems)
        if bulletin and bulletin.number in bulletins:
            remedy = "Ya está en otra fila. Use otro número."
            problems.append(Problem(file_of(path), cell(row, "number"), str(bulletin.number), remedy))
        elif bulletin:
            bulletins[bulletin.number] = bulletin
    return bulletins


def _figures(path: Path, problems: list[Problem]) -> dict[int, Figure]:
    """Return the figures by row, without those that are wrong: what is compared between rows needs complete ones."""
    figures: dict[int, Figure] = {}
    for row, cells in rows_in(path, list(Figure.model_fields), problems):
        found = len(problems)
        figure = record_of(_known(cells), Figure, partial(cell, row), file_of(path), problems)
        if figure and len(problems) == found:
            figures[row] = figure
    return figures


def _known(cells: Mapping[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}
