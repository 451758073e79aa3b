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

    def stored(self, fact: Fact) -> Mapping[str, Any] | None:
        """Return the content of the fact that has this one's key; None where there is none."""
        ...


def take_in(
    raw_items: Sequence[object], submitter: Submitter, index: Index, now: datetime, store: FactStore
) -> list[Verdict]:
    """Register the items of a batch that may be registered, and return a verdict for each item, in order.

    Whatever the store raises passes through: no verdict was given then, and the same batch may be sent again.
    """
    judged = [_judge(raw, submitter, index, now, store) for raw in raw_items]
    # An id may occur twice in a batch: the first item goes to the store, the others are compared with it.
    first = {fact.key: fact for fact in reversed(judged) if isinstance(fact, Fact)}
    there_already = store.register(list(first.values())) if first else {}
    return [_verdict(fact, first, there_already) if isinstance(fact, Fact) else fact for fact in judged]


def _judge(raw: object, submitter: Submitter, index: Index, now: datetime, store: FactStore) -> Fact | Verdict:
    item = read_item(raw)
    if isinstance(item, list):
        return _rejected(raw, item)
    fact = Fact(content_of(item), now, submitter.advisor)
    errors = list(objections(item, submitter, index, now))
    if not errors:
        return fact
    # Rules, rights and days change while a desk waits for an answer that was lost. What was registered stays so: told
    # otherwise, the advisor would register it again, and it would count twice.
    if store.stored(fact) == fact.content:
        return Verdict(id=item.id, verdict="duplicate")
    return _rejected(raw, errors)


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
