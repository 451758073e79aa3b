"""The CloudFormation stack of a stage, as releases use it: its outputs, its parameters and how to change them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from mac.errors import UserError

Client = Callable[[str], Any]
NO_ACCOUNT = "Name an account and a region: aws sso login, AWS_DEFAULT_REGION=us-east-1 (manual/operadores/despliegue)."
"""What to do where AWS cannot be reached."""


_NO_RIGHT = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
_LONGEST_RUN = 300
"""Seconds that a run of the statistics may take, and more (template.yaml)."""


class StackError(UserError):
    """The stack could not be changed and is as before; the message says why."""


@contextmanager
def account_needed() -> Iterator[None]:
    """Raise StackError, with what to do, where AWS cannot be reached or no account is named."""
    try:
        yield
    except BotoCoreError as error:
        raise StackError(f"{error}. {NO_ACCOUNT}") from error
    except ClientError as error:
        code, asked = error.response["Error"]["Code"], error.operation_name
        if code in _NO_RIGHT:
            raise StackError(f"AWS does not allow {asked} ({code}): use the operators' role, or ask for it.") from error
        raise StackError(f"AWS refused {asked}: {error.response['Error'].get('Message') or code}") from error


@dataclass(frozen=True)
class Stack:
    """A deployed stack."""

    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]

    @property
    def release(self) -> str:
        """The id of the current release."""
        return self.parameters["Release"]


def stack_name(stage: str) -> str:
    """Return the name of a stage's stack; stages live side by side in one account."""
    return f"mac-express-{stage}"


def client_of_environment(service: str) -> Any:  # noqa: ANN401 - boto3 makes one type per service
    """Return a client for the account that the environment names.

    A run is waited for until its end and never asked for twice: a second one would be refused while the first runs.
    """
    make: Callable[..., Any] = boto3.client
    waiting = Config(read_timeout=_LONGEST_RUN, retries={"total_max_attempts": 1})
    return make(service, config=waiting) if service == "lambda" else make(service)


def stack_status(client: Client, name: str) -> str | None:
    """Return a stack's status, as ``UPDATE_COMPLETE``; None where there is none."""
    found = _described(client, name)
    return found["StackStatus"] if found else None


def _described(client: Client, name: str) -> Any | None:  # noqa: ANN401 - CloudFormation's answer
    try:
        return client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def find_stack(client: Client, name: str) -> Stack | None:
    """Return a stack; None where there is none."""
    found = _described(client, name)
    if found is None:
        return None
    return Stack(
        name,
        {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])},
        {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in found.get("Parameters", [])},
    )


def change(client: Client, stack: Stack, **parameters: str) -> None:
    """Change parameters and nothing else, and wait until it is done; StackError if CloudFormation rolled it back."""
    cloudformation = client("cloudformation")
    kept = [{"ParameterKey": n, "UsePreviousValue": True} for n in stack.parameters if n not in parameters]
    changed = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
    try:
        cloudformation.update_stack(
            StackName=stack.name,
            UsePreviousTemplate=True,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=kept + changed,
        )
        cloudformation.get_waiter("stack_update_complete").wait(
            StackName=stack.name, WaiterConfig={"Delay": 2, "MaxAttempts": 900}
        )
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise StackError(f"The stack was not changed: {error}") from error
    except WaiterError as error:
        raise StackError(f"CloudFormation rolled the change back: {error}") from error
