"""``make outbox FILE=…``: takes in a file that a desk without a link exported, as if the desk had sent it.

The items go through the function that takes in all others, with the same verdicts: what was sent already, by whatever
way, is a duplicate. The file is bound to its centre: items of another one are rejected.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from macexpress.attentions.submission import MAX_ITEMS
from operations.target import NoTargetError, Target, add_arguments, find_target

FORMAT = "mac-express-outbox"
_OPERATOR = "operator"


class UnreadableFileError(Exception):
    """The file is no outbox; the message (Spanish) says what to do."""


def read_outbox(text: str) -> tuple[str, list[Any]]:
    """Return the centre and the items, as they are, of a desk's file. Fields it does not know are left alone."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise UnreadableFileError("No es un archivo de un puesto, o se copió a medias. Expórtelo otra vez.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableFileError("No es un archivo exportado por un puesto de MAC Express.")
    centre, items = content.get("centre"), content.get("items")
    if not isinstance(centre, str) or not isinstance(items, list):
        raise UnreadableFileError("Al archivo le falta el centro o sus atenciones. Expórtelo otra vez.")
    return centre, items


def send(target: Target, centre: str, items: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the verdict of each item, in order. A function that fails raises RuntimeError; sending again is safe."""
    functions = target.client("lambda")
    for start in range(0, len(items), MAX_ITEMS):
        batch = {"sent_at": datetime.now(UTC).isoformat(), "items": items[start : start + MAX_ITEMS]}
        answer = functions.invoke(
            FunctionName=target.outputs["AttentionsFunctionName"], Payload=json.dumps(_event(centre, batch)).encode()
        )
        answered = json.loads(answer["Payload"].read())
        if answered.get("statusCode") != 200:
            raise RuntimeError(
                f"El sistema respondió {answered.get('statusCode')}. Lo ya enviado quedó; repita la orden."
            )
        yield from json.loads(answered["body"])["verdicts"]


def _event(centre: str, batch: dict[str, Any]) -> dict[str, Any]:
    claims = {"sub": _OPERATOR, "token_use": "access", "cognito:groups": f"[centre:{centre}]"}
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


def main(arguments: list[str]) -> int:
    """Send a file and say what became of it; 1 where something needs a person."""
    parser = argparse.ArgumentParser(prog="outbox", description="Recibe el archivo que exportó un puesto sin conexión.")
    parser.add_argument("file", type=Path, help="el archivo del puesto")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        centre, items = read_outbox(options.file.read_text(encoding="utf-8"))
        verdicts = list(send(find_target(options.stage), centre, items))
    except (UnreadableFileError, NoTargetError, RuntimeError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    counts = Counter(verdict["verdict"] for verdict in verdicts)
    sys.stdout.write(
        f"{centre}: {len(items)} en el archivo; {counts['registered']} registradas, {counts['duplicate']} ya estaban, "
        f"{counts['conflict']} con otro contenido, {counts['rejected']} rechazadas.\n"
    )
    for verdict in verdicts:
        for wrong in verdict["errors"]:
            sys.stdout.write(f"  {verdict['id']}: {wrong['field']}: {wrong['message']}\n")
    return 1 if counts["conflict"] or counts["rejected"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
