"""The pack's text form: what pages share is written once. Pure. site/scripts/worker/expansion.js expands the same way.

An entry is a text. In it, between the marks below, stands a reference to another entry, with arguments for its holes:

``REFER key ARGUMENT a ARGUMENT b END``    the entry `key`, its holes filled with a and b
``LIST key ARGUMENT table ARGUMENT c END`` that entry for each row of a table, with its fields and c; the table comes by
                                           columns (ROW between, values tabbed): texts compress best among their like
``SHORT key ARGUMENT rows ARGUMENT c END`` the same by rows, ``|`` between them, ``:`` between fields: a list in a list
``HOLE 3``                                 in an entry that is referred to: its argument number 3

A page's entry is its title, description and main part; the frame around them is an entry that all share. An entry that
begins with ``KIND key`` is that entry with its holes filled: what pages of one kind have in common but for a few words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

REFER, ARGUMENT, END, HOLE, LIST, SHORT, ROW, KIND = "\x01\x02\x03\x04\x05\x06\x0b\x07"
FRAME = "frame"
_INNERMOST = re.compile("([\x01\x05\x06])([^\x01\x03\x05\x06]*)\x03")
_HOLES = re.compile(f"{HOLE}(\\d)")


def expanded(path: str, entries: Mapping[str, str]) -> str:
    """Return the page at a path, every reference in it resolved."""
    entry = entries[path]
    if entry.startswith(KIND):
        kind, *words = entry[1:].split(ARGUMENT)
        entry = _filled(entries[kind], words)
    text = _filled(entries[FRAME], entry.split(ARGUMENT, 2))
    while (after := _INNERMOST.sub(lambda found: _resolved(found[1], found[2], entries), text)) != text:
        text = after
    return text


def _resolved(mark: str, body: str, entries: Mapping[str, str]) -> str:
    key, *arguments = body.split(ARGUMENT)
    if mark == REFER:
        return _filled(entries[key], arguments)
    table, *rest = arguments
    rows: Iterable[Sequence[str]] = (
        zip(*(column.split("\t") for column in table.split(ROW)), strict=True)
        if mark == LIST
        else (row.split(":") for row in table.split("|"))
    )
    return "".join(_filled(entries[key], [*row, *rest]) for row in rows)


def _filled(text: str, arguments: Sequence[str]) -> str:
    return _HOLES.sub(lambda found: arguments[int(found[1])], text)
