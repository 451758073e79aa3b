"""A sheet with mistakes: all of them are reported, by row and column, and nothing changes."""

from pathlib import Path

import pytest

from portal.__main__ import main
from portal.catalogue.reading import InvalidCatalogueError
from portal.sheets.spreadsheet import import_of
from sheets import CUSCO, DNI, file, imported, sheet
from small_catalogue import contents


def _refused(folder: Path, kind: str, content: str | bytes) -> list[tuple[str, str, str]]:
    """Import a sheet that must be refused; return each problem's place, what was found and the remedy."""
    path, before = file(folder, content), contents(folder)
    with pytest.raises(InvalidCatalogueError) as caught:
        import_of(kind, path, folder)
    assert contents(folder) == before
    return [(problem.field or problem.file, problem.found, problem.remedy) for problem in caught.value.problems]


def test_every_mistake_is_in_one_report(folder: Path) -> None:
    """By row, counted as in the spreadsheet, and by column, in the order of the sheet; nothing is written."""
    content = sheet(
        "centres",
        {**CUSCO, "district": "80101", "department": "8"},
        {**CUSCO, "id": "mac-dos", "latitude": "-13500000", "opening_hours": "todos los días", "name": ""},
        {**CUSCO, "id": "mac-tres", "district": "089999", "stage": "quizás"},
        {**CUSCO, "id": "mac-tres"},
        {**CUSCO, "id": "Mac Cuatro", "host_kind": "muni", "source_url": "gob.pe", "retired_on": "2026"},
        {**CUSCO, "id": "mac-cinco", "opening_hours": "mon 16:00-08:00", "longitude": ""},
    ).replace("\r\nmac-dos", "\r\n;;\r\nmac-dos")  # an empty row is counted but has no effect
    assert [where for where, _, _ in _refused(folder, "centres", content)] == [
        "fila 2, columna department",
        "fila 2, columna district",
        "fila 4, columna latitude",
        "fila 4, columna name",
        "fila 4, columna opening_hours",
        "fila 5, columna district",
        "fila 5, columna stage",
        "fila 5, columna stage_source_url",
        "fila 6, columna id",
        "fila 7, columna host_kind",
        "fila 7, columna id",
        "fila 7, columna retired_on",
        "fila 7, columna source_url",
        "fila 8, columna longitude",
        "fila 8, columna opening_hours",
    ]


def test_a_lost_zero_is_reported_and_not_guessed(folder: Path) -> None:
    """Spreadsheets turn 080101 into 80101: the message says this and what to do."""
    ((where, found, remedy),) = _refused(folder, "centres", sheet("centres", {**CUSCO, "district": "80101"}))
    assert (where, found) == ("fila 2, columna district", "'80101'")
    assert "le quitó el cero inicial" in remedy
    assert "escriba 080101" in remedy


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("cost_soles", "S/ 30", "solo un número"),
        ("cost_soles", "1,234", "miles o decimales"),
        ("cost_soles", "1,234.50", "solo un número"),
        ("cost_soles", "-1", "Debe ser 0.0 o más"),
        ("cost_soles_to", "30.4", "debe superar al menor"),
        ("source_date", "nov-18", "Escriba 2026-01-22"),
        ("source_date", "01/22/2026", "Escriba 2026-01-22"),
        ("retired_on", "2026-01", "fecha completa"),
        ("entity", "no-existe", "No hay entidad"),
        ("entity", "antigua", "retirado desde el 2024-01-31"),
        ("only_at", "mac-cusco mac-cerrado", "retirado desde el 2025-06-30"),
        ("summary", "", "Falta este dato"),
        ("summary", "x" * 141, "como máximo 140"),
    ],
)
def test_a_wrong_cell_is_reported_with_what_to_do(folder: Path, column: str, cell: str, words: str) -> None:
    """One problem per cell, with its row, its column and what to do."""
    ((where, _, remedy),) = _refused(folder, "procedures", sheet("procedures", {**DNI, column: cell}))
    assert where == f"fila 2, columna {column}"
    assert words in remedy


def test_columns_are_checked_all_at_once(folder: Path) -> None:
    """Unknown and repeated columns, and what is wrong in the others; what a new centre needs is missed in its row."""
    content = sheet("centres", {**CUSCO, "host_kind": "muni"}, {**CUSCO, "id": "mac-dos"})
    content = content.replace("district", "distrito").replace("address", "note", 1)
    assert [(where, found) for where, found, _ in _refused(folder, "centres", content)] == [
        ("fila 1, columna distrito", "'distrito'"),
        ("fila 1, columna note", "dos veces"),
        ("fila 2, columna host_kind", "'muni'"),
        ("fila 3, columna district", "un grupo de campos"),
    ]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "fila 1, columna host_name"),
        (b'id;"name\n', "lista.csv"),
        (b"\x81\x8d\xff", "lista.csv"),
        (sheet("centres").encode(), "fila 2"),
        (sheet("centres", CUSCO).replace("MAC Express Cusco", "MAC; Express").encode(), "fila 2"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused(folder: Path, content: bytes, where: str) -> None:
    """Empty, cut within quotes, not text, only a header, one cell too many."""
    assert where in [place for place, _, _ in _refused(folder, "centres", content)]


def test_links_into_the_sheet_are_checked(folder: Path) -> None:
    """Retiring a centre that a procedure still names is refused, with that procedure's file."""
    imported("procedures", file(folder, sheet("procedures", {**DNI, "only_at": "mac-cusco"})), folder)
    closed = {"retired_on": "2026-11-24", "stage": "retired", "stage_source_url": "https://www.gob.pe/mac"}
    content = sheet("centres", CUSCO | closed)
    ((where, _, remedy),) = _refused(folder, "centres", content)
    assert where == "only_at.0"
    assert "retirado desde el 2026-11-24" in remedy


def test_nothing_is_imported_into_a_broken_catalogue(folder: Path) -> None:
    """The existing catalogue must be valid first."""
    (folder / "entities/reniec.yaml").write_text("id: [", encoding="utf-8")
    assert _refused(folder, "centres", sheet("centres", CUSCO))


def test_a_full_disk_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second file cannot be written, the first is not replaced, and no temporary file is left."""
    rows = [{**CUSCO, "name": "Otro"}, {**CUSCO, "id": "mac-dos"}]
    path, before = file(folder, sheet("centres", *rows)), contents(folder)
    write = Path.write_bytes

    def full(target: Path, content: bytes) -> int:
        if "mac-dos" in target.name:
            raise OSError(28, "No space left on device", str(target))
        return write(target, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["import", "--write", "centres", str(path)], folder) == 1
    assert contents(folder) == before


def test_a_missing_file_is_one_clear_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a traceback."""
    assert main(["import", "centres", str(folder / "no.csv")], folder) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["import"], ["import", "centros", "a.csv"], ["export", "centres"]])
def test_a_command_that_is_not_whole_shows_how_it_is_written(
    arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, as people write it."""
    with pytest.raises(SystemExit):
        main(arguments, folder)
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"make {arguments[0]} KIND=centres FILE=centros.csv" in error
