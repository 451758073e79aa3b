"""What is wrong with a catalogue, as reports show it. Pure."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to fix: where it is, what was found, and (Spanish) what to do."""

    file: str
    field: str
    found: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.field or '(todo el archivo)'}"
        return one_line(f"{where}: se encontró {self.found}. {self.remedy}")


def one_line(text: str) -> str:
    """Return a text without what cannot be printed.

    A key or column may be called anything: a line break would begin another problem, an escape speak to the terminal.
    """
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of file and field, with numbers as people count: ``stops.2`` before ``stops.10``."""
    return tuple(sorted(problems, key=lambda problem: [_counting(part) for part in problem]))


def _counting(text: str) -> list[tuple[int, str]]:
    # A key of thousands of digits is no number that anybody counts by, and Python converts none so long.
    return [(int(part), "") if part.isdecimal() and len(part) < 10 else (0, part) for part in re.split(r"(\d+)", text)]


def report(problems: Collection[Problem]) -> str:
    """Return every problem, one per line, and their number (Spanish)."""
    files = len({problem.file for problem in problems})
    count = f"{len(problems)} {'problema' if len(problems) == 1 else 'problemas'}"
    return "\n".join([*map(str, problems), f"{count} en {files} {'archivo' if files == 1 else 'archivos'}."])
