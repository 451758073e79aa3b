"""The catalogue as open data: programs read what pages show, in the form of the published schema."""

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import OpeningHours
from portal.open_data.files import open_data


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / "data" / "v1" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "schema"), [("catalogue.json", "catalogue.schema.json"), ("centres.geojson", "centres.schema.json")]
)
def test_each_file_is_valid_against_its_schema(portal: Path, name: str, schema: str) -> None:
    """The schema beside a file accepts it, and the schema itself is valid."""
    validator = Draft202012Validator(_read(portal, schema))
    Draft202012Validator.check_schema(_read(portal, schema))
    assert [error.message for error in validator.iter_errors(_read(portal, name))] == []


def test_a_schema_refuses_errors_and_accepts_new_fields(portal: Path) -> None:
    """A missing id is refused; a field that a later version adds is not."""
    validator = Draft202012Validator(_read(portal, "catalogue.schema.json"))
    content = _read(portal, "catalogue.json")
    content["centres"][0]["added_later"] = 1
    assert validator.is_valid(content)
    del content["centres"][0]["id"]
    assert not validator.is_valid(content)


def test_every_record_is_published_with_its_id(portal: Path, catalogue: Catalogue) -> None:
    """The lists have every record, including retired ones, by id."""
    content = _read(portal, "catalogue.json")
    for name, records in (
        ("entities", catalogue.entities),
        ("procedures", catalogue.procedures),
        ("centres", catalogue.centres),
    ):
        assert [record["id"] for record in content[name]] == list(records)
    assert (content["version"], content["catalogue_version"]) == (1, catalogue.version)


def test_a_centre_without_a_fixed_place_has_no_geometry(portal: Path, catalogue: Catalogue) -> None:
    """Features have the centre's id; longitude comes first; without a known place the geometry is null."""
    features = {feature["properties"]["id"]: feature for feature in _read(portal, "centres.geojson")["features"]}
    assert set(features) == set(catalogue.centres)
    for key, centre in catalogue.centres.items():
        geometry = features[key]["geometry"]
        if centre.position is None:
            assert geometry is None
        else:
            assert geometry["coordinates"] == [centre.position.longitude, centre.position.latitude]


def test_days_and_hours_have_one_form(catalogue: Catalogue) -> None:
    """A retired record has its date; hours are written as in the catalogue, and fit the schema."""
    hours = OpeningHours(days=("mon",), opens="08:00", closes="16:45")
    centre = catalogue.centres["mac-express-panti"].model_copy(
        update={"retired_on": date(2026, 3, 1), "opening_hours": (hours,)}
    )
    files = open_data(replace(catalogue, centres={centre.id: centre}))
    (published,) = json.loads(files["data/v1/catalogue.json"])["centres"]
    assert published["retired_on"] == "2026-03-01"
    assert published["opening_hours"] == [{"days": ["mon"], "opens": "08:00", "closes": "16:45"}]
    schema = json.loads(files["data/v1/catalogue.schema.json"])
    assert Draft202012Validator(schema).is_valid(json.loads(files["data/v1/catalogue.json"]))


def test_credits_travel_with_the_data(portal: Path) -> None:
    """The files name the source of their points."""
    for name in ("catalogue.json", "centres.geojson"):
        assert "OpenStreetMap" in " ".join(_read(portal, name)["credits"])
        assert "INEI" in " ".join(_read(portal, name)["credits"])


def test_texts_are_written_as_they_are(portal: Path) -> None:
    """Accents are not escaped, and there are no unnecessary spaces."""
    text = (portal / "data" / "v1" / "catalogue.json").read_text(encoding="utf-8")
    assert "Certificado electrónico" in text
    assert '": ' not in text


def test_a_spreadsheet_has_every_record(portal: Path, catalogue: Catalogue) -> None:
    """Centres and procedures as CSV: one row per id, in UTF-8 with the mark by which spreadsheets recognise it."""
    for kind, records in (("centres", catalogue.centres), ("procedures", catalogue.procedures)):
        text = (portal / "data" / "v1" / f"{kind}.csv").read_bytes().decode("utf-8-sig")
        assert [row["id"] for row in csv.DictReader(StringIO(text), delimiter=";")] == list(records)
