"""How fresh each centre's data is, and who sends too much: for the office and the alarms, never published. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import months_back
from macexpress.statistics.tally import Tally

SILENT_DAYS = 7
"""A centre is silent when it sent nothing for longer than this, counted back from the newest that any centre sent."""
NOT_ATTENDING = frozenset({"setting_up", "paused"})
"""Stages of a centre from which nothing is expected."""

MOST_A_DAY = 200
"""More attentions of one account on one day are no person's work: at five minutes each they take over 16 hours."""


@dataclass(frozen=True)
class Sending:
    """Which centres send, and which fell silent."""

    last_day: Mapping[str, str]
    """The day on which the newest attention of each centre was received."""
    since: Mapping[str, str]
    """The month (``yyyy-mm``) of each centre's first attention."""
    new: list[str]
    """Centres whose first attention is in the newest month with any, or in the two months before it."""
    silent: list[str]
    """Centres of the catalogue that should attend and sent nothing in SILENT_DAYS before the newest that any sent."""


def sending(tally: Tally, index: Index) -> Sending:
    """Return how fresh each centre's data is, from the tally of all time."""
    last_day = {key: moment[:10] for key, moment in sorted(tally.newest_of.items()) if key in index.centres}
    newest = date.fromisoformat(max(tally.newest_of.values())[:10]) if tally.newest_of else None
    silent = [
        key
        for key, centre in sorted(index.centres.items())
        if newest
        and not centre.retired_on
        and centre.stage not in NOT_ATTENDING
        and (key not in last_day or (newest - date.fromisoformat(last_day[key])).days > SILENT_DAYS)
    ]
    since = {key: first for key, first in tally.first_of.items() if key in index.centres}
    recent = months_back(max(tally.by_month), 3) if tally.by_month else []
    new = [key for key, first in since.items() if first in recent]
    return Sending(last_day=last_day, since=since, new=new, silent=silent)


def most_of_one_account(facts: Iterable[Mapping[str, Any]]) -> int:
    """Return the most attentions that one account registered among facts, those that were annulled included."""
    return max(Counter(fact["advisor"] for fact in facts if fact["kind"] == "attention").values(), default=0)
