"""The pack: every page to the byte, within 70 KB, and small updates from any of ten versions."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import build as building
from portal.catalogue.dates import content_date
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Cost
from portal.pack.entries import entries_of, needed_by
from portal.pack.expansion import expanded
from portal.pack.files import BETWEEN, KEPT, PAIR, PART, change, manifest_of, pack_files, part_text, text_hash
from portal.pack.publishing import citizen_pages

PROCEDURE = "certificado-antecedentes-penales"
_ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.prefix) / "bin" / "node"
_EXPAND = """
import { readFileSync } from "node:fs";
import { expanded } from "./site/scripts/worker/expansion.js";
import { readPart } from "./site/scripts/worker/parts.js";
const entries = new Map(JSON.parse(readFileSync(0, "utf8")).flatMap(readPart));
const pages = [...entries.keys()].filter((key) => key.startsWith("/") && !key.endsWith(".js"));
process.stdout.write(JSON.stringify(Object.fromEntries(pages.map((path) => [path, expanded(path, entries)]))));
"""


def test_all_of_the_portal_is_at_most_70_kb(portal: Path) -> None:
    """All that a browser needs without a link: service worker, version and every part, as the CDN compresses them."""
    files = [
        portal / "sw.js",
        portal / "pack" / "latest.json",
        *portal.glob("pack/????????????????????????????????.txt"),
    ]
    assert len(files) >= 4
    assert sum(_size(file.read_bytes()) for file in files) <= 70_000


def test_every_citizen_page_is_in_it_to_the_byte(portal: Path) -> None:
    """For each path the pack gives the page as it was built, and no citizen page is missing."""
    pages = citizen_pages(portal)
    entries = _entries(portal)
    assert len(pages) > 340
    assert [path for path, html in pages.items() if expanded(path, entries) != html] == []


def test_the_service_worker_gives_the_same_pages(portal: Path) -> None:
    """The worker's own modules, in Node, read the parts and expand every page to the byte."""
    names = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    texts = [(portal / "pack" / f"{hashed}.txt").read_bytes().decode() for _, hashed in names]
    command = [str(_NODE), "--input-type=module", "--eval", _EXPAND]
    done = subprocess.run(
        command, cwd=_ROOT, input=json.dumps(texts), capture_output=True, encoding="utf-8", check=True
    )
    assert json.loads(done.stdout) == citizen_pages(portal)


def test_every_part_is_named_by_its_hash_and_needs_only_the_common_part(portal: Path) -> None:
    """A region's part and the common part are enough for that region's pages."""
    parts = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    common: dict[str, str] = {}
    for name, hashed in parts:
        text = (portal / "pack" / f"{hashed}.txt").read_bytes().decode()
        assert text_hash(text) == hashed
        entries = _read(text)
        common = common or entries
        for key, value in entries.items():
            assert needed_by(value) <= entries.keys() | common.keys(), (name, key)


def test_one_changed_procedure_costs_3_kb_from_any_of_ten_versions(tmp_path: Path, catalogue: Catalogue) -> None:
    """When name, amount and requirements change over ten versions, the update from each earlier version is small."""
    portal = tmp_path / "portal"
    first = catalogue.without_demonstration()
    versions = []
    for number in range(KEPT + 1):
        building.publish(_changed(first, number), portal)
        versions.append(json.loads((portal / "pack" / "latest.json").read_text())["version"])
    latest = versions.pop()
    assert len(set(versions)) == KEPT
    about = _size((portal / "pack" / "latest.json").read_bytes())
    sizes = {old: about + _size((portal / "pack" / f"{old}-{latest}.txt").read_bytes()) for old in versions}
    assert max(sizes.values()) <= 3000, sizes
    building.publish(_changed(first, KEPT + 1), portal)
    assert not list(portal.glob(f"pack/{versions[0]}-*.txt")), "from the eleventh version back everything is loaded"


def test_building_again_changes_no_version(tmp_path: Path, catalogue: Catalogue) -> None:
    """The same sources, built over their last build, give the same pack to the byte and nothing to update."""
    portal = tmp_path / "portal"
    building.publish(catalogue.without_demonstration(), portal)
    before = {file.name: file.read_bytes() for file in portal.glob("pack/**/*.*")}
    building.publish(catalogue.without_demonstration(), portal)
    assert {file.name: file.read_bytes() for file in portal.glob("pack/**/*.*")} == before


keys = st.text("abcdef", min_size=1, max_size=3)
parts = st.dictionaries(st.sampled_from(["", "pe"]), st.dictionaries(keys, st.text("xyz<>", max_size=5)), min_size=1)


@given(parts, parts)
def test_a_change_leads_from_any_version_to_any_other(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> None:
    """Applied as in the service worker, a change gives each part of the new version, to the byte."""
    groups = {group.split(BETWEEN)[0]: group.split(BETWEEN)[1:] for group in change(manifest_of(old), new).split(PART)}
    for name, entries in new.items():
        ours = dict(old.get(name, {}))
        for line in groups.get(name, []):
            key, *value = line.split(PAIR)
            ours = {**ours, key: value[0]} if value else {k: v for k, v in ours.items() if k != key}
        assert part_text(ours) == part_text(entries)


def test_a_page_of_another_frame_is_left_out() -> None:
    """A page that the pack could not restore to the byte is not in it: the browser then asks the network."""
    page = '<title>{0}</title><meta name="description" content="{0}"><main id="contenido">\n{0}</main>{1}'
    pages = {"/a/": page.format("a", ""), "/b/": page.format("b", ""), "/c/": page.format("c", "<p>")}
    assert {path for path in entries_of(pages, {}) if path.startswith("/")} == {"/a/", "/b/"}


def test_the_file_for_a_stick_has_every_part(portal: Path) -> None:
    """One file has the content of latest.json and each part, in the same order."""
    head, *texts = (portal / "pack" / "mac-express.pack").read_bytes().decode().split(PART)
    assert [text_hash(text) for text in texts] == [hashed for _, hashed in json.loads(head)["parts"]]


def test_the_date_comes_from_the_sources(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The date is the newest source's, or the one that the builder sets; it never comes from the clock."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert content_date(catalogue) == "2026-10-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795554000")
    assert content_date(catalogue) == "2026-11-24"


def test_another_date_is_another_version() -> None:
    """A browser learns of a new date even if no page changed."""
    one, other = (pack_files({"": {"frame": "x"}}, date, {})["latest.json"] for date in ("2026-01-01", "2026-01-02"))
    assert json.loads(one)["version"] != json.loads(other)["version"]


def _changed(catalogue: Catalogue, number: int) -> Catalogue:
    before = catalogue.procedures[PROCEDURE]
    update = {
        "everyday_name": f"Antecedentes penales {number}",
        "cost": Cost(soles=40 + number),
        "requirements": (*before.requirements, f"Requisito nuevo {number}"),
    }
    return replace(catalogue, procedures={**catalogue.procedures, PROCEDURE: before.model_copy(update=update)})


def _entries(portal: Path) -> dict[str, str]:
    return {
        key: value
        for _, hashed in json.loads((portal / "pack" / "latest.json").read_text())["parts"]
        for key, value in _read((portal / "pack" / f"{hashed}.txt").read_bytes().decode()).items()
    }


def _read(text: str) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition(PAIR) for line in text.split(BETWEEN))}


def _size(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))
