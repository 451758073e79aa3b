"""Whether a stage answers: asked over HTTP as anybody may, and one run of the figures."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mac.release import answers
from mac.release.answers import failing
from mac.scheduler import RunFailedError
from mac.stack import Stack

STACK = Stack("mac-express-prueba", {"PortalAddress": "https://x.test", "StatisticsFunctionName": "f"}, {})
SOUND = {"/": 200, "/api/v1/health": 200, "/api/v1/office/days": 401}


def _web(status: Callable[[str], int]) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(status(request.url.path))))


@pytest.fixture(autouse=True)
def _run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are recomputed without an error."""
    monkeypatch.setattr(answers, "run_once", lambda *_: 0)


def _no_client(_: str) -> Any:
    return None


def test_a_stage_that_works_has_no_fault() -> None:
    """A page, the intake's table, a receipt that does not exist, and the door of the office answer as they should."""
    assert failing(_no_client, STACK, patient=False, web=_web(lambda path: SOUND.get(path, 404))) == ""


@pytest.mark.parametrize("path", [*SOUND, "/api/v1/receipts/"])
def test_each_part_that_fails_is_named(path: str) -> None:
    """A function that cannot start answers 500 through the API, and a page that is missing 404 or 403."""
    broken = _web(
        lambda asked: 500 if asked == path or (path[-2:] == "s/" and path in asked) else SOUND.get(asked, 404)
    )
    assert path in failing(_no_client, STACK, patient=False, web=broken)


def test_a_change_has_half_a_minute_to_arrive() -> None:
    """Right after a change an edge may still answer as before it: asked again, it is not a fault."""
    pauses, early = list[float](), [503, 503]
    slow = _web(lambda path: early.pop() if early else SOUND.get(path, 404))
    assert failing(_no_client, STACK, patient=True, web=slow, sleep=pauses.append) == ""
    assert pauses == [5, 5]


def test_figures_that_fail_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The function that nobody asks over HTTP is run once."""

    def fails(*_: Any) -> int:
        raise RunFailedError("La función falló")

    monkeypatch.setattr(answers, "run_once", fails)
    assert "falló" in failing(_no_client, STACK, patient=False, web=_web(lambda path: SOUND.get(path, 404)))


def test_no_address_is_a_fault() -> None:
    """A domain without its DNS, or no line, is a sentence and not an error."""

    def cut(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no address")

    web = httpx.Client(transport=httpx.MockTransport(cut))
    assert "no address" in failing(_no_client, STACK, patient=False, web=web)
