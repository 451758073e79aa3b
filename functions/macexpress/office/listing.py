"""What the office reads one by one, with nothing about the citizens: a day's attentions, and refused items. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.rules import objection_words
from macexpress.catalogue.index import Index
from macexpress.office.documents import Attentions, ListedAttention, Reason, RefusedItem, RefusedItems

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
    return ListedAttention(
        **{name: fact[name] for name in ("id", "outcome", "started_at", "ended_at", "received_at", "advisor")},
        procedure=procedure,
        procedure_name=_name_of(procedure, index),
        reason=fact.get("reason"),
        channel=fact.get("channel", "assisted"),
        annulled=annulled,
    )


def refused_items(rows: Iterable[Mapping[str, Any]], after: str, index: Index) -> RefusedItems:
    """Return rows of refused items (`macexpress.attentions.observation`) in words. after: where the next begin."""
    return RefusedItems(refused=[_refused(row, index) for row in rows], after=after)


def _refused(row: Mapping[str, Any], index: Index) -> RefusedItem:
    centre, day, _ = parse_identifier(row["id"])
    procedure = row.get("procedure")
    return RefusedItem(
        **{name: row[name] for name in ("id", "verdict", "account", "at")},
        centre=centre,
        day=day,
        errors=[Reason(code=code, message=objection_words(code)) for code in row["codes"]],
        kind=row.get("kind"),
        procedure=procedure,
        procedure_name=_name_of(procedure, index),
    )


def _name_of(procedure: str | None, index: Index) -> str | None:
    known = index.procedures.get(procedure or "")
    return known.name if known else procedure


def part_after(
    after: str, centres: Sequence[str], months: Sequence[str], most: int
) -> tuple[list[tuple[str, str]], str]:
    """Return the next months of centres after a cursor, at most `most`, and the cursor for the next part.

    Both are empty where nothing is left. centres, months: sorted. after: the cursor returned with the previous part,
    empty for the first. Cursors are compared by centre and then by month, in the order of the parts, not as text.
    """
    centre, _, month = after.partition(".")
    remaining = ((c, m) for c in centres for m in months if (c, m) > (centre, month))
    part = list(islice(remaining, most))
    return part, ".".join(part[-1]) if next(remaining, None) else ""
