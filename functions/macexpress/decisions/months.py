"""What can be done to a month: correct it once it is closed, and compare its figures with the facts and repair them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from macexpress.attentions.store import AttentionStore
from macexpress.marks.mark import mark_of_repair
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import compact, parse_compact
from macexpress.statistics.audit import Difference, audit_centre, audit_nation
from macexpress.statistics.editions import closing_moment, first_day_after
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, tally_of_day, total

SHORTEST_REASON, LONGEST_REASON = 10, 300


def why_not_correctable(tallies: StatisticsStore, month: str, now: datetime) -> str:
    """Return why a month (``yyyymm``) can have no new edition now (Spanish); empty where it can."""
    tally = tallies.months(month[:4]).get(month)
    if tally is None:
        return "De ese mes no hay atenciones. No hay nada que corregir."
    if now < (closes := closing_moment(month, tally.oldest)):
        return (
            f"Ese mes se cierra el {closes:%d/%m/%Y}. Hasta entonces, cada día 1 se le suma lo que llegó tarde. "
            "Lo que se anula después de publicarlo sigue contado. Desde ese día se puede pedir la corrección."
        )
    return ""


def differences(
    facts: AttentionStore, tallies: StatisticsStore, centre: str, month: str, stored: Mapping[str, Tally]
) -> list[Difference]:
    """Return where a centre's tallies of a month (``yyyymm``) differ from its facts; for no centre, the nation's.

    stored: the centres' tallies of the month, by centre.
    """
    if not centre:
        return list(audit_nation(month, total(stored.values()), tallies))
    true = {
        compact(day): tally
        for day in days_of(month)
        if (tally := tally_of_day(centre, day, facts.facts_of_day(centre, day))).facts
    }
    return list(audit_centre(centre, month, true, tallies.days(centre, month), stored))


def mark(marks: MarkStore, found: Iterable[Difference], any_centre: str) -> None:
    """Make the scheduler set what differs again; nothing is removed meanwhile."""
    for centre, day in sorted({_marked(difference, any_centre) for difference in found}):
        marks.put(mark_of_repair(centre, parse_compact(day)))


def days_of(month: str) -> Iterator[date]:
    """Yield the days of a month (``yyyymm``)."""
    day = parse_compact(f"{month}01")
    while day < first_day_after(month):
        yield day
        day += timedelta(days=1)


def _marked(difference: Difference, any_centre: str) -> tuple[str, str]:
    """Return a centre and day (``yyyymmdd``) from which a run sets the row that differs, and all above it."""
    when = difference.when
    return difference.centre or any_centre, f"{when}0101"[:8] if len(when) == 4 else f"{when}01"[:8]
