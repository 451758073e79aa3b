"""Runs the function that publishes figures, as the schedule does: one run at a time, and never twice by mistake."""

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from mac.errors import UserError
from mac.stack import RUN_SECONDS

_PAUSE = 10


class RunFailedError(UserError):
    """The run ended with an error, or none could begin; the message (Spanish) says what to do. Nothing is lost."""


def run_once(functions: Any, name: str, sleep: Callable[[float], None] = time.sleep) -> int:  # noqa: ANN401 - boto3 client
    """Run the function and return how many marks it worked off.

    functions: a client of Lambda that waits for RUN_SECONDS and does not retry. Where a run of the schedule has the
    only place, Lambda answers 429 and starts nothing (https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html):
    it is waited for, as long as a run may last.
    """
    for attempt in range(RUN_SECONDS // _PAUSE + 1):
        if attempt:
            sleep(_PAUSE)
        try:
            answer = functions.invoke(FunctionName=name, Payload=b"{}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyRequestsException":
                raise
            continue
        content = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RunFailedError(f"La función de estadísticas falló: {content}. Repita la orden: no se pierde nada.")
        return int(content["marks"])
    raise RunFailedError("Otra corrida de las cifras no termina. Mire la alarma FiguresLate; no se pierde nada.")
