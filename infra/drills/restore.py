"""Somebody deleted facts: the table as it was a moment before, beside the live one, and what is missing put back.

The live table stays the stack's own, and what came in since then stays in it; facts are put back only where their key
is free. Then the figures are computed anew from the facts.
"""

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drills.ground import Ground, Outcome, ground_of
from local.demo import generated_attentions
from macexpress.attentions.store import partition
from macexpress.marks.mark import mark_of_repair
from macexpress.platform.lima import LIMA, compact
from operations.target import NoTargetError
from portal.catalogue.reading import Catalogue, read

_READY_SECONDS = 3600


def drill(ground: Ground, catalogue: Catalogue, chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Delete a centre's day, restore it, and count what is missing afterwards."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    with ground.advisor(centre) as (_, token):
        ground.submit(generated_attentions(catalogue, centre, day, 50, chance), token)
    ground.publish()
    before, facts = ground.published(), list(ground.attentions.facts_of_day(centre, day))
    moment = datetime.now(UTC)
    restored = ""
    if ground.local:  # the local engine restores the present, whatever moment it is asked for
        restored = restore(ground, moment)
    else:
        time.sleep(1)
    table, client = ground.target.outputs["AttentionsTable"], ground.target.client("dynamodb")
    for fact in facts:
        key = {"PK": {"S": partition(centre, day)}, "SK": {"S": fact["SK"]}}
        client.delete_item(TableName=table, Key=key)
    began = time.monotonic()
    restored = restored or restore(ground, moment)
    put_back = copy_missing(ground, restored, [centre], [day])
    recompute(ground, [centre], [day])
    seconds = time.monotonic() - began
    client.delete_table(TableName=restored)
    there = {fact["SK"]: fact for fact in ground.attentions.facts_of_day(centre, day)}
    lost = sum(there.get(fact["SK"]) != fact for fact in facts)
    same = ground.published() == before
    said = f"{len(facts)} hechos borrados, {put_back} repuestos, cifras {'iguales' if same else 'DISTINTAS'}"
    return Outcome(seconds, lost + (not same), said)


def restore(ground: Ground, moment: datetime) -> str:
    """Make a table of the facts as they were at a moment (to the second, in the last 35 days); return its name."""
    client = ground.target.client("dynamodb")
    source = ground.target.outputs["AttentionsTable"]
    name = f"{source[:200]}-{moment:%Y%m%d%H%M%S}"
    request: dict[str, Any] = {"SourceTableName": source, "TargetTableName": name}
    latest = client.describe_continuous_backups(TableName=source)["ContinuousBackupsDescription"]
    window = latest["PointInTimeRecoveryDescription"]
    while not ground.local and window["LatestRestorableDateTime"] < moment:  # some minutes behind now
        time.sleep(15)
        latest = client.describe_continuous_backups(TableName=source)["ContinuousBackupsDescription"]
        window = latest["PointInTimeRecoveryDescription"]
    client.restore_table_to_point_in_time(**request, RestoreDateTime=moment)
    client.get_waiter("table_exists").wait(
        TableName=name, WaiterConfig={"Delay": 1 if ground.local else 20, "MaxAttempts": _READY_SECONDS // 20}
    )
    return name


def copy_missing(ground: Ground, restored: str, centres: Iterable[str], days: Iterable[date]) -> int:
    """Put back facts of a restored table whose key is free in the live one; return how many."""
    client = ground.target.client("dynamodb")
    table, put = ground.target.outputs["AttentionsTable"], 0
    for centre in centres:
        for day in days:
            pages = client.get_paginator("query").paginate(
                TableName=restored,
                KeyConditionExpression="PK = :pk",
                ExpressionAttributeValues={":pk": {"S": partition(centre, day)}},
                ConsistentRead=True,
            )
            for item in (item for page in pages for item in page["Items"]):
                with contextlib.suppress(client.exceptions.ConditionalCheckFailedException):
                    client.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(PK)")
                    put += 1
    return put


def recompute(ground: Ground, centres: Iterable[str], days: Iterable[date]) -> None:
    """Forget the months of these days and have them computed from the facts."""
    days = list(days)
    for centre in centres:
        for month in {compact(day)[:6] for day in days}:
            ground.figures.forget_month(centre, month)
            first = date(int(month[:4]), int(month[4:]), 1)
            for day in (first + timedelta(days=number) for number in range(31)):
                if compact(day)[:6] == month and any(True for _ in ground.attentions.facts_of_day(centre, day)):
                    ground.marks.put(mark_of_repair(centre, day))
    ground.publish()


def main(arguments: list[str]) -> int:
    """Put back what is missing since a moment, for real: ``make restore STAGE= AT=2026-11-24T15:30:00-05:00``."""
    parser = argparse.ArgumentParser(prog="restore", description="Repone atenciones borradas.")
    parser.add_argument("at", type=datetime.fromisoformat, help="cuando aún estaban: 2026-11-24T15:30:00-05:00")
    parser.add_argument("first", type=date.fromisoformat, help="primer día de las atenciones: 2026-11-20")
    parser.add_argument("last", type=date.fromisoformat, help="último día")
    parser.add_argument("--stage", default="")
    options = parser.parse_args(arguments)
    if options.at.tzinfo is None:
        parser.error("AT necesita la zona horaria: agregue -05:00 al final.")
    try:
        ground = ground_of(options.stage)
    except NoTargetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    days = [options.first + timedelta(days=number) for number in range((options.last - options.first).days + 1)]
    centres = sorted(read().centres)
    sys.stderr.write("1 de 3: se recupera la tabla como estaba. Tarda de 20 minutos a unas horas.\n")
    restored = restore(ground, options.at)
    sys.stderr.write(f"2 de 3: se repone lo que falta en {len(centres)} centros, {len(days)} días.\n")
    put_back = copy_missing(ground, restored, centres, days)
    sys.stderr.write(f"3 de 3: se calculan las cifras. Repuestas: {put_back}.\n")
    recompute(ground, centres, days)
    sys.stdout.write(f"Repuestas: {put_back}. Tabla recuperada: {restored}. Bórrela cuando todo esté revisado.\n")
    return 0


Drill = Callable[..., Outcome]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
