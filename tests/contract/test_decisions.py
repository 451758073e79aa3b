"""The office's decisions over real rules, tables in memory and the local AWS's own accounts."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from building import CENTRE, OTHER_CENTRE
from deciding import ADVISORS, CLOSED, MEMBERS, WHY, Deciding
from macexpress.decisions.api import logger
from macexpress.platform.lima import LIMA

LUZ, ANA = ADVISORS
DAY = datetime(2026, 11, 24, 9, 15, tzinfo=LIMA)


@pytest.fixture
def office() -> Deciding:
    """Return an office with two members and two advisors."""
    return Deciding()


def _row(username: str = "eva.torres", centres: Any = (CENTRE,), *, active: Any = True) -> dict[str, Any]:
    return {"username": username, "centres": list(centres), "active": active}


def test_accounts_are_made_moved_and_switched_off(office: Deciding) -> None:
    """Each row says what was done; a new account's password is in the answer and nowhere else."""
    rows = [_row(), _row(LUZ, (OTHER_CENTRE,)), _row(ANA, (CENTRE,), active=False)]
    status, preview = office.decide("accounts", accounts=rows, preview=True)
    assert status == 200
    planned = [row["done"] for row in preview["preview"]["accounts"]]
    assert planned == ["cuenta nueva", f"ahora en {OTHER_CENTRE}", "apagada"]
    assert (office.rows("DECISION"), office.cognito.passwords) == ([], [])
    status, done = office.decide("accounts", accounts=rows)
    assert (status, done["state"]) == (200, "done")
    assert [row["done"] for row in done["result"]["accounts"]] == planned
    passwords = [row["password"] for row in done["result"]["accounts"]]
    assert passwords == [office.cognito.passwords[0], None, None]
    assert office.groups(LUZ) == {f"centre:{OTHER_CENTRE}"}
    assert not office.account(ANA)["Enabled"]
    assert office.cognito.passwords[0] not in repr(office.dynamodb.tables)


def test_whoever_comes_to_the_office_signs_in_again(office: Deciding) -> None:
    """A desk's session of weeks would carry the new right: it ends before the right is there and again after it."""
    row = _row(LUZ, (CENTRE, "oficina"))
    assert office.decide("accounts", accounts=[row])[0] == 200
    acts = {"admin_user_global_sign_out", "admin_add_user_to_group", "admin_remove_user_from_group"}
    names = [name for name, whose in office.cognito.done if whose == LUZ and name in acts]
    assert names == ["admin_user_global_sign_out", "admin_add_user_to_group", "admin_user_global_sign_out"]
    office.cognito.done.clear()
    office.decide("accounts", accounts=[row])
    assert "admin_user_global_sign_out" not in dict(office.cognito.done)


def test_the_same_request_again_answers_what_is_stored(office: Deciding) -> None:
    """Without the password: it is in no table. Another content under that id, or another person, is refused."""
    decision: dict[str, Any] = {"id": office.new_id(), "accounts": [_row()]}
    first = office.decide("accounts", **decision)[1]
    again = office.decide("accounts", **decision)[1]
    assert again["result"]["accounts"] == [first["result"]["accounts"][0] | {"password": None}]
    assert len(office.cognito.passwords) == 1, "the second request changed nothing"
    for changed in ({"accounts": [_row(active=False)]}, {"why": "Otro motivo distinto"}, {"who": MEMBERS[1]}):
        status, problem = office.decide("accounts", **(decision | changed))
        assert (status, problem["code"]) == (409, "other_content")


def test_every_error_of_every_row_comes_at_once(office: Deciding) -> None:
    """Field, code and Spanish words for each; nothing is stored and no account is touched."""
    rows = [_row("12345678"), _row(), _row(), _row("EVA"), _row(centres=("no-existe",)), {"username": "ab"}]
    status, problem = office.decide("accounts", accounts=rows)
    assert (status, problem["code"]) == (422, "invalid_decision")
    found = {(error["field"], error["code"]) for error in problem["errors"]}
    assert found >= {
        ("accounts.0.username", "document_number"),
        ("accounts.2", "repeated"),
        ("accounts.3.username", "wrong_form"),
        ("accounts.4.centres", "unknown_centre"),
        ("accounts.5.centres", "missing"),
        ("accounts.5.active", "missing"),
    }
    assert (office.rows("DECISION"), office.cognito.done) == ([], [])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"id": "x"}, "id"),
        ({"id": "8" + "Z" * 25}, "id"),
        ({"why": "corto"}, "why"),
        ({"why": "x" * 301}, "why"),
        ({"kind": "nothing"}, ""),
        ({"more": 1}, "more"),
        ({"username": ""}, "username"),
    ],
)
def test_a_request_of_another_form_is_refused(office: Deciding, content: dict[str, Any], field: str) -> None:
    """The field is named."""
    kind = content.pop("kind", "password")
    status, problem = office.decide(kind, **({"username": LUZ} | content))
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"a"', "[" * 2000])
def test_what_is_no_request_is_refused(office: Deciding, body: str) -> None:
    """Never an error of ours."""
    status, _ = office.ask("POST", "decisions", body)
    assert status in {400, 422}


def test_an_id_of_another_time_is_refused(office: Deciding) -> None:
    """Ids are the order of the log: a computer whose clock is wrong cannot put a decision before all others."""
    for moment in ("7ZZZZZZZZZ", "0000000000"):
        status, problem = office.decide("password", id=moment + "A" * 16, username=LUZ)
        assert (status, problem["code"]) == (400, "wrong_clock")


def test_nobody_locks_themselves_out(office: Deciding) -> None:
    """One's own telephone and place in the office are for another member to change, also under the account's id."""
    for name in (MEMBERS[0], office.subs[MEMBERS[0]]):
        status, problem = office.decide("second_factor", username=name)
        assert (status, problem["code"]) == (409, "yourself")
        for row in (_row(name, ("oficina",), active=False), _row(name, (CENTRE,))):
            status, problem = office.decide("accounts", accounts=[row])
            assert (status, [error["code"] for error in problem["errors"]]) == (422, ["yourself"])
    assert office.decide("second_factor", username=MEMBERS[1])[0] == 200


def test_a_lost_telephone_and_a_forgotten_password(office: Deciding) -> None:
    """Both end every session; who is unknown is a clear answer."""
    asked = {"UserPoolId": office.cognito.pool, "Username": LUZ}
    on = {"Enabled": True, "PreferredMfa": True}
    office.cognito.ask("admin_set_user_mfa_preference", **asked, SoftwareTokenMfaSettings=on)
    assert office.decide("second_factor", username=LUZ)[1]["state"] == "done"
    assert office.account(LUZ)["UserMFASettingList"] == []
    password = office.decide("password", username=LUZ)[1]["result"]["password"]
    assert office.cognito.passwords == [password]
    assert office.account(LUZ)["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert [name for name, _ in office.cognito.done].count("admin_user_global_sign_out") == 2
    for kind in ("password", "second_factor"):
        status, problem = office.decide(kind, username="nadie.aqui")
        assert (status, problem["code"]) == (404, "unknown_account")


def test_a_session_ends_with_its_password(office: Deciding) -> None:
    """A token from before is refused by Cognito, and so by the office's routes."""
    signed_in = office.cognito.ask(
        "initiate_auth",
        ClientId=office.cognito.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": MEMBERS[1], "PASSWORD": "second-pass-2"},
    )
    token = signed_in["AuthenticationResult"]["AccessToken"]
    assert office.cognito.ask("get_user", AccessToken=token)["Username"] == MEMBERS[1]
    office.decide("password", username=MEMBERS[1])
    with pytest.raises(office.cognito.exceptions.NotAuthorizedException):
        office.cognito.ask("get_user", AccessToken=token)


def test_what_an_account_registered_is_annulled_in_parts(office: Deciding) -> None:
    """A preview counts and changes nothing; each request goes on; only that account's attentions are annulled."""
    mine = office.register(LUZ, 3, DAY) + office.register(LUZ, 2, DAY + timedelta(days=2), OTHER_CENTRE)
    office.register(ANA, 4, DAY)
    span = {"account": LUZ, "from": "2026-11-24", "to": "2026-11-26"}
    counted, after, parts = 0, "", 0
    while True:
        preview = office.decide("withdrawal", **span, preview=True, after=after)[1]
        counted += preview["preview"]["attentions"]
        after, parts = preview["after"], parts + 1
        if not after:
            break
    assert (counted, parts, office.rows("DECISION")) == (5, 2, [])
    decision = {"id": office.new_id(), **span}
    first = office.decide("withdrawal", **decision)[1]
    assert (first["state"], first["result"]["done"], first["result"]["of"]) == ("more", 5, 9)
    second = office.decide("withdrawal", **decision)[1]
    assert (second["state"], second["result"]["attentions"]) == ("done", 5)
    assert second["result"]["by_day"] == {"2026-11-24": 3, "2026-11-26": 2}
    annulled = [row["attention"]["S"] for row in office.rows("CENTRE#") if row["kind"]["S"] == "annulment"]
    assert sorted(annulled) == sorted(mine)
    assert {row["advisor"]["S"] for row in office.rows("CENTRE#") if row["kind"]["S"] == "annulment"} == {
        office.subs[MEMBERS[0]]
    }
    status, problem = office.decide("withdrawal", account="nadie.aqui", **{"from": "2026-11-24", "to": "2026-11-24"})
    assert (status, problem["code"]) == (404, "unknown_account")
    for first_day, last_day in (("2026-11-25", "2026-11-24"), ("2026-01-01", "2026-11-24")):
        status, problem = office.decide("withdrawal", account=LUZ, **{"from": first_day, "to": last_day})
        assert (status, [error["code"] for error in problem["errors"]]) == (422, ["no_span"])


def _past(**changes: Any) -> dict[str, Any]:
    return {
        "centre": CENTRE,
        "month": "2019-03",
        "procedure": "afiliacion-sis-gratuito",
        "attentions": 120,
        "source": "https://www.gob.pe/pcm/boletin-2019",
    } | changes


def test_counts_of_past_years(office: Deciding) -> None:
    """Stored once with their source; another number is refused; a month with own attentions is an error of its row."""
    assert office.decide("history", rows=[_past()], preview=True)[1]["preview"]["attentions"] == 120
    assert office.decide("history", rows=[_past()])[1]["result"] == {"stored": 1, "refused": [], "done": 1, "of": 1}
    again = office.decide("history", rows=[_past(attentions=121), _past(month="2019-04")])[1]["result"]
    assert (again["stored"], len(again["refused"])) == (1, 1)
    assert "ya hay 120" in again["refused"][0]
    status, problem = office.decide(
        "history", rows=[_past(), _past(month=CLOSED), _past(attentions=0, month="2026-11", centre="x", source="y")]
    )
    assert (status, {(e["field"], e["code"]) for e in problem["errors"]}) == (
        422,
        {
            ("rows.2.attentions", "not_a_count"),
            ("rows.2.month", "not_a_closed_month"),
            ("rows.2.centre", "unknown_centre"),
            ("rows.2.source", "not_an_address"),
        },
    )
    status, problem = office.decide("history", rows=[_past(), _past(month=CLOSED)])
    assert (status, [(e["field"], e["code"]) for e in problem["errors"]]) == (422, [("rows.1", "attended")])


def test_a_closed_month_gets_a_new_edition(office: Deciding) -> None:
    """With the reason that is published; an open month, or one without attentions, gets none."""
    assert office.decide("revision", month=CLOSED)[1]["state"] == "done"
    (row,) = office.rows("REVISIONS")
    assert (row["reason"]["S"], row["advisor"]["S"]) == (WHY, office.subs[MEMBERS[0]])
    assert [mark.written_at for mark in office.stores.marks.waiting()] == [None]
    status, problem = office.decide("revision", month="2026-10")
    assert (status, problem["code"]) == (409, "not_closed")


def test_figures_are_compared_with_the_facts_and_repaired(office: Deciding) -> None:
    """Rows without facts are differences; without preview their days are marked to be counted again."""
    preview = office.decide("repair", month=CLOSED, preview=True)[1]
    assert preview["preview"]["differences"] == 2, "the day and the month of a centre, without any fact behind them"
    assert list(office.stores.marks.waiting()) == []
    done = office.decide("repair", month=CLOSED)[1]
    assert (done["state"], done["result"]["differences"], done["result"]["of"]) == ("done", 2, 4)
    assert {(mark.centre, mark.day.isoformat() if mark.day else "") for mark in office.stores.marks.waiting()} == {
        (CENTRE, "2025-06-10"),
        (CENTRE, "2025-06-01"),
    }


def test_the_log_lists_the_newest_first(office: Deciding, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who, when, what and why, and what became of it; in pages."""
    monkeypatch.setattr("macexpress.decisions.log.PAGE", 2)
    for number, who in enumerate((MEMBERS[0], MEMBERS[1], MEMBERS[0])):
        office.now += timedelta(seconds=1)
        office.decide("history", who, rows=[_past(attentions=number + 1, month=f"2019-0{number + 1}")])
    status, page = office.ask("GET", "decisions")
    assert (status, [each["what"]["attentions"] for each in page["decisions"]]) == (200, [3, 2])
    assert [(each["who"], each["state"], each["why"]) for each in page["decisions"]] == [
        (MEMBERS[0], "done", WHY),
        (MEMBERS[1], "done", WHY),
    ]
    last = office.ask("GET", "decisions", after=page["after"])[1]
    assert ([each["what"] for each in last["decisions"]], last["after"]) == ([{"rows": 1, "attentions": 1}], "")


def test_rows_that_are_all_wrong_are_not_called_too_few(office: Deciding) -> None:
    """Each error is of a row that the person sees; an empty list is still too short."""
    problem = office.decide("history", rows=[_past(centre="x")])[1]
    assert [error["field"] for error in problem["errors"]] == ["rows.0.centre"]
    assert [error["code"] for error in office.decide("history", rows=[])[1]["errors"]] == ["too_few"]


def test_what_was_left_is_gone_on_with_from_the_log_by_anybody(office: Deciding) -> None:
    """The log has all that the request needs; what is written stands in the name of who decided. Passwords are not."""
    rows = [_past(month=f"2019-{number:02}") for number in range(1, 13)]
    office.register(LUZ, 3, DAY)
    span = {"account": LUZ, "from": "2026-11-24", "to": "2026-11-26"}
    for kind, what in (("history", {"rows": rows}), ("withdrawal", span)):
        assert office.decide(kind, **what)[1]["state"] == "more"
        (begun, *_) = office.ask("GET", "decisions")[1]["decisions"]
        again = {"id": begun["id"], "why": begun["why"], **begun["what"]}
        states = [office.decide(kind, MEMBERS[1], **again)[1]["state"] for _ in range(3)]
        assert states[-1] == "done"
        (done, *_) = office.ask("GET", "decisions")[1]["decisions"]
        assert (done["id"], done["who"], done["state"]) == (begun["id"], MEMBERS[0], "done")
    written = {row["advisor"]["S"] for row in office.rows("CENTRE#") if row["kind"]["S"] in {"history", "annulment"}}
    assert written == {office.subs[MEMBERS[0]]}
    office.decide("password", id=(made := office.new_id()), username=LUZ)
    assert office.decide("password", MEMBERS[1], id=made, username=LUZ)[0] == 409


def test_the_accounts_as_the_office_sees_them(office: Deciding) -> None:
    """Centres, state, second factor, and which of them is oneself."""
    office.decide("accounts", accounts=[_row()])
    office.cognito.made_before(ANA, 3600)
    office.decide("password", username=ANA)
    accounts = {row["username"]: row for row in office.ask("GET", "accounts")[1]["accounts"]}
    assert [accounts[name]["status"] for name in ("eva.torres", ANA, LUZ)] == ["never_used", "new_password", "in_use"]
    assert (accounts[MEMBERS[0]]["office"], accounts[MEMBERS[0]]["yourself"], accounts[MEMBERS[1]]["yourself"]) == (
        True,
        True,
        False,
    )
    assert (accounts[LUZ]["centres"], accounts[LUZ]["office"], accounts[LUZ]["second_factor"]) == (
        [CENTRE],
        False,
        False,
    )


def test_no_log_line_has_a_password_or_a_reason(office: Deciding) -> None:
    """Also when something fails in the middle."""
    printed = StringIO()
    former = logger.handlers[0].setStream(printed)  # type: ignore[attr-defined]
    office.decide("accounts", accounts=[_row()])
    vars(office.cognito)["admin_user_global_sign_out"] = lambda **_: 1 / 0
    assert office.decide("password", username=LUZ)[0] == 500
    logger.handlers[0].setStream(former)  # type: ignore[attr-defined]
    assert "ZeroDivisionError" in printed.getvalue()
    assert not [secret for secret in (*office.cognito.passwords, WHY, LUZ) if secret in printed.getvalue()]


def test_an_account_has_its_name_as_long_as_there_is_one(office: Deciding) -> None:
    """Also switched off; one that was deleted has none, and no other is put in its place. One request for each."""
    luz, ana = office.subs[LUZ], office.subs[ANA]
    office.decide("accounts", accounts=[_row(ANA, active=False)])
    office.cognito.ask("admin_delete_user", UserPoolId=office.cognito.pool, Username=LUZ)
    office.cognito.done.clear()
    status, found = office.ask("GET", "names", sub=f"{ana},{luz},{ana}")
    assert (status, found) == (200, {"names": {ana: ANA, luz: None}})
    assert [operation for operation, _ in office.cognito.done] == ["list_users"] * 2


@pytest.mark.parametrize("sub", ["", 'x" or username = "', "a b", "x" * 65, ",".join(f"a{n}" for n in range(26))])
def test_what_is_no_id_of_an_account_is_not_asked(office: Deciding, sub: str) -> None:
    """No text of a request becomes part of what Cognito is asked."""
    assert office.ask("GET", "names", sub=sub)[0] == 400
    assert office.cognito.done == []
