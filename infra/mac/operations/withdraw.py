"""``make withdraw ADVISOR=<usuario> FROM=2026-11-20 TO=2026-11-24``: annuls what an account registered.

For an account that somebody else used. Nothing is deleted: each attention gets an annulment, and the figures change.
What an account registered that was deleted, or made once more, is found by the id that it had.
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


def advisor_id(system: System, account: str) -> str:
    """Return the id with which facts are stored, of an account by name or id, or of a file (``file:...``).

    UserError where there is no account with that name.
    """
    author = pool_of(system).author_of(account)
    if author is None:
        raise UserError(
            f"No hay una cuenta «{account}». Revise el nombre. Si se borró, use su número: lo da el día del centro."
        )
    return author


def command(
    advisor: Annotated[
        str, typer.Argument(help="usuario; o el número de una cuenta, o el nombre de un archivo recibido: file:...")
    ],
    first: DayArgument,
    last: DayArgument,
    annul: Annotated[bool, typer.Option("--annul", help="anula; sin esto solo cuenta")] = False,
    stage: StageOption = "",
) -> int:
    """Print how many there are, and annul them with ``--annul``."""
    days = days_between(first, last)
    system = find_system(stage)
    author = advisor_id(system, advisor)
    found = list(registered_by(system.attentions, author, sorted(read_or_explain().centres), days))
    sys.stdout.write(f"{len(found)} atenciones de {advisor} sin anular en {len(days)} días.\n")
    for day, count in sorted(_by_day(found).items()):
        sys.stdout.write(f"  {day}: {count}\n")
    if not found and author != advisor:
        sys.stdout.write(
            f"Se buscó lo del número {author}. Si la cuenta se hizo otra vez, lo anterior tiene otro número: lo da el "
            "día del centro en /oficina/.\n"
        )
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
