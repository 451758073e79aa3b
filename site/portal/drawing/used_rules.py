"""The part of the sheet that a page uses. The sheet is half of what a page weighs, and a page uses half of it."""

import re
from collections.abc import Collection
from functools import cache

_SHEET = re.compile(r"<style>([^<]*)</style>")
_NAME = re.compile(r"[\w-]+")
# In a script: after a point stands a class or a property, never an element.
_ALONE = re.compile(r"(?<![\w.-])[\w-]+")
# What a selector asks of an element beyond its name, class, id and type; that may change while a page is read.
_STATE = re.compile(r"\[(?!type=)[^\]]*\]|::?[a-z-]+(\([^)]*\))?")


def with_used_rules(page: str, scripts: str) -> str:
    """Return a page (HTML) whose sheets have only the rules that it can use.

    scripts: those that it may load later, as text: they add elements too.
    """
    rest = _SHEET.sub("", page)
    added = [_added(code) for code in (*re.findall(r"<script>(.*?)</script>", rest, re.DOTALL), scripts)]
    elements = set(re.findall(r"<([a-z]\w*)", rest)).union(*(elements for elements, _ in added))
    marks = set(_NAME.findall(" ".join(re.findall(r' (?:class|id|type)="([^"]*)"', rest))))
    marks = marks.union(*(marks for _, marks in added))
    return _SHEET.sub(lambda found: f"<style>{used_rules(found[1], elements, marks)}</style>", page)


def used_rules(sheet: str, elements: Collection[str], marks: Collection[str]) -> str:
    """Return the rules of a minified sheet for some elements only.

    marks: the classes, ids and types that they may have.
    """
    kept = []
    for head, body in _rules(sheet):
        is_group = head.startswith("@")
        selectors = [head] if is_group else [part for part in head.split(",") if _is_used(part, elements, marks)]
        content = used_rules(body, elements, marks) if is_group else body
        if selectors and content:
            kept.append(f"{','.join(selectors)}{{{content}}}")
    return "".join(kept)


@cache  # the same few scripts for hundreds of pages
def _added(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the elements and the marks that a script may add."""
    return frozenset(_ALONE.findall(code)), frozenset(_NAME.findall(code))


def _is_used(selector: str, elements: Collection[str], marks: Collection[str]) -> bool:
    return all(name in (marks if sort else elements) for sort, name in _parts(selector))


@cache
def _parts(selector: str) -> list[tuple[str, str]]:
    return re.findall(r"(\[type=|[.#]?)([a-zA-Z][\w-]*)", _STATE.sub("", selector))


@cache  # the same few sheets for hundreds of pages
def _rules(sheet: str) -> list[tuple[str, str]]:
    """Return the head and the body of each rule, and of each group of rules (``@media``)."""
    rules = []
    start, depth, opened = 0, 0, 0
    for place, character in enumerate(sheet):
        if character == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif character == "}":
            depth -= 1
            if depth == 0:
                rules.append((sheet[start:opened], sheet[opened + 1 : place]))
                start = place + 1
    return rules
