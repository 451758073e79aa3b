"""Published figures follow from tallies and catalogue, fit their schemas and give no small number away."""

import csv
import json
from dataclasses import replace
from io import StringIO

import brotli
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import CENTRE, INDEX, OTHER_CENTRE
from macexpress.catalogue.index import Index
from macexpress.statistics.figures import in_steps, month, national
from macexpress.statistics.page import MARKER, number, statistics_page
from macexpress.statistics.publication import publication
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue import read
from portal.indexing import index_of

PAGE_BYTES = 14_600
SHELL = f"<!doctype html><title>Estadísticas</title><main>{MARKER}</main>"


def _tally(centre: str, attentions: int, procedure: str = "certificado-antecedentes-penales") -> Tally:
    return tally_of_day(
        centre,
        [
            {
                "kind": "attention",
                "id": f"{centre}{n}",
                "visit": f"v{n // 2}",
                "procedure": procedure,
                "outcome": "completed",
                "received_at": "2026-11-24T16:00:00-05:00",
            }
            for n in range(attentions)
        ],
    )


MONTHS = {
    "202610": _tally(CENTRE, 12),
    "202611": total([_tally(CENTRE, 3), _tally(OTHER_CENTRE, 9, "afiliacion-sis-gratuito")]),
}


def test_the_programmes_own_table_can_be_read() -> None:
    """Centres, departments, procedures, entities, attentions, regions, settings and travel saved, all exact."""
    figures = national(MONTHS, INDEX)
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


def test_centres_are_published_in_steps() -> None:
    """Fewer than five attentions of a centre look like none, and no group of centres in a month is exact."""
    figures = month("202611", MONTHS["202611"], INDEX)
    assert figures.by_centre == {CENTRE: 0, OTHER_CENTRE: 5}
    assert figures.by_natural_region == {"costa": 0, "sierra": 0, "selva": 5}
    assert figures.by_setting == {"rural": 5, "urban": 0}
    assert figures.by_department == {"17": 5, "20": 0}
    assert figures.totals.attentions == 12


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10_000)))
def test_steps_hide_what_is_between_them(counts: dict[str, int]) -> None:
    """A published figure is a multiple of five, never above the true one and less than five below it."""
    for key, published in in_steps(counts).items():
        assert published % 5 == 0
        assert 0 <= counts[key] - published < 5


def test_a_centre_that_left_the_catalogue_still_counts() -> None:
    """Its attentions are in the national total, though nothing is known of its region any more."""
    figures = national({"202611": _tally("mac-express-olvidado", 4)}, INDEX)
    assert figures.totals.attentions == 4
    assert sum(figures.by_natural_region.values()) == 0


def test_every_file_fits_the_schema_beside_it() -> None:
    """Each JSON is valid against ``<name>.schema.json``, which is a valid schema; with figures and without."""
    for months in (MONTHS, {}):
        files = {file.path: file.text for file in publication(months, months.keys(), INDEX, SHELL)}
        schemas = [path for path in files if path.endswith(".schema.json")]
        assert len(schemas) == 1 + len(months)
        for path in schemas:
            schema = json.loads(files[path])
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.validate(json.loads(files[path.replace(".schema.json", ".json")]), schema)


def test_the_same_tallies_give_the_same_bytes() -> None:
    """Nothing published depends on when or how often it is published."""
    first = list(publication(MONTHS, MONTHS.keys(), INDEX, SHELL))
    assert first == list(publication(dict(reversed(MONTHS.items())), sorted(MONTHS, reverse=True), INDEX, SHELL))


def test_only_changed_months_are_written() -> None:
    """A month that did not change keeps its files; the national ones are always written."""
    paths = {file.path for file in publication(MONTHS, {"202611"}, INDEX, SHELL)}
    assert "data/v1/statistics/2026-11.csv" in paths
    assert "data/v1/statistics/national.json" in paths
    assert "estadisticas/index.html" in paths
    assert not [path for path in paths if "2026-10" in path]


def test_the_spreadsheet_says_the_same_as_the_json() -> None:
    """Rows of a group add up to what the JSON says, and rounded ones say that they are not exact."""
    files = {file.path: file.text for file in publication(MONTHS, {"202611"}, INDEX, SHELL)}
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
    assert {row["grupo"] for row in rows if row["exacto"] == "no"} == {
        "region natural",
        "ambito",
        "departamento",
        "centro",
    }


def _full_catalogue() -> tuple[Index, dict[str, Tally]]:
    index = index_of(read())
    procedures = list(index.procedures)
    day = total(
        _tally(centre, 40 + number, procedures[number % len(procedures)]) for number, centre in enumerate(index.centres)
    )
    return index, {f"{year}{month_number:02}": day for year in range(2018, 2027) for month_number in range(1, 13)}


def test_the_page_of_a_full_catalogue_stays_within_its_budget() -> None:
    """Every procedure, entity and department and nine years of months fit into one response with room for the shell."""
    index, months = _full_catalogue()
    page = statistics_page(SHELL, national(months, index), index)
    assert len(brotli.compress(page.encode(), quality=5)) < PAGE_BYTES - 4_000
    assert "<script" not in page
    assert "style=" not in page  # a policy without unsafe-inline forbids it


@pytest.mark.parametrize("shell", ["<main></main>", f"<main>{MARKER}{MARKER}</main>"])
def test_a_shell_without_its_one_marker_is_refused(shell: str) -> None:
    """Better no new page than a page without figures."""
    with pytest.raises(ValueError, match="markers"):
        statistics_page(shell, national({}, INDEX), INDEX)


def test_demonstration_figures_say_so() -> None:
    """Where demonstration centres are counted the page and every JSON say that nothing is official."""
    shown = replace(INDEX, demonstration=True)
    for index in (INDEX, shown):
        files = {file.path: file.text for file in publication(MONTHS, MONTHS, index, SHELL)}
        assert ("no es dato oficial" in files["estadisticas/index.html"]) == index.demonstration
        for path in ("national.json", "2026-11.json"):
            assert json.loads(files[f"data/v1/statistics/{path}"])["demonstration"] == index.demonstration


def test_numbers_are_written_as_spanish_does() -> None:
    """Thousands are apart by a space that does not break."""
    assert number(128372) == "128\u00a0372"
    assert number(428) == "428"
