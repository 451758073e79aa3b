"""Everything that texts and comments name exists: files by path, modules and their content by dotted name."""

import ast
import re
from pathlib import Path

import pytest

from cloud_template import ROOT

_TOPS = {"macexpress": "functions", "portal": "site", "mac": "infra"}
_PATH = re.compile(r"(?<![\w/.@-])(?:site|functions|infra|tests)/[\w./*<>-]+")
_NAME = re.compile(r"(?<![\w./-])(?:macexpress|portal|mac)(?:\.[a-z_]\w*)+(?:\.[A-Za-z_]\w*)?")
# Addresses of sites, and names of JavaScript.
_NOT_OURS = re.compile(r"(?:mac|macexpress)\.(?:gob|e[jx]|express|verb)|portal\.(?:pot|po|png|get|html|css|py|js)\b")
_ENDINGS = {".md", ".js", ".mjs", ".yaml", ".toml", ".html"}
_LEFT_OUT = ("site/catalogue/", "tests/benchmarks/peers/", "CHANGELOG.md")


def _texts() -> list[str]:
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for folder in ("functions", "infra", "site", "tests") for path in (ROOT / folder).rglob("*.*")]
    names = sorted(path.relative_to(ROOT).as_posix() for path in files if path.suffix in _ENDINGS)
    return [name for name in names if not name.startswith(_LEFT_OUT)]


def _exists(name: str) -> bool:
    """Return whether a dotted name is a package, a module, or something that a module defines."""
    parts = name.split(".")
    folder = ROOT / _TOPS[parts[0]]
    for count in range(len(parts), 0, -1):
        module = folder.joinpath(*parts[:count]).with_suffix(".py")
        if module.exists():
            return count == len(parts) or parts[count] in _defined(module)
        if folder.joinpath(*parts[:count]).is_dir():
            return count == len(parts)
    return False


def _defined(module: Path) -> set[str]:
    names = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


@pytest.mark.parametrize("file", _texts())
def test_what_a_text_names_is_there(file: str) -> None:
    """A text that still has the old name of a moved file or a renamed function is found."""
    text = (ROOT / file).read_text(encoding="utf-8")
    paths = {found.rstrip(".,:/") for found in _PATH.findall(text)}
    missing = {path for path in paths if "<" not in path and not any(ROOT.glob(path.rstrip("*/") + "*"))}
    names = {name for name in _NAME.findall(text) if not _NOT_OURS.match(name)}
    assert (sorted(missing), sorted(name for name in names if not _exists(name))) == ([], [])


def test_every_decision_is_listed() -> None:
    """The handbook's navigation and the page for developers name the same decisions as the folder has."""
    pages = ROOT / "site" / "pages" / "manual" / "desarrolladores"
    there = {path.name for path in (pages / "decisions").glob("*.md")}
    navigation, index = (ROOT / "mkdocs.yml").read_text(), (pages / "index.md").read_text()
    assert set(re.findall(r"decisions/([\w-]+\.md)$", navigation, re.MULTILINE)) == there
    assert set(re.findall(r"\(decisions/([\w-]+\.md)\)", index)) == there
