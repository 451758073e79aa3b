"""``make revise MONTH=2026-07 REASON="…"``: a closed month gets a new edition, counted from today's facts."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from mac.errors import UserError
from mac.operations.arguments import MonthArgument, one_month
from mac.systems import StageOption, System, find_system
from macexpress.statistics.editions import closing_moment
from macexpress.statistics.revisions import RevisionStore

_SHORTEST, _LONGEST = 10, 300


def revise(system: System, month: str, reason: str, now: datetime) -> None:
    """Ask for a new edition of a month (``yyyymm``). UserError where it cannot have one; then nothing changes."""
    tally = system.tallies.months(month[:4]).get(month)
    if tally is None:
        raise UserError("De ese mes no hay atenciones. No hay nada que corregir.")
    if now < (closes := closing_moment(month, tally.oldest)):
        raise UserError(f"Ese mes se cierra el {closes:%d/%m/%Y}. Hasta entonces sus cifras se actualizan solas.")
    tables = system.outputs
    revisions = RevisionStore(system.client("dynamodb"), tables["AttentionsTable"], tables["MarksTable"])
    revisions.ask(month, reason, now, system.tallies, system.operator)


def command(
    month: MonthArgument,
    reason: Annotated[str, typer.Argument(help="por qué, en una oración; se publica")],
    stage: StageOption = "",
) -> int:
    """Ask for the edition."""
    sentence = " ".join(reason.split())
    if not _SHORTEST <= len(sentence) <= _LONGEST:
        raise UserError(f"Diga por qué, con {_SHORTEST} a {_LONGEST} letras: se publica junto a las cifras.")
    revise(find_system(stage), one_month(month), sentence, datetime.now(UTC))
    sys.stdout.write(f"La nueva edición de {month} se publica en unos minutos.\n")
    return 0
