"""``make audit FROM=2026-01 TO=2026-11``: compares what is published with the facts; REPAIR=yes makes it so again."""

import argparse
import json
import re
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress

from macexpress.attentions.store import AttentionStore
from macexpress.marks.mark import mark_of_repair
from macexpress.marks.store import MarkStore
from macexpress.publication.bucket import PublishedBucket
from macexpress.statistics.audit import Difference, audit, audit_files, days_of_month
from macexpress.statistics.store import StatisticsStore
from operations.target import NoTargetError, Target, add_arguments, find_target
from portal.catalogue.reading import read

_LEVELS = {
    "day": "día",
    "centre month": "mes del centro",
    "national month": "mes nacional",
    "year": "año",
    "file": "archivo publicado",
}


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield the months from ``yyyy-mm`` to ``yyyy-mm`` as ``yyyymm``; ValueError for what is no month or no span."""
    for text in (first, last):
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
            raise ValueError(f"«{text}» no es un mes. Escriba año y mes: 2026-11.")
    if last < first:
        raise ValueError(f"El tramo termina ({last}) antes de empezar ({first}).")
    year, month = map(int, first.split("-"))
    while f"{year}-{month:02}" <= last:
        yield f"{year}{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def check(target: Target, months: list[str], console: Console) -> list[Difference]:
    """Return every difference of the months, with a progress bar."""
    attentions, store = _stores(target)
    centres = sorted(read().centres)
    found: list[Difference] = []
    with Progress(console=console) as progress:
        task = progress.add_task("Revisando", total=len(centres) * len(months))
        for month in months:
            found += audit(centres, month, attentions.facts_of_day, store, lambda: progress.advance(task))
    published = PublishedBucket(target.client("s3"), target.outputs["PortalBucketName"])
    return [*found, *audit_files(months, published.read, store)]


def repair(target: Target, found: list[Difference], console: Console) -> None:
    """Forget the centre months in which something differs and have the scheduler compute them from the facts."""
    attentions, store = _stores(target)
    marks = MarkStore(target.client("dynamodb"), target.outputs["MarksTable"])
    centres = sorted(read().centres)
    touched = {(d.centre, d.when[:6]) for d in found if d.centre}
    touched |= {
        (centre, d.when)
        for d in found
        if not d.centre and d.level != "file"
        for centre in store.centre_months(d.when) or centres
    }
    for centre, month in sorted(touched):
        store.forget_month(centre, month)
        for day in days_of_month(month):
            if any(True for _ in attentions.facts_of_day(centre, day)):
                marks.put(mark_of_repair(centre, day))
    if any(d.level == "file" for d in found):
        store.forget_published()
    worked_off = 1
    while worked_off:
        answer = target.client("lambda").invoke(FunctionName=target.outputs["StatisticsFunctionName"], Payload=b"{}")
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"La función de estadísticas falló: {said}. Repita la orden: no se pierde nada.")
        worked_off = said["marks"]
        console.print(f"Recalculados: {worked_off}")


def _told(difference: Difference) -> str:
    where = " ".join(filter(None, (_LEVELS[difference.level], difference.centre, difference.when)))
    stored = "nada" if difference.stored is None else f"{difference.stored} atenciones"
    return f"{where}: guardado {stored}, los hechos dicen {difference.true}"


def _stores(target: Target) -> tuple[AttentionStore, StatisticsStore]:
    client, tables = target.client("dynamodb"), target.outputs
    return (
        AttentionStore(client, tables["AttentionsTable"], tables["MarksTable"]),
        StatisticsStore(client, tables["StatisticsTable"]),
    )


def main(arguments: list[str]) -> int:
    """Say every difference; 1 where there is any that was not repaired."""
    parser = argparse.ArgumentParser(prog="repair", description="Compara lo publicado con los hechos.")
    parser.add_argument("first", help="primer mes: 2026-01")
    parser.add_argument("last", help="último mes: 2026-11")
    parser.add_argument("--repair", action="store_true", help="recalcula lo que no coincide")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    console = Console()
    try:
        months = list(months_between(options.first, options.last))
        target = find_target(options.stage)
        found = check(target, months, console)
        for difference in found:
            console.print(f"  {_told(difference)}")
        console.print(f"{len(found)} diferencias en {len(months)} meses.")
        if not found or not options.repair:
            return 1 if found else 0
        repair(target, found, console)
        left = check(target, months, console)
        console.print(f"Después de reparar: {len(left)} diferencias.")
    except (NoTargetError, ValueError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
