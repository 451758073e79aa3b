"""Published figures follow from tallies and catalogue, fit their schemas and reveal no small number."""

import csv
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from frictionless import Package, validate

from building import CENTRE, NOW, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.platform.lima import LIMA
from macexpress.publication.documents import Figures, Month
from macexpress.publication.figures import entity_status, freshness, month_figures, national_figures
from macexpress.publication.travel import travel_estimate
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue.reading import FOLDER
from portal.open_data.published import published_data
from portal.published.reading import published_in
from snapshots import ALL_TIME, CENTRES, MONTHS, NEWEST, snapshot_of, tally_of, texts


def test_the_figures_of_the_programmes_own_table_are_there() -> None:
    """Centres, departments, procedures, entities, attentions, regions, settings and travel saved, all exact."""
    figures = national_figures(ALL_TIME, INDEX)
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
    """At the rate that gives the selva an average of 428; unknown if no centre of the selva has a distance."""
    centres = {key: replace(INDEX.centres[key], kilometres=km) for key, km in ((CENTRE, 10), (OTHER_CENTRE, 200))}
    index = replace(INDEX, centres=centres)
    assert travel_estimate({OTHER_CENTRE: 9}, index) == 9 * 428
    assert travel_estimate({CENTRE: 20, "mac-express-olvidado": 5}, index) == 428
    assert travel_estimate({CENTRE: 20}, INDEX) is None


def _november() -> Month:
    return month_figures("202611", MONTHS["202611"], CENTRES["202611"], INDEX, closed=False)


def test_centres_are_published_rounded() -> None:
    """To the nearest five; a group is the sum of its published centres; the nation is exact."""
    figures = _november()
    groups = figures.groups

    def attentions(name: str) -> dict[str, int]:
        return {key: group.attentions for key, group in getattr(groups, name).items()}

    assert attentions("centre") == {CENTRE: 5, OTHER_CENTRE: 10}
    assert attentions("natural_region") == {"costa": 5, "selva": 10}
    assert attentions("setting") == {"rural": 10, "urban": 5}
    assert attentions("department") == {"17": 10, "20": 5}
    assert attentions("province") == {"1703": 10, "2001": 5}
    assert attentions("entity") == {"poder-judicial": 3, "sis": 9}
    assert figures.totals.attentions == 12
    # From the published ten of the selva, not from their exact number: so it reveals nothing more.
    assert figures.travel_saved_soles == 10 * 428
    assert groups.centre[OTHER_CENTRE].median_minutes == 7
    assert groups.centre[CENTRE].median_minutes is None  # too few attentions
    assert national_figures(ALL_TIME, INDEX).by_department == {"17": 10, "20": 15}


def test_duration_ratings_reasons_and_unmet_demand() -> None:
    """All come from the facts that count."""
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
    figures = national_figures(tally, INDEX)
    assert figures.median_minutes == 5
    assert figures.ratings.model_dump() == {"count": 2, "mean": 4.5}
    assert figures.unmet == 1
    assert figures.by_reason == {"entity_system_down": 1, "not_offered_here": 1}
    of_month = month_figures("202611", tally, {CENTRE: tally}, INDEX, closed=False)
    assert of_month.groups.procedure["afiliacion-sis-gratuito"].model_dump(exclude_defaults=True) == {
        "attentions": 3,
        "completed": 2,
        "not_completed": {"entity_system_down": 1},
        "median_minutes": 5,
        "rating": 4.5,
    }
    assert entity_status(tally, INDEX).model_dump(mode="json")["entities"] == [
        {"id": "sis", "reports": 1, "last": "2026-11-24T17:20:00-05:00"}
    ]
    files = texts(snapshot_of({"202611": tally}), {"202611": {CENTRE: tally}})
    page = files["estadisticas/index.html"]
    assert "dura 5 minutos o menos" in page
    assert "opinaron 2 veces: 4.5 de 5" in page
    assert "Sistemas que no funcionaron este mes" in page
    assert "Atenciones que fallaron" in files["estadisticas/entidades/sis/index.html"]


def test_a_centre_that_sends_nothing_is_silent() -> None:
    """When its newest fact is more than seven days behind the newest of all, or missing; a closed one is not silent."""
    index = replace(INDEX, centres={key: INDEX.centres[key] for key in (CENTRE, OTHER_CENTRE, "mac-express-cerrado")})
    old = replace(tally_of(CENTRE, 1), newest_of={CENTRE: "2026-11-16T10:00:00-05:00"})
    new = tally_of(OTHER_CENTRE, 1)
    assert freshness(total([old, new]), index).silent == [CENTRE]
    newer = replace(old, newest_of={CENTRE: "2026-11-17T10:00:00-05:00"})
    assert freshness(total([newer, new]), index).silent == []
    assert freshness(new, index).silent == [CENTRE]
    assert freshness(Tally(), index).silent == []


def test_a_centre_is_new_for_three_months() -> None:
    """Counted from its first attention, of any kind, to the newest month with any."""
    first = tally_of(CENTRE, 1, day=date(2026, 8, 31))
    then = tally_of(OTHER_CENTRE, 1, day=date(2026, 9, 1))
    found = freshness(total([first, then, tally_of(CENTRE, 1)]), INDEX)
    assert found.since == {CENTRE: "2026-08", OTHER_CENTRE: "2026-09"}
    assert found.new == [OTHER_CENTRE]


def test_a_centre_that_left_the_catalogue_still_counts() -> None:
    """Its attentions are in the national total, although its region is not known any more."""
    gone = tally_of("mac-express-olvidado", 4)
    figures = national_figures(gone, INDEX)
    assert figures.totals.attentions == 4
    assert sum(figures.by_natural_region.values()) == 0
    assert "data/v1/statistics/2026-11.csv" in texts(
        snapshot_of({"202611": gone}), {"202611": {"mac-express-olvidado": gone}}
    )


def test_every_file_fits_the_schema_beside_it() -> None:
    """Each JSON is valid against ``<name>.schema.json``, which is a valid schema."""
    files = texts(snapshot_of(MONTHS))
    schemas = [path for path in files if path.endswith(".schema.json") and not path.endswith("table.schema.json")]
    assert len(schemas) == 5 + len(MONTHS)
    for path in schemas:
        schema = json.loads(files[path])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(files[path.replace(".schema.json", ".json")]), schema)


def test_before_the_first_fact_there_are_files_too() -> None:
    """An early reader finds zeros, not a missing file."""
    assert json.loads(texts(snapshot_of({}))["data/v1/statistics/national.json"])["totals"]["attentions"] == 0


def test_the_data_package_is_valid_and_so_are_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public validator finds no error in descriptor and tables; every published table is in the descriptor."""
    files = texts(snapshot_of(MONTHS))
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    folder = tmp_path / "data" / "v1"
    # The portal's build writes these; the two that have no table are empty objects here.
    for name in ("catalogue.json", "centres.geojson"):
        (folder / name).write_text("{}", encoding="utf-8")
    for path, content in published_data(published_in(FOLDER)[0]).items():
        (tmp_path / path).write_text(str(content), encoding="utf-8", newline="")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in descriptor["resources"]}
    assert {path.removeprefix("data/v1/") for path in files if path.endswith(".csv")} <= paths
    assert all((folder / path).is_file() for path in paths)
    tables = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    (folder / "tables.json").write_text(json.dumps(descriptor | {"resources": tables}), encoding="utf-8")
    monkeypatch.chdir(folder)  # the validator accepts only relative paths
    report = validate("tables.json", type="package")
    assert report.valid, report.flatten(["message"])
    assert list(Package.metadata_validate(descriptor)) == []


def test_the_same_tallies_give_the_same_bytes() -> None:
    """Nothing published depends on when or how often it is published."""
    first = texts(snapshot_of(MONTHS))
    assert first == texts(snapshot_of(dict(reversed(MONTHS.items()))), now=NOW + timedelta(hours=5))


def test_only_what_changed_is_written() -> None:
    """An unchanged month keeps its files, a centre without new facts its page; the nation's files are written."""
    paths = set(texts(snapshot_of(MONTHS, changed=NEWEST, centres=[OTHER_CENTRE])))
    assert "data/v1/statistics/2026-11.csv" in paths
    assert "data/v1/statistics/national.json" in paths
    assert "estadisticas/index.html" in paths
    assert not [path for path in paths if "2026-10" in path]
    centres = {path for path in paths if re.match("estadisticas/centros/.+/index.html", path)}
    assert centres == {f"estadisticas/centros/{OTHER_CENTRE}/index.html"}


def test_the_csv_agrees_with_the_json() -> None:
    """The rows of a group add up to the JSON's figures, and rounded ones are marked as not exact."""
    text = texts(snapshot_of(MONTHS, changed=NEWEST))["data/v1/statistics/2026-11.csv"]
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
        found = {
            row["codigo"]: (int(row["atenciones"]), int(row["completadas"])) for row in rows if row["grupo"] == group
        }
        assert found == {key: (one.attentions, one.completed) for key, one in expected.items()}
    assert [row["atenciones"] for row in rows if row["grupo"] == "pais"] == ["12"]
    inexact = {"region natural", "ambito", "departamento", "provincia", "centro"}
    assert {row["grupo"] for row in rows if row["exacto"] == "no"} == inexact
