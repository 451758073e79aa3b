"""``make revise MONTH=2026-07 REASON="…"``: a closed month gets a new edition, counted from today's facts."""

import argparse
import sys
from datetime import UTC, datetime

from macexpress.statistics.editions import closing_moment
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from operations.repair import months_between
from operations.target import NoTargetError, Target, add_arguments, find_target

_SHORTEST, _LONGEST = 10, 300


def revise(target: Target, month: str, reason: str, now: datetime) -> None:
    """Ask for a new edition of a month (``yyyymm``). ValueError (Spanish) where it cannot have one; nothing changed."""
    client, tables = target.client("dynamodb"), target.outputs
    store = StatisticsStore(client, tables["StatisticsTable"])
    tally = store.months(month[:4]).get(month)
    if tally is None:
        raise ValueError("De ese mes no hay atenciones. No hay nada que corregir.")
    if now < (closes := closing_moment(month, tally.oldest)):
        raise ValueError(f"Ese mes se cierra el {closes:%d/%m/%Y}. Hasta entonces sus cifras se actualizan solas.")
    RevisionStore(client, tables["AttentionsTable"], tables["MarksTable"]).ask(month, reason, now, store)


def main(arguments: list[str]) -> int:
    """Ask for the edition; 1 where the month or the reason is none."""
    parser = argparse.ArgumentParser(prog="revise", description="Corrige un mes cerrado con una edición nueva.")
    parser.add_argument("month", help="el mes: 2026-07")
    parser.add_argument("reason", help="por qué, en una oración; se publica")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    reason = " ".join(options.reason.split())
    if not _SHORTEST <= len(reason) <= _LONGEST:
        sys.stderr.write(f"Diga por qué, con {_SHORTEST} a {_LONGEST} letras: se publica junto a las cifras.\n")
        return 1
    try:
        (month,) = months_between(options.month, options.month)
        revise(find_target(options.stage), month, reason, datetime.now(UTC))
    except (NoTargetError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"La nueva edición de {options.month} se publica en unos minutos.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
