"""From pages drawn with marks to the pack's entries. Pure. The marks tell what pages share and where they differ."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from string import ascii_lowercase

from portal.pack.expansion import ARGUMENT, END, FRAME, HOLE, KIND, LIST, REFER, ROW, SHORT, expanded
from portal.pack.marks import Marked, Part, packed_text, taken_apart

Values = dict[str, str]
"""What fills holes, by their names."""

_FRAME_HOLES = ("title", "description", "main")
"""In the order in which a page's entry fills them."""
_NAMED_HOLE = re.compile(f"{HOLE}(\\w+){HOLE}")
"""A hole until all names of an entry are known; then it has a number."""
_LETTERS = ("", *ascii_lowercase, *map("".join, product(ascii_lowercase, repeat=2)))


@dataclass(frozen=True)
class Pack:
    """entries: texts by key; a page's key is its path. needs: by path, the keys of all entries that make the page."""

    entries: Mapping[str, str]
    needs: Mapping[str, frozenset[str]]


def pack_of(pages: Mapping[str, str]) -> Pack:
    """Return the pack of pages, which come by path, as they were drawn with marks.

    `expanded` gives back each page to the byte, without what is marked as `unpacked`; a page that it could not give
    back, since its frame is another one, is left out.
    """
    found = {path: taken_apart(text) for path, text in sorted(pages.items())}
    shared = _Shared()
    own = {path: shared.page(parts) for path, parts in found.items()}
    [(frame, _)] = Counter(map(_frame, found.values())).most_common(1)
    entries = {**shared.entries, FRAME: frame} | {path: text for path, (text, _) in own.items()}
    lost = {path for path, parts in found.items() if expanded(path, entries) != packed_text(parts)}
    return Pack(
        {key: text for key, text in entries.items() if key not in lost},
        {path: frozenset({path, FRAME, *keys}) for path, (_, keys) in own.items() if path not in lost},
    )


def _frame(parts: Iterable[Part]) -> str:
    return "".join(
        part if isinstance(part, str) else f"{HOLE}{_FRAME_HOLES.index(part.name)}"
        for part in parts
        if isinstance(part, str) or part.sort != "unpacked"
    )


class _Shared:
    """The entries that several pages refer to; a letter after the key says which form of the same thing it is."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._used: set[str] = set()

    def page(self, parts: Iterable[Part]) -> tuple[str, set[str]]:
        """Return a page's entry, and the keys that it refers to.

        A page with words or lists is of a kind, and what pages of a kind have in common is an entry too.
        """
        self._used = set()
        words: Values = {}
        texts = {part.name: self._text(part.parts, words) for part in parts if isinstance(part, Marked)}
        text = ARGUMENT.join(texts[name] for name in _FRAME_HOLES)
        if words:
            names = _names(text)
            text = KIND + ARGUMENT.join([self._key("v", _numbered(text, names)), *(words[name] for name in names)])
        return text, self._used

    def _text(
        self, parts: Iterable[Part], words: Values, holes: Values | None = None, fields: Values | None = None
    ) -> str:
        """Return parts as a text with named holes, and put what fills those into the values given.

        words: of the page. holes: of the shared text or row that has the parts. fields: of the row, where it is one;
        what is shared in a row becomes fields too: its key, and what fills its holes.
        """
        text = ""
        for kind, run in groupby(parts, _row_kind):
            if kind:
                text += self._list(kind, [row for row in run if isinstance(row, Marked)], words, fields)
            else:
                text += "".join(self._part(part, words, holes, fields) for part in run)
        return text

    def _part(self, part: Part, words: Values, holes: Values | None, fields: Values | None) -> str:
        if isinstance(part, str):
            return part
        if part.sort == "shared":
            return self._reference(part, words, fields)
        values = words if part.sort == "word" else holes
        if part.sort == "unpacked" or values is None:
            return packed_text([part])
        values[part.name] = packed_text(part.parts)
        return _hole(part.name)

    def _reference(self, part: Marked, words: Values, fields: Values | None) -> str:
        holes: Values = {}
        text = self._text(part.parts, words, holes)
        names = _names(text)
        key = self._key(f"{part.kind}{part.name}", _numbered(text, names))
        if fields is None:
            return REFER + ARGUMENT.join([key, *(holes.get(name, _hole(name)) for name in names)]) + END
        fields |= {part.kind: key.removeprefix(part.kind), **holes}
        return REFER + part.kind + ARGUMENT.join(map(_hole, [part.kind, *names])) + END

    def _list(self, kind: str, rows: Sequence[Marked], words: Values, fields: Values | None) -> str:
        """Return rows as a table of their fields; as they stand, where they differ in more than those."""
        table: list[Values] = [{} for _ in rows]
        texts = {self._text(row.parts, words, own, own) for row, own in zip(rows, table, strict=True)}
        if len(texts) > 1 or not table[0]:
            return packed_text(rows)
        [text] = texts
        columns = list(table[0])
        others = [name for name in _names(text) if name not in columns]
        key = self._key(kind, _numbered(text, [*columns, *others]))
        if fields is not None:
            fields[kind] = "|".join(":".join(row.values()) for row in table)
            return SHORT + ARGUMENT.join([key, *map(_hole, [kind, *others])]) + END
        words |= {name: "\t".join(row[name] for row in table) for name in columns}
        return LIST + ARGUMENT.join([key, ROW.join(map(_hole, columns)), *map(_hole, others)]) + END

    def _key(self, stem: str, text: str) -> str:
        """Return the key of a shared text, the same for the same text."""
        key = self._keys.get((stem, text), "")
        if not key:
            key = next(key for letters in _LETTERS if (key := f"{stem}{letters}") not in self.entries)
            self._keys[stem, text] = key
            self.entries[key] = text
        self._used.add(key)
        return key


def _row_kind(part: Part) -> str:
    return part.kind if isinstance(part, Marked) and part.sort == "row" else ""


def _hole(name: str) -> str:
    return f"{HOLE}{name}{HOLE}"


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(_NAMED_HOLE.findall(text)))


def _numbered(text: str, names: Sequence[str]) -> str:
    return _NAMED_HOLE.sub(lambda hole: f"{HOLE}{names.index(hole[1])}", text)
