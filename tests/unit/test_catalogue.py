"""Reading the catalogue: all problems are reported at once, by file and field, with what to do."""

import json
import re
from pathlib import Path
from typing import cast

import pytest
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from macexpress.attentions.submission import Batch
from macexpress.platform.field_errors import field_errors
from portal.__main__ import main
from portal.catalogue.canonical import LISTS, MODELS
from portal.catalogue.problems import Problem
from portal.catalogue.reading import FOLDER, InvalidCatalogueError, read, read_districts
from portal.published.records import Figure
from portal.territory.outlines import OUTLINES
from small_catalogue import FILES, contents


def _problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidCatalogueError) as caught:
        read(folder)
    return caught.value.problems


def _places(folder: Path) -> set[tuple[str, str]]:
    return {(problem.file, problem.field) for problem in _problems(folder)}


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_the_real_catalogue_is_valid() -> None:
    """The committed catalogue has no problems, and its records are in the order of their ids."""
    catalogue = read(FOLDER)
    assert len(catalogue.districts) > 1800
    assert list(catalogue.procedures) == sorted(catalogue.procedures)


def test_a_small_catalogue_is_valid(folder: Path) -> None:
    """Retired records may keep their links; hours without quotes are text, as YAML 1.2 says."""
    catalogue = read(folder)
    assert f"{catalogue.centres['mac-cusco'].opening_hours[0].opens:%H:%M}" == "08:00"
    assert catalogue.centres["pias-napo"].stops


def test_everything_wrong_is_in_one_report(folder: Path) -> None:
    """Broken YAML, unknown field, duplicate id, missing district, dead links, wrong rows: one run reports them all."""
    (folder / "entities/rota.yaml").write_text("id: rota\nname: [sin cerrar\n", encoding="utf-8")
    (folder / "entities/copia.yaml").write_text(FILES["entities/reniec.yaml"], encoding="utf-8")
    _edit(folder, "procedures/duplicado-dni.yaml", "entity: reniec", "entity: antigua\ndni: si\nonly_at: [mac-cerrado]")
    _edit(folder, "centres/mac-cusco.yaml", "'080101'", "'089999'")
    _edit(folder, "centres/pias-napo.yaml", "place: Santa Clotilde", "place: Santa Clotilde\n    district: '169999'")
    wrong = "since: 2025\nservices:\n  - names: [SUNAT]\n    procedures: [tramite-retirado, no-existe]\n"
    (folder / "demand.yaml").write_text(wrong, encoding="utf-8")
    _edit(folder, "territory/districts.csv", "-3.74", "sur")
    (folder / "centres/vacio.yaml").write_text("", encoding="utf-8")
    assert _places(folder) == {
        ("entities/rota.yaml", "línea 3"),
        ("entities/copia.yaml", "id"),
        ("procedures/duplicado-dni.yaml", "dni"),
        ("procedures/duplicado-dni.yaml", "entity"),
        ("procedures/duplicado-dni.yaml", "only_at.0"),
        ("centres/mac-cusco.yaml", "district"),
        ("centres/pias-napo.yaml", "stops.0.district"),
        ("demand.yaml", "services.0.names.0"),
        ("demand.yaml", "services.0.procedures.0"),
        ("demand.yaml", "services.0.procedures.1"),
        ("territory/districts.csv", "fila 3, latitude"),
        ("centres/vacio.yaml", ""),
    }


@pytest.mark.parametrize("character", ["\\n", "\\t", "\\x0e"])
def test_a_text_has_no_control_characters(folder: Path, character: str) -> None:
    """A line break, a tab or a mark of the pack would end it somewhere later."""
    _edit(folder, "entities/reniec.yaml", "acronym: RENIEC", f'acronym: "REN{character}IEC"')
    assert _places(folder) == {("entities/reniec.yaml", "acronym")}


def test_a_record_with_a_mistake_has_its_links_checked_too(folder: Path) -> None:
    """A summary that is too long does not hide an entity that does not exist."""
    _edit(folder, "procedures/duplicado-dni.yaml", "entity: reniec", "entity: no-existe")
    _edit(folder, "procedures/duplicado-dni.yaml", "Otro DNI", "Otro DNI " * 40)
    assert {field for _, field in _places(folder)} == {"entity", "summary"}


def test_links_to_a_broken_file_are_not_reported_too(folder: Path) -> None:
    """One broken file is one problem, however many records link to it."""
    (folder / "entities/reniec.yaml").write_text("id: [", encoding="utf-8")
    assert {file for file, _ in _places(folder)} == {"entities/reniec.yaml"}


@pytest.mark.parametrize(
    ("content", "field", "found"),
    [
        (b"", "", "nada"),
        (b"- una\n- lista\n", "", "una lista"),
        (b"solo un texto\n", "", "'solo un texto'"),
        ("id: niñez".encode("cp1252"), "línea 1", "un byte que no es UTF-8 (F1)"),
        (b"id: reniec\nid: reniec\n", "línea 2", "un campo repetido"),
        (b"id: reniec\nname: Sunat: sede\n", "línea 2", "dos puntos donde no se esperan"),
        (b"  id: reniec\nname: x\n", "línea 2", "una sangría distinta"),
        (b"id: reniec\nsource:\n\turl: x\n", "línea 3", "una tabulación"),
        (b"id: reniec\nname\nacronym: x\n", "línea 3", "un campo sin dos puntos"),
        (b"id: reniec\nname: 'x\n", "línea 3", "comillas sin cerrar"),
        (b"id: reniec\nname: [x\n", "línea 3", "una lista sin cerrar"),
        (b"id: reniec\nname: @x\n", "línea 2", "found character '@'"),
        (b"id: reniec\nretired_on: 2026-13-45\n", "", "un valor que no se puede leer (month must be"),
        (b"a: \x01\n", "", "un valor que no se puede leer (unacceptable character"),
        (b"[" * 5000, "", "grupos dentro de grupos sin fin"),
        (b"--- {}\n--- {}\n", "línea 2", "un segundo registro"),
    ],
)
def test_a_file_without_a_record_is_one_clear_problem(folder: Path, content: bytes, field: str, found: str) -> None:
    """An empty file, a list, another encoding, a field twice, an impossible day: reported, never a traceback."""
    (folder / "entities/reniec.yaml").write_bytes(content)
    (problem,) = _problems(folder)
    assert (problem.file, problem.field) == ("entities/reniec.yaml", field)
    assert problem.found.startswith(found)
    assert problem.remedy


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    """Notepad writes one; the record is read nevertheless."""
    path = folder / "entities/reniec.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    read(folder)


@pytest.mark.parametrize(
    "name",
    [
        "centres/mac-lima.yml",
        "centres/MAC-lima.yaml",
        "centres/mac lima.yaml",
        "centres/lima/mac-lima.yaml",
        "centres/notas.txt",
        "centers/mac-lima.yaml",
        "demanda.yml",
    ],
)
def test_a_file_that_would_not_be_read_is_reported(folder: Path, name: str) -> None:
    """Nothing that looks like a record is silently left out."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILES["centres/mac-cusco.yaml"], encoding="utf-8")
    assert _places(folder) == {(name, "")}


def test_hidden_files_are_ignored(folder: Path) -> None:
    """Editors and systems leave them behind."""
    (folder / "centres/.DS_Store").write_bytes(b"\0")
    read(folder)


def test_every_published_service_has_its_procedures(folder: Path) -> None:
    """A service that a bulletin counts and nobody has placed is reported, as is a name that stands there twice."""
    (folder / "published").mkdir()
    (folder / "published/sources.csv").write_text("number,name,date,url\n1,Boletín,2026-05-08,\n", encoding="utf-8")
    counted = {"Antiguo": "2024", "Nuevo": "2025", "DNI": "2025"}
    rows = [f"{year},mac_express,service,,{name},,attentions,9,,1,3,\n" for name, year in counted.items()]
    text = "".join([",".join(Figure.model_fields), "\n", *rows])
    (folder / "published/figures.csv").write_text(text, encoding="utf-8")
    service = "  - names: [DNI]\n    procedures: [duplicado-dni]\n"
    (folder / "demand.yaml").write_text(f"since: 2025\nservices:\n{service}{service}", encoding="utf-8")
    assert [(problem.file, problem.field, problem.found) for problem in _problems(folder)] == [
        ("demand.yaml", "services", "'Nuevo'"),
        ("demand.yaml", "services.1.names.0", "'DNI'"),
    ]


def test_a_range_of_costs_ascends(folder: Path) -> None:
    """The highest amount is above the lowest, and there is no highest without a lowest."""
    _edit(folder, "procedures/duplicado-dni.yaml", "soles: 30.4", "soles: 30.4\n  soles_to: 20")
    assert _places(folder) == {("procedures/duplicado-dni.yaml", "cost.soles_to")}
    _edit(folder, "procedures/duplicado-dni.yaml", "  soles: 30.4\n", "")
    assert _places(folder) == {("procedures/duplicado-dni.yaml", "cost.soles_to")}


def test_missing_districts_are_reported(folder: Path) -> None:
    """Without them the catalogue is incomplete; that is the only problem reported."""
    (folder / "territory/districts.csv").unlink()
    assert _places(folder) == {("territory/districts.csv", "")}


def test_a_missing_folder_is_reported(folder: Path) -> None:
    """A missing folder is reported, together with the broken links."""
    (folder / "entities").rename(folder.parent / "elsewhere")
    assert ("entities", "") in _places(folder)


def test_an_id_is_the_name_of_its_file(folder: Path) -> None:
    """An id in a file with another name is a problem of that file, whether or not another record has the id."""
    _edit(folder, "entities/antigua.yaml", "id: antigua", "id: reniec")
    (taken,) = _problems(folder)
    assert (taken.file, taken.field) == ("entities/antigua.yaml", "id")
    assert "reniec.yaml" in taken.remedy
    _edit(folder, "entities/antigua.yaml", "id: reniec", "id: otra")
    (free,) = _problems(folder)
    assert (free.file, free.field) == ("entities/antigua.yaml", "id")
    assert "antigua" in free.remedy


@pytest.mark.parametrize(
    ("stage", "field"),
    [
        ("{kind: paused, since: 2026-05, until: 2026-04-30, source: {url: https://www.gob.pe/x}}", "stage.until"),
        ("{kind: paused, since: 2026, until: '2025', source: {url: https://www.gob.pe/x}}", "stage.until"),
        ("{kind: cerrado, source: {url: https://www.gob.pe/x}}", "stage.kind"),
        ("{kind: trial}", "stage.source"),
        ("{kind: retired, source: {url: https://www.gob.pe/x}}", "retired_on"),
    ],
)
def test_a_stage_has_a_kind_a_source_and_ends_after_it_begins(folder: Path, stage: str, field: str) -> None:
    """However exactly its days are known; a pause in one and the same month is possible."""
    _edit(folder, "centres/mac-cusco.yaml", "source:\n", f"stage: {stage}\nsource:\n")
    assert _places(folder) == {("centres/mac-cusco.yaml", field)}


def test_a_stage_may_end_in_the_month_in_which_it_began(folder: Path) -> None:
    """A day within a month that alone is known is not before it."""
    known = "{kind: paused, since: 2026-05-20, until: 2026-05, source: {url: https://www.gob.pe/x}}"
    _edit(folder, "centres/mac-cusco.yaml", "source:\n", f"stage: {known}\nsource:\n")
    read(folder)


def test_a_fixed_centre_has_a_district_or_an_address(folder: Path) -> None:
    """A district that is too new to have a ubigeo is no reason to leave its centre out."""
    _edit(folder, "centres/mac-cusco.yaml", "district: '080101'\n", "")
    assert _places(folder) == {("centres/mac-cusco.yaml", "district")}
    _edit(folder, "centres/mac-cusco.yaml", "department: '08'\n", "department: '08'\naddress: Plaza Mayor\n")
    read(folder)


def test_two_centres_never_share_a_number(folder: Path) -> None:
    """Receipts name a centre by its number: the second centre is reported, with a free number."""
    _edit(folder, "centres/pias-napo.yaml", "number: 7", "number: 1")
    (problem,) = _problems(folder)
    assert (problem.file, problem.field) == ("centres/pias-napo.yaml", "number")
    assert "mac-cusco" in problem.remedy
    assert "Use 3." in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("160101,", "16010,", "fila 3, ubigeo"),
        ("160101,", "080101,", "fila 3, ubigeo"),
        ("Iquitos,Iquitos", "Iquitos", "fila 3"),
        ("-73.25", "73.25", "fila 3, longitude"),
        ("capital,selva", "capital,jungla", "fila 3, natural_region"),
        ("160101,Loreto,Maynas,Iquitos", "160101,Loreto,Maynas,", "fila 3, district"),
        ("ubigeo,", "codigo,", "fila 1"),
    ],
)
def test_a_wrong_row_of_the_districts_is_reported(folder: Path, old: str, new: str, field: str) -> None:
    """With its row number as in a spreadsheet, and its column."""
    _edit(folder, "territory/districts.csv", old, new)
    with pytest.raises(InvalidCatalogueError) as caught:
        read_districts(folder / "territory/districts.csv")
    assert [problem.field for problem in caught.value.problems] == [field]


def test_numbers_in_a_report_are_in_order(folder: Path) -> None:
    """The third stop comes before the eleventh."""
    stops = "".join(f"  - place: P{n}\n    source:\n      url: https://a.pe/b\n" for n in range(12))
    _edit(folder, "centres/pias-napo.yaml", "stops:\n", f"stops:\n{stops}")
    assert [problem.field for problem in _problems(folder)] == [f"stops.{n}" for n in range(12)]


def test_the_command_reports_everything_and_exits_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line per problem and a last line with their number; one line and 0 if there are none."""
    assert main(["check"], folder) == 0
    assert capsys.readouterr().out.count("\n") == 1
    (folder / "entities/rota.yaml").write_text("a: [", encoding="utf-8")
    _edit(folder, "centres/mac-cusco.yaml", "'080101'", "'089999'")
    before = contents(folder)
    assert main(["check"], folder) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "2 problemas en 2 archivos."
    assert lines[0].startswith("centres/mac-cusco.yaml: district: se encontró '089999'. No hay distrito")
    assert contents(folder) == before


_NAPO = "    arrives: 2026-11-20\n    leaves: 2026-11-26\n    source:\n      url: https://www.gob.pe/pias\n"


@pytest.mark.parametrize(("arrives", "fields"), [("2026-11-25", ["stops.1.arrives"]), ("2026-11-26", [])])
def test_a_vessel_is_in_one_place_at_a_time(folder: Path, arrives: str, fields: list[str]) -> None:
    """A stop that begins before the previous one ends is a problem; it may begin on the same day."""
    _edit(
        folder,
        "centres/pias-napo.yaml",
        _NAPO,
        f"{_NAPO}  - place: Pantoja\n    arrives: {arrives}\n    source:\n      url: https://www.gob.pe/pias\n",
    )
    assert [problem.field for problem in _problems_or_none(folder)] == fields


@pytest.mark.parametrize(("longitude", "fields"), [("-77.03", ["position"]), ("-71.97", [])])
def test_a_position_lies_in_its_department(folder: Path, longitude: str, fields: list[str]) -> None:
    """A centre of Cusco with Lima's longitude is a problem, which says how far off it is."""
    (folder / OUTLINES).write_bytes((FOLDER / OUTLINES).read_bytes())
    _edit(folder, "centres/mac-cusco.yaml", "-71.97", longitude)
    problems = _problems_or_none(folder)
    assert [problem.field for problem in problems] == fields
    assert all("km de su departamento (08)" in problem.remedy for problem in problems)


def test_broken_outlines_are_reported(folder: Path) -> None:
    """A broken file of outlines is one problem of the report."""
    (folder / OUTLINES).write_text('{"features": [{}]}', encoding="utf-8")
    assert _places(folder) == {(str(OUTLINES), "")}


def _problems_or_none(folder: Path) -> tuple[Problem, ...]:
    try:
        read(folder)
    except InvalidCatalogueError as caught:
        return caught.problems
    return ()


@pytest.mark.parametrize("model", [*MODELS.values(), *LISTS.values(), Figure, Batch], ids=lambda m: m.__name__)
def test_no_person_is_shown_a_regular_expression(model: type[BaseModel]) -> None:
    """What does not match a form is told what to write instead, wherever a record or a submission has one."""
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(model.model_json_schema())))
    for pattern in patterns:
        context = {"pattern": json.loads(pattern)}
        error = {"type": "string_pattern_mismatch", "loc": (), "msg": "", "input": "", "ctx": context}
        ((_, _, message),) = field_errors([cast("ErrorDetails", error)])
        assert "^" not in message
