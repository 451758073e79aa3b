"""The CloudFormation stack of a stage, as releases use it: its outputs, its parameters and how to change them."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from mac.errors import UserError
from mac.paths import ROOT

Client = Callable[[str], Any]
STAGES = ROOT / "infra" / "stages.toml"
DEFAULT_REGION = "us-east-1"
"""Of a stage that is not listed: certificate, firewall and measures of CloudFront are only there."""
RUN_SECONDS = 300
"""How long a call of a function is waited for: longer than any function may run (template.yaml)."""
_RETRIED = Config(retries={"mode": "standard", "total_max_attempts": 8})
"""Cognito answers too many requests with 400, which botocore's older way, its default, does not send again."""
# A function is never called again by itself: after a read timeout the first call still runs.
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
_PATIENT = Config(read_timeout=RUN_SECONDS, retries={"total_max_attempts": 1}, tcp_keepalive=True)


class StackError(UserError):
    """The stack could not be changed; the message (Spanish) says why, whether it is as before, and what to do."""


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


def account_of(stage: str) -> str:
    """Return the number of the account in which a stage lives; empty where none is listed."""
    return str(tomllib.loads(STAGES.read_text(encoding="utf-8"))["accounts"].get(stage, ""))


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
        return make(service, region_name=region, config=_PATIENT if service == "lambda" else _RETRIED)

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


def change(client: Client, stack: Stack, template: str = "", /, **parameters: str) -> None:
    """Change parameters, or the template too, and wait until it is done.

    template: the address of another one in a bucket; parameters that it does not have are left out. Raises StackError:
    nothing changed, or CloudFormation rolled it back, or nobody knows yet since AWS stopped answering.
    """
    cloudformation = client("cloudformation")
    names = set(stack.parameters)
    if template:
        declared = cloudformation.get_template_summary(TemplateURL=template)["Parameters"]
        names = {found["ParameterKey"] for found in declared}
    kept = [{"ParameterKey": n, "UsePreviousValue": True} for n in stack.parameters if n in names - parameters.keys()]
    changed = [{"ParameterKey": n, "ParameterValue": value} for n, value in parameters.items() if n in names]
    how: dict[str, Any] = {"TemplateURL": template} if template else {"UsePreviousTemplate": True}
    try:
        cloudformation.update_stack(
            StackName=stack.name,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=kept + changed,
            **how,
        )
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        if "_IN_PROGRESS" in str(error):
            raise StackError(f"La pila {stack.name} cambia ahora. Espere a que termine y repita la orden.") from error
        raise
    try:
        cloudformation.get_waiter("stack_update_complete").wait(
            StackName=stack.name, WaiterConfig={"Delay": 2, "MaxAttempts": 900}
        )
    except WaiterError as error:
        raise StackError(_why_not(client, stack.name, error)) from error


def _why_not(client: Client, name: str, error: WaiterError) -> str:
    """Return what became of a change whose end was not seen: only the stack itself knows."""
    try:
        now = find_stack(client, name)
    except (BotoCoreError, ClientError):
        now = None
    if now and now.status in {"UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"}:
        return (
            f"CloudFormation deshizo el cambio ({now.status}), y todo sigue como antes. "
            f"La causa está en los eventos de la pila {name}."
        )
    why = " ".join(str(error).split())
    return f"AWS dejó de responder y el cambio de {name} quizá sigue: {why}. Espere un minuto y repita la orden."
