"""What is answered where a decision fails on its way: never that nothing was stored where it is stored."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import ClientError

from building import CENTRE
from deciding import ADVISORS, CLOSED, MEMBERS, WHY, Deciding
from macexpress.decisions.api import logger
from macexpress.decisions.log import DecisionLog
from macexpress.platform.lima import LIMA
from memory_aws import CrashError, crash

LUZ = ADVISORS[0]
DAY = datetime(2026, 11, 24, 9, 15, tzinfo=LIMA)
SPAN = {"account": LUZ, "from": "2026-11-24", "to": "2026-11-24"}
KINDS: dict[str, dict[str, Any]] = {
    "accounts": {"accounts": [{"username": "eva.torres", "centres": [CENTRE], "active": True}]},
    "password": {"username": LUZ},
    "withdrawal": SPAN,
    "revision": {"month": CLOSED},
}


@pytest.fixture
def printed() -> Iterator[StringIO]:
    """Give what is logged."""
    lines = StringIO()
    former = logger.handlers[0].setStream(lines)  # type: ignore[attr-defined]
    yield lines
    logger.handlers[0].setStream(former)  # type: ignore[attr-defined]


def _fails(code: str) -> Any:
    def fail() -> None:
        raise ClientError({"Error": {"Code": code, "Message": f"{LUZ} {WHY}"}}, "Query")

    return fail


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("code", "status", "name"),
    [("AccessDeniedException", 500, "unexpected"), ("ThrottlingException", 503, "store_busy")],
)
def test_the_answer_is_true_wherever_it_fails(kind: str, code: str, status: int, name: str, printed: StringIO) -> None:
    """Before any call: what it says of the log of decisions holds, the code is AWS's own, and sent again it is done."""
    failed = 0
    for call in range(1, 60):
        office = Deciding()
        office.register(LUZ, 2, DAY)
        decision = {"id": office.new_id(), **KINDS[kind]}
        with office.calls.at({call: _fails(code)}):
            answered, answer = office.decide(kind, **decision)
        if answered == 200:  # fewer calls than that
            break
        failed += 1
        is_noted = bool(office.rows("DECISIONS"))
        assert (answered, answer["code"]) == (status, name)
        assert ("No se registró nada" in answer["detail"]) <= (not is_noted), f"call {call}"
        assert ("quedó anotada" in answer["detail"]) <= is_noted, f"call {call}"
        if is_noted:
            assert "Lo decidido" in answer["detail"]
        assert office.decide(kind, **decision)[0] == 200
    assert failed > 3
    assert f'"cause":"{code}"' in printed.getvalue().replace(" ", "")
    assert not [secret for secret in (LUZ, WHY) if secret in printed.getvalue()]


def test_where_the_answer_of_the_log_is_lost_it_may_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is there, and nobody knows: the answer leads to where it would be."""
    office = Deciding()
    take = DecisionLog.take

    def lost(self: DecisionLog, taken: Any) -> Any:
        take(self, taken)
        _fails("InternalServerError")()

    with monkeypatch.context() as patch:
        patch.setattr(DecisionLog, "take", lost)
        status, answer = office.decide("password", id=(made := office.new_id()), username=LUZ)
    assert (status, answer["code"]) == (503, "store_busy")
    assert "puede estar anotada" in answer["detail"]
    assert "Lo decidido" in answer["detail"]
    assert office.decide("password", id=made, username=LUZ)[1]["state"] == "done"


def test_accounts_that_were_cut_are_gone_on_with_from_the_log_by_who_decided() -> None:
    """The log says whose it is; what it has is the request, and what it answers names whose password nobody saw."""
    office = Deciding()
    rows = [{"username": f"nueva.{n}", "centres": [CENTRE], "active": True} for n in range(7)]
    assert office.decide("accounts", accounts=rows)[1]["state"] == "more"
    (theirs,) = office.ask("GET", "decisions", who=MEMBERS[1])[1]["decisions"]
    (mine,) = office.ask("GET", "decisions")[1]["decisions"]
    assert (theirs["yours"], mine["yours"], mine["state"]) == (False, True, "begun")
    again = {"id": mine["id"], "why": mine["why"], **mine["what"]}
    assert office.decide("accounts", MEMBERS[1], **again)[0] == 409
    done = office.decide("accounts", **again)[1]
    unseen = [row["username"] for row in done["result"]["accounts"] if not row["password"]]
    assert (done["state"], unseen) == ("done", [f"nueva.{n}" for n in range(5)])


@pytest.mark.parametrize("kind", ["password", "second_factor"])
def test_what_was_decided_about_an_account_that_is_deleted_ends(kind: str) -> None:
    """Cut before any call, it is not unfinished for ever: sent again it ends, and says that there is no account."""
    gone = 0
    for call in range(1, 20):
        office = Deciding()
        decision = {"id": office.new_id(), "username": LUZ}
        with office.calls.at({call: crash}) as process, suppress(CrashError):
            office.decide(kind, **decision)
        if not process.dead:
            break
        is_noted = bool(office.rows("DECISIONS"))
        office.cognito.ask("admin_delete_user", UserPoolId=office.cognito.pool, Username=LUZ)
        status, answer = office.decide(kind, **decision)
        assert status == (200 if is_noted else 404)
        if is_noted:
            assert (answer["state"], answer["result"]["gone"]) == ("done", True)
            assert answer["result"].get("password") is None
            gone += 1
    assert gone > 1
