"""What `make deploy` asks an account before it acts. Its clients answer here as AWS documents it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from mac.release.deploy import HOLDING_DATA
from mac.release.preflight import (
    INTAKE,
    NEVER_LIVED,
    RESERVED_BESIDE,
    Account,
    clear_failed_create,
    fitting,
    look,
    require_known_stage,
)
from mac.stack import StackError, account_needed

NEW_ACCOUNT, USUAL = 10, 1000


def _account(concurrency: int = USUAL, status: str | None = None, others: tuple[str, ...] = ()) -> Account:
    return Account("123456789012", "us-east-1", "arn:aws:iam::123456789012:user/ana", concurrency, status, others)


class _CloudFormation:
    """Answers as documented: one stack in a status, or none; deleting works unless something is in the way."""

    def __init__(self, status: str | None, *, stuck: bool = False) -> None:
        self.status, self.stuck, self.deleted = status, stuck, False
        self.meta = type("Meta", (), {"region_name": "us-east-1"})

    def describe_stacks(self, **_: str) -> Any:
        if self.status is None:
            answer: Any = {"Error": {"Code": "ValidationError", "Message": "Stack with id x does not exist"}}
            raise ClientError(answer, "DescribeStacks")
        return {"Stacks": [{"StackStatus": self.status}]}

    def get_paginator(self, _: str) -> Any:
        names = [("mac-express-ensayo", "UPDATE_COMPLETE"), ("mac-express-vieja", "DELETE_COMPLETE"), ("otra", "X")]
        page = {"StackSummaries": [{"StackName": name, "StackStatus": status} for name, status in names]}
        return type("Pages", (), {"paginate": lambda _: [page]})()

    def delete_stack(self, **_: str) -> None:
        self.deleted = True

    def get_waiter(self, _: str) -> Any:
        def wait(*_: Any, **__: Any) -> None:
            if self.stuck:
                raise WaiterError("StackDeleteComplete", "terminal failure", {})

        return type("Waiter", (), {"wait": wait})()


class _Others:
    def get_caller_identity(self) -> Any:
        return {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/ana"}

    def get_account_settings(self) -> Any:
        return {"AccountLimit": {"ConcurrentExecutions": NEW_ACCOUNT}}


def _client(cloudformation: _CloudFormation) -> Any:
    return lambda service: cloudformation if service == "cloudformation" else _Others()


def test_the_account_says_where_and_as_whom() -> None:
    """Account, region, identity, quota, and which stages there are: a person sees a wrong profile before it acts."""
    account = look(_client(_CloudFormation(None)), "produccion")
    assert account == _account(NEW_ACCOUNT, None, ("ensayo",))
    assert "123456789012" in account.lines()[0]
    with pytest.raises(StackError, match="no name of a stage"):
        look(_client(_CloudFormation(None)), "Producción")


def test_a_new_accounts_quota_never_fails_the_create() -> None:
    """With a quota of 10 nothing is reserved; where somebody asked for a reservation that cannot be, it is refused."""
    assert fitting(_account(NEW_ACCOUNT), {}, {}) == {"IntakeConcurrency": "0"}
    assert fitting(_account(NEW_ACCOUNT), {"LogDays": "30"}, {})["LogDays"] == "30"
    assert fitting(_account(), {}, {}) == {}
    assert fitting(_account(148), {}, {}) == {}, "100 stay free"
    assert fitting(_account(147), {}, {}) == {"IntakeConcurrency": "0"}
    assert fitting(_account(), {}, {"IntakeConcurrency": "80"}) == {}
    with pytest.raises(StackError, match="Ask Service Quotas"):
        fitting(_account(NEW_ACCOUNT), {"IntakeConcurrency": "40"}, {})


@pytest.mark.parametrize("status", sorted(NEVER_LIVED))
def test_a_failed_first_create_is_repeated_by_the_same_command(status: str) -> None:
    """Its remains are deleted; where that fails, the message says so."""
    failed = _CloudFormation(status)
    assert clear_failed_create(_client(failed), "produccion", status)
    assert failed.deleted
    with pytest.raises(StackError, match="was not deleted"):
        clear_failed_create(_client(_CloudFormation(status, stuck=True)), "produccion", status)


@pytest.mark.parametrize("status", [None, "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_what_lived_is_never_deleted(status: str | None) -> None:
    """A stack that held data, in whatever state, is only changed."""
    alive = _CloudFormation(status)
    assert not clear_failed_create(_client(alive), "produccion", status)
    assert not alive.deleted


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"])
def test_nothing_is_done_while_something_else_is(status: str) -> None:
    """Another person's change is waited for; one that got stuck says where to go on."""
    busy = _CloudFormation(status)
    with pytest.raises(StackError, match=r"Deploy again when|Continue update rollback"):
        clear_failed_create(_client(busy), "produccion", status)
    assert not busy.deleted


def test_a_mistyped_stage_creates_none() -> None:
    """Beside others a stage is created only where somebody says so; the first one needs nothing."""
    with pytest.raises(StackError, match="no stage prodccion here, but: produccion"):
        require_known_stage(_account(others=("produccion",)), "prodccion", new=False)
    require_known_stage(_account(others=("produccion",)), "ensayo", new=True)
    require_known_stage(_account(), "produccion", new=False)
    require_known_stage(_account(status="UPDATE_COMPLETE", others=("ensayo",)), "produccion", new=False)


def test_a_refusal_of_aws_is_one_line() -> None:
    """An operator without a right reads which one, not a traceback."""
    denied: Any = {"Error": {"Code": "AccessDenied", "Message": "not authorized"}}
    with pytest.raises(StackError, match="does not allow ListStacks"), account_needed():
        raise ClientError(denied, "ListStacks")
    other: Any = {"Error": {"Code": "LimitExceeded", "Message": "too many stacks"}}
    with pytest.raises(StackError, match="refused CreateStack: too many stacks"), account_needed():
        raise ClientError(other, "CreateStack")


def test_what_holds_data_is_named_as_in_the_template(template: dict[str, Any]) -> None:
    """The stack's policy protects each resource that outlives its stack; the reservations are the template's."""
    kept = {name for name, resource in template["Resources"].items() if resource.get("UpdateReplacePolicy") == "Retain"}
    assert kept <= {*HOLDING_DATA, "FailedRuns"}, kept
    assert set(HOLDING_DATA) <= kept
    assert template["Parameters"]["IntakeConcurrency"]["Default"] == INTAKE
    reserved = [
        value["Fn::If"][1]
        for resource in template["Resources"].values()
        if isinstance(value := resource.get("Properties", {}).get("ReservedConcurrentExecutions"), dict)
    ]
    assert sum(value for value in reserved if isinstance(value, int)) == RESERVED_BESIDE
