"""The portal for other machines: schema.org on its pages, HSDS beside them, a sitemap, texts for sharing."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from built_page import BuiltPage
from portal.build import write_sitemap
from portal.catalogue.reading import Catalogue
from portal.open_data.hsds import hsds_files

_SCHEMAS = Path(__file__).with_name("hsds")
_LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
Pages = dict[str, BuiltPage]


def _linked(page: BuiltPage) -> list[dict[str, object]]:
    return [json.loads(text) for text in _LINKED.findall(page.source)]


def test_each_procedure_says_what_it_is(pages: Pages, catalogue: Catalogue) -> None:
    """It is a GovernmentService with the name, provider and price that the page shows; an unknown price is missing."""
    for procedure in catalogue.procedures.values():
        [linked] = _linked(pages[f"/tramites/{procedure.id}/"])
        assert linked["@type"] == "GovernmentService"
        assert linked["name"] == procedure.name
        assert ("offers" in linked) == (procedure.cost.soles is not None), procedure.id
        assert ("highPrice" in str(linked)) == (procedure.cost.soles_to is not None), procedure.id


def test_each_centre_says_where_it_is(pages: Pages, catalogue: Catalogue) -> None:
    """It is a GovernmentOffice with its position."""
    for centre in catalogue.centres.values():
        [linked] = _linked(pages[f"/centros/{centre.id}/"])
        assert linked["@type"] == "GovernmentOffice"
        exact = centre.position is not None and centre.position_of != "district_capital"
        assert ("geo" in linked) == exact


def test_a_shared_link_has_a_text(pages: Pages) -> None:
    """Pages have title and description for sharing, and no picture that would have to be loaded."""
    for address, page in pages.items():
        title = page.part("<title>", "</title>")
        assert f'<meta property="og:title" content="{title}">' in page.source, address
        assert "og:description" in page.source, address
        assert "og:image" not in page.source, address


def test_the_export_has_both_ends_of_a_range_and_no_unknown_documents(portal: Path, catalogue: Catalogue) -> None:
    """A range has two cost options; without published requirements there is no list, since an empty one means none."""
    services = json.loads((portal / "data" / "hsds" / "services.json").read_text(encoding="utf-8"))
    for service, procedure in zip(services, catalogue.procedures.values(), strict=True):
        amounts = [option["amount"] for option in service.get("cost_options", [])]
        assert amounts == [a for a in (procedure.cost.soles, procedure.cost.soles_to) if a is not None], procedure.id
        assert ("required_documents" in service) == bool(procedure.requirements), procedure.id


@pytest.mark.parametrize(("file", "schema"), [("services", "service"), ("locations", "location")])
def test_the_export_is_valid_by_the_official_schema(portal: Path, file: str, schema: str) -> None:
    """Each service and location has what HSDS 3.0 requires, including the formats of ids and addresses."""
    records = json.loads((portal / "data" / "hsds" / f"{file}.json").read_text(encoding="utf-8"))
    assert len(records) > 40
    validator = _validator(schema)
    assert [error.message for record in records for error in validator.iter_errors(record)] == []


def test_the_schema_finds_what_is_wrong(portal: Path) -> None:
    """The check itself works: it finds an invalid id, an invalid status and a missing name."""
    [service, *_] = json.loads((portal / "data" / "hsds" / "services.json").read_text(encoding="utf-8"))
    for broken in (
        {**service, "id": "x"},
        {**service, "status": "x"},
        {k: v for k, v in service.items() if k != "name"},
    ):
        assert list(_validator("service").iter_errors(broken)) != []


def test_a_service_names_its_locations_only_where_they_are_not_all(catalogue: Catalogue) -> None:
    """A service at some centres lists them by their ids in the other file; another one states that it is at all."""
    only = ("mac-express-cura-mori", "mac-express-panti")
    some = catalogue.procedures["certificado-antecedentes-penales"].model_copy(update={"only_at": only})
    files = hsds_files(replace(catalogue, procedures={**catalogue.procedures, some.id: some}))
    services, locations = (json.loads(files[f"data/hsds/{name}.json"]) for name in ("services", "locations"))
    names = {location["id"]: location["name"] for location in locations}
    narrowed = [service for service in services if "service_at_locations" in service]
    assert [service["alternate_name"] for service in narrowed] == [some.name]
    assert [names[place["location_id"]] for place in narrowed[0]["service_at_locations"]] == [
        catalogue.centres[key].name for key in only
    ]
    assert all(service["service_areas"] for service in services if service not in narrowed)
    assert list(_validator("service").iter_errors(narrowed[0])) == []


def test_the_sitemap_names_every_page_at_its_public_address(portal: Path, tmp_path: Path) -> None:
    """Without an address there is no sitemap; with one it has each citizen page once."""
    for file in ("index.html", "tramites/index.html"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((portal / file).read_bytes())
    write_sitemap(tmp_path, "")
    assert not (tmp_path / "sitemap.xml").exists()
    write_sitemap(tmp_path, "https://mac.example.pe/")
    found = re.findall(r"<loc>([^<]*)</loc>", (tmp_path / "sitemap.xml").read_text(encoding="utf-8"))
    assert found == ["https://mac.example.pe/", "https://mac.example.pe/tramites/"]


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=Registry().with_resources(_resources()), format_checker=FormatChecker()
    )


def _resources() -> Iterator[tuple[str, Resource[object]]]:
    for file in _SCHEMAS.glob("*.json"):
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | json.loads(
            file.read_text(encoding="utf-8")
        )
        yield file.name, Resource.from_contents(schema)
