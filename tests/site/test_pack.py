"""The pack: every page to the byte, within 100 KB, and small updates from any of ten versions."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from built_page import offline_pages
from portal import build as building
from portal.catalogue.dates import content_date
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Cost, Host
from portal.pack.entries import pack_of
from portal.pack.expansion import ARGUMENT, END, FRAME, HOLE, KIND, LIST, ROW, expanded
from portal.pack.files import (
    BETWEEN,
    KEPT,
    PAIR,
    PART,
    PIECE,
    change,
    former_versions,
    manifest_of,
    pack_files,
    part_text,
    piece_ends,
    text_hash,
)
from portal.pack.marks import hole, row, shared, unpacked, word
from sent_bytes import sent_bytes

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


def test_all_of_the_portal_is_at_most_110_kb(portal: Path) -> None:
    """All that a browser needs without a link: service worker, version and every part, as the CDN compresses them."""
    named = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    parts = [portal / "pack" / f"{hashed}.txt" for _, hashed, _ends in named]
    files = [portal / "sw.js", portal / "pack" / "latest.json", *parts]
    assert sum(_size(file.read_bytes()) for file in files) <= 110_000


def test_a_departments_kiosk_needs_at_most_40_kb(portal: Path) -> None:
    """The common part and its department's give its pages to the byte; the country's part has all of it too."""
    latest = json.loads((portal / "pack" / "latest.json").read_text())
    quick = json.loads((portal / "pack" / f"quick-{latest['version']}.json").read_text())
    assert [name for name, *_ in quick] == [f"{number:02}" for number in range(1, 26)]
    [common] = [(portal / "pack" / f"{hashed}.txt").read_bytes() for name, hashed, _ in latest["parts"] if not name]
    everything, pages, room = _entries(portal), offline_pages(portal), 40_000 - _size(common)
    for name, hashed, _ends in quick:
        own = (portal / "pack" / f"{hashed}.txt").read_bytes()
        assert text_hash(own.decode()) == hashed
        assert sent_bytes(own, room) <= room, name
        entries = _read(own.decode())
        assert entries.items() <= everything.items()
        held = {**_read(common.decode()), **entries}
        mine = [path for path in pages if path.startswith(f"/cerca/{name}")]
        assert mine
        assert [path for path in mine if expanded(path, held) != pages[path]] == []


def test_an_interrupted_part_comes_on_in_pieces_of_8_kb(portal: Path) -> None:
    """The pieces of each part are the part, and a page waits for no more than one of them."""
    latest = json.loads((portal / "pack" / "latest.json").read_text())
    quick = json.loads((portal / "pack" / f"quick-{latest['version']}.json").read_text())
    for name, hashed, ends in [*latest["parts"], *quick]:
        pieces = [(portal / "pack" / f"{hashed}.{place}.txt").read_bytes() for place in range(len(ends))]
        assert max(sent_bytes(piece, PIECE) for piece in pieces) <= PIECE, name
        assert list(accumulate(len(piece.decode()) for piece in pieces)) == ends
        assert b"".join(pieces) == (portal / "pack" / f"{hashed}.txt").read_bytes()


def test_a_character_that_javascript_counts_twice_is_refused() -> None:
    """Where pieces end is said in characters, and a browser counts those beyond U+FFFF as two."""
    with pytest.raises(ValueError, match="U\\+FFFF"):
        piece_ends("a\U0001f600")


def test_every_citizen_page_is_in_it_to_the_byte(portal: Path) -> None:
    """For each path the pack gives the page as it was built, and no citizen page is missing."""
    pages = offline_pages(portal)
    entries = _entries(portal)
    assert len(pages) > 340
    assert [path for path, html in pages.items() if expanded(path, entries) != html] == []


def test_no_published_page_has_marks(portal: Path) -> None:
    """What templates say to the pack stays in the build, on pages too that the pack does not have."""
    control = re.compile("[\\x00-\\x08\\x0b-\\x1f]")
    assert [file for file in portal.rglob("*.html") if control.search(file.read_text(encoding="utf-8"))] == []


def test_the_service_worker_gives_the_same_pages(portal: Path) -> None:
    """The worker's own modules, in Node, read the parts and expand every page to the byte."""
    names = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    texts = [(portal / "pack" / f"{hashed}.txt").read_bytes().decode() for _, hashed, _ends in names]
    command = [str(_NODE), "--input-type=module", "--eval", _EXPAND]
    done = subprocess.run(
        command, cwd=_ROOT, input=json.dumps(texts), capture_output=True, encoding="utf-8", check=True
    )
    assert json.loads(done.stdout) == offline_pages(portal)


def test_every_part_is_named_by_its_hash_and_needs_only_the_common_part(portal: Path) -> None:
    """A region's part and the common part are enough for that region's pages."""
    parts = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    common: dict[str, str] = {}
    for name, hashed, _ends in parts:
        text = (portal / "pack" / f"{hashed}.txt").read_bytes().decode()
        assert text_hash(text) == hashed
        entries = _read(text)
        common = common or entries
        for path in entries:
            if path.startswith("/") and not path.endswith(".js"):
                assert "</html>" in expanded(path, {**common, **entries}), (name, path)


def test_one_changed_procedure_costs_3_kb_from_any_version(tmp_path: Path, portal: Path, catalogue: Catalogue) -> None:
    """When name, amount and requirements change, the update is small from the version before and from the tenth."""
    portal = shutil.copytree(portal, tmp_path / "portal")
    versions = [_version(portal), _published(_changed(catalogue, KEPT - 1), portal)]
    latest = _published(_changed(catalogue, KEPT), portal)
    about = _size((portal / "pack" / "latest.json").read_bytes())
    sizes = {old: about + _size((portal / "pack" / f"{old}-{latest}.txt").read_bytes()) for old in versions}
    assert max(sizes.values()) <= 3000, sizes


def test_one_new_centre_costs_3_kb(tmp_path: Path, portal: Path, catalogue: Catalogue) -> None:
    """In a province where it becomes the nearest of every district, a new centre is a small update too."""
    portal = shutil.copytree(portal, tmp_path / "portal")
    like = catalogue.centres["mac-express-tambo-pantoja"]
    at = catalogue.districts["170301"].position
    new = like.model_copy(
        update={
            "id": "mac-express-inapari",
            "number": 4000,
            "name": "MAC Express Iñapari",
            "department": "17",
            "district": "170301",
            "position": at,
            "host": Host(kind="tambo", name="Tambo Iñapari"),
        }
    )
    before = _version(portal)
    latest = _published(replace(catalogue, centres={**catalogue.centres, new.id: new}), portal)
    about = _size((portal / "pack" / "latest.json").read_bytes())
    assert about + _size((portal / "pack" / f"{before}-{latest}.txt").read_bytes()) <= 3000


def test_ten_versions_are_kept() -> None:
    """Each has its update to the latest; from the eleventh version back everything is loaded."""
    files: dict[str, str] = {}
    versions: list[str] = []
    for number in range(KEPT + 2):
        manifests = {Path(name).stem: text for name, text in files.items() if name.startswith("manifests/")}
        former = former_versions(files["latest.json"], manifests) if files else {}
        files = pack_files({"": {"frame": str(number)}}, "2026-01-01", former)
        versions.append(json.loads(files["latest.json"])["version"])
    latest = versions.pop()
    assert {name for name in files if name.endswith(f"-{latest}.txt")} == {
        f"{old}-{latest}.txt" for old in versions[1:]
    }


def test_building_again_changes_no_version(tmp_path: Path, portal: Path, catalogue: Catalogue) -> None:
    """The same sources, built over their last build, give the same pack to the byte and nothing to update."""
    portal = shutil.copytree(portal, tmp_path / "portal")
    before = {file.name: file.read_bytes() for file in portal.glob("pack/**/*.*")}
    building.publish(catalogue, portal)
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
    """What the pack could not give back to the byte is not in it: the browser then asks the network."""
    pages = {"/a/": _page("a"), "/b/": _page("b"), "/c/": _page("c") + "<p>"}
    pack = pack_of(pages)
    assert {path for path in pack.entries if path.startswith("/")} == pack.needs.keys() == {"/a/", "/b/"}


def test_what_is_marked_as_shared_is_there_once() -> None:
    """Each form of it has one key, a page's entry refers to that with what differs, and the page is what it was."""
    rows = [shared(f"<li>Siete {hole(km, 'km')}</li>", "n", 7) for km in ("1.2", "3")]
    other = shared("<li>Siete</li>", "n", 7)
    pack = pack_of({"/": _page(f"{rows[0]}\n{rows[1]}\n{other}{unpacked('<script>')}"), "/a/": _page(rows[0])})
    assert pack.entries["n7"] == f"<li>Siete {HOLE}0</li>"
    assert pack.entries["n7a"] == "<li>Siete</li>"
    assert pack.needs == {"/": {"/", FRAME, "n7", "n7a"}, "/a/": {"/a/", FRAME, "n7"}}
    assert "<li>Siete 1.2</li>\n<li>Siete 3</li>\n<li>Siete</li></main>" in expanded("/", pack.entries)


def test_pages_of_a_kind_share_all_but_their_words_and_tables() -> None:
    """Lists with the same fields share their columns; rows that differ in more than fields stand as they are."""
    odd = row("<li>", "odd") + row("<p>", "odd")
    places = {"/a/": _places("a", "1"), "/b/": _places("b", "234"), "/c/": _places("c", "12") + odd}
    pack = pack_of({path: _page(main) for path, main in places.items()})
    assert pack.entries["/b/"] == f"{KIND}v" + "".join(
        f"{ARGUMENT}{word}" for word in ("2\t3\t4", "b", "7:2|8:2\t7:3|8:3\t7:4|8:4")
    )
    jumps = ARGUMENT.join([f"{LIST}jump", f"{HOLE}0", f"{HOLE}1{END}"])
    groups = ARGUMENT.join([f"{LIST}place", f"{HOLE}0{ROW}{HOLE}2", f"{HOLE}1{END}"])
    assert pack.entries["v"].split(ARGUMENT, 2)[2] == jumps + groups
    assert pack.entries["va"].split(ARGUMENT, 2)[2] == jumps + groups + "<li><p>"
    shown = {"jump", "place", "near", "n7", "n8"}
    assert pack.needs == {
        path: {path, FRAME, kind, *shown} for path, kind in zip(places, ("v", "v", "va"), strict=True)
    }


def test_the_file_for_a_stick_has_every_part(portal: Path) -> None:
    """One file has the content of latest.json and each part, in the same order."""
    head, *texts = (portal / "pack" / "mac-express.pack").read_bytes().decode().split(PART)
    assert [text_hash(text) for text in texts] == [hashed for _, hashed, _ends in json.loads(head)["parts"]]


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


def _page(main: str) -> str:
    title = hole("Título", "title")
    return f"<title>{title}</title><meta content='{hole('Qué es', 'description')}'><main>{hole(main, 'main')}</main>"


def _places(name: str, codes: str) -> str:
    """Return two lists of a region's places, in the second with two centres each and how far they are."""
    region = word(name, "region")
    jumps = [row(f"<a href='#{region}{hole(code, 'code')}'>", "jump") for code in codes]
    places = [row(f"<p id='{region}{hole(code, 'code')}'>{_near(code, 7)}{_near(code, 8)}", "place") for code in codes]
    return "".join([*jumps, *places])


def _near(distance: str, centre: int) -> str:
    return row(shared(f"<li>{centre}, {hole(distance, 'distance')}</li>", "n", centre), "near")


def _published(catalogue: Catalogue, portal: Path) -> str:
    building.publish(catalogue, portal)
    return _version(portal)


def _version(portal: Path) -> str:
    version: str = json.loads((portal / "pack" / "latest.json").read_text())["version"]
    return version


def _changed(catalogue: Catalogue, number: int) -> Catalogue:
    before = catalogue.procedures[PROCEDURE]
    update = {
        "task": f"Sacar antecedentes penales {number}",
        "cost": Cost(soles=40 + number),
        "requirements": (*before.requirements, f"Requisito nuevo {number}"),
    }
    return replace(catalogue, procedures={**catalogue.procedures, PROCEDURE: before.model_copy(update=update)})


def _entries(portal: Path) -> dict[str, str]:
    return {
        key: value
        for _, hashed, _ends in json.loads((portal / "pack" / "latest.json").read_text())["parts"]
        for key, value in _read((portal / "pack" / f"{hashed}.txt").read_bytes().decode()).items()
    }


def _read(text: str) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition(PAIR) for line in text.split(BETWEEN))}


def _size(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))
