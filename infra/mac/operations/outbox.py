"""``make outbox FILE=…``: takes in a file that a desk without a link exported, as if the desk had sent it.

The items go through the same function as all others, with the same verdicts: an item that was already sent, in any
way, is a duplicate. A file does not prove who wrote it, so it gets the rights of one centre and nothing more: the
centre must be in the catalogue, and items of other centres are rejected. In place of an advisor's id the stored items
have the file's name (``file:`` and a part of its hash), so that ``make withdraw`` can annul all of them.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.systems import StageOption, System, find_system
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.rules import DAYS_OF_INTAKE
from macexpress.attentions.submission import MAX_ITEMS, MAX_OUTBOX_BYTES, OUTBOX_FORMAT
from macexpress.platform.body import read_json
from macexpress.platform.lima import lima_day

_TOO_LARGE = {"field": "", "code": "too_large", "message": "Es demasiado grande para ser una atención."}


class UnreadableFileError(UserError):
    """The file is not an outbox; the message (Spanish) says what to do."""


def name_of(text: str) -> str:
    """Return the name that a file's items have in place of an advisor's id."""
    return f"file:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def read_outbox(text: str, centres: Collection[str]) -> tuple[str, list[Any]]:
    """Return the centre (one of `centres`) and the unchanged items of a desk's file; other fields are ignored.

    UnreadableFileError where it is not such a file.
    """
    try:
        content = read_json(text)
    except ValueError as error:
        raise UnreadableFileError("No es un archivo de un puesto, o se copió a medias. Expórtelo otra vez.") from error
    if not isinstance(content, dict) or content.get("format") != OUTBOX_FORMAT:
        raise UnreadableFileError("No es un archivo exportado por un puesto de MAC Express.")
    centre, items = content.get("centre"), content.get("items")
    if not isinstance(centre, str) or not isinstance(items, list):
        raise UnreadableFileError("Al archivo le falta el centro o sus atenciones. Expórtelo otra vez.")
    if centre not in centres:
        raise UnreadableFileError("El centro del archivo no está en el catálogo. No se tomó nada; revise el archivo.")
    return centre, items


def send(system: System, centre: str, name: str, items: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the verdict of each item, in order. A function that fails raises UserError; sending again is safe.

    centre: the only one whose items are accepted. name: stored as their advisor.
    """
    functions = system.client("lambda")
    waiting = [items[start : start + MAX_ITEMS] for start in range(0, len(items), MAX_ITEMS)]
    while waiting:
        some = waiting.pop(0)
        batch = {"sent_at": datetime.now(UTC).isoformat(), "items": some}
        answer = functions.invoke(
            FunctionName=system.outputs["AttentionsFunctionName"],
            Payload=json.dumps(_event(centre, name, batch)).encode(),
        )
        answered = json.loads(answer["Payload"].read())
        if answered.get("statusCode") == 413 and len(some) > 1:
            waiting[:0] = [some[: len(some) // 2], some[len(some) // 2 :]]
            continue
        if answered.get("statusCode") == 413:
            yield {"id": None, "verdict": "rejected", "errors": [_TOO_LARGE]}
            continue
        if answered.get("statusCode") != 200:
            raise UserError(f"El sistema respondió {answered.get('statusCode')}. Lo ya enviado quedó; repita la orden.")
        yield from json.loads(answered["body"])["verdicts"]


def _event(centre: str, name: str, batch: dict[str, Any]) -> dict[str, Any]:
    claims = {"sub": name, "token_use": "access", "cognito:groups": f"[centre:{centre}]"}
    return {
        "version": "2.0",
        "rawPath": "/api/v1/attentions",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "POST", "path": "/api/v1/attentions"},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims}},
        },
        "body": json.dumps(batch),
        "isBase64Encoded": False,
    }


def command(
    file: Annotated[Path, typer.Argument(help="el archivo del puesto")],
    stage: StageOption = "",
) -> int:
    """Send a file and report the result; 1 where something needs a person's attention."""
    if file.stat().st_size > MAX_OUTBOX_BYTES:
        raise UnreadableFileError("El archivo es demasiado grande para ser de un puesto. Expórtelo otra vez.")
    text = file.read_text(encoding="utf-8", errors="replace")  # what that spoils is rejected as any other item
    centre, items = read_outbox(text, read_or_explain().centres)
    verdicts: list[dict[str, Any]] = []
    try:
        for verdict in send(find_system(stage), centre, name_of(text), items):
            verdicts.append(verdict)  # noqa: PERF402 - kept also where the rest is cut
    except BaseException:
        # Of a batch without an answer nobody knows whether it is stored.
        _print_how_to_annul(name_of(text), [*_days_taken(verdicts), *_days_in_time(items)], stage)
        raise
    counts = Counter(verdict["verdict"] for verdict in verdicts)
    sys.stdout.write(
        f"{centre}: {len(items)} en el archivo; {counts['registered']} registradas, {counts['duplicate']} ya estaban, "
        f"{counts['conflict']} con otro contenido, {counts['rejected']} rechazadas.\n"
    )
    _print_how_to_annul(name_of(text), _days_taken(verdicts), stage)
    for verdict in verdicts:
        for wrong in verdict["errors"]:
            sys.stdout.write(f"  {verdict['id']}: {wrong['field']}: {wrong['message']}\n")
    return 1 if counts["conflict"] or counts["rejected"] else 0


def _print_how_to_annul(name: str, days: Collection[date], stage: str) -> None:
    if days:
        on = f" STAGE={stage}" if stage else ""
        sys.stdout.write(
            f"Si el archivo resulta falso: make withdraw ADVISOR={name} FROM={min(days)} TO={max(days)} ANNUL=yes{on}\n"
        )


def _days_taken(verdicts: Iterable[Mapping[str, Any]]) -> list[date]:
    """Return the days of what is stored, also of what an earlier order with the same file brought."""
    return [parse_identifier(one["id"]).day for one in verdicts if one["verdict"] in {"registered", "duplicate"}]


def _days_in_time(items: Iterable[Any]) -> list[date]:
    """Return the days of those items that may still be registered."""
    days, today = list[date](), lima_day(datetime.now(UTC))
    for item in items:
        with suppress(ValueError, TypeError, LookupError):
            days.append(parse_identifier(item["id"]).day)
    return [day for day in days if -1 <= (today - day).days <= DAYS_OF_INTAKE]
