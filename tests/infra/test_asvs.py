"""The handbook's table of ASVS and of the API risks: complete, counted right, and with evidence that exists."""

import re
from collections import Counter

import pytest

from cloud_template import ROOT

HANDBOOK = ROOT / "site" / "pages" / "manual" / "desarrolladores"
ASVS = (HANDBOOK / "asvs.md").read_text(encoding="utf-8")
TOP_TEN = (HANDBOOK / "api-top-ten.md").read_text(encoding="utf-8")

# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; within a section they are numbered from 1.
# fmt: off
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}
# fmt: on
ROWS = re.findall(r"(?m)^\| v5\.0\.0-([\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", ASVS)


def requirements(number: str) -> list[str]:
    """Return the requirements that a row answers: one, or all of a section."""
    return [f"{number}.{n}" for n in range(1, SECTIONS[number] + 1)] if number in SECTIONS else [number]


def _named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """Return the name of every test in Python."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"(?m)^def (test_\w+)", file.read_text(encoding="utf-8"))}


def test_every_requirement_is_answered_once() -> None:
    """None is missing, none has two answers, and none is made up."""
    answered = Counter(requirement for number, *_ in ROWS for requirement in requirements(number))
    known = {requirement for section in SECTIONS for requirement in requirements(section)}
    assert len(known) == 253
    assert answered == Counter(known)
    assert len(ROWS) == ASVS.count("\n| v5.0.0-")


def test_the_page_counts_its_answers() -> None:
    """What the page says at its top is what its table says."""
    counted = Counter(answer for number, _, answer, _ in ROWS for _ in requirements(number))
    assert counted.keys() == {"yes", "AWS", "n/a", "gap"}
    stated = re.search(
        r"Of (\d+) requirements (\d+) are met, (\d+) rest on AWS, (\d+) do not apply and (\d+) are gaps\.", ASVS
    )
    assert stated
    shown = [counted.total(), counted["yes"], counted["AWS"], counted["n/a"], counted["gap"]]
    assert [int(number) for number in stated.groups()] == shown


def test_each_answer_has_what_it_needs() -> None:
    """A met one has a test, a file or a part of the page; one of AWS its documentation; a gap what would close it."""
    for number, _, answer, evidence in ROWS:
        needed = {
            "yes": r"`test_\w+`|`[\w./-]+\.\w+`|\]\(#",
            "AWS": r"\]\[[\w-]+\]",
            "n/a": r"\w",
            "gap": r"Closes it: \w",
        }[answer]
        assert re.search(needed, evidence), number
        assert answer == "gap" or "Closes it" not in evidence, number


def test_links_lead_to_the_documentation_of_aws() -> None:
    """Each name of a link stands at the end of the page, and is used."""
    defined = dict(re.findall(r"(?m)^\[([\w-]+)\]: (\S+)$", ASVS))
    assert set(re.findall(r"\]\[([\w-]+)\]", ASVS)) == defined.keys()
    assert all(address.startswith("https://docs.aws.amazon.com/") for address in defined.values())


@pytest.mark.parametrize("page", [ASVS, TOP_TEN], ids=["asvs", "top ten"])
def test_what_the_tables_name_exists(page: str, tests: set[str]) -> None:
    """A test that was renamed or a file that moved is no evidence any more."""
    named = [name for row in page.splitlines() if row.startswith("| ") for name in _named(row)]
    assert len(named) > 10
    assert [name for name in named if name.startswith("test_") and name not in tests] == []
    paths = [name for name in named if re.fullmatch(r"[\w./-]+\.(py|js|md|json|jsonc|toml|yaml)", name)]
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_each_of_the_ten_has_a_test() -> None:
    """Ten rows, each with at least one test."""
    rows = re.findall(r"(?m)^\| API(\d+) [^|]+\| [^|]+ \| ([^|]+) \|$", TOP_TEN)
    assert [int(number) for number, _ in rows] == list(range(1, 11))
    assert all(re.search(r"`test_\w+`", named) for _, named in rows)
