"""Each kind of page, checked by axe's rules for WCAG 2.2 A and AA and its best practices."""

import json
from pathlib import Path

import pytest

from browsing import Visits

_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async tags => (await axe.run(document, {runOnly: {type: "tag", values: tags}})).violations.map(
    rule => ({rule: rule.id, impact: rule.impact, at: rule.nodes.map(node => node.target.join(" ")).slice(0, 5)}))"""


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe's script."""
    return _AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [360, 1024])
def test_no_kind_of_page_breaks_a_rule(visits: Visits, kinds: dict[str, str], axe: str, width: int) -> None:
    """On a phone and on a desktop screen: names, roles, contrast, headings, landmarks, targets."""
    visit = visits(width=width)
    found = {}
    for kind, path in [*kinds.items(), ("missing", "/no-existe/")]:
        page = visit.go(path)
        page.evaluate(axe)
        violations = page.evaluate(_RUN, _RULES)
        if violations:
            found[f"{kind} {path}"] = violations
    assert found == {}, json.dumps(found, indent=1)


def test_the_rules_find_what_is_wrong(visits: Visits, axe: str) -> None:
    """The check itself works: a checkbox without a label is found."""
    page = visits().go("/")
    page.evaluate(axe)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=checkbox>')")
    assert [violation["rule"] for violation in page.evaluate(_RUN, _RULES)] == ["label"]
