"""Checks that a history of concurrent requests could have been produced by a single honest clerk.

Linearizability by keys, as Wing and Gong search it, with memory of what was tried (as in anishathalye/porcupine): some
order of a key's operations, each at a moment between its start and its end, must give every answer. An operation whose
answer nobody saw may have happened at any moment after its start, or never.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from math import inf
from typing import Any, NamedTuple, cast


class Operation(NamedTuple):
    """What a client asked about an attention, and what it was told."""

    key: str
    """The attention's id."""
    kind: str
    """``register``, ``annul`` or ``read``."""
    content: Hashable
    """What was registered; of an annulment its id and reason; nothing for a read."""
    answer: Any
    """A verdict; for a read, None or content and whether it is annulled."""
    start: int
    end: float
    """`inf` where nobody saw the answer."""


class Clerk(NamedTuple):
    """What the clerk's book says of an attention."""

    content: Hashable = None
    annulments: frozenset[tuple[str, str]] = frozenset()

    def after(self, operation: Operation) -> tuple[Any, "Clerk"]:
        """Return the honest answer to an operation, and the book after it."""
        if operation.kind == "read":
            return (None if self.content is None else (self.content, bool(self.annulments))), self
        if operation.kind == "register":
            if self.content is None:
                return "registered", self._replace(content=operation.content)
            return ("duplicate" if self.content == operation.content else "conflict"), self
        name, reason = cast("tuple[str, str]", operation.content)
        known = dict(self.annulments)
        if name in known:
            return ("duplicate" if known[name] == reason else "conflict"), self
        return "registered", self._replace(annulments=self.annulments | {(name, reason)})


def impossible_keys(history: Iterable[Operation]) -> list[str]:
    """Return the attentions whose operations no honest clerk could have answered like that."""
    by_key: dict[str, list[Operation]] = defaultdict(list)
    for operation in history:
        by_key[operation.key].append(operation)
    return [key for key, operations in by_key.items() if not _is_possible(operations)]


def _is_possible(operations: Sequence[Operation]) -> bool:
    ordered = sorted(operations, key=lambda operation: operation.start)
    answered = sum(1 << at for at, operation in enumerate(ordered) if operation.end != inf)
    everything = (1 << len(ordered)) - 1
    waiting: list[tuple[int, Clerk]] = [(everything, Clerk())]
    tried = set(waiting)
    while waiting:
        left, clerk = waiting.pop()
        if not left & answered:
            return True
        first_end = min(ordered[at].end for at in _bits(left))
        for at in _bits(left):
            operation = ordered[at]
            if operation.start > first_end:
                break
            answer, after = clerk.after(operation)
            then = (left & ~(1 << at), after)
            if (operation.end == inf or answer == operation.answer) and then not in tried:
                tried.add(then)
                waiting.append(then)
    return False


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
