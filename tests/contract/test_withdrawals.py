"""What an account registered is found whatever became of the account: deleted, made once more, or in the middle."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from building import CENTRE
from deciding import ADVISORS, MEMBERS, Deciding
from macexpress.decisions.accounts import Account
from macexpress.platform.lima import LIMA
from memory_aws import CrashError, crash

LUZ, ANA = ADVISORS
DAY = datetime(2026, 11, 24, 9, 15, tzinfo=LIMA)
SPAN = {"from": "2026-11-24", "to": "2026-11-26"}


@pytest.fixture
def office() -> Deciding:
    """Return an office where two advisors registered something."""
    made = Deciding()
    made.register(LUZ, 3, DAY)
    made.register(ANA, 2, DAY)
    return made


def _delete(office: Deciding) -> None:
    office.cognito.ask("admin_delete_user", UserPoolId=office.cognito.pool, Username=LUZ)


def _make_again(office: Deciding) -> None:
    _delete(office)
    office.stores.pool.apply(Account(username=LUZ, centres=(CENTRE,), active=True))


def _annulled(office: Deciding) -> int:
    return sum(row["kind"]["S"] == "annulment" for row in office.rows("CENTRE#"))


def _carry_out(office: Deciding, **decision: Any) -> dict[str, Any]:
    decision = {"id": office.new_id(), **SPAN, **decision}
    while (answered := office.decide("withdrawal", **decision))[1].get("state") == "more":
        pass
    status, answer = answered
    assert status == 200, answer
    return answer["result"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("change", [_delete, _make_again])
def test_a_former_account_is_found_by_its_id(office: Deciding, change: Any) -> None:
    """By its name it is not: none has it, or another account that registered nothing."""
    change(office)
    status, preview = office.decide("withdrawal", account=LUZ, **SPAN, preview=True)
    assert (status, preview.get("preview", {}).get("attentions", 0)) == (404 if change is _delete else 200, 0)
    assert _carry_out(office, account=office.subs[LUZ])["attentions"] == 3
    assert _annulled(office) == 3


def test_an_id_that_nobody_had_finds_nothing(office: Deciding) -> None:
    """It is no error: of whom there is no account, there may be attentions."""
    nobody = "00000000-0000-4000-8000-000000000000"
    assert _carry_out(office, account=nobody)["attentions"] == 0


def test_a_name_that_there_is_not_leads_to_the_day_of_the_centre(office: Deciding) -> None:
    """Where the number of a deleted account stands."""
    status, problem = office.decide("withdrawal", account="nadie.aqui", **SPAN)
    assert (status, problem["code"]) == (404, "unknown_account")
    assert "día del centro" in problem["detail"]


@pytest.mark.parametrize("change", [_delete, _make_again])
def test_what_was_decided_goes_on_whatever_becomes_of_the_account(change: Any) -> None:
    """Cut before any call: once it is in the log, all of the former account's is annulled, by anybody of the office."""
    noted = 0
    for call in range(1, 40):
        office = Deciding()
        office.register(LUZ, 3, DAY)
        decision = {"id": office.new_id(), "account": LUZ, **SPAN}
        with office.calls.at({call: crash}) as process, suppress(CrashError):
            office.decide("withdrawal", **decision)
        is_cut, is_noted = process.dead, bool(office.rows("DECISIONS"))
        change(office)
        if is_noted:
            assert _carry_out(office, who=MEMBERS[1], **decision)["attentions"] == 3
            assert _annulled(office) == 3
            noted += 1
        else:
            status, answer = office.decide("withdrawal", **decision)
            assert status == (404 if change is _delete else 200), answer
        if not is_cut:
            break
    assert noted > 3
