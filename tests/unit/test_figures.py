"""Published figures follow from tallies and catalogue, fit their schemas and reveal no small number."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from frictionless import Package, validate

from building import CENTRE, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.platform.lima import LIMA
from macexpress.publication.documents import Figures, Month
from macexpress.publication.figures import exact_figures, freshness, month_figures, refreshed, waiting_month
from macexpress.publication.pages.today import entity_status
from macexpress.publication.travel import travel_estimate
from macexpress.statistics.editions import Batch
from macexpress.statistics.sending import sending
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue.reading import FOLDER
from portal.open_data.published import published_data
from portal.published.reading import published_in
from snapshots import CUT, MONTHS, nation_of, tally_of, texts


def test_the_figures_of_the_programmes_own_table_are_there() -> None:
    """Centres, departments, procedures, entities, attentions, regions, settings and travel saved."""
    figures, _ = nation_of(MONTHS)
    assert figures.totals.model_dump() == {
        "attentions": 24,
        "visits": 13,
        "annulled": 0,
        "centres": 2,
        "departments": 2,
        "procedures": 2,
        "entities": 2,
    }
    assert figures.by_natural_region == {"costa": 10, "sierra": 0, "selva": 10}
    assert figures.by_setting == {"rural": 10, "urban": 10}
    assert figures.by_procedure == {"certificado-antecedentes-penales": 10, "afiliacion-sis-gratuito": 10}
    assert figures.by_entity == {"poder-judicial": 10, "sis": 10}
    assert figures.by_department == {"17": 10, "20": 10}
    assert figures.travel_saved_soles == 10 * 428
    assert figures.breakdown.model_dump(mode="json") == {
        "received_before": "2026-12-01T00:00:00-05:00",
        "next": "2027-01-01T00:00:00-05:00",
        "attentions": 20,
        "visits": 10,
        "annulled": 0,
    }


def test_the_newest_month_takes_what_is_not_broken_down() -> None:
    """So the months always add up to the exact total, and so do their visits."""
    figures, parts = nation_of(MONTHS)
    assert figures.by_month == {"2026-10": 10, "2026-11": 10, "2026-12": 4}
    earlier, (october,) = nation_of(MONTHS, cut=datetime(2026, 11, 1, tzinfo=LIMA))
    assert earlier.by_month == {"2026-10": 10, "2026-11": 14}
    assert october.model_copy(update={"generated_at": CUT}) == parts[0]
    waiting = waiting_month("202611", earlier)
    assert (waiting.totals.attentions, waiting.totals.visits) == (14, 8)
    assert waiting.totals.visits + october.totals.visits == earlier.totals.visits
    assert (waiting.groups.centre, waiting.by_procedure) == ({}, {})
    assert f"{waiting.details_on}" == "2026-12-01"


def test_the_newest_month_is_never_below_nothing() -> None:
    """The others keep what was annulled after their breakdown: then they alone add up to what is broken down."""
    figures, _ = nation_of(MONTHS)
    after = refreshed(figures, replace(tally_of(CENTRE, 12), visits=6), "2026-12")
    assert after.by_month == {"2026-10": 10, "2026-11": 10, "2026-12": 0}
    assert sum(after.by_month.values()) == after.breakdown.attentions > after.totals.attentions == 12
    waiting = waiting_month("202612", after).totals
    assert (waiting.attentions, waiting.visits, waiting.annulled) == (0, 0, 0)


def test_travel_is_estimated_by_distance() -> None:
    """At the rate that gives the selva an average of 428; unknown if no centre of the selva has a distance."""
    centres = {key: replace(INDEX.centres[key], kilometres=km) for key, km in ((CENTRE, 10), (OTHER_CENTRE, 200))}
    index = replace(INDEX, centres=centres)
    assert travel_estimate({OTHER_CENTRE: 9}, index) == 9 * 428
    assert travel_estimate({CENTRE: 20, "mac-express-olvidado": 5}, index) == 428
    assert travel_estimate({CENTRE: 20}, INDEX) is None


def _november() -> Month:
    return month_figures("202611", [Batch(MONTHS["202611"])], CUT, INDEX, closed=False)


def test_a_month_adds_up_in_every_way() -> None:
    """By centre, by place, by procedure and by result it is the same multiple of five."""
    figures = _november()
    groups = figures.groups

    def attentions(name: str) -> dict[str, int]:
        return {key: group.attentions for key, group in getattr(groups, name).items()}

    assert attentions("centre") == {OTHER_CENTRE: 10}
    assert attentions("natural_region") == {"selva": 10}
    assert attentions("setting") == {"rural": 10}
    assert attentions("department") == {"17": 10}
    assert attentions("province") == {"1703": 10}
    assert attentions("entity") == {"sis": 10}
    assert figures.totals.attentions == figures.results.attentions == figures.results.completed == 10
    # From the published ten of the selva, not from their exact number: so it reveals nothing more.
    assert figures.travel_saved_soles == 10 * 428
    assert groups.procedure["afiliacion-sis-gratuito"].median_minutes == 7


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
    day = date(2026, 11, 24)
    many = [{**fact, "id": f"{n}", "visit": f"{n}"} for n in range(25) for fact in facts[:1]]
    rated = [{"kind": "rating", "attention": f"{n}", "rating": 4 + n % 2, "received_at": "2026"} for n in range(25)]
    tally = tally_of_day(CENTRE, day, facts)
    assert exact_figures(tally).model_dump(exclude_defaults=True) == {
        "attentions": 4,
        "visits": 1,
        "completed": 2,
        "not_completed": {"entity_system_down": 1},
        "not_offered": 1,
        "median_minutes": 5,
        "rating": 4.5,
    }
    assert entity_status(tally, INDEX).model_dump(mode="json")["entities"] == [
        {"id": "sis", "reports": 1, "last": "2026-11-24T17:15:00-05:00"}
    ]
    down = [{**facts[3], "id": f"down{n}"} for n in range(10)]
    wanted = [{**facts[2], "id": f"wanted{n}"} for n in range(5)]
    month = tally_of_day(CENTRE, day, [*many, *rated, *down, *wanted])
    of_month = month_figures("202611", [Batch(month)], CUT, INDEX, closed=False)
    assert of_month.unmet == 5
    assert of_month.by_reason == {"entity_system_down": 10, "not_offered_here": 5}
    assert of_month.ratings.model_dump() == {"count": 25, "mean": 4.4, "by_rating": {"4": 15, "5": 10}}
    assert of_month.groups.procedure["afiliacion-sis-gratuito"].model_dump(exclude_defaults=True) == {
        "attentions": 35,
        "completed": 25,
        "not_completed": {"entity_system_down": 10},
        "median_minutes": 3,
        "rating": 4.4,
        "by_rating": {"4": 15, "5": 10},
    }
    files = texts({"202611": month})
    page = files["estadisticas/index.html"]
    assert "la mitad de las atenciones duró 3 minutos o menos" in page
    assert "opinaron 25 veces: 4.4 de 5" in page
    assert "Atenciones que fallaron" in files["estadisticas/entidades/sis/index.html"]


def test_a_centre_that_sends_nothing_is_silent() -> None:
    """When its newest attention is more than seven days behind the newest of all, or missing; a closed one is not."""
    index = replace(INDEX, centres={key: INDEX.centres[key] for key in (CENTRE, OTHER_CENTRE, "mac-express-cerrado")})
    old = replace(tally_of(CENTRE, 1), newest_of={CENTRE: "2026-11-16T10:00:00-05:00"})
    new = tally_of(OTHER_CENTRE, 1)
    assert sending(total([old, new]), index).silent == [CENTRE]
    newer = replace(old, newest_of={CENTRE: "2026-11-17T10:00:00-05:00"})
    assert sending(total([newer, new]), index).silent == []
    assert sending(new, index).silent == [CENTRE]
    assert sending(Tally(), index).silent == []


def test_a_centre_is_new_for_three_months() -> None:
    """Counted from its first attention, of any kind, to the newest month with any."""
    first = tally_of(CENTRE, 1, day=date(2026, 8, 31))
    then = tally_of(OTHER_CENTRE, 1, day=date(2026, 9, 1))
    found = sending(total([first, then, tally_of(CENTRE, 1)]), INDEX)
    assert found.since == {CENTRE: "2026-08", OTHER_CENTRE: "2026-09"}
    assert found.new == [OTHER_CENTRE]


def test_it_is_published_in_which_months_a_centre_has_figures() -> None:
    """From the published counts alone: a centre whose three were not shown has none."""
    _, parts = nation_of(MONTHS)
    found = freshness(parts, CUT)
    assert found.since == {CENTRE: "2026-10", OTHER_CENTRE: "2026-11"}
    assert found.last_month == {CENTRE: "2026-10", OTHER_CENTRE: "2026-11"}
    assert found.new == [CENTRE, OTHER_CENTRE]
    assert freshness([], CUT).last_month == {}


def test_a_centre_that_left_the_catalogue_still_counts() -> None:
    """Its attentions are in the national total, although its department is not known any more."""
    gone = {"202611": tally_of("mac-express-olvidado", 14)}
    figures, (november,) = nation_of(gone)
    assert (figures.totals.attentions, figures.breakdown.attentions, november.results.completed) == (14, 15, 15)
    assert sum(figures.by_natural_region.values()) == sum(figures.by_department.values()) == 0
    page = texts(gone)["estadisticas/index.html"]
    assert page.count('<th scope="row">Sin dato</th><td>15</td>') == 2


def test_every_file_fits_the_schema_beside_it() -> None:
    """Each JSON is valid against ``<name>.schema.json``, which is a valid schema."""
    files = texts(MONTHS)
    schemas = [path for path in files if path.endswith(".schema.json") and not path.endswith("table.schema.json")]
    assert len(schemas) == 5 + len(MONTHS)
    for path in schemas:
        schema = json.loads(files[path])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(files[path.replace(".schema.json", ".json")]), schema)


def test_before_the_first_fact_there_are_files_too() -> None:
    """An early reader finds zeros, not a missing file."""
    assert json.loads(texts({})["data/v1/statistics/national.json"])["totals"]["attentions"] == 0


def test_the_data_package_is_valid_and_so_are_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public validator finds no error in descriptor and tables; every published table is in the descriptor."""
    files = texts(MONTHS)
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
    """Nothing published depends on the order in which tallies are read."""
    assert texts(MONTHS) == texts(dict(reversed(MONTHS.items())))


def test_a_month_that_is_not_broken_down_says_when_it_will_be() -> None:
    """Its files and its page are there, with totals alone; the country's page says the same day."""
    files = texts(MONTHS, cut=datetime(2026, 11, 1, tzinfo=LIMA))
    assert json.loads(files["data/v1/statistics/2026-11.json"])["totals"]["attentions"] == 14
    assert files["data/v1/statistics/2026-11.csv"].count("\r\n") == 2
    assert (
        "Por lugar, trámite y resultado se publica el 1 de diciembre de 2026"
        in (files["estadisticas/2026-11/index.html"])
    )
    assert "Las demás, el 1 de diciembre de 2026" in files["estadisticas/index.html"]
    early = texts({"202611": MONTHS["202611"]}, cut=datetime(2026, 11, 1, tzinfo=LIMA))["estadisticas/index.html"]
    assert "se publica el 1 de diciembre de 2026, para proteger la privacidad" in early


def test_the_csv_agrees_with_the_json() -> None:
    """Each row has the JSON's figures; what is not published of a place is empty."""
    text = texts(MONTHS)["data/v1/statistics/2026-11.csv"]
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    groups = _november().groups
    expected_of: dict[str, dict[str, Figures]] = {
        "tramite": groups.procedure,
        "entidad": groups.entity,
        "departamento": groups.department,
    }
    for group, expected in expected_of.items():
        found = {
            row["codigo"]: (int(row["atenciones"]), int(row["completadas"])) for row in rows if row["grupo"] == group
        }
        assert found == {key: (one.attentions, one.completed) for key, one in expected.items()}
    (centre,) = (row for row in rows if row["grupo"] == "centro")
    assert (centre["codigo"], centre["atenciones"], centre["completadas"]) == (OTHER_CENTRE, "10", "")
    assert [row["atenciones"] for row in rows if row["grupo"] == "pais"] == ["10"]
