"""After any decisions, cuts, repeats and two people at once, each was carried out once and left one trace."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from building import CENTRE, NOW, OTHER_CENTRE
from deciding import ADVISORS, CLOSED, MEMBERS, Deciding
from macexpress.decisions.accounts import OFFICE, Account, Applied, Pool
from macexpress.decisions.log import DecisionLog
from memory_aws import CrashError, crash

NAMES = (*ADVISORS, "eva.torres")


class Machine(RuleBasedStateMachine):
    """Sends decisions and sends them again, cut before any call, or with another person's in between.

    A seed makes each rule's choices: what is found is repeated by it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.office = Deciding()
        self.mine = [self.office.register(name, 3, NOW) for name in ADVISORS]
        self.sent: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Any] = {}
        self.applied: dict[str, list[Account]] = {}
        """By account what was last brought to its end about it, and what was meanwhile: it is as one of them says."""
        self.office.stores.pool.apply = self._apply  # type: ignore[assignment,method-assign]
        self.lost: dict[str, tuple[int, set[str]]] = {}
        """By decision and account: how many operations there had been when it came, and which groups it takes away."""
        self.number = 0

    @rule(number=st.integers(0, 2**32))
    def decide(self, number: int) -> None:
        """Somebody decides something; it may be cut, and somebody else may decide in between."""
        chance = Random(number)  # noqa: S311
        first = self._new(chance)
        call = _call(chance)
        then: dict[int, Callable[[], object]] = {}
        match chance.randrange(4):
            case 0 | 3:
                then = {call: crash}
            case 1:
                other = self._new(chance)
                then = {call: lambda: self._send(other)}
        self._send(first, then)

    @rule(number=st.integers(0, 2**32))
    def repeat(self, number: int) -> None:
        """Any earlier request is sent again, and may be cut again."""
        if self.sent:
            chance = Random(number)  # noqa: S311
            decision = chance.choice([*self.sent])
            self._send(decision, {_call(chance): crash} if chance.random() < 0.5 else {})

    def teardown(self) -> None:
        """Send what is not done until it is; then compare everything with what was decided."""
        for decision in self.sent:
            for _ in range(20):
                if self._is_done(decision):
                    break
                self._send(decision)
        self._check()

    def _new(self, chance: Random) -> str:
        self.number += 1
        self.office.now += timedelta(seconds=1)
        decision = self.office.new_id()
        body: dict[str, Any] = {"id": decision, "why": f"Motivo número {self.number} de la prueba"}
        match chance.choice(["accounts", "accounts", "password", "withdrawal", "history", "revision", "revision"]):
            case "accounts":
                centres = ((CENTRE,), (OTHER_CENTRE,), (CENTRE, OTHER_CENTRE), (), (CENTRE, OFFICE))
                names = chance.sample(NAMES, chance.randint(1, 3))
                rows = [
                    {"username": n, "centres": chance.choice(centres), "active": chance.random() < 0.7} for n in names
                ]
                body |= {"kind": "accounts", "accounts": rows}
            case "password":
                body |= {"kind": "password", "username": chance.choice(ADVISORS)}
            case "withdrawal":
                body |= {"kind": "withdrawal", "account": chance.choice(ADVISORS)}
                body |= {"from": "2026-11-23", "to": "2026-11-25"}
            case "history":
                months = chance.sample(["2019-01", "2019-02", "2019-03"], 2)
                source = "https://www.gob.pe/pcm"
                row = {"centre": CENTRE, "procedure": "afiliacion-sis-gratuito", "source": source}
                body |= {"kind": "history"}
                body |= {"rows": [row | {"month": m, "attentions": chance.randint(1, 3)} for m in months]}
            case "revision":
                body |= {"kind": "revision", "month": CLOSED}
        self.sent[decision] = {"who": chance.choice(MEMBERS), **body}
        return decision

    def _send(self, decision: str, then: Any = None) -> None:
        asked = self.sent[decision]
        done_before = self._is_done(decision)
        if not done_before:
            self._begin(decision)
        body = {key: value for key, value in asked.items() if key != "who"}
        with self.office.calls.at(then or {}):
            try:
                status, answer = self.office.ask("POST", "decisions", body, asked["who"])
            except CrashError:
                return
        assert status == 200, answer
        if done_before:
            assert answer["state"] == "done"
            assert answer["result"].get("password") is None
        elif answer["state"] == "done":
            self._end(decision)
        self.answers[decision] = answer

    def _begin(self, decision: str) -> None:
        for row in self.sent[decision].get("accounts", []):
            held = self.office.groups(row["username"]) if row["username"] in self._known() else set()
            wanted = Account.model_validate(row).groups
            key = f"{decision} {row['username']}"
            ends = (held - wanted) | ((wanted - held) & {"office"} if held else set())
            self.lost.setdefault(key, (len(self.office.cognito.done), ends))

    def _end(self, decision: str) -> None:
        for row in self.sent[decision].get("accounts", []):
            began, lost = self.lost[f"{decision} {row['username']}"]
            signed_out = ("admin_user_global_sign_out", row["username"]) in self.office.cognito.done[began:]
            assert signed_out or not lost, "a session outlived a change of its rights"

    def _apply(self, account: Account, *given: Any) -> Applied:
        former = self.applied.pop(account.username, [])
        try:
            done = Pool.apply(self.office.stores.pool, account, *given)
        except CrashError:
            self.applied.setdefault(account.username, former)
            raise
        self.applied[account.username] = [account, *self.applied.get(account.username, [])]
        return done

    def _known(self) -> set[str]:
        users = self.office.cognito.ask("list_users", UserPoolId=self.office.cognito.pool)["Users"]
        return {user["Username"] for user in users}

    def _is_done(self, decision: str) -> bool:
        return any(row["SK"]["S"] == "RESULT" for row in self.office.rows(f"DECISION#{decision}"))

    def _check(self) -> None:
        office = self.office
        log = {row["SK"]["S"]: row for row in office.rows("DECISIONS")}
        assert log.keys() == self.sent.keys()
        for decision, row in log.items():
            asked = self.sent[decision]
            assert (row["who"]["S"], row["why"]["S"], row["decision"]["S"]) == (
                asked["who"],
                asked["why"],
                asked["kind"],
            )
        self._check_accounts()
        self._check_facts()
        stored = repr(office.dynamodb.tables)
        assert not [password for password in office.cognito.passwords if password in stored]

    def _check_accounts(self) -> None:
        for name, accounts in self.applied.items():
            state = (frozenset(self.office.groups(name)), self.office.account(name)["Enabled"])
            wanted = [(account.groups, account.active) for account in accounts]
            assert state in wanted, f"{name} is {state}, and was last decided to be {wanted}"

    def _check_facts(self) -> None:
        rows = [{key: next(iter(value.values())) for key, value in row.items()} for row in self.office.rows("CENTRE#")]
        withdrawn = {row["account"] for row in self.sent.values() if row["kind"] == "withdrawal"}
        true = [each for name, mine in zip(ADVISORS, self.mine, strict=True) if name in withdrawn for each in mine]
        annulled = [row["attention"] for row in rows if row["kind"] == "annulment"]
        assert set(annulled) == set(true)
        assert len({(row["attention"], row["id"][-26:-16]) for row in rows if row["kind"] == "annulment"}) == len(
            annulled
        ), "one annulment of an attention for each decision at most"
        counts = {row["PK"].rpartition("#")[2]: int(row["count"]) for row in rows if row["kind"] == "history"}
        for decision, asked in self.sent.items():
            if asked["kind"] != "history":
                continue
            same = sum(counts[f"{row['month'].replace('-', '')}01"] == row["attentions"] for row in asked["rows"])
            result = self._result(decision)
            assert (result["stored"], len(result["refused"])) == (same, 2 - same)
        reasons = sorted(row["reason"]["S"] for row in self.office.rows("REVISIONS"))
        assert reasons == sorted(row["why"] for row in self.sent.values() if row["kind"] == "revision")

    def _result(self, decision: str) -> dict[str, Any]:
        found = self.office.stores.log.progress(decision, "")
        assert found
        return found.result


def _call(chance: Random) -> int:
    """Return the number of the call before which something happens: most requests make few, some make forty."""
    return chance.randrange(1, chance.choice([11, 40]))


def search(examples: int, number: int) -> None:
    """Run the machine; AssertionError with the shortest run that was found."""
    found = seed(number)(Machine)
    run_state_machine_as_test(
        found,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
        ),
    )


def test_each_decision_is_carried_out_once() -> None:
    """Whatever is cut, repeated or decided at once."""
    search(60, 1)


def _cut_short(self: Pool, account: Account, *, silent: bool) -> list[str] | None:
    """Do as before only for who is active."""
    return None if not account.active else _BRING(self, account, silent=silent)


_BRING = Pool._bring  # noqa: SLF001 - the part that is broken on purpose


@pytest.mark.parametrize(
    "fault",
    [
        patch.object(Pool, "_bring", _cut_short),
        patch.object(Pool, "_sign_out", lambda *_: None),
        patch.object(DecisionLog, "once", lambda *_: None),
        patch("macexpress.decisions.carrying.withdraw", lambda *_: 0),
    ],
    ids=["who-is-switched-off", "sessions", "once", "annulments"],
)
def test_a_planted_fault_is_found(fault: Any) -> None:
    """The machine can fail: it finds each of these."""
    with fault, pytest.raises((AssertionError, BaseExceptionGroup)):
        search(60, 1)
