"""Whether a stage answers, asked as anybody may ask: nothing is read that is not public, and nothing is written."""

import time
from collections.abc import Callable

import httpx

from mac.scheduler import RunFailedError, run_once
from mac.stack import Client, Stack
from macexpress.attentions.receipts import FIRST_DAY, receipt_code

_TRIES, _PAUSE = 6, 5
# A well-formed code that no attention has: the function asks its index, and answers in its own words.
_NO_RECEIPT = f"/api/v1/receipts/{receipt_code(1, FIRST_DAY, '0' * 7)}"
_ASKED = {"/": 200, "/api/v1/health": 200, _NO_RECEIPT: 404, "/api/v1/office/days": 401}
"""Paths and the status of a stage that works: a page, the intake and its table, receipts, the authorizer."""


def failing(
    client: Client,
    stack: Stack,
    *,
    patient: bool,
    web: httpx.Client | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Return what does not answer as it should, in words; empty where all does.

    patient: ask again for half a minute, since a change takes some seconds to reach every edge. web: makes requests.
    """
    address = stack.outputs["PortalAddress"]
    web = web or httpx.Client(timeout=30)
    wrong = ""
    for attempt in range(_TRIES if patient else 1):
        if attempt:
            sleep(_PAUSE)
        wrong = next((found for path, status in _ASKED.items() if (found := _asked(web, address + path, status))), "")
        if not wrong:
            break
    if wrong:
        return wrong
    try:
        run_once(client("lambda"), stack.outputs["StatisticsFunctionName"], sleep)
    except RunFailedError as error:
        return str(error)
    return ""


def _asked(web: httpx.Client, address: str, status: int) -> str:
    try:
        answer = web.get(address)
    except httpx.HTTPError as error:
        return f"{address}: {error}"
    return "" if answer.status_code == status else f"{address} respondió {answer.status_code} y no {status}"
