"""The monthly report: each total is the sum of its rows, and the report finds by itself what a hand-made one hides."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from building import CENTRE, OTHER_CENTRE
from mac.report.published import published_figures
from macexpress.catalogue import details, index
from macexpress.report.checks import checks
from macexpress.report.counted import Counted, counted_figures
from macexpress.report.figures import Place, ReportFigures, Site
from macexpress.report.page import page
from macexpress.report.reading import counted_report
from macexpress.report.tables import Table, largest, tables
from macexpress.report.workbook import workbook
from macexpress.statistics.tally import total
from portal.catalogue.catalogue import Catalogue
from portal.catalogue.reading import FOLDER, read
from portal.functions_index import details_of, index_of, packaged_files
from portal.published.reading import published_in
from portal.published.series import Published
from snapshots import ALL_TIME, CENTRES, MONTHS


@pytest.fixture(scope="module")
def published() -> Published:
    """Return the repository's published figures."""
    return published_in(FOLDER)[0]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the repository's catalogue."""
    return read()


@pytest.fixture(scope="module")
def counted(catalogue: Catalogue) -> Counted:
    """Return a month of generated tallies."""
    months = {f"{key[:4]}-{key[4:]}": tally for key, tally in MONTHS.items()}
    known = index_of(catalogue)
    return Counted("2026-11", CENTRES["202611"], months, {"2026": ALL_TIME}, known, details_of(catalogue))


def _by_title(figures: ReportFigures) -> dict[str, Table]:
    return {table.title: table for table in tables(figures)}


def _found(figures: ReportFigures) -> list[str]:
    return [str(one) for one in checks(figures) if not one.passed]


def test_april_as_published_gives_the_published_totals(published: Published) -> None:
    """The attentions by host and in all, the sites, and each table of the fifteen largest adds up to its host's."""
    found = _by_title(published_figures(published, "2026-04"))
    assert [row[:2] for row in found["Atenciones por anfitrión"].rows] == [
        ("Centros MAC", 20_419),
        ("Municipalidades", 3_403),
        ("Tambos", 112),
        ("PIAS", 220),
    ]
    assert found["Atenciones por anfitrión"].total[1] == 24_154
    assert [f"{share:.1%}" for *_, share in found["Atenciones por anfitrión"].rows] == [
        "84.5%",
        "14.1%",
        "0.5%",
        "0.9%",
    ]
    assert found["Sedes"].total == ("Total", 244, 1, 119)
    for title, count in (("Centros MAC", 20_419), ("Municipalidades", 3_403), ("Tambos", 112), ("PIAS", 220)):
        assert found[title].total[1] == count
        assert len(found[title].rows) <= 16
    channels = found["Atenciones por canal"]
    assert channels.total[1] == 24_154 + 482_517 + 43_739
    assert f"{channels.rows[0][3]:+.1%}" == "-40.4%"
    assert found["Acumulado del año"].rows[0][1:3] == (116_301, 136_831)
    assert found["Atenciones por mes"].total[1:] == (395_327, 116_301)
    assert found["Oferta"].rows == [("Entidades", 25), ("Trámites", 83)]


def test_the_report_names_the_slips_of_its_source(published: Published) -> None:
    """April's list under its headline, January's municipalities, and 2023 as it was printed."""
    assert _found(published_figures(published, "2026-04"))[1:] == [
        "MAC Express, 2023, atenciones: 126,173; otra publicación da 13,689, 112,484 de menos.",
        "Centros MAC, marzo 2025, atenciones: 426,345; otra publicación da 423,986, 2,359 de menos.",
        "MAC Express, enero 2026, atenciones: 33,371; la suma por entidad da 32,602, 769 de menos.",
        "Municipalidades, enero 2026, atenciones: 3,232; la suma por sede da 2,897, 335 de menos.",
        "MAC Express, 30 de abril de 2026, sedes implementadas: 244; su lista de sedes da 151, 93 de menos.",
    ]
    january = _found(published_figures(published, "2026-01"))
    assert (
        january.count("Municipalidades, enero 2026, atenciones: 3,232; la suma por sede da 2,897, 335 de menos.") == 1
    )
    assert not [words for words in january if "abril" in words]


def test_every_published_month_has_a_report(published: Published) -> None:
    """Also where a bulletin gives only a total; what is not known is left empty."""
    for month in published.months():
        found = _by_title(published_figures(published, month))
        assert found["Atenciones por anfitrión"].total[1] == published.months()[month]
    first = _by_title(published_figures(published, "2022-01"))
    assert first["Atenciones por canal"].rows == [("MAC Express", 6_669, None, None)]
    assert first["Entidades"].rows == []
    assert _found(published_figures(published, "2022-01")) == []


def test_what_is_counted_agrees_with_itself(counted: Counted, catalogue: Catalogue) -> None:
    """By site, host, entity, procedure and month, and the list has as many sites as its headline."""
    figures = counted_figures(counted)
    assert _found(figures) == []
    assert len(checks(figures)) >= 7
    found = _by_title(figures)
    assert found["Atenciones por anfitrión"].total[1] == 12
    waiting = [c for c in catalogue.centres.values() if c.stage and c.stage.kind in {"setting_up", "trial"}]
    assert waiting
    assert found["Sedes"].total[1] == len(found["Lista de sedes"].rows) == len(catalogue.centres) - len(waiting)
    assert found["Sedes"].total[3] == len(CENTRES["202611"])
    assert sum(count for kind, count in figures.new.items()) == 1  # the other attended in October already
    assert found["Entidades"].total[1] == found["Trámites más pedidos"].total[1] == 12


def test_what_is_not_offered_and_what_is_unknown_are_in_the_tables(counted: Counted) -> None:
    """Attentions without a procedure, or with one that left the catalogue, have their own rows: nothing is lost."""
    tally = replace(counted.tally, by_procedure={"olvidado": {"completed": 8}})
    figures = counted_figures(replace(counted, months={**counted.months, "2026-11": tally}))
    assert figures.entities == {"Se pidió y no se ofrece": 4, "Ya no está en el catálogo": 8}
    assert figures.services == figures.entities
    assert _found(figures) == []


def test_what_was_counted_is_never_added_to_what_was_published(counted: Counted) -> None:
    """Both stand in the table, each named; the table has no total."""
    known = replace(counted.index, published_months={"2025-11": 23_641})
    others = replace(counted.details, other_channels={})
    table = _by_title(counted_figures(replace(counted, index=known, details=others)))["Atenciones por canal"]
    assert [row[0] for row in table.rows] == ["MAC Express, contado aquí", "MAC Express, publicado"]
    assert table.rows[1][2] == 23_641
    assert table.total == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"months": {"2026-11": 13}},
            "MAC Express, noviembre 2026, atenciones: 13; la suma por tipo de anfitrión da 12",
        ),
        ({"places": [Place("tambo", "Uno", 11)]}, "Tambos, noviembre 2026, atenciones: 12; la suma por sede da 11"),
        ({"places": []}, "Tambos, noviembre 2026, atenciones: 12; la suma por sede da 0"),
        ({"services": {"DNI": 9}}, "la suma por trámite da 9, 3 de menos"),
        ({"implemented": {"tambo": 244}}, "sedes implementadas: 244; su lista de sedes da 2, 242 de menos"),
        ({"active": {"tambo": 3}}, "sedes con atenciones: 3; su lista de sedes da 1"),
        (
            {"sites": [Site("tambo", "Uno", "Cusco", "Cusco", "")] * 2},
            "sedes en la lista: 2; la lista sin repetir da 1",
        ),
    ],
)
def test_what_does_not_agree_is_named(changes: dict[str, object], words: str) -> None:
    """Headline against hosts and list, hosts against sites, parts against totals, and a site that is listed twice."""
    right = ReportFigures(
        month="2026-11",
        counted=True,
        months={"2026-11": 12},
        places=[Place("tambo", "Uno", 12)],
        kinds={"tambo": 12},
        implemented={"tambo": 2},
        new={},
        active={"tambo": 1},
        entities={"RENIEC": 12},
        services={"DNI": 12},
        offered=(1, 1),
        sites=[Site("tambo", name, "Cusco", "Cusco", "") for name in ("Uno", "Dos")],
    )
    assert _found(right) == []
    (found,) = [line for line in _found(replace(right, **changes)) if words in line]  # type: ignore[arg-type]
    assert found.endswith(("de más.", "de menos."))


def test_the_largest_and_all_others() -> None:
    """Nothing is left out: what the source calls others stands with what is beyond the last place."""
    counts = [("C", 1), ("Otros", 5), ("A", 3), ("B", 3)]
    assert largest(counts, 2) == [("A", 3), ("B", 3), ("Otros", 6)]
    assert largest(counts[:1], 2) == [("C", 1)]


def test_page_and_workbook_have_every_table(counted: Counted) -> None:
    """The page ends with the checks; the workbook has a sheet for each table, its totals as formulas."""
    report = counted_report(counted, date(2026, 12, 1))
    html = page(report)
    for table in report.shown:
        assert f"<h2>{table.title}</h2>" in html
    assert html.rindex("<h2>") == html.index("<h2>Comprobaciones</h2>")
    assert "NO CUADRA" not in html
    with zipfile.ZipFile(BytesIO(workbook(report))) as book:
        names = book.read("xl/workbook.xml").decode()
        formulas = [book.read(name).decode().count("<f>SUM(") for name in book.namelist() if "/sheet" in name]
        texts = book.read("xl/sharedStrings.xml").decode()
    assert names.count("<sheet ") == 1 + len(report.shown) + 7
    assert sum(formulas) > 10
    assert CENTRE in texts
    assert OTHER_CENTRE in texts
    assert total(CENTRES["202611"].values()).attentions == 12


def test_what_is_packed_with_the_functions_makes_the_same_report(
    counted: Counted, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page and workbook are the same to the byte as those of the whole catalogue; addresses and channels are there."""
    for name, text in packaged_files(catalogue).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for module in (index, details):
        monkeypatch.setattr(module, "PACKAGED", tmp_path / module.PACKAGED.name)
    packed = replace(counted, index=index.packaged_index(), details=details.packaged_details())
    own, other = (counted_report(of, date(2026, 12, 1)) for of in (counted, packed))
    assert page(own) == page(other)
    assert workbook(own) == workbook(other)
    sites = {site.name: site for site in other.figures.sites}
    known = next(centre for centre in catalogue.centres.values() if centre.address and centre.district)
    site = sites[known.name.removeprefix("MAC Express ")]
    district = catalogue.districts[str(known.district)]
    assert (site.address, site.district) == (known.address, f"{district.name}, {district.province}")
    assert other.figures.published["Aló MAC"] == catalogue.published.months("alo_mac")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 30), "El mes no ha terminado"),
        (date(2026, 12, 1), "Hasta el 1 de marzo de 2027 aún puede llegar"),
        (date(2027, 3, 1), ""),
    ],
)
def test_a_report_says_up_to_when_it_knows(counted: Counted, day: date, words: str) -> None:
    """What was received, that a month is not over, and that desks without a link may still send something."""
    remarks = counted_report(counted, day).remarks
    assert remarks[1].endswith("que llegaron hasta el 24 de noviembre de 2026, 16:00.")
    assert [remark.startswith(words) for remark in remarks[2:]] == ([True] if words else [])
    generated = replace(counted, index=replace(counted.index, demonstration=True))
    assert counted_report(generated, day).remarks[-1].startswith("Demostración")
