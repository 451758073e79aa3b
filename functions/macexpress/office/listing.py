"""The attentions of a centre's day as the office reads them, with nothing about the citizens. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.office.documents import Attentions, ListedAttention

MOST_LISTED = 200


def listed(centre: str, day: date, facts: Iterable[Mapping[str, Any]], after: str, index: Index) -> Attentions:
    """Return at most MOST_LISTED attentions whose id comes after `after`.

    facts: all of the day, in any order.
    """
    stored = list(facts)
    annulled = {fact["attention"] for fact in stored if fact["kind"] == "annulment"}
    attentions = {fact["id"]: fact for fact in stored if fact["kind"] == "attention"}
    remaining = iter(sorted(key for key in attentions if key > after))
    shown = list(islice(remaining, MOST_LISTED))
    return Attentions(
        centre=centre,
        day=day,
        attentions=[_listed(attentions[key], annulled=key in annulled, index=index) for key in shown],
        after=shown[-1] if next(remaining, None) else "",
    )


def _listed(fact: Mapping[str, Any], *, annulled: bool, index: Index) -> ListedAttention:
    procedure = fact.get("procedure")
    known = index.procedures.get(procedure or "")
    return ListedAttention(
        **{name: fact[name] for name in ("id", "outcome", "started_at", "ended_at", "received_at", "advisor")},
        procedure=procedure,
        procedure_name=known.name if known else procedure,
        reason=fact.get("reason"),
        channel=fact.get("channel", "assisted"),
        annulled=annulled,
    )
