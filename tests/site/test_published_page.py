"""What the programme published: one page and open data, each figure with its bulletin, apart from our own count."""

import csv
import json
from io import StringIO
from pathlib import Path

from jsonschema import Draft202012Validator

from built_page import BuiltPage, citizen_pages
from portal.catalogue.reading import Catalogue

_DATA = Path("data", "v1")


def _page(portal: Path) -> BuiltPage:
    return citizen_pages(portal)["/cifras-publicadas/"]


def test_the_page_has_every_month_and_says_whose_figures_they_are(portal: Path, catalogue: Catalogue) -> None:
    """Each month of MAC Express, sites ready beside sites that attended, and that this system did not count them."""
    text = _page(portal).text
    assert "Publicado por la PCM. Estas cifras vienen de sus boletines. Este sistema no las contó." in text
    shown = "".join(text.split())
    for count in (*catalogue.published.months().values(), *catalogue.published.years().values()):
        assert f"{count:,}" in shown
    assert "Abril2026244119" in shown
    assert "Atencionesdesde2018128,372" in shown


def test_the_slips_of_the_source_are_on_the_page(portal: Path) -> None:
    """What the bulletins state twice and differently, each with both figures."""
    slips = _page(portal).source.partition("Donde la fuente no cuadra")[2].partition("Otras notas")[0]
    assert slips.count("<li>") == 6
    for words in ("13,689", "la suma por sede da 2,897, 335 de menos", "su lista de sedes da 151, 93 de menos"):
        assert words in slips


def test_each_bulletin_is_linked(portal: Path, catalogue: Catalogue) -> None:
    """Where it has an address."""
    addresses = {bulletin.url for bulletin in catalogue.published.bulletins.values() if bulletin.url}
    assert len(addresses) == 8
    assert addresses <= set(_page(portal).links)


def test_the_data_has_every_figure_with_its_source(portal: Path, catalogue: Catalogue) -> None:
    """The JSON fits its schema; the CSV has a row for each figure, with bulletin, date and the address of its page."""
    content = json.loads((portal / _DATA / "published.json").read_text(encoding="utf-8"))
    schema = json.loads((portal / _DATA / "published.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [problem.message for problem in Draft202012Validator(schema).iter_errors(content)] == []
    text = (portal / _DATA / "published.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == len(content["figures"]) == len(catalogue.published.figures)
    assert all(row["source_name"] and row["source_date"] for row in rows)
    april = next(row for row in rows if (row["period"], row["name"]) == ("2026-04", "MD Ate"))
    assert (april["key"], april["value"]) == ("municipality", "281")
    assert april["source_url"].endswith("Abril-20262.pdf#page=5")
