"""The programme's own figures: read and checked like every table of the catalogue, compared where stated twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from macexpress.catalogue.index import Index
from portal.catalogue.problems import Problem
from portal.catalogue.reading import FOLDER, InvalidCatalogueError, read
from portal.functions_index import index_of
from portal.language.wording import life
from portal.published.comparisons import comparisons, sums
from portal.published.reading import published_in
from portal.published.records import Figure
from portal.published.series import Published
from portal.published.signs import Sign, newest_signs

_HEAD = ",".join(Figure.model_fields)
_SOURCES = """number,name,date,url
1,Boletín de prueba,2026-05-08,https://www.gob.pe/boletin.pdf
2,Sin dirección,2021,
"""
# Made up for these tests.
_FIGURES = f"""{_HEAD}
2025,mac_express,total,,,,attentions,100,,1,3,
2025,mac_express,host_kind,tambo,,,attentions,60,,1,3,
2025,mac_express,host_kind,pias,,,attentions,40,,1,3,
2026-01,mac_express,centre,tambo,Panti,mac-cusco,attentions,5,,1,4,
2026-02,mac_express,centre,tambo,Panti,mac-cusco,attentions,2,,1,4,
2026-03,mac_express,centre,tambo,Panti,mac-cusco,attentions,0,,1,4,
2026-04,mac_express,centre,tambo,Otros,,attentions,7,,1,4,
2025,centros_mac,total,,,,satisfaction_percent,98.5,,2,,
"""


@pytest.fixture
def series(folder: Path) -> Path:
    """Return the folder of a small catalogue with a few published figures."""
    (folder / "published").mkdir()
    (folder / "published/sources.csv").write_text(_SOURCES, encoding="utf-8")
    (folder / "published/figures.csv").write_text(_FIGURES, encoding="utf-8")
    return folder


def _problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidCatalogueError) as caught:
        read(folder)
    return caught.value.problems


def _edit(folder: Path, old: str, new: str, name: str = "figures") -> None:
    path = folder / "published" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def published() -> Published:
    """Return the repository's published figures."""
    found, problems = published_in(FOLDER)
    assert problems == []
    return found


def test_a_small_series_is_valid(series: Path) -> None:
    """Whole numbers are whole, a percentage is not, and a change of a figure changes the catalogue's version."""
    before = read(series)
    assert [f.value for f in before.published.figures][:2] == [100, 60]
    assert before.published.figures[-1].value == 98.5
    assert before.published.address(before.published.figures[0]) == "https://www.gob.pe/boletin.pdf#page=3"
    assert before.published.address(before.published.figures[-1]) == ""
    _edit(series, "attentions,7", "attentions,8")
    assert read(series).version != before.version


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("2025,mac_express,total", "2025-13,mac_express,total", "fila 2, period", "forma"),
        ("2025,mac_express,total", "2025,macexpress,total", "fila 2, channel", "Debe ser uno de estos"),
        ("host_kind,tambo", "host_kind,barco", "fila 3, key", "Debe ser uno de estos"),
        ("host_kind,tambo", "host_kind,costa", "fila 3, key", "municipality"),
        ("total,,,,attentions", "total,tambo,,,attentions", "fila 2, key", "Déjelo vacío"),
        ("tambo,Panti", "tambo,", "fila 5, name", "nombre publicado"),
        ("tambo,Panti,mac-cusco", "tambo,Panti,mac-lima", "fila 5, centre", "No hay centro"),
        ("attentions,100", "atenciones,100", "fila 2, measure", "Debe ser uno de estos"),
        ("attentions,100", "attentions,cien", "fila 2, value", "número"),
        ("attentions,100", "attentions,inf", "fila 2, value", "número"),
        ("attentions,100", "attentions,100.5", "fila 2, value", "entero"),
        ("2025,mac_express,total", "2026-02-31,mac_express,total", "fila 2, period", "calendario"),
        ("2025,mac_express,total", "2025/2018,mac_express,total", "fila 2, period", "posterior"),
        ("attentions,100,,1", "attentions,100,,", "fila 2, source", "Falta"),
        ("attentions,100,,1", "attentions,100,,9", "fila 2, source", "No hay boletín"),
        ("attentions,100,,1", "attentions,100,10,1", "fila 2, elsewhere", "note"),
        ("attentions,100", "attentions,99", "fila 2, value", "100"),
        ("2026-02,mac_express", "2026-01,mac_express", "fila 6, value", "fila 5"),
        ("attentions,100,,1,3,", "attentions,100,,1,3", "fila 2", "12"),
        (_HEAD, _HEAD.upper(), "fila 1", "La primera fila"),
    ],
)
def test_a_wrong_figure_is_reported(series: Path, old: str, new: str, field: str, words: str) -> None:
    """By row and column, with what to do; and once."""
    _edit(series, old, new)
    (problem,) = _problems(series)
    assert (problem.file, problem.field) == ("published/figures.csv", field)
    assert words in problem.remedy


def test_everything_wrong_is_reported_at_once(series: Path) -> None:
    """Both tables and the records, in one report; figures of a broken bulletin are not reported too."""
    _edit(series, "2026-05-08", "ayer", "sources")
    _edit(series, "2,Sin", "1,Sin", "sources")
    _edit(series, "attentions,100", "attentions,99")
    (series / "entities/rota.yaml").write_text("a: [", encoding="utf-8")
    assert [(problem.file, problem.field) for problem in _problems(series)] == [
        ("entities/rota.yaml", "línea 1"),
        ("published/figures.csv", "fila 2, value"),
        ("published/figures.csv", "fila 9, source"),
        ("published/sources.csv", "fila 2, date"),
        ("published/sources.csv", "fila 3, number"),
    ]


def test_a_slip_of_the_source_says_so_in_its_note(series: Path) -> None:
    """Parts may exceed their total where the total's note says that the source has it so."""
    _edit(series, "attentions,100,,1,3,", "attentions,99,,1,3,La fuente suma 100.")
    assert [str(found) for found in comparisons(read(series).published.figures) if not found.passed] == [
        "MAC Express, 2025, atenciones: 99; la suma por tipo de anfitrión da 100, 1 de más."
    ]


def test_some_months_are_not_compared_with_their_year(series: Path) -> None:
    """A sum of parts is compared only where all of them are published."""
    kind = "2025,mac_express,host_kind,tambo"
    _edit(series, kind, f"2025-02,mac_express,total,,,,attentions,7,,1,3,\n{kind}")
    assert [found.how for found in comparisons(read(series).published.figures)] == ["la suma por tipo de anfitrión"]


def test_the_functions_get_the_months(series: Path) -> None:
    """For the country's chart: MAC Express by month, and nothing else of the series."""
    _edit(series, "2025,mac_express,total", "2025-02,mac_express,total")
    index = index_of(read(series))
    assert index.published_months == {"2025-02": 100}
    assert Index.from_json(index.to_json()) == index


def test_a_missing_table_is_reported(series: Path) -> None:
    """Figures without their bulletins are not read as if there were none."""
    (series / "published/sources.csv").unlink()
    assert ("published/sources.csv", "") in {(problem.file, problem.field) for problem in _problems(series)}


def test_the_newest_month_in_which_a_centre_is_named(series: Path) -> None:
    """Only with attentions: a printed zero is no sign of life."""
    assert read(series).published.last_named() == {"mac-cusco": "2026-02"}


def test_the_newest_sign_of_a_centre_is_shown() -> None:
    """A newer month wins, from wherever it comes; in the same month what was registered here."""
    published = {"a": "2026-04", "b": "2026-04", "c": "2026-04"}
    signs = newest_signs(published, {"b": "2026-04", "c": "2026-03", "d": "2026-11"})
    assert signs == {
        "a": Sign("2026-04", registered=False),
        "b": Sign("2026-04", registered=True),
        "c": Sign("2026-04", registered=False),
        "d": Sign("2026-11", registered=True),
    }


def test_a_centre_that_registered_here_attends() -> None:
    """It is offered as the nearest that attends, in words that say how it is known."""
    catalogue = read()
    silent = next(c for c in catalogue.centres.values() if c.id not in catalogue.signs and not c.stage)
    known = replace(catalogue, registered={silent.id: "2026-11"})
    assert silent.id in known.attending
    assert life(silent, known.signs) == "Registró atenciones en noviembre de 2026"


def test_the_real_series_is_complete(published: Published) -> None:
    """Every month since January 2022, the years that they add up to, and the award's table of 2021 as the first row."""
    first = published.figures[0]
    assert (first.period, first.value) == ("2018/2021", 128_372)
    months = published.months()
    assert (min(months), max(months), len(months)) == ("2022-01", "2026-04", 52)
    assert published.years() == {"2022": 82_085, "2023": 126_173, "2024": 280_141, "2025": 395_327}
    assert published.by_kind("attentions", "2026-04") == {
        "centro_mac": 20_419,
        "municipality": 3_403,
        "tambo": 112,
        "pias": 220,
    }
    assert published.total("sites_with_attentions", "2026-04") == 119
    sites = published.at_end_of("2026-04")
    assert sites
    assert sites.value == 244
    assert len(list(sums(published.figures))) > 40


def test_the_slips_of_the_bulletins_are_found(published: Published) -> None:
    """What does not agree in the source is named, with the difference; the rest agrees."""
    found = comparisons(published.figures)
    assert [str(one) for one in found if not one.passed] == [
        "MAC Express, 2022, atenciones: 82,085; la suma por entidad da 82,120, 35 de más.",
        "MAC Express, 2023, atenciones: 126,173; otra publicación da 13,689, 112,484 de menos.",
        "Centros MAC, marzo 2025, atenciones: 426,345; otra publicación da 423,986, 2,359 de menos.",
        "MAC Express, enero 2026, atenciones: 33,371; la suma por entidad da 32,602, 769 de menos.",
        "Municipalidades, enero 2026, atenciones: 3,232; la suma por sede da 2,897, 335 de menos.",
        "MAC Express, 30 de abril de 2026, sedes implementadas: 244; su lista de sedes da 151, 93 de menos.",
    ]
    assert sum(one.passed for one in found) == 41
