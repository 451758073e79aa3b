"""Translations of the citizen portal: their problems, how much they cover, and which are published.

``site/languages/<code>.po`` is a language. It is published when all texts are translated, the file has no problems and
its header names a reviewer: no machine translation can reach readers as if a person had approved it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from portal.catalogue.problems import Problem
from portal.catalogue.reading import Catalogue
from portal.catalogue.yaml_text import decoded
from portal.language.language import Language
from portal.language.texts import entries, strings, template
from portal.pages.generated import pages

FOLDER = Path(__file__).resolve().parents[2] / "languages"
TEMPLATE = "portal.pot"
# Codes that cannot be used: Spanish has no folder, and the intake is at /api/.
_TAKEN = ("es", "api")
_HEADER = re.compile(r'(?m)^"([\w-]+): *(.*?) *\\n"$')
_REVIEWED = re.compile(r"\S.*, \d{4}-\d\d-\d\d")
# What a translation must keep: placeholders, elements, link targets, and characters with a meaning in HTML or Markdown.
_KEPT = re.compile(r'%\(\w+\)s|\$\d|</?\w[^<>]*>|\]\([^)]*\)|[<>"&]|^(?:#+|-|\d+\.) ', re.MULTILINE)
_EDGES = re.compile(r"^\s*|\s*$")


@dataclass(frozen=True)
class Translation:
    """The translation in a language's file."""

    language: Language
    total: int
    """The number of texts in the portal."""
    missing: tuple[Message, ...]
    """The texts without a translation."""
    reviewed_by: str
    """Empty where nobody is named."""
    problems: tuple[Problem, ...]
    """What must be fixed in the file."""

    @property
    def obstacles(self) -> list[str]:
        """Return (Spanish) why it is not published; empty when it is."""
        found = []
        if self.missing:
            found.append(f"faltan {len(self.missing)} textos")
        if self.problems:
            found.append(f"hay {len(self.problems)} por corregir")
        if not self.reviewed_by:
            found.append("falta en su encabezado quién lo revisó")
        return found

    @property
    def summary(self) -> str:
        """Return (Spanish) one line: how much is translated, who reviewed it, and why it is not published."""
        done = f"{self.total - len(self.missing)} de {self.total} textos"
        head = f"{self.language.code} {self.language.name}: {done}. Revisión: {self.reviewed_by or 'nadie'}."
        return f"{head} No se publica: {'; '.join(self.obstacles)}." if self.obstacles else head


def translations(folder: Path = FOLDER) -> list[Translation]:
    """Return every translation of a folder, complete or not."""
    files = sorted(folder.glob("*.po"))
    known = strings() if files else Catalog()
    return [_translation(file, known) for file in files]


def published(folder: Path = FOLDER) -> tuple[Language, ...]:
    """Return the languages that citizens can read besides Spanish."""
    return tuple(found.language for found in translations(folder) if not found.obstacles)


def updated_translations(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the list of texts and every translation by file, as they should be after a change of the sources.

    A new text has no translation yet, and the reviewer has not seen it, so the reviewer's name is removed. A text that
    no longer exists is marked as obsolete. A file that cannot be read does not change.
    """
    known = strings()
    files = {folder / TEMPLATE: template()}
    for file in sorted(folder.glob("*.po")):
        text, catalogue, _ = _read(file)
        if catalogue is not None:
            catalogue.update(known, no_fuzzy_matching=True)
            head = text.split("\n\n", 1)[0]
            if not all(message.string for message in catalogue if message.id):
                head = re.sub(r'(?m)^"X-Reviewed-By:.*"$', r'"X-Reviewed-By: \\n"', head)
            files[file] = f"{head}\n\n{entries(catalogue)}"
    return {file: text for file, text in files.items() if not file.exists() or file.read_bytes() != text.encode()}


def page_count(catalogue: Catalogue, language: Language) -> int:
    """Return how many pages for citizens the portal has in a language that is complete."""
    written_by_hand = len(list((FOLDER.parent / "pages").glob("*.md")))
    return sum(not page.path.endswith(".html") for page in pages(catalogue, language)) + written_by_hand


def _translation(file: Path, known: Catalog) -> Translation:
    text, catalogue, problems = _read(file)
    head = dict(_HEADER.findall(text.split("\n\n", 1)[0]))
    name, reviewer = head.get("X-Language-Name", ""), head.get("X-Reviewed-By", "")
    problems += _head_problems(file, name, reviewer)
    found = catalogue or Catalog()
    problems += _problems(file.name, found, known)
    translated = {str(message.id): str(message.string) for message in found if message.id and message.string}
    every = [message for message in known if message.id]
    missing = tuple(message for message in every if message.id not in translated)
    return Translation(Language(file.stem, name, file.stem, translated), len(every), missing, reviewer, tuple(problems))


def _read(file: Path) -> tuple[str, Catalog | None, list[Problem]]:
    text, problems = decoded(file, file.name)
    if text is None:
        return "", None, problems
    try:
        text = text.replace("\r\n", "\n")
        return text, read_po(StringIO(text), abort_invalid=True), problems
    except (PoFileError, ValueError) as error:
        problems.append(Problem(file.name, "", f"«{error}»", "Debe ser un archivo .po de gettext."))
        return text, None, problems


def _head_problems(file: Path, name: str, reviewer: str) -> Iterator[Problem]:
    if not re.fullmatch("[a-z]{2,3}", file.stem) or file.stem in _TAKEN:
        remedy = "Use el código ISO 639 del idioma, de dos o tres letras: quy.po."
        yield Problem(file.name, "", f"el nombre {file.stem!r}", remedy)
    if not name:
        remedy = "Escriba en el encabezado cómo se llama el idioma en el propio idioma."
        yield Problem(file.name, "X-Language-Name", "nada", remedy)
    if reviewer and not _REVIEWED.fullmatch(reviewer):
        remedy = "Escriba el nombre de quien revisó y el día: Nombre Apellido, 2026-11-20."
        yield Problem(file.name, "X-Reviewed-By", repr(reviewer), remedy)


def _problems(file: str, catalogue: Catalog, known: Catalog) -> Iterator[Problem]:
    for message in catalogue:
        if not message.id:
            continue
        place = f"«{message.id}»"
        if message.id not in known:
            yield Problem(file, place, "un texto que el portal no tiene", "Apártelo con: make format")
            continue
        if message.fuzzy:
            remedy = "Revise la traducción y quite la marca «fuzzy»."
            yield Problem(file, place, "una traducción marcada como dudosa", remedy)
        if message.string and (remedy := _difference(str(message.id), str(message.string))):
            yield Problem(file, place, f"«{message.string}»", remedy)


def _difference(spanish: str, translation: str) -> str:
    """Return (Spanish) what to do about a translation that lost or changed what it must keep; empty if it did not."""
    wanted, found = Counter(_KEPT.findall(spanish)), Counter(_KEPT.findall(translation))
    remedies = []
    if lacking := wanted - found:
        remedies.append(f"Le falta {' '.join(lacking.elements()).strip()}")
    if foreign := found - wanted:
        remedies.append(f"No debe tener {' '.join(foreign.elements()).strip()}")
    if "%" in _KEPT.sub("", translation):
        remedies.append("No debe tener un % suelto: se toma por un dato")
    if _EDGES.findall(spanish) != _EDGES.findall(translation):
        remedies.append("Debe empezar y terminar con los mismos espacios que en castellano")
    return ". ".join([*remedies, ""]).strip()
