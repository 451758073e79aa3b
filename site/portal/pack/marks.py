"""Marks in a page as it is drawn: templates say with them what pages share, the pack reads them. Pure.

A mark is control characters around a label, which neither a text of the portal nor HTML has: ``BEGIN label NAMED text
END``. So page and pack come out of one drawing, and what reads marks knows nothing of HTML. No page is published with
marks. Lines around a marked text need care in a template: a line's end stands either within it or after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_BEGIN, _NAMED, _END = "\x0e", "\x10", "\x0f"
_MARK = re.compile(f"{_BEGIN}([^{_NAMED}]*){_NAMED}|{_END}")


@dataclass(frozen=True)
class Marked:
    """A marked text and what it is made of. sort: the function below that marked it; kind and name: its arguments."""

    sort: str
    kind: str
    name: str
    parts: "list[Part]" = field(default_factory=list)


Part = str | Marked


def shared(text: str, kind: str, name: object) -> str:
    """Mark what several pages show, of a kind and by a name; its forms may differ."""
    return _marked("shared", kind, name, text)


def row(text: str, kind: str) -> str:
    """Mark a row of a list. Nothing stands between rows, and they differ in holes and in what is shared alone."""
    return _marked("row", kind, "", text)


def hole(text: str, name: str) -> str:
    """Mark what differs between uses of the shared text, row or frame that it stands in; within one it has one text."""
    return _marked("hole", "", name, text)


def word(text: str, name: str) -> str:
    """Mark what differs between pages of one kind, wherever it stands; on one page it has one text."""
    return _marked("word", "", name, text)


def unpacked(text: str) -> str:
    """Mark what is published, and of no use without a link."""
    return _marked("unpacked", "", "", text)


def unmarked(text: str) -> str:
    """Return a text as it is published."""
    return _MARK.sub("", text)


def taken_apart(text: str) -> list[Part]:
    """Return what a text with marks is made of."""
    parts: list[Part] = []
    around: list[list[Part]] = []
    done = 0
    for mark in _MARK.finditer(text):
        if done < mark.start():
            parts.append(text[done : mark.start()])
        done = mark.end()
        if mark[0] == _END:
            parts = around.pop()
        else:
            inner = Marked(*mark[1].split(" "))
            parts.append(inner)
            around.append(parts)
            parts = inner.parts
    return [*parts, text[done:]]


def packed_text(parts: Iterable[Part]) -> str:
    """Return the text of parts as the pack has it: without marks, and without what is `unpacked`."""
    return "".join(
        part if isinstance(part, str) else "" if part.sort == "unpacked" else packed_text(part.parts) for part in parts
    )


def _marked(sort: str, kind: str, name: object, text: str) -> str:
    return f"{_BEGIN}{sort} {kind} {name}{_NAMED}{text}{_END}"
