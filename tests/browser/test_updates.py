"""A new version of the pack costs what changed, and what goes wrong on its way changes nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from portal.build import publish
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Cost
from portal_server import served
from stored_pack import HELD, filled, requests_of, update

PENALES = "certificado-antecedentes-penales"


@pytest.fixture(scope="module")
def changed(portal: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the portal after a change of one procedure, published over the one before."""
    folder = tmp_path_factory.mktemp("changed") / "portal"
    shutil.copytree(portal, folder, ignore=shutil.ignore_patterns("muestra"))
    publish(_changed(catalogue), folder)
    return folder


def _released(new: Path, portal: Path) -> None:
    shutil.rmtree(portal)
    shutil.copytree(new, portal)


def _changed(catalogue: Catalogue, soles: float = 99.0) -> Catalogue:
    procedure = catalogue.procedures[PENALES].model_copy(update={"cost": Cost(soles=soles)})
    return replace(catalogue, procedures={**catalogue.procedures, PENALES: procedure})


def test_an_update_costs_what_changed(context: BrowserContext, copied: Path, changed: Path) -> None:
    """After a change of one procedure, latest.json and one small file are loaded, and the page has the new amount."""
    page = context.new_page()
    with served(copied) as address:
        before = filled(page, address)
        _released(changed, copied)
        asked = requests_of(context)
        answer = update(page)
        assert answer["version"] not in {"", before}
        packs = [url for url in asked if "/pack/" in url]
        assert packs == [f"{address}/pack/latest.json", f"{address}/pack/{before}-{answer['version']}.txt"]
        page.goto(f"{address}/tramites/{PENALES}/")
        expect(page.locator(".facts")).to_contain_text("S/ 99.00")


def test_an_update_that_is_broken_changes_nothing(context: BrowserContext, copied: Path, changed: Path) -> None:
    """When the files are damaged, the previous version stays complete; when they are repaired, the update continues."""
    page = context.new_page()
    with served(copied) as address:
        before = filled(page, address)
        _released(changed, copied)
        good = {file: file.read_bytes() for file in copied.glob("pack/*.txt")}
        for file, content in good.items():
            file.write_bytes(content.replace(b"S/", b"S?"))
        assert "failed" in update(page)
        assert page.evaluate(HELD) == before
        page.goto(f"{address}/tramites/{PENALES}/")
        expect(page.locator(".facts")).to_contain_text("S/ 40.40")
        for file, content in good.items():
            file.write_bytes(content)
        assert update(page)["version"] not in {"", before}
        page.goto(f"{address}/tramites/{PENALES}/")
        expect(page.locator(".facts")).to_contain_text("S/ 99.00")


def test_a_list_of_places_comes_again_with_a_new_version(context: BrowserContext, copied: Path, changed: Path) -> None:
    """Within a version it is asked for once; after an update the nearest centres are those of the new version."""
    page = context.new_page()
    listed = copied / "lugares" / "centros.txt"
    ask = "async () => (await fetch('/lugares/centros.txt')).text()"
    with served(copied) as address:
        filled(page, address)
        before = page.evaluate(ask)
        listed.unlink()
        assert page.evaluate(ask) == before
        _released(changed, copied)
        listed.write_text("another list", encoding="utf-8")
        update(page)
        assert page.evaluate(ask) == "another list"
    assert page.evaluate(ask) == "another list"
