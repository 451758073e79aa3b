"""Puts back deleted facts: restores the table of an earlier moment beside the live one, and copies what is missing.

The live table and everything stored in it stay; a fact is put back only where its key is free, in one transaction
with a mark of its day. So a restoration that is cut short has counted what it has put back, and the same order goes on.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.arguments import DayArgument, days_between
from mac.operations.recomputing import publish
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import AttentionStore

_MOST_SECONDS = 12 * 3600
_LOOK_SECONDS = 20
_NEWS_SECONDS = 600
_KEPT = timedelta(days=35)
"""How far back a table can be restored, RecoveryPeriodInDays:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html"""


def restore(system: System, moment: datetime) -> str:
    """Return the name of a table with the facts as they were at a moment (a second of the last 35 days).

    AWS makes it, for minutes or hours. Where an earlier order for the same moment was cut, its table is waited for.
    """
    client = system.client("dynamodb")
    source = system.outputs["AttentionsTable"]
    # In UTC: a moment has one name in whatever zone it is written, and no other moment has it.
    name = f"{source[:200]}-{moment.astimezone(UTC):%Y%m%d%H%M%S}"
    if _status(client, name) is None:
        while not system.local and _latest(client, source) < moment:  # some minutes behind now
            time.sleep(15)
        # Asked for a second ago, a table may not be seen yet.
        with suppress(client.exceptions.TableAlreadyExistsException, client.exceptions.TableInUseException):
            client.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=name, RestoreDateTime=moment)
    _wait_for(client, name, 1 if system.local else _LOOK_SECONDS)
    return name


def _latest(client: Any, table: str) -> datetime:  # noqa: ANN401 - boto3 client
    found = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    latest: datetime = found["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"]
    return latest


def _status(client: Any, table: str) -> str | None:  # noqa: ANN401 - boto3 client
    """Return the state of a table as DynamoDB names it; None where none is seen."""
    try:
        return str(client.describe_table(TableName=table)["Table"]["TableStatus"])
    except client.exceptions.ResourceNotFoundException:
        return None


def _wait_for(client: Any, table: str, pause: int) -> None:  # noqa: ANN401 - boto3 client
    """Wait until a table can be read. boto3's waiter `table_exists` shows nothing, also for one that is deleted."""
    for waited in range(0, _MOST_SECONDS, pause):
        status = _status(client, table)
        if status == "ACTIVE":
            return
        if status == "DELETING" or (status is None and waited >= _NEWS_SECONDS):
            raise UserError(f"La tabla {table} se borró o se está borrando. Espere unos minutos y repita la orden.")
        if waited and waited % _NEWS_SECONDS == 0:
            sys.stderr.write(f"  Van {waited // 60} minutos. AWS sigue recuperando la tabla.\n")
        time.sleep(pause)
    raise UserError(
        f"Pasaron {_MOST_SECONDS // 3600} horas y AWS aún recupera la tabla {table}. Sigue sola: más tarde dé la misma "
        "orden, que continúa desde ahí."
    )


@contextmanager
def _may_be_cut() -> Iterator[None]:
    """Where the work inside is cut, say that AWS and the same order go on."""
    try:
        yield
    except (KeyboardInterrupt, BotoCoreError, ClientError):
        sys.stderr.write("Se cortó aquí, no en AWS: lo que empezó allá sigue. La misma orden continúa desde ahí.\n")
        raise


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
    with _may_be_cut():
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
