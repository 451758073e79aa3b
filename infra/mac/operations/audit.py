"""``make audit FROM=2026-01 TO=2026-11``: compares what is published with the facts; REPAIR=yes repairs it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mac.catalogue_reading import read_or_explain
from mac.operations.arguments import MonthArgument, months_between
from mac.operations.recomputing import facts_of_months, publish
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import Index
from macexpress.decisions.months import mark
from macexpress.platform.lima import compact
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.documents import Month, National
from macexpress.publication.figures import month_figures, refreshed
from macexpress.publication.files import NATIONAL, path_of
from macexpress.statistics.audit import Difference, audit
from macexpress.statistics.reading import Sources, snapshot_of_month
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.functions_index import index_of

_LEVELS = {
    "day": "día",
    "centre month": "mes del centro",
    "national month": "mes nacional",
    "year": "año",
    "file": "archivo publicado",
}


def check(system: System, index: Index, months: list[str], console: Console) -> list[Difference]:
    """Return every difference in the months, with a progress bar. index: of the catalogue."""
    found: list[Difference] = []
    with Progress(console=console) as progress:
        reading = progress.add_task("Leyendo los hechos", total=None)
        true: dict[str, dict[str, dict[str, Tally]]] = {month: {} for month in months}
        for centre, day, facts in facts_of_months(system, months):
            name = compact(day)
            true[name[:6]].setdefault(centre, {})[name] = tally_of_day(centre, day, facts)
            progress.advance(reading, len(facts))
        progress.update(reading, total=progress.tasks[reading].completed)
        task = progress.add_task("Revisando", total=len(index.centres) * len(months))
        for month in months:
            found += audit(index.centres, month, true[month], system.tallies, lambda: progress.advance(task))
    return [*found, *audit_files(system, months, index)]


def audit_files(system: System, months: Iterable[str], index: Index) -> Iterator[Difference]:
    """Yield every published file of the nation and of months (``yyyymm``) that differs from the rows.

    A closed month is left out: its file shows the facts as they were when it closed. A month that is not broken down
    yet has only what the nation's file leaves for it.
    """
    published = PublishedBucket(system.client("s3"), system.outputs["PortalBucketName"])
    tables, rows = system.outputs, system.tallies
    record = rows.last_publication(datetime.now(UTC)).record
    facts = AttentionStore(system.client("dynamodb"), tables["AttentionsTable"], tables["MarksTable"]).facts_of_day
    sources = Sources(rows, facts, lambda *_: None)
    for month in months:
        row = rows.months(month[:4]).get(month)
        state = snapshot_of_month(month, row, record.cut, (), sources) if row and record else None
        if state is None or state.closed:
            continue
        edition = state.editions[0]
        true = month_figures(month, edition.batches, edition.until, index, closed=False)
        yield from _file_difference(month, published.read(f"{path_of(month, 1)}.json"), true)
    live = total(rows.years().values())
    text = published.read(NATIONAL)
    shown = National.model_validate_json(text) if text else None
    if shown is None or refreshed(shown, live, max(shown.by_month, default="")) != shown:
        yield Difference("file", "", "", shown.totals.attentions if shown else None, live.attentions)


def _file_difference(month: str, text: str | None, true: Month) -> Iterator[Difference]:
    shown = Month.model_validate_json(text) if text else None
    if shown is None or shown.model_copy(update={"demonstration": true.demonstration}) != true:
        yield Difference("file", "", month, shown.totals.attentions if shown else None, true.totals.attentions)


def repair(system: System, centres: Collection[str], found: Iterable[Difference]) -> None:
    """Make the scheduler set what differs from the facts again, and publish everything.

    Nothing is removed: a repair that is cut short leaves what it did not reach as it was, and no figure is missing
    meanwhile.
    """
    mark(system.marks, (difference for difference in found if difference.level != "file"), min(centres))
    system.tallies.publish_everything()


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
    index = index_of(read_or_explain())
    found = check(system, index, months, console)
    for difference in found:
        console.print(f"  {_line(difference)}")
    console.print(f"Diferencias: {len(found)}. Meses revisados: {len(months)}.")
    if found and not repair_found:
        console.print("No se cambió nada. Para repararlas: la misma orden con REPAIR=yes.")
    if not found or not repair_found:
        return 1 if found else 0
    repair(system, index.centres, found)
    publish(system, lambda marks: console.print(f"Recalculados: {marks}"))
    left = check(system, index, months, console)
    console.print(f"Diferencias después de reparar: {len(left)}.")
    return 1 if left else 0
