"""The portal keeps its promises with 2,500 centres and 300 procedures. `make bench-growth` measures its build."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from built_page import citizen_pages
from large_catalogue import CENTRES, PROCEDURES, large
from portal.build import publish
from portal.catalogue.reading import Catalogue
from sent_bytes import sent_bytes

BUDGET = 14_600
FINDER_BUDGET = 15_000


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """Build the large catalogue, and return the folder."""
    folder = tmp_path_factory.mktemp("grown") / "portal"
    publish(large(catalogue), folder)
    return folder


def test_every_page_is_still_one_request_within_the_budget(grown: Path) -> None:
    """Lists are split or shortened before they become too large; no page loads another file."""
    pages = citizen_pages(grown)
    assert len(pages) > CENTRES + PROCEDURES
    sizes = {address: sent_bytes(page.source.encode(), BUDGET) for address, page in pages.items()}
    assert {address: size for address, size in sizes.items() if size > BUDGET} == {}
    asking = [
        address for address, page in pages.items() if "<link rel=stylesheet" in page.source or " src=" in page.source
    ]
    assert asking == []


def test_the_pack_comes_by_department(grown: Path) -> None:
    """A kiosk loads the common part and its own department, in less than all of the portal takes today."""
    named = json.loads((grown / "pack" / "latest.json").read_text())["parts"]
    parts = {name: hashed for name, hashed, _ends in named}
    assert sorted(parts) == ["", *(f"{number:02}" for number in range(1, 26))]
    texts = {name: (grown / "pack" / f"{hashed}.txt").read_bytes() for name, hashed in parts.items()}
    common, largest = texts.pop(""), max(texts.values(), key=len)
    assert sum(len(brotli.compress(text, quality=11)) for text in (common, largest)) <= 120_000


def test_a_finders_file_stays_within_its_budget(grown: Path) -> None:
    """The centres near a place are loaded by tile, and no tile grows with the country."""
    sizes = {file.name: sent_bytes(file.read_bytes(), FINDER_BUDGET) for file in grown.glob("lugares/c*.txt")}
    assert max(sizes.values()) <= FINDER_BUDGET, sizes


def test_a_changed_record_touches_only_what_shows_it(tmp_path: Path, portal: Path, catalogue: Catalogue) -> None:
    """After a change of one requirement the files of all other pages are not replaced."""
    portal = shutil.copytree(portal, tmp_path / "portal")
    before = {file: file.stat().st_mtime_ns for file in portal.rglob("*") if file.is_file()}
    one = catalogue.procedures["certificado-antecedentes-penales"]
    changed = one.model_copy(update={"requirements": (*one.requirements, "Requisito nuevo")})
    publish(replace(catalogue, procedures={**catalogue.procedures, one.id: changed}), portal)
    touched = {
        file.relative_to(portal).as_posix()
        for file in portal.rglob("*")
        if file.is_file() and before.get(file) != file.stat().st_mtime_ns
    }
    pages = {path for path in touched if path.endswith(".html")}
    # The desk's page names its catalogue by hash.
    assert pages == {f"tramites/{one.id}/index.html", "asesor/index.html"}
    assert {path.split("/")[0] for path in touched} == {"tramites", "pack", "data", "asesor"}
