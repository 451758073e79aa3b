"""Annulling what an account registered, when somebody else used it. Nothing is deleted."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from macexpress.attentions.intake import Fact
from macexpress.attentions.receipts import ALPHABET
from macexpress.attentions.store import AttentionStore
from macexpress.attentions.submission import MAX_ITEMS


def registered_by(
    store: AttentionStore, advisor: str, centres: Iterable[str], days: Sequence[date]
) -> Iterator[dict[str, Any]]:
    """Yield the attentions, not annulled, that an advisor (``sub``) registered at these centres on these days."""
    for centre in centres:
        for day in days:
            facts = list(store.facts_of_day(centre, day))
            annulled = {fact["attention"] for fact in facts if fact["kind"] == "annulment"}
            for fact in facts:
                if fact["kind"] == "attention" and fact["advisor"] == advisor and fact["id"] not in annulled:
                    yield fact


def withdraw(
    store: AttentionStore, found: Iterable[dict[str, Any]], now: datetime, operator: str, decision: str
) -> int:
    """Annul attentions and return how many.

    operator: who annuls, as stored with the annulments. decision: a ULID; the same decision gives an attention the same
    annulment, so that carrying it out twice at once stores one.
    """
    annulments = [
        Fact(
            {
                "kind": "annulment",
                "id": annulment_id(fact["id"], decision),
                "attention": fact["id"],
                "reason": "other",
            },
            now,
            operator,
        )
        for fact in found
    ]
    for start in range(0, len(annulments), MAX_ITEMS):
        store.register(annulments[start : start + MAX_ITEMS])
    return len(annulments)


def annulment_id(attention: str, decision: str) -> str:
    """Return the id of an attention's annulment by a decision (a ULID, whose time it takes): the same for the same."""
    digest = int.from_bytes(hashlib.sha256(f"{decision}\0{attention}".encode()).digest()[:10])
    rest = "".join(ALPHABET[digest >> shift & 31] for shift in range(75, -1, -5))
    return f"{attention.rpartition('.')[0]}.{decision[:10]}{rest}"
