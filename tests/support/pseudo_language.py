"""A language for tests: every Spanish text in brackets, so that text outside of brackets was not translated."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import OpeningHours, Stage, Stop
from portal.language.texts import entries, strings

CODE = "zz"
OPEN, CLOSE = "⟦⟧"
_HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"X-Language-Name: Seudo\\n"
"X-Reviewed-By: Una Persona, 2026-11-20\\n"

"""
_READ_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder", "data-first", "data-last", "data-place"}
_NOT_READ = {"style", "script"}


def bracketed(spanish: str) -> str:
    """Return a text in brackets: each line of a list by itself, with marks and spaces at its ends outside."""
    return re.sub(r"(?m)^((?:#+ |- |\d+\. )?\s*)(.*?)(\s*)$", rf"\1{OPEN}\2{CLOSE}\3", spanish)


@cache
def pseudo_language() -> str:
    """Return the .po file of the language, complete and reviewed."""
    catalogue: Catalog = strings()
    for message in catalogue:
        if message.id:
            message.string = bracketed(str(message.id))
    return _HEADER + entries(catalogue)


def written(folder: Path, text: str | None = None) -> Path:
    """Write the language, or another text of its file, into a folder, and return the folder."""
    (folder / f"{CODE}.po").write_text(text or pseudo_language(), encoding="utf-8")
    return folder


def varied(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with an example of everything that a page may show."""
    entities, procedures, centres = dict(catalogue.entities), dict(catalogue.procedures), dict(catalogue.centres)
    gone = {"retired_on": date(2026, 3, 1)}
    vessel, cura_mori, panti, nayap, ite, pira = (
        f"mac-express-{name}" for name in ("pias-morona", "cura-mori", "panti", "tambo-nayap", "ite", "pira")
    )
    procedures["consulta-ruc"] = procedures["consulta-ruc"].model_copy(update=gone)
    procedures["duplicado-dni-azul"] = procedures["duplicado-dni-azul"].model_copy(
        update={"only_at": (panti, vessel, cura_mori)}
    )
    for days, key in enumerate(list(procedures)[:40]):
        procedures[key] = procedures[key].model_copy(update={"ready_in_days": days * 2})
    idle = next(key for key in entities if key not in {p.entity for p in procedures.values()} or key == "sunat")
    entities[idle] = entities[idle].model_copy(update=gone)
    centres[nayap] = centres[nayap].model_copy(update=gone)
    hours = (
        OpeningHours(days=("mon", "tue", "wed", "thu", "fri"), opens="08:00", closes="16:45"),
        OpeningHours(days=("sat", "sun"), opens="08:00", closes="12:00"),
    )
    centres[panti] = centres[panti].model_copy(update={"opening_hours": hours, "opened": "2024-05"})
    source, position = centres[panti].source, centres[panti].position
    stops = (
        Stop(place="Uno", arrives=date(2027, 1, 4), leaves=date(2027, 1, 6), position=position, source=source),
        Stop(district="160101", arrives=date(2027, 2, 14), position=position, source=source),
        Stop(place="Dos", district="160101", campaign="I campaña", position=position, source=source),
    )
    centres[vessel] = centres[vessel].model_copy(update={"stops": stops})
    paused = Stage(kind="paused", since="2026-05", until="2026-08", why="Obras", source=source)
    centres[ite] = centres[ite].model_copy(update={"stage": paused})
    centres[pira] = centres[pira].model_copy(update={"stage": Stage(kind="trial", source=source)})
    return replace(catalogue, entities=entities, procedures=procedures, centres=centres)


def outside(html: str) -> list[str]:
    """Return what a person reads or hears on a page outside of brackets, including attributes and the title."""
    reader = _Reader()
    reader.feed(html)
    if reader.depth:
        reader.found.append("a bracket that is not closed")
    return reader.found


def outside_of_brackets(text: str, depth: int = 0) -> tuple[list[str], int]:
    """Return the parts of a text outside of brackets, and how many brackets are open after it (`depth` before it)."""
    found, start = [], 0
    for mark in re.finditer(f"[{OPEN}{CLOSE}]", text):
        if depth == 0:
            found.append(text[start : mark.start()])
        depth += 1 if mark[0] == OPEN else -1
        start = mark.end()
    if depth == 0:
        found.append(text[start:])
    return [part.strip() for part in found if part.strip()], depth


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.depth = 0
        self._open = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end()
        self._open = tag
        values = {name: value or "" for name, value in attrs}
        is_text = values.get("name") == "description" or "property" in values
        read = _READ_ATTRIBUTES | ({"content"} if is_text else set())
        for name in read & values.keys():
            self.found += outside_of_brackets(values[name])[0]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - HTMLParser's signature
        self._end()
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open not in _NOT_READ:
            self._text += data

    def _end(self) -> None:
        found, self.depth = outside_of_brackets(self._text, self.depth)
        self.found += found
        self._text = ""
