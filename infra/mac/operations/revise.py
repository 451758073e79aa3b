"""``make revise MONTH=2026-07 REASON="…"``: a closed month gets a new edition, without what was annulled."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from mac.errors import UserError
from mac.operations.arguments import MonthArgument, one_month
from mac.systems import StageOption, System, find_system
from macexpress.decisions.months import LONGEST_REASON, SHORTEST_REASON, why_not_correctable
from macexpress.platform.spanish import day_name
from macexpress.statistics.editions import cut_after
from macexpress.statistics.revisions import RevisionStore


def revise(system: System, month: str, reason: str, now: datetime) -> None:
    """Ask for a new edition of a month (``yyyymm``). Repeating it asks once.

    UserError where it cannot have one; then nothing changes.
    """
    if why := why_not_correctable(system.tallies, month, now):
        raise UserError(why)
    tables = system.outputs
    revisions = RevisionStore(system.client("dynamodb"), tables["AttentionsTable"], tables["MarksTable"])
    # An order that was cut may have asked already: given again, it asks for no edition more.
    asked = (each for each in revisions.all() if (each.month, each.reason) == (month, reason))
    if any(cut_after(each.moment) == cut_after(now) for each in asked):
        return
    revisions.ask(month, reason, now, system.tallies, system.operator)


def command(
    month: MonthArgument,
    reason: Annotated[str, typer.Argument(help="por qué, en una oración; se publica")],
    stage: StageOption = "",
) -> int:
    """Ask for the edition."""
    sentence = " ".join(reason.split())
    if not SHORTEST_REASON <= len(sentence) <= LONGEST_REASON:
        raise UserError(f"Diga por qué, con {SHORTEST_REASON} a {LONGEST_REASON} letras: se publica con las cifras.")
    now = datetime.now(UTC)
    revise(find_system(stage), one_month(month), sentence, now)
    sys.stdout.write(f"La nueva edición de {month} sale el {day_name(cut_after(now).date())}.\n")
    return 0
