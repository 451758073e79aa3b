"""The CloudFormation stack of a stage, as releases use it: its outputs, its parameters and how to change them."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from mac.errors import UserError
from mac.paths import ROOT

Client = Callable[[str], Any]
STAGES = ROOT / "infra" / "stages.toml"
DEFAULT_REGION = "us-east-1"
"""Of a stage that is not listed: certificate, firewall and measures of CloudFront are only there."""
RUN_SECONDS = 300
"""How long a call of a function is waited for: longer than any function may run (template.yaml)."""
# A function is never called again by itself: after a read timeout the first call still runs.
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
_PATIENT = Config(read_timeout=RUN_SECONDS, retries={"total_max_attempts": 1}, tcp_keepalive=True)


class StackError(UserError):
    """The stack could not be changed and is as before; the message (Spanish) says why, and what to do."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack."""

    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    status: str = "CREATE_COMPLETE"
    """CloudFormation's own word for its state."""

    @property
    def release(self) -> str:
        """The id of the current release; ``none`` before the first."""
        return self.parameters.get("Release", "none")


def stack_name(stage: str) -> str:
    """Return the name of a stage's stack; stages live side by side in one account. Raises StackError."""
    if not re.fullmatch("[a-z][a-z0-9-]{0,29}", stage):
        raise StackError(f"STAGE={stage} no es un nombre de etapa: use letras minúsculas sin tilde, como produccion.")
    return f"mac-express-{stage}"


def region_of(stage: str) -> str:
    """Return the region in which a stage lives."""
    return str(tomllib.loads(STAGES.read_text(encoding="utf-8"))["regions"].get(stage, DEFAULT_REGION))


def client_of_stage(stage: str) -> Client:
    """Return what makes clients for a stage, in its region and the account that the environment names.

    Raises StackError where the environment names another region: there a command would find nothing and begin a second
    system, whose names in IAM and CloudFront the first one has.
    """
    region = region_of(stage)
    make: Callable[..., Any] = boto3.client
    named = boto3.Session().region_name
    if named and named != region:
        raise StackError(
            f"La etapa {stage} vive en {region} y AWS_DEFAULT_REGION o su perfil dicen {named}. Ponga {region}."
        )

    def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes one type per service
        return make(service, region_name=region, config=_PATIENT if service == "lambda" else None)

    return client


def find_stack(client: Client, name: str) -> Stack | None:
    """Return a stack; None where there is none."""
    try:
        found = client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return Stack(
        name,
        {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])},
        {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in found.get("Parameters", [])},
        found["StackStatus"],
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
            raise StackError(f"La pila {stack.name} no cambió: {error}") from error
    except WaiterError as error:
        raise StackError(f"CloudFormation deshizo el cambio, y todo sigue como antes: {error}") from error
