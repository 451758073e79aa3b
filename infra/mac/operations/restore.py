"""Puts back deleted facts: restores the table of an earlier moment beside the live one, and copies what is missing.

The live table and everything stored in it stay; a fact is put back only where its key is free, in one transaction
with a mark of its day. So a restoration that is cut short has counted what it has put back.
"""

import sys
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.arguments import DayArgument, days_between
from mac.operations.recomputing import publish
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import AttentionStore

_READY_SECONDS = 3600
_KEPT = timedelta(days=35)
"""How far back a table can be restored, RecoveryPeriodInDays:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html"""


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


def copy_missing(system: System, restored: str, centres: Iterable[str], days: Iterable[date]) -> int:
    """Copy facts from a restored table to the live one where their key is free; return how many were missing."""
    of_restored = AttentionStore(system.client("dynamodb"), restored, system.outputs["MarksTable"])
    return sum(
        system.attentions.put_back(centre, day, facts)
        for day in days
        for centre in centres
        if (facts := list(of_restored.facts_of_day(centre, day)))
    )


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
    centres = sorted(read_or_explain().centres)
    span = "unos segundos" if system.local else "de 20 minutos a unas horas"
    sys.stderr.write(f"1 de 3: se recupera la tabla como estaba. Tarda {span}.\n")
    restored = restore(system, moment)
    sys.stderr.write(f"2 de 3: se repone lo que falta en {len(centres)} centros, {len(days)} días.\n")
    put_back = copy_missing(system, restored, centres, days)
    sys.stderr.write(f"3 de 3: se calculan las cifras. Repuestas: {put_back}.\n")
    publish(system)
    sys.stdout.write(f"Repuestas: {put_back}. Tabla recuperada: {restored}. Bórrela cuando todo esté revisado.\n")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"«{text}» no es un momento. Escriba así: 2026-11-24T15:30:00-05:00") from None
    if moment.tzinfo is None:
        raise UserError("AT necesita la zona horaria: agregue -05:00 al final.")
    if moment > datetime.now(UTC):
        raise UserError(f"AT={text} aún no llega. Diga la hora de antes del daño.")
    if moment < datetime.now(UTC) - _KEPT:
        raise UserError(
            f"AT={text} pasó hace más de {_KEPT.days} días: de ahí ya no se recupera. Use una copia: make recover."
        )
    return moment
