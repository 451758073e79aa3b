"""Citizen pages in a browser of 2016, which knows ECMAScript 5, and in one that shows only text."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

from built_page import BuiltPage, built_page
from page_kinds import page_kinds
from portal.catalogue.reading import Catalogue
from portal.scripts import sheet

_ROOT = Path(__file__).resolve().parents[2]
_NODE = _ROOT / ".venv" / "bin" / "node"

# Scripts that only newer browsers load, and why older ones never load them.
_NEWER_ONLY = {
    "sw.js": "a service worker: registered where navigator.serviceWorker is",
    "qr.js": 'loaded as type="module"',
}

# Chrome 49 is the last for Windows XP, Firefox 45 and IE 11 were on office computers, Android 4.4 on cheap phones.
_BROWSERS_OF_2016 = "chrome 49, firefox 45, safari 9, ie 11, android 4.4"

# Features of newer browsers in the style sheet (doiuse's names), and what an older browser shows instead.
_IMPROVEMENTS = {
    "css-appearance": "the search field keeps the system's own border",
    "css-grid": "columns on a wide screen; else one below the other, in the order of the page",
    "css-math-functions": "minmax() in such a column, which doiuse takes for min()",
    "flexbox": "IE 11 shrinks some rows less well; nothing is lost",
    "font-variant-numeric": "figures of one width in tables",
    "mdn-text-decoration-shorthand": "only the values of CSS 2 are used, which all know",
    "multicolumn": "break-inside on paper: a point may be cut between two sheets",
    "outline": "IE 11 knows no outline-offset, and 0 is what it does",
    "text-decoration": "where the line under a link runs",
    "wordwrap": "a very long word may run out of a narrow column of a table",
}

_PARSE = """
const { parse } = require("acorn");
const scripts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const faults = Object.entries(scripts).flatMap(([name, text]) => {
    try { parse(text, { ecmaVersion: 5 }); return []; } catch (fault) { return [`${name}: ${fault.message}`]; }
});
console.log(JSON.stringify(faults));
"""

_FEATURES = """
const doiuse = require("doiuse"), postcss = require("postcss");
const { browsers, sheets } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const features = async sheet => {
    const found = new Set(), noted = doiuse({ browsers, onFeatureUsage: use => found.add(use.feature) });
    await postcss([noted]).process(sheet, { from: undefined });
    return [...found].sort();
};
Promise.all(sheets.map(features)).then(found => console.log(JSON.stringify(found)));
"""


def _node(program: str, given: object) -> Any:
    """Run a program that reads and writes JSON."""
    done = subprocess.run(
        [str(_NODE), "-e", program], cwd=_ROOT, input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _features(*sheets: str) -> list[list[str]]:
    """Return the features in each style sheet that a browser of 2016 lacks, by doiuse's names."""
    found: list[list[str]] = _node(_FEATURES, {"browsers": _BROWSERS_OF_2016, "sheets": sheets})
    return found


def _inline(pages: dict[str, BuiltPage]) -> dict[str, str]:
    """Return each inline script once, with the first page that has it; structured data does not count."""
    scripts: dict[str, str] = {}
    for address, page in pages.items():
        for number, text in enumerate(re.findall(r"<script>(.*?)</script>", page.source, re.DOTALL)):
            scripts.setdefault(text, f"{address} #{number}")
    return {name: text for text, name in scripts.items()}


def test_every_script_of_a_page_is_ecmascript_5(portal: Path, pages: dict[str, BuiltPage]) -> None:
    """Inline scripts and those loaded at a tap: one newer construct would stop all of a script in an old browser."""
    scripts = _inline(pages)
    assert len(scripts) >= 5
    loaded = {file.name: file.read_text(encoding="utf-8") for file in portal.glob("*.js")}
    assert loaded.keys() > _NEWER_ONLY.keys()
    assert _node(_PARSE, scripts | {name: text for name, text in loaded.items() if name not in _NEWER_ONLY}) == []


def test_newer_script_is_found() -> None:
    """The check itself works: each of these newer constructs is found."""
    newer = ["const a = 1", "f(() => 1)", "var s = `a`", "async function f() {}", "a?.b", "f(1,)"]
    faults = _node(_PARSE, {"old": "var a = {b: 1}"} | {f"newer {n}": text for n, text in enumerate(newer)})
    assert [fault.split(":")[0] for fault in faults] == [f"newer {n}" for n in range(len(newer))]


def test_no_page_has_a_script_of_another_kind(pages: dict[str, BuiltPage]) -> None:
    """There are no modules and no scripts from an address, which the tests above would not see."""
    kinds = {tag for page in pages.values() for tag in re.findall(r"<script[^>]*>", page.source)}
    assert kinds <= {"<script>", '<script type="application/ld+json">', '<script type="application/json" id="nombres">'}


def test_an_old_browser_loses_no_content_by_the_sheet() -> None:
    """Every feature for newer browsers in the style sheet is listed with a reason, and every listed one is used."""
    assert _features(sheet("sheet.css") + sheet("figures.css")) == [sorted(_IMPROVEMENTS)]


def test_newer_style_is_found() -> None:
    """The check itself works: each of these features is found."""
    newer = {
        "p { color: var(--ink) }": "css-variables",
        "a:focus-visible { color: red }": "css-focus-visible",
        "p:has(a) { color: red }": "css-has",
        "@supports (color: red) { p { color: red } }": "css-featurequeries",
        "p { all: unset }": "css-all",
        "p { position: sticky }": "css-sticky",
    }
    assert [feature in found for feature, found in zip(newer.values(), _features(*newer), strict=True)] == [True] * 6


def test_a_text_browser_reads_the_answer_first(portal: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    """The order of the source: link past the navigation, name, question, and after a few words the answer."""
    # A copy, since the sample of statistics is written into it.
    copied = Path(shutil.copytree(portal, tmp_path / "portal"))
    for kind, path in page_kinds(copied, catalogue).items():
        page = built_page(copied, copied / path.strip("/") / "index.html")
        heading = " ".join(re.sub(r"<[^>]+>", "", page.part("<h1", "</h1>").split(">", 1)[1]).split())
        title = " ".join(unescape(page.part("<title>", "</title>")).split())
        body = page.text.removeprefix(title).strip()
        assert body.startswith("Ir al contenido MAC Express Programa MAC, PCM Trámites"), kind
        assert body.index(heading) < 120, f"{kind}: a screen of text is used up before the question"
        assert body.rindex("¿Necesita ayuda?") > body.index(heading)


def test_without_a_style_every_districts_answer_is_there(pages: dict[str, BuiltPage]) -> None:
    """No sheet hides the others: a link before them leads to the list of districts, and each name to its answer."""
    page = pages["/cerca/1501/"]
    answers = re.findall(r'<section id="(d\d{6})">', page.source)
    assert len(answers) == 44
    assert page.source.index('href="#distritos">Elija su distrito') < page.source.index(f'id="{answers[0]}"')
    names = page.part('id="distritos"', "</nav>")
    assert [f'href="#{answer}"' in names for answer in answers] == [True] * 44


def test_a_procedures_page_begins_with_price_and_requirements(pages: dict[str, BuiltPage]) -> None:
    """The order, read aloud or as text: what it is, cost, result, what to bring, how, where, online, source."""
    page = pages["/tramites/certificado-antecedentes-penales/"]
    parts = [
        "Sacar antecedentes penales",
        "Cuesta",
        "Recibe",
        "Lo que necesita",
        "De qué se trata",
        "Dónde lo atienden",
    ]
    found = [page.text.index(part) for part in [*parts, "Por su cuenta", "Fuente:", "¿Necesita ayuda?"]]
    assert found == sorted(found)
