"""Every page for citizens is valid HTML, by all recommended rules of html-validate; none is disabled."""

import json
import subprocess
from pathlib import Path

from portal.catalogue.reading import Catalogue
from sample_statistics import sample_pages

_ROOT = Path(__file__).resolve().parents[2]
_NODE = _ROOT / ".venv" / "bin" / "node"
_VALIDATOR = _ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def _faults(files: list[Path], report: Path) -> list[str]:
    """Return the validator's report on files, in one process; it has only files with errors.

    The validator writes into the file `report`, since Node drops what it has not yet written to a pipe when it exits.
    """
    configuration = _ROOT / ".htmlvalidate.json"
    command = list(map(str, [_NODE, _VALIDATOR, "--config", configuration, "--formatter", f"json={report}", *files]))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{page['filePath']}:{fault['line']} {fault['ruleId']}: {fault['message']}"
        for page in json.loads(report.read_text(encoding="utf-8"))
        for fault in page["messages"]
    ]


def test_every_citizen_page_is_valid(portal: Path, tmp_path: Path) -> None:
    """Home, procedures, entities, centres, all provinces, statistics and its shell, help, privacy, the missing page."""
    files = sorted(file for file in portal.rglob("*.html") if "manual" not in file.relative_to(portal).parts)
    assert len(files) > 300
    assert _faults(files, tmp_path / "report.json") == []


def test_every_statistics_page_is_valid(portal: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    """Also when the function has written figures into them: nation, months, departments, centres, and all others."""
    shell = (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")
    files = []
    for path, text in sample_pages(catalogue, shell).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        files.append(file)
    assert len(files) > 160
    assert _faults(files, tmp_path / "report.json") == []


def test_the_rules_find_what_is_wrong(portal: Path, tmp_path: Path) -> None:
    """The check itself works: a block in a heading and an id used twice are found."""
    page = (portal / "index.html").read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(page.replace("<h1>", '<h1 id="contenido"><div></div>', 1), encoding="utf-8")
    rules = {fault.split(":")[1].split()[1] for fault in _faults([broken], tmp_path / "report.json")}
    assert rules == {"element-permitted-content", "no-dup-id"}
