"""Published figures follow from tallies and catalogue, fit their schemas and give no small number away."""

import csv
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import brotli
import jsonschema
import pytest
from frictionless import Package, validate

from building import CENTRE, NOW, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.statistics.documents import Figures, Month
from macexpress.statistics.editions import Revision
from macexpress.statistics.figures import freshness, month, national, status
from macexpress.statistics.publication import Publication, PublishedFile
from macexpress.statistics.recompute import Standing
from macexpress.statistics.shell import MARKER, filled
from macexpress.statistics.tally import Tally, tally_of_day, total
from macexpress.statistics.travel import travel_estimate
from macexpress.statistics.words import number
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


CENTRES: dict[str, dict[str, Tally]] = {
    "202610": {CENTRE: _tally(CENTRE, 12, day=date(2026, 10, 5))},
    "202611": {CENTRE: _tally(CENTRE, 3), OTHER_CENTRE: _tally(OTHER_CENTRE, 9, "afiliacion-sis-gratuito")},
}
MONTHS = {key: total(centres.values()) for key, centres in CENTRES.items()}
YEARS = {"2026": total(MONTHS.values())}
NEWEST = {"202611": MONTHS["202611"]}
ALL_TIME = YEARS["2026"]


class _Rows:
    """Stands for the rows below: what a publication asks of them."""

    def __init__(self, centres: dict[str, dict[str, Tally]]) -> None:
        self._centres = centres

    def centre_months(self, key: str) -> dict[str, Tally]:
        return self._centres[key]


def _standing(
    months: dict[str, Tally], rows: dict[str, dict[str, Tally]] = CENTRES, now: datetime = NOW, **others: Any
) -> Standing:
    years: dict[str, Tally] = {}
    for key, tally in sorted(months.items()):
        years[key[:4]] = total([years.get(key[:4], Tally()), tally])
    made: dict[str, Any] = {
        "now": now,
        "years": years,
        "recent": {key: tally for key, tally in months.items() if key >= str(int(max(months)[:4]) - 1)},
        "changed": months,
        "centres": None,
        "memory": "",
        "store": _Rows(rows),
        "facts_of_day": lambda *_: (),
    }
    return Standing(**made | others)


def _published(
    standing: Standing, index: Index = INDEX, revisions: list[Revision] | None = None
) -> dict[str, PublishedFile]:
    publication = Publication(index, SHELL, lambda _: None, revisions or [])
    return {file.path: file for file in publication.files(standing)}


def _texts(standing: Standing, index: Index = INDEX) -> dict[str, str]:
    return {path: file.text for path, file in _published(standing, index).items()}


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


def test_travel_is_estimated_by_distance() -> None:
    """At the rate that makes the selva's own average 428; unknown where no centre of the selva has a distance."""
    centres = {key: replace(INDEX.centres[key], kilometres=km) for key, km in ((CENTRE, 10), (OTHER_CENTRE, 200))}
    index = replace(INDEX, centres=centres)
    assert travel_estimate({OTHER_CENTRE: 9}, index) == 9 * 428
    assert travel_estimate({CENTRE: 20, "mac-express-olvidado": 5}, index) == 428
    assert travel_estimate({CENTRE: 20}, INDEX) is None


def _november() -> Month:
    return month("202611", MONTHS["202611"], CENTRES["202611"], INDEX, closed=False)


def test_centres_are_published_rounded() -> None:
    """To the nearest five; a group is what its published centres add up to; the nation is exact."""
    figures = _november()
    groups = figures.groups

    def attentions(name: str) -> dict[str, int]:
        return {key: said.attentions for key, said in getattr(groups, name).items()}

    assert attentions("centre") == {CENTRE: 5, OTHER_CENTRE: 10}
    assert attentions("natural_region") == {"costa": 5, "selva": 10}
    assert attentions("setting") == {"rural": 10, "urban": 5}
    assert attentions("department") == {"17": 10, "20": 5}
    assert attentions("province") == {"1703": 10, "2001": 5}
    assert attentions("entity") == {"poder-judicial": 3, "sis": 9}
    assert figures.totals.attentions == 12
    # From the published ten of the selva, not from their exact number: it gives no more away.
    assert figures.travel_saved_soles == 10 * 428
    assert groups.centre[OTHER_CENTRE].median_minutes == 7
    assert groups.centre[CENTRE].median_minutes is None  # rests on too little
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
    of_month = month("202611", tally, {CENTRE: tally}, INDEX, closed=False)
    assert of_month.groups.procedure["afiliacion-sis-gratuito"].model_dump(exclude_defaults=True) == {
        "attentions": 3,
        "completed": 2,
        "not_completed": {"entity_system_down": 1},
        "median_minutes": 5,
        "rating": 4.5,
    }
    assert status(tally, INDEX).model_dump(mode="json")["entities"] == [
        {"id": "sis", "reports": 1, "last": "2026-11-24T17:20:00-05:00"}
    ]
    files = _texts(_standing({"202611": tally}, {"202611": {CENTRE: tally}}))
    page = files["estadisticas/index.html"]
    assert "dura 5 minutos o menos" in page
    assert "opinaron 2 veces: 4.5 de 5" in page
    assert "Sistemas que no funcionaron este mes" in page
    assert "Atenciones que fallaron" in files["estadisticas/entidades/sis/index.html"]


def test_a_centre_that_sends_nothing_is_silent() -> None:
    """More than seven days behind the newest fact of all, or never heard of; a closed one is not silent."""
    index = replace(INDEX, centres={key: INDEX.centres[key] for key in (CENTRE, OTHER_CENTRE, "mac-express-cerrado")})
    old = replace(_tally(CENTRE, 1), newest_of={CENTRE: "2026-11-16T10:00:00-05:00"})
    new = _tally(OTHER_CENTRE, 1)
    assert freshness(total([old, new]), index).silent == [CENTRE]
    newer = replace(old, newest_of={CENTRE: "2026-11-17T10:00:00-05:00"})
    assert freshness(total([newer, new]), index).silent == []
    assert freshness(new, index).silent == [CENTRE]
    assert freshness(Tally(), index).silent == []


def test_a_centre_is_new_for_three_months() -> None:
    """Counted from its first attention, of whatever kind, to the newest month with any."""
    first = _tally(CENTRE, 1, day=date(2026, 8, 31))
    then = _tally(OTHER_CENTRE, 1, day=date(2026, 9, 1))
    found = freshness(total([first, then, _tally(CENTRE, 1)]), INDEX)
    assert found.since == {CENTRE: "2026-08", OTHER_CENTRE: "2026-09"}
    assert found.new == [OTHER_CENTRE]


def test_a_centre_that_left_the_catalogue_still_counts() -> None:
    """Its attentions are in the national total, though nothing is known of its region any more."""
    gone = _tally("mac-express-olvidado", 4)
    figures = national(gone, INDEX)
    assert figures.totals.attentions == 4
    assert sum(figures.by_natural_region.values()) == 0
    assert "data/v1/statistics/2026-11.csv" in _texts(
        _standing({"202611": gone}, {"202611": {"mac-express-olvidado": gone}})
    )


def test_every_file_fits_the_schema_beside_it() -> None:
    """Each JSON is valid against ``<name>.schema.json``, which is a valid schema."""
    files = _texts(_standing(MONTHS))
    schemas = [path for path in files if path.endswith(".schema.json") and not path.endswith("table.schema.json")]
    assert len(schemas) == 4 + len(MONTHS)
    for path in schemas:
        schema = json.loads(files[path])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(files[path.replace(".schema.json", ".json")]), schema)


def test_before_the_first_fact_there_are_files_too() -> None:
    """A reader that comes early finds zeros, not a missing file."""
    standing = _standing(MONTHS, years={}, recent={}, changed={})
    assert json.loads(_texts(standing)["data/v1/statistics/national.json"])["totals"]["attentions"] == 0


def test_the_data_package_is_valid_and_so_are_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public validator finds nothing in descriptor and tables; every table that is published is in it."""
    files = _texts(_standing(MONTHS))
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
    first = _texts(_standing(MONTHS))
    assert first == _texts(_standing(dict(reversed(MONTHS.items())), now=NOW + timedelta(hours=5)))


def test_only_what_changed_is_written() -> None:
    """A month that did not change keeps its files and a centre without new facts its page; the nation is written."""
    memory = Publication(INDEX, SHELL, lambda _: None)
    list(memory.files(_standing(MONTHS)))
    paths = set(_texts(_standing(MONTHS, changed=NEWEST, centres=[OTHER_CENTRE], memory=memory.memory)))
    assert "data/v1/statistics/2026-11.csv" in paths
    assert "data/v1/statistics/national.json" in paths
    assert "estadisticas/index.html" in paths
    assert not [path for path in paths if "2026-10" in path]
    centres = {path for path in paths if re.match("estadisticas/centros/.+/index.html", path)}
    assert centres == {f"estadisticas/centros/{OTHER_CENTRE}/index.html"}


def test_a_result_that_appears_or_hides_writes_all_centres() -> None:
    """A result without room is shown of no centre: its coming changes pages of centres that have no new fact."""
    paths = set(_texts(_standing(MONTHS, changed=NEWEST, centres=[OTHER_CENTRE], memory='{"202611": ["completed"]}')))
    assert f"estadisticas/centros/{CENTRE}/index.html" in paths


def test_the_spreadsheet_says_the_same_as_the_json() -> None:
    """Rows of a group add up to what the JSON says, and rounded ones say that they are not exact."""
    text = _texts(_standing(MONTHS, changed=NEWEST))["data/v1/statistics/2026-11.csv"]
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    groups = _november().groups
    expected_of: dict[str, dict[str, Figures]] = {
        "tramite": groups.procedure,
        "entidad": groups.entity,
        "region natural": dict[str, Figures](groups.natural_region.items()),
        "departamento": groups.department,
        "centro": groups.centre,
    }
    for group, expected in expected_of.items():
        said = {
            row["codigo"]: (int(row["atenciones"]), int(row["completadas"])) for row in rows if row["grupo"] == group
        }
        assert said == {key: (one.attentions, one.completed) for key, one in expected.items()}
    assert [row["atenciones"] for row in rows if row["grupo"] == "pais"] == ["12"]
    inexact = {"region natural", "ambito", "departamento", "provincia", "centro"}
    assert {row["grupo"] for row in rows if row["exacto"] == "no"} == inexact


def _full_catalogue(centres: int, years: range) -> tuple[Index, dict[str, dict[str, Tally]]]:
    """Return the catalogue with so many centres, and their months: much of everything."""
    index = index_of(read())
    known = list(index.centres.items())
    index = replace(
        index,
        centres={
            f"{key}-{n // len(known)}"[:48] if n >= len(known) else key: centre
            for n, (key, centre) in ((n, known[n % len(known)]) for n in range(centres))
        },
    )
    procedures = list(index.procedures)
    return index, {
        f"{year}{at:02}": {key: _busy(key, date(year, at, 1), n, procedures) for n, key in enumerate(index.centres)}
        for year in years
        for at in range(1, 13)
    }


def _busy(centre: str, day: date, seed: int, procedures: list[str]) -> Tally:
    results = {
        "completed": 900 + seed % 97,
        "pending": 40 + seed % 7,
        "not_completed/entity_system_down": 12 + seed % 5,
    }
    results |= {
        "not_completed/missing_requirement": 21,
        "not_completed/payment_failed": 8,
        "not_offered/not_offered_here": 9,
    }
    own = procedures[seed % 5 :: 5] or procedures
    return Tally(
        facts=1000,
        newest=f"{day}T10:00:00-05:00",
        oldest=f"{day}T09:00:00-05:00",
        visits=700,
        results=results,
        by_centre={centre: results},
        by_procedure={procedure: {result: n // len(own) + 1 for result, n in results.items()} for procedure in own},
        by_month={f"{day:%Y-%m}": sum(results.values())},
        minutes={own[0]: {"7": 900}},
        ratings={own[0]: {"4": 90, "5": 30 + seed}},
        newest_of={centre: f"{day}T10:00:00-05:00"},
        first_of={centre: f"{day:%Y-%m}"},
        down_last=dict.fromkeys(own, f"{day}T10:00:00-05:00"),
    )


def test_every_page_of_a_full_catalogue_stays_within_its_budget() -> None:
    """500 centres, every procedure, entity and department, nine years: each page fits with room for the shell."""
    index, centres = _full_catalogue(500, range(2025, 2027))
    past = {f"{year}{at:02}": centres["202501"] for year in range(2018, 2025) for at in range(1, 13)}
    months = {key: total(of_month.values()) for key, of_month in centres.items()}
    earlier = {key: replace(months["202501"], by_month={f"{key[:4]}-{key[4:]}": 500_000}) for key in past}
    standing = _standing({**earlier, **months}, {**past, **centres}, changed={"202611": months["202611"]})
    pages = {path: text for path, text in _texts(standing, index).items() if path.endswith(".html")}
    assert len(pages) > 500 + 47 + 22 + 21
    sizes = {path: len(brotli.compress(text.encode(), quality=5)) for path, text in pages.items()}
    assert {path: size for path, size in sizes.items() if size > PAGE_BYTES - 4_000} == {}
    for text in pages.values():
        assert "<script" not in text
        assert "style=" not in text  # a policy without unsafe-inline forbids it


@pytest.mark.parametrize("shell", ["<main></main>", f"<main>{MARKER}{MARKER}</main>"])
def test_a_shell_without_its_one_marker_is_refused(shell: str) -> None:
    """Better no new page than a page without figures."""
    with pytest.raises(ValueError, match="markers"):
        filled(shell, "Título", "Descripción", ("/", "Inicio"), "")


def test_demonstration_figures_say_so() -> None:
    """Where demonstration centres are counted every page and every JSON say that nothing is official."""
    shown = replace(INDEX, demonstration=True)
    for index in (INDEX, shown):
        files = _texts(_standing(MONTHS), index)
        for path, text in files.items():
            if path.endswith(".html"):
                assert ("no es dato oficial" in text) == index.demonstration, path
        for path in ("national.json", "2026-11.json"):
            assert json.loads(files[f"data/v1/statistics/{path}"])["demonstration"] == index.demonstration


def test_numbers_are_written_as_spanish_does() -> None:
    """Thousands are apart by a space that does not break."""
    assert number(128372) == "128\u00a0372"
    assert number(428) == "428"
