"""Writes the handbook's list of modules: one line for each, from the module itself, so that it is always current."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from mac.paths import ROOT

PAGE = ROOT / "site" / "pages" / "manual" / "desarrolladores" / "modules.md"
_PYTHON = ("functions/macexpress", "site/portal", "infra/mac")
_SCRIPTS = ("site/scripts", "site/desk")
_HEAD = """\
---
title: Every module
---
# Every module

Folder by folder, in the words of each module's own first line. `make format` writes this page.
"""
_COMMENT = re.compile(r"(?s)\s*/\*\*\s*(.*?)\*/")


def page() -> str:
    """Return the page: the same sources give the same bytes."""
    sections = [*(_rooms(ROOT / folder, "*.py") for folder in _PYTHON), *(_rooms(ROOT / f, "*.js") for f in _SCRIPTS)]
    return _HEAD + "".join(text for section in sections for text in section)


def _rooms(top: Path, pattern: str) -> Iterator[str]:
    for folder in sorted({path.parent for path in top.rglob(pattern)}):
        modules = [path for path in sorted(folder.glob(pattern)) if path.name != "__init__.py"]
        if not modules:
            continue
        package = folder / "__init__.py"
        about = f"\n{first_sentence(package)}\n" if package.exists() else ""
        rows = "".join(f"| `{path.stem}` | {first_sentence(path)} |\n" for path in modules)
        yield f"\n## {folder.relative_to(ROOT).as_posix()}\n{about}\n| module | what it is for |\n| --- | --- |\n{rows}"


def first_sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring or comment; ValueError where there is none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        described = ast.get_docstring(ast.parse(text)) or ""
    else:
        comment = _COMMENT.match(text)
        described = re.sub(r"(?m)^\s*\* ?", "", comment[1]) if comment else ""
    paragraph = " ".join(described.split("\n\n")[0].split()).split(" @")[0]
    sentence = re.match(r".*?\.(?= |$)", paragraph)
    if not sentence:
        raise ValueError(f"{path} has no first sentence that says what it is for.")
    return sentence[0].replace("``", "`").replace("|", "\\|")


def command() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0
