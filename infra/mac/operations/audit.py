"""``make audit FROM=2026-01 TO=2026-11``: compares what is published with the facts; REPAIR=yes repairs it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mac.operations.arguments import MonthArgument, months_between
from mac.operations.recomputing import facts_of_months, forget_months, publish
from mac.systems import StageOption, System, find_system
from macexpress.platform.lima import compact
from macexpress.publication.bucket import PublishedBucket
from macexpress.statistics.audit import Difference, audit, audit_files
from macexpress.statistics.tally import Tally, tally_of_day
from portal.catalogue.reading import read

_LEVELS = {
    "day": "día",
    "centre month": "mes del centro",
    "national month": "mes nacional",
    "year": "año",
    "file": "archivo publicado",
}


def check(system: System, months: list[str], console: Console) -> list[Difference]:
    """Return every difference in the months, with a progress bar."""
    centres = sorted(read().centres)
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


def repair(system: System, found: list[Difference], console: Console) -> None:
    """Remove the rows of the centre months that differ, and make the scheduler compute them from the facts."""
    centres = sorted(read().centres)
    touched = {(d.centre, d.when[:6]) for d in found if d.centre}
    touched |= {
        (centre, d.when)
        for d in found
        if not d.centre and d.level != "file"
        for centre in system.tallies.centre_months(d.when) or centres
    }
    forget_months(system, touched)
    if any(d.level == "file" for d in found):
        system.tallies.forget_published()
    publish(system, lambda marks: console.print(f"Recalculados: {marks}"))


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
    found = check(system, months, console)
    for difference in found:
        console.print(f"  {_line(difference)}")
    console.print(f"{len(found)} diferencias en {len(months)} meses.")
    if not found or not repair_found:
        return 1 if found else 0
    repair(system, found, console)
    left = check(system, months, console)
    console.print(f"Después de reparar: {len(left)} diferencias.")
    return 1 if left else 0
