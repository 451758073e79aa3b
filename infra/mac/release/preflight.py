"""What an account says before `make deploy` acts, so that what cannot work is refused before anything changes."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from botocore.exceptions import WaiterError

from mac.stack import Client, StackError, account_needed, client_of_environment, stack_name, stack_status

INTAKE = 40
"""What the intake reserves by default (template.yaml)."""
RESERVED_BESIDE = 8
"""Concurrency that the other functions reserve together with the intake's (template.yaml)."""
UNRESERVED = 100
"""What Lambda keeps for functions without a reservation: "at least 100 simultaneous executions unreserved".
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
NEVER_LIVED = frozenset({"CREATE_FAILED", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"})
"""A first create that failed. Such a stack can only be deleted.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html"""
_STAGE = re.compile(r"[a-z][a-z0-9-]{1,20}")
_CONCURRENCY = "IntakeConcurrency"
_PREFIX = stack_name("")


@dataclass(frozen=True)
class Account:
    """What an account says of itself and of a stage."""

    number: str
    region: str
    identity: str
    concurrency: int
    """Lambda's quota of executions at once."""
    status: str | None
    """The stack's; None where there is none."""
    others: tuple[str, ...]
    """Other stages in this account and region."""

    def lines(self) -> list[str]:
        """Return what a person should see before a deployment."""
        return [
            f"Account {self.number}, region {self.region}, as {self.identity}.",
            f"Stack: {self.status or 'none yet'}. Other stages here: {', '.join(self.others) or 'none'}.",
            f"Lambda runs at most {self.concurrency} at once.",
        ]


def look(client: Client, stage: str) -> Account:
    """Ask the account; StackError for a name that no stage can have."""
    if not _STAGE.fullmatch(stage):
        raise StackError(f"{stage!r} is no name of a stage: small letters, digits and hyphens, as in produccion.")
    identity, cloudformation = client("sts").get_caller_identity(), client("cloudformation")
    stacks = [
        summary["StackName"]
        for page in cloudformation.get_paginator("list_stacks").paginate()
        for summary in page["StackSummaries"]
        if summary["StackStatus"] != "DELETE_COMPLETE"
    ]
    others = sorted({name.removeprefix(_PREFIX) for name in stacks if name.startswith(_PREFIX)} - {stage})
    return Account(
        number=identity["Account"],
        region=cloudformation.meta.region_name,
        identity=identity["Arn"],
        concurrency=client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"],
        status=stack_status(client, stack_name(stage)),
        others=tuple(others),
    )


def fitting(account: Account, given: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters with a reservation that fits into the account's quota.

    before: the stack's parameters, empty for a new one.
    StackError where the reservation that was asked for does not fit.
    """
    wanted = int(given.get(_CONCURRENCY) or before.get(_CONCURRENCY) or INTAKE)
    room = account.concurrency - UNRESERVED - RESERVED_BESIDE
    if wanted <= max(0, room):
        return dict(given)
    if _CONCURRENCY in given:
        raise StackError(
            f"{_CONCURRENCY}={wanted} does not fit: Lambda's quota here is {account.concurrency}, and it keeps "
            f"{UNRESERVED} free. Ask Service Quotas for 1000, or deploy with {_CONCURRENCY}=0."
        )
    return {**given, _CONCURRENCY: "0"}


def require_known_stage(account: Account, stage: str, *, new: bool) -> None:
    """StackError where a stage does not exist beside others: a mistyped name would be a second, empty stage."""
    if account.status is None and account.others and not new:
        there = ", ".join(account.others)
        raise StackError(f"There is no stage {stage} here, but: {there}. For another one: NEW=yes.")


def clear_failed_create(client: Client, stage: str, status: str | None) -> bool:
    """Delete what a failed first create left, and return whether there was any: nothing of it ever held data.

    StackError while somebody else's change runs, and where a rollback got stuck.
    """
    if status == "UPDATE_ROLLBACK_FAILED":
        raise StackError("The last change got stuck. In CloudFormation choose 'Continue update rollback', then deploy.")
    if status and status.endswith("_IN_PROGRESS") and status not in NEVER_LIVED:
        raise StackError(f"Another change is under way ({status}). Deploy again when it has ended.")
    if status not in NEVER_LIVED:
        return False
    cloudformation, name = client("cloudformation"), stack_name(stage)
    cloudformation.delete_stack(StackName=name)
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=name, WaiterConfig={"Delay": 5, "MaxAttempts": 240}
        )
    except WaiterError as error:
        raise StackError(f"What the failed create left of {name} was not deleted: {error}") from error
    return True


def command(stage: Annotated[str, typer.Argument(help="the stage's name: produccion")]) -> int:
    """Say what a deployment would find: account, region, quota, and the state of the stage. Changes nothing."""
    with account_needed():
        account = look(client_of_environment, stage)
    sys.stdout.write("\n".join([*account.lines(), *_advice(account)]) + "\n")
    return 0


def _advice(account: Account) -> list[str]:
    advice = []
    if account.status in NEVER_LIVED:
        advice.append(
            "The first create failed: make deploy deletes what it left, which held no data, and begins again."
        )
    if account.concurrency < UNRESERVED + RESERVED_BESIDE + 1:
        advice.append("No reservation fits: make deploy sets IntakeConcurrency=0. Ask Service Quotas for 1000.")
    return advice
