"""``make audit FROM=2026-01 TO=2026-11``: compares what is published with the facts; REPAIR=yes repairs it."""

from collections.abc import Collection, Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mac.catalogue_reading import read_or_explain
from mac.operations.arguments import MonthArgument, months_between
from mac.operations.recomputing import facts_of_months, publish
from mac.systems import StageOption, System, find_system
from macexpress.marks.mark import mark_of_repair
from macexpress.platform.lima import compact, parse_compact
from macexpress.publication.bucket import PublishedBucket
from macexpress.statistics.audit import Difference, audit, audit_files
from macexpress.statistics.tally import Tally, tally_of_day

_LEVELS = {
    "day": "día",
    "centre month": "mes del centro",
    "national month": "mes nacional",
    "year": "año",
    "file": "archivo publicado",
}


def check(system: System, centres: Collection[str], months: list[str], console: Console) -> list[Difference]:
    """Return every difference in the months, with a progress bar. centres: those of the catalogue."""
    found: list[Difference] = []
    with Progress(console=console) as progress:
        reading = progress.add_task("Leyendo los hechos", total=None)
        true: dict[str, dict[str, dict[str, Tally]]] = {month: {} for month in months}
        for centre, day, facts in facts_of_months(system, months):
            name = compact(day)
            true[name[:6]].setdefault(centre, {})[name] = tally_of_day(centre, day, facts)
            progress.advance(reading, len(facts))
        progress.update(reading, total=progress.tasks[reading].completed)
        task = progress.add_task("Revisando", total=len(centres) * len(months))
        for month in months:
            found += audit(centres, month, true[month], system.tallies, lambda: progress.advance(task))
    published = PublishedBucket(system.client("s3"), system.outputs["PortalBucketName"])
    return [*found, *audit_files(months, published.read, system.tallies)]


def repair(system: System, centres: Collection[str], found: Iterable[Difference]) -> None:
    """Make the scheduler set what differs from the facts again, and publish everything.

    Nothing is removed: a repair that is cut short leaves what it did not reach as it was, and no figure is missing
    meanwhile.
    """
    for centre, day in sorted(
        {_marked(difference, min(centres)) for difference in found if difference.level != "file"}
    ):
        system.marks.put(mark_of_repair(centre, parse_compact(day)))
    system.tallies.publish_everything()


def _marked(difference: Difference, any_centre: str) -> tuple[str, str]:
    """Return a centre and day (``yyyymmdd``) from which a run sets the row that differs, and all above it."""
    return difference.centre or any_centre, f"{difference.when}0101"[:8] if len(
        difference.when
    ) == 4 else f"{difference.when}01"[:8]


def _line(difference: Difference) -> str:
    where = " ".join(filter(None, (_LEVELS[difference.level], difference.centre, difference.when)))
    stored = "nada" if difference.stored is None else f"{difference.stored} atenciones"
    return f"{where}: guardado {stored}, los hechos dicen {difference.true}"


def command(
    first: MonthArgument,
    last: MonthArgument,
    repair_found: Annotated[bool, typer.Option("--repair", help="recalcula lo que no coincide")] = False,
    stage: StageOption = "",
) -> int:
    """Print every difference; 1 if any was not repaired."""
    console = Console()
    months = list(months_between(first, last))
    system = find_system(stage)
    centres = read_or_explain().centres
    found = check(system, centres, months, console)
    for difference in found:
        console.print(f"  {_line(difference)}")
    console.print(f"{len(found)} diferencias en {len(months)} meses.")
    if not found or not repair_found:
        return 1 if found else 0
    repair(system, centres, found)
    publish(system, lambda marks: console.print(f"Recalculados: {marks}"))
    left = check(system, centres, months, console)
    console.print(f"Después de reparar: {len(left)} diferencias.")
    return 1 if left else 0
