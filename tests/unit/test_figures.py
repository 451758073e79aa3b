"""Published figures follow from tallies and catalogue, fit their schemas and give no small number away."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import brotli
import jsonschema
import pytest
from frictionless import Package, validate

from building import CENTRE, INDEX, OTHER_CENTRE
from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.statistics.figures import freshness, month, national, status
from macexpress.statistics.page import MARKER, number, statistics_page
from macexpress.statistics.publication import publication
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue import read
from portal.indexing import index_of

PAGE_BYTES = 14_600
SHELL = f"<!doctype html><title>Estadísticas</title><main>{MARKER}</main>"


def _tally(
    centre: str, attentions: int, procedure: str = "certificado-antecedentes-penales", day: date = date(2026, 11, 24)
) -> Tally:
    return tally_of_day(
        centre,
        day,
        [
            {
                "kind": "attention",
                "id": f"{centre}{n}",
                "visit": f"v{n // 2}",
                "procedure": procedure,
                "outcome": "completed",
                "started_at": "2026-11-24T09:15:00-05:00",
                "ended_at": "2026-11-24T09:22:30-05:00",
                "received_at": "2026-11-24T16:00:00-05:00",
            }
            for n in range(attentions)
        ],
    )


MONTHS = {
    "202610": _tally(CENTRE, 12, day=date(2026, 10, 5)),
    "202611": total([_tally(CENTRE, 3), _tally(OTHER_CENTRE, 9, "afiliacion-sis-gratuito")]),
}

YEARS = {"2026": total(MONTHS.values())}
NEWEST = {"202611": MONTHS["202611"]}
ALL_TIME = total(YEARS.values())


def test_the_programmes_own_table_can_be_read() -> None:
    """Centres, departments, procedures, entities, attentions, regions, settings and travel saved, all exact."""
    figures = national(ALL_TIME, INDEX)
    assert figures.totals.model_dump() == {
        "attentions": 24,
        "visits": 13,
        "annulled": 0,
        "centres": 2,
        "departments": 2,
        "procedures": 2,
        "entities": 2,
    }
    assert figures.by_natural_region == {"costa": 15, "sierra": 0, "selva": 9}
    assert figures.by_setting == {"rural": 9, "urban": 15}
    assert figures.by_procedure == {"certificado-antecedentes-penales": 15, "afiliacion-sis-gratuito": 9}
    assert figures.by_entity == {"poder-judicial": 15, "sis": 9}
    assert figures.by_month == {"2026-10": 12, "2026-11": 12}
    assert figures.travel_saved_soles == 9 * 428


def test_centres_are_published_rounded() -> None:
    """To the nearest five; a group is what its published centres add up to; the nation is exact."""
    figures = month("202611", MONTHS["202611"], INDEX)
    assert figures.by_centre == {CENTRE: 5, OTHER_CENTRE: 10}
    assert figures.by_natural_region == {"costa": 5, "selva": 10}
    assert figures.by_setting == {"rural": 10, "urban": 5}
    assert figures.by_department == {"17": 10, "20": 5}
    assert figures.by_province == {"1703": 10, "2001": 5}
    assert figures.totals.attentions == 12
    assert national(ALL_TIME, INDEX).by_department == {"17": 10, "20": 15}


def test_how_long_how_good_and_what_was_missing() -> None:
    """Median minutes, ratings, reasons and unmet demand come from the facts that count."""
    facts: list[dict[str, object]] = [
        {
            "kind": "attention",
            "id": f"a{minutes}",
            "visit": "v",
            "procedure": None if minutes == 30 else "afiliacion-sis-gratuito",
            "outcome": {30: "not_offered", 500: "not_completed"}.get(minutes, "completed"),
            "reason": {30: "not_offered_here", 500: "entity_system_down"}.get(minutes),
            "started_at": "2026-11-24T09:00:00-05:00",
            "ended_at": (datetime(2026, 11, 24, 9, tzinfo=LIMA) + timedelta(minutes=minutes)).isoformat(),
            "received_at": "2026-11-24T20:00:00-05:00",
        }
        for minutes in (3, 5, 30, 500)
    ]
    facts += [
        {"kind": "rating", "attention": "a3", "rating": 5, "received_at": "2026-11-25T09:00:00-05:00"},
        {"kind": "rating", "attention": "a5", "rating": 4, "received_at": "2026-11-25T09:00:00-05:00"},
        {"kind": "rating", "attention": "annulled", "rating": 1, "received_at": "2026-11-25T09:00:00-05:00"},
    ]
    tally = tally_of_day(CENTRE, date(2026, 11, 24), facts)
    figures = national(tally, INDEX)
    assert figures.median_minutes == 5
    assert figures.ratings.model_dump() == {"count": 2, "mean": 4.5}
    assert figures.unmet == 1
    assert figures.by_reason == {"entity_system_down": 1, "not_offered_here": 1}
    assert status(tally, INDEX).model_dump(mode="json")["entities"] == [
        {"id": "sis", "reports": 1, "last": "2026-11-24T17:20:00-05:00"}
    ]
    page = statistics_page(SHELL, figures, INDEX)
    assert "dura 5 minutos o menos" in page
    assert "opinaron 2 veces: 4.5 de 5" in page


def test_a_centre_that_sends_nothing_is_silent() -> None:
    """More than seven days behind the newest fact of all, or never heard of; a closed one is not silent."""
    old = replace(_tally(CENTRE, 1), newest_of={CENTRE: "2026-11-16T10:00:00-05:00"})
    new = _tally(OTHER_CENTRE, 1)
    assert freshness(total([old, new]), INDEX).silent == [CENTRE]
    newer = replace(old, newest_of={CENTRE: "2026-11-17T10:00:00-05:00"})
    assert freshness(total([newer, new]), INDEX).silent == []
    assert freshness(new, INDEX).silent == [CENTRE]
    assert freshness(Tally(), INDEX).silent == []


def test_a_centre_that_left_the_catalogue_still_counts() -> None:
    """Its attentions are in the national total, though nothing is known of its region any more."""
    figures = national(_tally("mac-express-olvidado", 4), INDEX)
    assert figures.totals.attentions == 4
    assert sum(figures.by_natural_region.values()) == 0


def test_every_file_fits_the_schema_beside_it() -> None:
    """Each JSON is valid against ``<name>.schema.json``, which is a valid schema; with figures and without."""
    for years, months in ((YEARS, MONTHS), ({}, {})):
        files = {file.path: file.text for file in publication(years, months, INDEX, SHELL)}
        schemas = [path for path in files if path.endswith(".schema.json")]
        assert len(schemas) == 3 + len(months)
        for path in schemas:
            schema = json.loads(files[path])
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.validate(json.loads(files[path.replace(".schema.json", ".json")]), schema)


def test_the_data_package_is_valid_and_so_are_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public validator finds nothing in descriptor and tables; every table that is published is in it."""
    files = {file.path: file.text for file in publication(YEARS, MONTHS, INDEX, SHELL)}
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    folder = tmp_path / "data" / "v1"
    # The portal's build makes these two; an empty object stands for them.
    for name in ("catalogue.json", "centres.geojson"):
        (folder / name).write_text("{}", encoding="utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in descriptor["resources"]}
    assert {path.removeprefix("data/v1/") for path in files if path.endswith(".csv")} <= paths
    assert all((folder / path).is_file() for path in paths)
    tables = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    (folder / "tables.json").write_text(json.dumps(descriptor | {"resources": tables}), encoding="utf-8")
    monkeypatch.chdir(folder)  # the validator takes relative paths only
    report = validate("tables.json", type="package")
    assert report.valid, report.flatten(["message"])
    assert list(Package.metadata_validate(descriptor)) == []


def test_the_same_tallies_give_the_same_bytes() -> None:
    """Nothing published depends on when or how often it is published."""
    first = list(publication(YEARS, MONTHS, INDEX, SHELL))
    assert first == list(publication(YEARS, dict(reversed(MONTHS.items())), INDEX, SHELL))


def test_only_changed_months_are_written() -> None:
    """A month that did not change keeps its files; the national ones are always written."""
    paths = {file.path for file in publication(YEARS, NEWEST, INDEX, SHELL)}
    assert "data/v1/statistics/2026-11.csv" in paths
    assert "data/v1/statistics/national.json" in paths
    assert "estadisticas/index.html" in paths
    assert not [path for path in paths if "2026-10" in path]


def test_the_spreadsheet_says_the_same_as_the_json() -> None:
    """Rows of a group add up to what the JSON says, and rounded ones say that they are not exact."""
    files = {file.path: file.text for file in publication(YEARS, NEWEST, INDEX, SHELL)}
    text = files["data/v1/statistics/2026-11.csv"]
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    figures = month("202611", MONTHS["202611"], INDEX)
    by_group = {
        "tramite": figures.by_procedure,
        "entidad": figures.by_entity,
        "resultado": figures.by_outcome,
        "region natural": figures.by_natural_region,
        "departamento": figures.by_department,
        "centro": figures.by_centre,
    }
    for group, expected in by_group.items():
        assert {row["codigo"]: int(row["atenciones"]) for row in rows if row["grupo"] == group} == expected
    inexact = {"region natural", "ambito", "departamento", "provincia", "centro"}
    assert {row["grupo"] for row in rows if row["exacto"] == "no"} == inexact


def _full_catalogue() -> tuple[Index, Tally]:
    index = index_of(read())
    procedures = list(index.procedures)
    days = [date(year, month_number, 1) for year in range(2018, 2027) for month_number in range(1, 13)]
    return index, total(
        _tally(centre, 40 + number % 7, procedures[number % len(procedures)], day)
        for number, centre in enumerate(index.centres)
        for day in days
    )


def test_the_page_of_a_full_catalogue_stays_within_its_budget() -> None:
    """Every procedure, entity and department and nine years of months fit into one response with room for the shell."""
    index, tally = _full_catalogue()
    page = statistics_page(SHELL, national(tally, index), index)
    assert len(brotli.compress(page.encode(), quality=5)) < PAGE_BYTES - 4_000
    assert "<script" not in page
    assert "style=" not in page  # a policy without unsafe-inline forbids it


@pytest.mark.parametrize("shell", ["<main></main>", f"<main>{MARKER}{MARKER}</main>"])
def test_a_shell_without_its_one_marker_is_refused(shell: str) -> None:
    """Better no new page than a page without figures."""
    with pytest.raises(ValueError, match="markers"):
        statistics_page(shell, national(Tally(), INDEX), INDEX)


def test_demonstration_figures_say_so() -> None:
    """Where demonstration centres are counted the page and every JSON say that nothing is official."""
    shown = replace(INDEX, demonstration=True)
    for index in (INDEX, shown):
        files = {file.path: file.text for file in publication(YEARS, MONTHS, index, SHELL)}
        assert ("no es dato oficial" in files["estadisticas/index.html"]) == index.demonstration
        for path in ("national.json", "2026-11.json"):
            assert json.loads(files[f"data/v1/statistics/{path}"])["demonstration"] == index.demonstration


def test_numbers_are_written_as_spanish_does() -> None:
    """Thousands are apart by a space that does not break."""
    assert number(128372) == "128\u00a0372"
    assert number(428) == "428"
