"""``make withdraw ADVISOR=<usuario> FROM=2026-11-20 TO=2026-11-24``: annuls what an account registered.

For an account that somebody else used. Nothing is deleted: each attention gets an annulment, and the figures change.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from mac.errors import UserError
from mac.operations.arguments import DayArgument, days_between
from mac.systems import StageOption, System, find_system
from macexpress.attentions.intake import Fact
from macexpress.attentions.store import AttentionStore
from macexpress.attentions.submission import MAX_ITEMS
from macexpress.platform.lima import compact
from portal.catalogue.reading import read


def registered_by(
    store: AttentionStore, advisor: str, centres: Iterable[str], days: Iterable[date]
) -> Iterator[dict[str, Any]]:
    """Yield the attentions, not annulled, that an advisor (``sub``) registered at these centres on these days."""
    days = list(days)
    for centre in centres:
        for day in days:
            facts = list(store.facts_of_day(centre, day))
            annulled = {fact["attention"] for fact in facts if fact["kind"] == "annulment"}
            for fact in facts:
                if fact["kind"] == "attention" and fact["advisor"] == advisor and fact["id"] not in annulled:
                    yield fact


def withdraw(store: AttentionStore, found: Iterable[dict[str, Any]], now: datetime, operator: str) -> int:
    """Annul attentions and return how many. operator: who annuls (`System.operator`)."""
    annulments = [
        Fact(
            {
                "kind": "annulment",
                "id": f"{fact['id'].rpartition('.')[0]}.{ULID.from_datetime(now)}",
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


def advisor_id(system: System, username: str) -> str:
    """Return the id of an account, or of a file that `outbox` took in (``file:...``), as stored with facts.

    UserError where there is no account with that name.
    """
    if username.startswith("file:"):  # no account has a colon in its name
        return username
    cognito = system.client("cognito-idp")
    try:
        found = cognito.admin_get_user(UserPoolId=system.outputs["AdvisorPoolId"], Username=username)
    except cognito.exceptions.UserNotFoundException:
        raise UserError(f"No hay una cuenta «{username}». Revise el nombre.") from None
    return next(str(attribute["Value"]) for attribute in found["UserAttributes"] if attribute["Name"] == "sub")


def command(
    advisor: Annotated[str, typer.Argument(help="usuario, o el nombre de un archivo recibido: file:...")],
    first: DayArgument,
    last: DayArgument,
    annul: Annotated[bool, typer.Option("--annul", help="anula; sin esto solo cuenta")] = False,
    stage: StageOption = "",
) -> int:
    """Print how many there are, and annul them with ``--annul``."""
    days = days_between(first, last)
    system = find_system(stage)
    found = list(registered_by(system.attentions, advisor_id(system, advisor), sorted(read().centres), days))
    sys.stdout.write(f"{len(found)} atenciones de {advisor} sin anular en {len(days)} días.\n")
    for day, count in sorted(_by_day(found).items()):
        sys.stdout.write(f"  {day}: {count}\n")
    if annul:
        operator = system.operator
        annulled = withdraw(system.attentions, found, datetime.now(UTC), operator)
        sys.stdout.write(f"Anuladas: {annulled}, por {operator}.\n")
    return 0


def _by_day(found: Iterable[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fact in found:
        day = compact(date.fromisoformat(fact["started_at"][:10]))
        counts[day] = counts.get(day, 0) + 1
    return counts
