"""The folders tell the story, and data flows one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A package may import from those before it, never from those after it.
FLOW = ["macexpress.platform", "macexpress.catalogue", "macexpress.attentions", "macexpress.statistics"]
# The rules: no store, no clock, no environment, no file.
PURE = [
    "functions/macexpress/attentions/identifiers.py",
    "functions/macexpress/attentions/submission.py",
    "functions/macexpress/attentions/rules.py",
    "functions/macexpress/attentions/intake.py",
    "functions/macexpress/statistics/tally.py",
    "functions/macexpress/statistics/figures.py",
    "functions/macexpress/statistics/protection.py",
    "functions/macexpress/statistics/travel.py",
    "functions/macexpress/statistics/editions.py",
    "functions/macexpress/statistics/charts.py",
    "functions/macexpress/statistics/parts.py",
    "functions/macexpress/statistics/pages.py",
    "functions/macexpress/statistics/group_pages.py",
    "functions/macexpress/statistics/publication.py",
    "functions/macexpress/statistics/recompute.py",
    "site/portal/checks.py",
    "site/portal/nearest.py",
    "site/portal/language.py",
]
EDGES = {"boto3", "botocore", "os", "pathlib", "time", "random", "httpx", "aws_lambda_powertools"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", FLOW)
def test_imports_follow_the_flow_of_data(package: str) -> None:
    """Catalogue, attentions, statistics: nothing flows back, and nothing in Lambda knows of portal or infra."""
    later = FLOW[FLOW.index(package) + 1 :]
    folder = ROOT / "functions" / package.replace(".", "/")
    found = [
        f"{path.name} imports {name}"
        for path in folder.rglob("*.py")
        for name in _imports(path)
        if name.startswith((*later, "portal", "local", "release"))
    ]
    assert found == []


def test_the_portal_knows_nothing_of_where_it_runs() -> None:
    """Pages are made from records and figures; only what browsers must know of the intake is written from its types."""
    found = [
        f"{path.name} imports {name}"
        for path in (ROOT / "site" / "portal").rglob("*.py")
        if path.name != "contract.py"
        for name in _imports(path)
        if name.startswith(("local", "release", "macexpress.attentions", "boto"))
    ]
    assert found == []


@pytest.mark.parametrize("path", PURE)
def test_rules_are_pure(path: str) -> None:
    """A rule takes values and gives values: it imports nothing that reaches outside."""
    assert {name.split(".")[0] for name in _imports(ROOT / path)} & EDGES == set()
