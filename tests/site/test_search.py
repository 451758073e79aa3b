"""What people type finds what they mean: queries with the answers that may stand first (queries.csv, `|` between them).

Words are of press and official pages, of face-to-face tests, and of what failed before.
"""

import csv
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal.catalogue.reading import Catalogue
from shared_builds import built_portal

_HERE = Path(__file__).parent
_SEARCH = _HERE.parents[1] / "site" / "scripts" / "search.js"
_NODE = Path(sys.executable).parent / "node"
_RUN = """
import { ranked } from "%s";
let text = "";
for await (const part of process.stdin) text += part;
const { rows, queries } = JSON.parse(text);
console.log(JSON.stringify(queries.map((query) => ranked(query, rows).rows.map(({ key }) => key))));
"""


class _Rows(HTMLParser):
    """Reads rows as site/scripts/filter.js does."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, object]] = []
        self.popular: list[str | None] = []
        self._in_popular = False
        self._row: dict[str, object] = {}
        self._inside: list[str] = []
        self._official = ""
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._in_popular = given.get("id") == "most"
        if tag == "a" and self._in_popular:
            self.popular.append(given["href"])
        if tag == "li" and "data-row" in given:
            words, _, owner = (given["data-row"] or "").partition("|")
            self._row = {"words": words.split("; "), "owner": owner, "elsewhere": owner == "-", "key": ""}
        elif tag == "a" and self._row and not self._row["key"]:
            self._row["key"] = given["href"]
        elif tag in {"span", "small"} and self._row and "names" not in self._row:
            self._inside.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside == ["span"]:
            self._name += data
        elif self._inside == ["span", "small"]:
            self._official += data

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()
            if tag == "span":
                names = [name.strip() for name in (self._name, self._official) if name.strip()]
                self.rows.append(self._row | {"names": names, "key": self._row["key"] or names[0]})
                self._row, self._name, self._official = {}, "", ""

    def sorted(self) -> list[dict[str, object]]:
        """Return the rows, the most asked for first."""
        place = {key: number for number, key in enumerate(self.popular)}
        return sorted(self.rows, key=lambda row: place.get(str(row["key"]), len(place)))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Return what can be found, from the page that the search works on."""
    reader = _Rows()
    reader.feed((built_portal(tmp_path_factory) / "tramites" / "index.html").read_text(encoding="utf-8"))
    return reader.sorted()


def _found(rows: list[dict[str, object]], queries: list[str]) -> list[list[str]]:
    script = _RUN % _SEARCH.as_uri()
    asked = json.dumps({"rows": rows, "queries": queries})
    command = [str(_NODE), "--input-type=module", "-e", script]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


def test_the_first_answer_is_what_people_mean(rows: list[dict[str, object]]) -> None:
    """For nine of ten queries at least, and every query has an answer."""
    with (_HERE / "queries.csv").open(encoding="utf-8") as file:
        expected = {row["query"]: row["expected"].split("|") for row in csv.DictReader(file)}
    answers = dict(zip(expected, _found(rows, list(expected)), strict=True))
    wrong = {query: found[:2] for query, found in answers.items() if found and found[0] not in expected[query]}
    assert len(expected) >= 120
    assert len(wrong) <= len(expected) // 10, wrong
    assert [query for query, found in answers.items() if not found] == []


def test_nonsense_finds_nothing(rows: list[dict[str, object]]) -> None:
    """What is in no name gives no answer, and then the page says what to do."""
    assert _found(rows, ["xqzw", "zzzzzz aaaaaa", "  "]) == [[], [], []]


_FIND = """
import { existsSync, readFileSync } from "node:fs";
let text = "";
for await (const part of process.stdin) text += part;
const { portal, queries } = JSON.parse(text);
const answered = [];
globalThis.window = globalThis;
globalThis.XMLHttpRequest = class {
  open(_method, address) { this.address = address; }
  send() {
    answered.push(this.address);
    const file = portal + this.address;
    this.status = existsSync(file) ? 200 : 404;
    this.responseText = this.status === 200 ? readFileSync(file, "utf8") : "";
    this.onload();
  }
};
(0, eval)(readFileSync(`${portal}/places.js`, "utf8"));
const first = (query) => {
  let found;
  findPlaces(query, (places, called) => { found = [called, ...places.map(({ address }) => address)]; });
  return found;
};
console.log(JSON.stringify([queries.map(first), answered]));
"""


def _places(portal: Path, queries: list[str]) -> tuple[list[list[object]], list[str]]:
    """Return for each query whether a place is called so, and the addresses found; and the lists asked for."""
    asked = json.dumps({"portal": str(portal), "queries": queries})
    command = [str(_NODE), "--input-type=module", "-e", _FIND]
    found, lists = json.loads(subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout)
    return found, lists


def test_a_place_is_found_as_people_write_it(portal: Path) -> None:
    """Of the names of departments, provinces, districts, capitals and communities nine of ten come first."""
    with (_HERE / "places.csv").open(encoding="utf-8") as file:
        expected = {row["query"]: row["expected"].split("|") for row in csv.DictReader(file)}
    found, lists = _places(portal, list(expected))
    wrong = {
        query: answers[1:3]
        for (query, wanted), answers in zip(expected.items(), found, strict=True)
        if len(answers) < 2 or answers[1] not in wanted
    }
    assert len(expected) >= 40
    assert len(wrong) <= len(expected) // 10, wrong
    # A list of communities is asked for only where no place of the country is called so.
    assert "/lugares/n-an.txt" in lists
    assert len(lists) <= 4, lists


def test_what_is_no_place_finds_none(portal: Path) -> None:
    """Nonsense is no place; a name with a wrong letter is offered, and not as being called so."""
    found, _lists = _places(portal, ["xqzw", "zzzzzz aaaaaa", " ", "Tahuamamu"])
    assert found[:3] == [[False]] * 3
    assert found[3][:2] == [False, "/cerca/1703/"]


def test_every_name_of_the_country_finds_its_own_place(portal: Path, catalogue: Catalogue) -> None:
    """Of every ninth district: it, its capital and its department are among the answers to their names."""
    queries: dict[str, str] = {}
    for district in list(catalogue.districts.values())[::9]:
        code = district.ubigeo
        queries[district.department] = f"/cerca/{code[:2]}/"
        for name in (f"{district.name} {district.province}", f"{district.capital} {district.department}"):
            queries[name] = f"/cerca/{code[:4]}/#d{code}"
    found, _lists = _places(portal, list(queries))
    missing = [query for (query, wanted), some in zip(queries.items(), found, strict=True) if wanted not in some]
    # Of "Santa Santa" there are more than a search shows.
    assert len(missing) * 100 <= len(queries), missing
