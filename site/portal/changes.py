"""Which pages of two builds differ, in words: what a person who reviews a change of records reads."""

import re
from collections.abc import Iterator
from difflib import unified_diff
from html import unescape
from pathlib import Path

_OTHERS = ("manual", "asesor", "_shell")
"""Folders without pages for citizens."""
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# All pages say of when the newest record is.
_DATE = re.compile(r"Contenido del [^.;]*")
_LONGEST = 30


def changes(before: Path, after: Path) -> Iterator[str]:
    """Yield lines of Markdown (Spanish): how many pages of two built portals differ, and for each its lines that do."""
    old, new = _pages(before), _pages(after)
    changed = {page: found for page in old.keys() & new.keys() if (found := _difference(old[page], new[page]))}
    gone, added = old.keys() - new.keys(), new.keys() - old.keys()
    yield f"Páginas que cambian: {len(changed)}. Nuevas: {len(added)}. Que ya no están: {len(gone)}."
    for page in sorted(added):
        yield f"- nueva: `{page}`"
    for page in sorted(gone):
        yield f"- ya no está: `{page}`"
    for page in sorted(changed):
        shown, more = changed[page][:_LONGEST], len(changed[page]) - _LONGEST
        yield "\n".join(["", f"`{page}`", "", "```diff", *shown, *([f"... y {more} más"] if more > 0 else []), "```"])


def _pages(portal: Path) -> dict[str, Path]:
    names = {file.parent.relative_to(portal).as_posix(): file for file in portal.rglob("index.html")}
    return {
        "/" if name == "." else f"/{name}/": file for name, file in names.items() if name.split("/")[0] not in _OTHERS
    }


def _difference(old: Path, new: Path) -> list[str]:
    lines = unified_diff(_text(old), _text(new), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _text(page: Path) -> list[str]:
    visible = _DATE.sub("", _TAG.sub("\n", _UNSEEN.sub("", page.read_text(encoding="utf-8"))))
    return [line for line in map(str.strip, unescape(visible).splitlines()) if line]
