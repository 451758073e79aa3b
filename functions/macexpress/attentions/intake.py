"""A batch in, a verdict for each item out: wrong items are rejected, the others go to the store together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from macexpress.attentions.rules import content_of, objections, read_item, repeated
from macexpress.attentions.submission import ItemError, Verdict
from macexpress.catalogue.index import Index
from macexpress.platform.field_errors import FieldError
from macexpress.platform.identity import Submitter

LONGEST_ID = 48 + 1 + 8 + 1 + 26


@dataclass(frozen=True)
class Fact:
    """What is stored, once and for ever: an item's content, when it was received and from which advisor."""

    content: Mapping[str, Any]
    received_at: datetime
    advisor: str

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id: what makes a fact the same fact."""
        return self.content["kind"], self.content["id"]


class FactStore(Protocol):
    """Where facts are kept."""

    def register(self, facts: Sequence[Fact]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Store the facts (distinct keys) that are not there yet, and return the content of those that are, by key."""
        ...

    def stored(self, facts: Sequence[Fact]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Return the content of those facts (distinct keys) that are there, by key."""
        ...


@dataclass(frozen=True)
class _Objected:
    """A well-formed item that may not be registered now, unless it was before."""

    fact: Fact
    rejection: Verdict


def take_in(
    raw_items: Sequence[object], submitter: Submitter, index: Index, now: datetime, store: FactStore
) -> list[Verdict]:
    """Register the items of a batch that may be registered, and return a verdict for each item, in order.

    Whatever the store raises passes through: no verdict was given then, and the same batch may be sent again.
    """
    judged = [_judge(raw, submitter, index, now) for raw in raw_items]
    objected = {one.fact.key: one.fact for one in judged if isinstance(one, _Objected)}
    stored = store.stored(list(objected.values())) if objected else {}
    # An id may occur twice in a batch: the first item goes to the store, the others are compared with it.
    first = {fact.key: fact for fact in reversed(judged) if isinstance(fact, Fact)}
    there_already = store.register(list(first.values())) if first else {}

    def verdict(one: Fact | Verdict | _Objected) -> Verdict:
        if isinstance(one, Fact):
            return _verdict(one, first, there_already)
        return _unless_stored(one, stored) if isinstance(one, _Objected) else one

    return [verdict(one) for one in judged]


def _judge(raw: object, submitter: Submitter, index: Index, now: datetime) -> Fact | Verdict | _Objected:
    item = read_item(raw)
    if isinstance(item, list):
        return _rejected(raw, item)
    fact = Fact(content_of(item), now, submitter.advisor)
    errors = list(objections(item, submitter, index, now))
    return _Objected(fact, _rejected(raw, errors)) if errors else fact


def _unless_stored(one: _Objected, stored: Mapping[tuple[str, str], Mapping[str, Any]]) -> Verdict:
    """Return the rejection of an item, unless it is registered.

    Rules, rights and days change while a desk waits for an answer that was lost. What was registered stays so:
    otherwise the advisor would register it again, and it would count twice.
    """
    if stored.get(one.fact.key) == one.fact.content:
        return Verdict(id=one.fact.content["id"], verdict="duplicate")
    return one.rejection


def _verdict(
    fact: Fact, first: Mapping[tuple[str, str], Fact], there_already: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Verdict:
    sent_id = fact.content["id"]
    if fact.key in there_already:
        return Verdict(id=sent_id, verdict=repeated(fact.content, there_already[fact.key]))
    if first[fact.key] is fact:
        return Verdict(id=sent_id, verdict="registered")
    return Verdict(id=sent_id, verdict=repeated(fact.content, first[fact.key].content))


def _rejected(raw: object, errors: Sequence[FieldError]) -> Verdict:
    sent_id = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(sent_id, str) or len(sent_id) > LONGEST_ID:
        sent_id = None
    return Verdict(id=sent_id, verdict="rejected", errors=[ItemError(**error._asdict()) for error in errors])
