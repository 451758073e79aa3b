"""Python and JavaScript both run the shared cases for what they both compute."""

import subprocess
import sys
from pathlib import Path

import pytest

from vector_cases import FOLDER, vectors, written

_ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.prefix) / "bin" / "node"
CASES = vectors()


@pytest.mark.parametrize("name", CASES)
def test_python_gives_the_results_of_the_cases(name: str) -> None:
    """What both compute, from ids to the pack; tests/support/vector_cases.py writes the cases."""
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == written(CASES[name])


def test_every_case_file_has_cases_that_are_refused_or_odd() -> None:
    """Valid cases alone would not be enough."""
    assert [case["parts"] is None for case in CASES["identifiers"]["ids"]].count(True) > 10
    assert [case["code"] is None for case in CASES["receipts"]].count(True) > 10
    assert {path.stem for path in FOLDER.glob("*.json")} == set(CASES)


def test_scripts_give_the_results_of_the_cases() -> None:
    """The modules that browsers get, unchanged in Node."""
    done = subprocess.run(
        [str(_NODE), "--test", "tests/vectors/scripts.test.mjs"],
        cwd=_ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "pass 11" in done.stdout
