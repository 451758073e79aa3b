"""Puts back deleted facts: restores the table of an earlier moment beside the live one, and copies what is missing.

The live table and everything stored in it stay; a fact is put back only where its key is free. Then the figures are
computed from the facts again.
"""

import contextlib
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

import typer

from mac.errors import UserError
from mac.operations.arguments import DayArgument, days_between
from mac.operations.recomputing import forget_months, publish
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import partition
from macexpress.platform.lima import compact
from portal.catalogue.reading import read

_READY_SECONDS = 3600


def restore(system: System, moment: datetime) -> str:
    """Create a table with the facts as they were at a moment (a second of the last 35 days); return its name."""
    client = system.client("dynamodb")
    source = system.outputs["AttentionsTable"]
    name = f"{source[:200]}-{moment:%Y%m%d%H%M%S}"
    request: dict[str, Any] = {"SourceTableName": source, "TargetTableName": name}
    latest = client.describe_continuous_backups(TableName=source)["ContinuousBackupsDescription"]
    window = latest["PointInTimeRecoveryDescription"]
    while not system.local and window["LatestRestorableDateTime"] < moment:  # some minutes behind now
        time.sleep(15)
        latest = client.describe_continuous_backups(TableName=source)["ContinuousBackupsDescription"]
        window = latest["PointInTimeRecoveryDescription"]
    client.restore_table_to_point_in_time(**request, RestoreDateTime=moment)
    client.get_waiter("table_exists").wait(
        TableName=name, WaiterConfig={"Delay": 1 if system.local else 20, "MaxAttempts": _READY_SECONDS // 20}
    )
    return name


class Copied(NamedTuple):
    """What `copy_missing` did."""

    put_back: int
    """Facts that were missing."""
    months: frozenset[tuple[str, str]]
    """Centres and months (``yyyymm``) that have facts in the restored table, whether any was missing or not."""


def copy_missing(system: System, restored: str, centres: Iterable[str], days: Iterable[date]) -> Copied:
    """Copy facts from a restored table to the live one where their key is free."""
    client = system.client("dynamodb")
    table, put, months = system.outputs["AttentionsTable"], 0, set()
    for centre in centres:
        for day in days:
            pages = client.get_paginator("query").paginate(
                TableName=restored,
                KeyConditionExpression="PK = :pk",
                ExpressionAttributeValues={":pk": {"S": partition(centre, day)}},
                ConsistentRead=True,
            )
            for item in (item for page in pages for item in page["Items"]):
                months.add((centre, compact(day)[:6]))
                with contextlib.suppress(client.exceptions.ConditionalCheckFailedException):
                    client.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(PK)")
                    put += 1
    return Copied(put, frozenset(months))


def recompute_months(system: System, centre_months: Iterable[tuple[str, str]]) -> None:
    """Recompute months (``yyyymm``) of centres from the facts, and publish them.

    After a run that stopped halfway too: the months are those with facts, not only those with facts just put back.
    """
    forget_months(system, centre_months)
    publish(system)


def command(
    at: Annotated[str, typer.Argument(help="cuando aún estaban: 2026-11-24T15:30:00-05:00")],
    first: DayArgument,
    last: DayArgument,
    stage: StageOption = "",
) -> int:
    """Put back the facts that are missing since a moment."""
    moment = _moment(at)
    days = days_between(first, last)
    system = find_system(stage)
    centres = sorted(read().centres)
    sys.stderr.write("1 de 3: se recupera la tabla como estaba. Tarda de 20 minutos a unas horas.\n")
    restored = restore(system, moment)
    sys.stderr.write(f"2 de 3: se repone lo que falta en {len(centres)} centros, {len(days)} días.\n")
    put_back, months = copy_missing(system, restored, centres, days)
    sys.stderr.write(f"3 de 3: se calculan las cifras. Repuestas: {put_back}.\n")
    recompute_months(system, months)
    sys.stdout.write(f"Repuestas: {put_back}. Tabla recuperada: {restored}. Bórrela cuando todo esté revisado.\n")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"«{text}» no es un momento. Escriba así: 2026-11-24T15:30:00-05:00") from None
    if moment.tzinfo is None:
        raise UserError("AT necesita la zona horaria: agregue -05:00 al final.")
    return moment
