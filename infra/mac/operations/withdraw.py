"""``make withdraw ADVISOR=<usuario> FROM=2026-11-20 TO=2026-11-24``: annuls what an account registered.

For an account that somebody else used. Nothing is deleted: each attention gets an annulment, and the figures change.
"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.advisors import pool_of
from mac.operations.arguments import DayArgument, days_between
from mac.systems import StageOption, System, find_system
from macexpress.decisions.withdrawal import registered_by, withdraw


def advisor_id(system: System, username: str) -> str:
    """Return the id of an account, or of a file that `outbox` took in (``file:...``), as stored with facts.

    UserError where there is no account with that name.
    """
    if username.startswith("file:"):  # no account has a colon in its name
        return username
    sub = pool_of(system).sub_of(username)
    if sub is None:
        raise UserError(f"No hay una cuenta «{username}». Revise el nombre.")
    return sub


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
    found = list(registered_by(system.attentions, advisor_id(system, advisor), sorted(read_or_explain().centres), days))
    sys.stdout.write(f"{len(found)} atenciones de {advisor} sin anular en {len(days)} días.\n")
    for day, count in sorted(_by_day(found).items()):
        sys.stdout.write(f"  {day}: {count}\n")
    if found and not annul:
        sys.stdout.write("No se anuló nada. Para anularlas: la misma orden con ANNUL=yes.\n")
    if annul:
        operator, now = system.operator, datetime.now(UTC)
        annulled = withdraw(system.attentions, found, now, operator, str(ULID.from_datetime(now)))
        sys.stdout.write(f"Anuladas: {annulled}, por {operator}.\n")
    return 0


def _by_day(found: Iterable[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fact in found:
        day = fact["started_at"][:10]
        counts[day] = counts.get(day, 0) + 1
    return counts
