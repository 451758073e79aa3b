"""Spreadsheets: an export can be imported unchanged, and what people write in cells is understood."""

import csv
import io
import shutil
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from portal.__main__ import main
from portal.catalogue.canonical import LISTS, MODELS
from portal.catalogue.reading import FOLDER, InvalidCatalogueError, read
from portal.catalogue.records import OpeningHours
from portal.sheets.cells import WEEKDAYS, read_hours, write_hours
from portal.sheets.columns import COLUMNS
from portal.sheets.spreadsheet import KINDS, exported, import_of
from portal.territory.vessel_places import VESSEL_PLACES
from sheets import CUSCO, DNI, file, imported, sheet
from small_catalogue import contents


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Return a copy of the repository's catalogue."""
    return Path(shutil.copytree(FOLDER, tmp_path / "real"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_can_be_imported_without_a_change(kind: str, real: Path) -> None:
    """After an export and an import of the real catalogue, no byte of any file has changed."""
    catalogue, before = read(real), contents(real)
    done = imported(kind, file(real, exported(catalogue, kind)), real)
    assert set(done.equal) == set(getattr(catalogue, kind))
    assert (done.added, done.changed, done.missing, done.remarks) == ({}, {}, (), ())
    assert contents(real) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_alone_makes_the_same_records(kind: str, real: Path) -> None:
    """Itineraries and further sources aside: imported where the records are missing, they are the same."""
    catalogue = read(real)
    for key in getattr(catalogue, kind):
        (real / kind / f"{key}.yaml").unlink()
    for name in LISTS:
        (real / name).unlink()  # they name procedures
    shutil.rmtree(real / "published")  # its figures name centres
    (real / VESSEL_PLACES).unlink()  # its rows name vessels
    imported(kind, file(real, exported(catalogue, kind)), real)
    for key, record in getattr(read(real), kind).items():
        expected = getattr(catalogue, kind)[key]
        aside = {"stops": (), "reach": (), "number": record.number} if kind == "centres" else {"other_sources": ()}
        expected = expected.model_copy(update=aside)
        assert record == expected


def _fields(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Return the dotted paths of a record's values; a list counts as one."""
    paths: set[str] = set()
    for name, field in model.model_fields.items():
        inner = [part for part in (field.annotation, *getattr(field.annotation, "__args__", ())) if part]
        groups = [part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)]
        is_list = getattr(field.annotation, "__origin__", None) is tuple
        paths |= _fields(groups[0], f"{prefix}{name}.") if groups and not is_list else {f"{prefix}{name}"}
    return paths


def test_what_has_no_column() -> None:
    """Itineraries and further sources, which do not fit into a row, and a centre's number. Others need a column."""
    left = {kind: _fields(MODELS[kind]) - {column.field for column in COLUMNS[kind]} for kind in KINDS}
    assert left == {"centres": {"stops", "number", "reach"}, "procedures": {"other_sources"}}


def _span(days: list[str], opens: time, minutes: int) -> OpeningHours:
    values = {"days": days, "opens": f"{opens:%H:%M}", "closes": f"{opens.hour + 1:02}:{minutes:02}"}
    return OpeningHours.model_validate(values)


_SPANS = st.builds(
    _span, st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=9), st.times(max_value=time(22, 0)), st.just(1)
)


@given(st.lists(_SPANS, max_size=4))
def test_hours_are_read_as_they_are_written(hours: list[OpeningHours]) -> None:
    """Any days in any order, and several timetables, are the same after writing and reading a cell."""
    assert [OpeningHours.model_validate(span) for span in read_hours(write_hours(hours))] == hours


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("mon-fri 08:00-16:45; sat 08:00-13:45", "mon-fri 08:00-16:45; sat 08:00-13:45"),
        ("lun-vie 8:00 - 16:45 ; sáb 8:00\u201313:45;", "mon-fri 08:00-16:45; sat 08:00-13:45"),
        ("Mon, Wed,FRI 09:00-12:00", "mon,wed,fri 09:00-12:00"),
        ("mié-jue 09:00-12:00", "wed,thu 09:00-12:00"),
    ],
)
def test_hours_may_be_written_as_people_do(cell: str, written: str) -> None:
    """Spanish days, capitals, spaces, a long dash and an hour of one digit are understood."""
    assert write_hours([OpeningHours.model_validate(span) for span in read_hours(cell)]) == written


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_spreadsheet_program_will_do(folder: Path, separator: str, encoding: str) -> None:
    """Comma, semicolon or tab, with and without byte order mark; the encoding of Windows is read, with a remark."""
    content = sheet("procedures", {**DNI, "name": "Duplicado de DNI, año 2026"}, separator=separator)
    done = imported("procedures", file(folder, content.encode(encoding)), folder)
    assert read(folder).procedures["duplicado-dni"].name == "Duplicado de DNI, año 2026"
    assert len(done.remarks) == (encoding == "cp1252")


def test_an_import_says_what_it_would_do_and_then_does_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written before it is asked for; a file without a change, or not in the sheet, keeps its bytes."""
    before = contents(folder)
    new = {**CUSCO, "id": "mac-iquitos", "name": "MAC Express Iquitos", "department": "16", "district": "160101"}
    path = file(folder, sheet("centres", {**CUSCO, "address": "Plaza de Armas 1"}, new))
    assert main(["import", "centres", str(path)], folder) == 0
    out = capsys.readouterr().out
    lines = (
        "no está en la hoja: pias-napo",
        "nuevo: mac-iquitos (MAC Express Iquitos)",
        "cambia: mac-cusco",
        "  address: nada → Plaza de Armas 1",
    )
    assert "\n".join(lines) in out
    assert "Nuevos: 1. Cambian: 1, de nombre 0. Iguales: 0. No están en la hoja y siguen como estaban: 1." in out
    assert contents(folder) == before
    assert main(["import", "--write", "centres", str(path)], folder) == 0
    after = contents(folder)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"centres/mac-cusco.yaml", "centres/mac-iquitos.yaml"}
    assert read(folder).centres["mac-cusco"].address == "Plaza de Armas 1"
    capsys.readouterr()
    assert main(["import", "centres", str(path)], folder) == 0
    assert "Nuevos: 0. Cambian: 0, de nombre 0. Iguales: 2." in capsys.readouterr().out


HEAD = "host_name;host_kind;department;district;address;source_url"


def _monthly(folder: Path, *rows: str, head: str = HEAD) -> Path:
    return file(folder, "\n".join([head, *(f"{row};https://www.gob.pe/lista" for row in rows)]))


def test_a_monthly_list_needs_neither_our_ids_nor_all_columns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A host is recognised however it is written; what the list does not say stays; a new host gets a free id."""
    before = read(folder).centres["mac-cusco"]
    rows = ("M.P. de CUSCO;municipality;08;080101;Plaza Regocijo", "Tambo Nuevo;tambo;16;160101;")
    assert main(["import", "--write", "centres", str(_monthly(folder, *rows))], folder) == 0
    out = capsys.readouterr().out
    assert "nuevo: mac-express-tambo-nuevo (MAC Express Tambo Nuevo)\n" in out
    assert "cambia: mac-cusco\n  address: nada → Plaza Regocijo\n  source_url:" in out
    after = read(folder).centres["mac-cusco"]
    assert after == before.model_copy(update={"address": "Plaza Regocijo", "source": after.source})
    # The same list without the address: an empty cell of a list says nothing.
    imported("centres", _monthly(folder, "Municipalidad Provincial de Cusco;municipality;;;"), folder)
    assert read(folder).centres["mac-cusco"] == after


def test_a_host_of_another_place_is_another_centre(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same name in another department is new; so is a new name in the same district, which may be a renamed one."""
    elsewhere = "Municipalidad Provincial de Cusco;municipality;16;160101;"
    plan = import_of("centres", _monthly(folder, elsewhere), folder)
    assert (list(plan.added), plan.changed) == (["mac-express-cusco"], {})
    renamed = "Municipalidad Metropolitana de Qosqo;municipality;08;080101;"
    assert main(["import", "centres", str(_monthly(folder, renamed))], folder) == 0
    assert "¿Es mac-cusco, con otro nombre?" in capsys.readouterr().out


def test_a_new_centre_never_gets_the_id_of_another(folder: Path) -> None:
    """Long names that begin alike and the same names of two departments each have their own, now and next month."""
    rows = [f"Municipalidad Distrital de San Juan de la Quebrada Honda de {n};municipality;16;160101;" for n in "ABC"]
    rows += ["Tambo Belén;tambo;16;160101;", "Tambo Belen;tambo;08;080101;"]
    first = imported("centres", _monthly(folder, *rows[:4]), folder)
    assert len(first.added) == 4
    again = imported("centres", _monthly(folder, *rows), folder)
    assert (len(again.added), again.changed, len(again.equal)) == (1, {}, 4)


def test_a_stage_comes_with_its_own_source(folder: Path) -> None:
    """A sheet that changes it without saying where it was seen is refused."""
    rows = {**CUSCO, "stage": "paused", "stage_source_url": "https://www.gob.pe/pausa"}
    imported("centres", file(folder, sheet("centres", rows)), folder)
    content = "id;host_name;stage;source_url\nmac-cusco;Municipalidad Provincial de Cusco;open;https://www.gob.pe/mac"
    with pytest.raises(InvalidCatalogueError) as caught:
        imported("centres", file(folder, content), folder)
    assert [problem.field for problem in caught.value.problems] == ["fila 2, columna stage_source_url"]
    imported("centres", file(folder, content.replace(";open;", ";;")), folder)
    assert read(folder).centres["mac-cusco"].stage is None


def test_a_monthly_list_without_what_a_new_centre_needs_is_refused(folder: Path) -> None:
    """A new host without a source is reported by its row."""
    path = file(folder, "host_name;host_kind;department;source_url\nTambo Nuevo;tambo;16;")
    with pytest.raises(InvalidCatalogueError) as caught:
        imported("centres", path, folder)
    assert {problem.field for problem in caught.value.problems} == {"fila 2, columna source_url"}


def test_an_itinerary_stays(folder: Path) -> None:
    """A vessel's stops are not in the sheet: they and the file's comment stay when its row changes."""
    rows = csv.DictReader(io.StringIO(exported(read(folder), "centres").decode("utf-8-sig")), delimiter=";")
    vessel = next(row for row in rows if row["id"] == "pias-napo")
    stops = read(folder).centres["pias-napo"].stops
    imported("centres", file(folder, sheet("centres", {**vessel, "note": "Trae doctora"})), folder)
    centre = read(folder).centres["pias-napo"]
    assert (centre.stops, centre.note) == (stops, "Trae doctora")
    assert (folder / "centres/pias-napo.yaml").read_text(encoding="utf-8").splitlines()[1].startswith("# Las fechas")


def test_a_new_centre_gets_the_next_number(folder: Path) -> None:
    """Receipts contain the numbers: a centre keeps its number, a new one gets a number that was never used."""
    new = [{**CUSCO, "id": "mac-dos"}, {**CUSCO, "id": "mac-tres"}]
    imported("centres", file(folder, sheet("centres", {**CUSCO, "name": "Otro nombre"}, *new)), folder)
    numbers = {key: centre.number for key, centre in read(folder).centres.items()}
    assert numbers == {"mac-cusco": 1, "mac-cerrado": 2, "pias-napo": 7, "mac-dos": 8, "mac-tres": 9}


def test_an_emptied_cell_empties_the_field(folder: Path) -> None:
    """A value that is no longer in the sheet is unknown again."""
    imported("centres", file(folder, sheet("centres", {**CUSCO, "latitude": "", "longitude": ""})), folder)
    assert read(folder).centres["mac-cusco"].position is None


@pytest.mark.parametrize(("cell", "soles"), [("40,4", 40.4), ("40.40", 40.4), ("0", 0.0), ("", None)])
def test_soles_are_understood(folder: Path, cell: str, soles: float | None) -> None:
    """A comma is understood if it can only be a decimal comma; free is not the same as unknown."""
    imported("procedures", file(folder, sheet("procedures", {**DNI, "cost_soles": cell})), folder)
    assert read(folder).procedures["duplicado-dni"].cost.soles == soles


def test_decimal_commas_in_positions_are_understood(folder: Path) -> None:
    """So is the long minus that some programs write."""
    row = {**CUSCO, "latitude": "-13,517", "longitude": "\u221271,9785"}
    imported("centres", file(folder, sheet("centres", row)), folder)
    position = read(folder).centres["mac-cusco"].position
    assert position is not None
    assert (position.latitude, position.longitude) == (-13.517, -71.9785)


def test_dates_rewritten_by_the_program_are_understood_and_reported(folder: Path) -> None:
    """A spreadsheet in Peru shows 22/01/2026; the import reports how it read this date."""
    path = file(folder, sheet("procedures", {**DNI, "source_date": "22/01/2026"}))
    done = imported("procedures", path, folder)
    assert done.equal == ("duplicado-dni",)
    assert done.remarks == ("Fechas escritas como 22/01/2026 y leídas como día/mes/año: 1.",)


def test_an_export_never_overwrites(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The existing file may contain an afternoon's work."""
    path = folder.parent / "centros.csv"
    assert main(["export", "centres", str(path)], folder) == 0
    written = path.read_bytes()
    path.write_bytes(written + b"mio")
    assert main(["export", "centres", str(path)], folder) == 1
    assert "ya existe" in capsys.readouterr().err
    assert path.read_bytes() == written + b"mio"
