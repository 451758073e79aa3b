"""``make deploy``: brings a build to a stage. Its pages are shown only when complete, together with its functions."""

import json
import os
import subprocess
import sys
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from mac.paths import ROOT
from mac.release.inline import inline_of
from mac.release.preflight import clear_failed_create, fitting, look, require_known_stage
from mac.release.upload import PORTAL, prune, upload, write_settings
from mac.stack import Client, Stack, StackError, account_needed, client_of_environment, find_stack, stack_name

HOLDING_DATA = ("Attentions", "Marks", "Statistics", "PortalBucket", "AdvisorPool")
"""What a mistake in template.yaml must never replace or delete."""
_BUILT_TEMPLATE = ROOT / "build" / "sam" / "template.yaml"


def deploy(client: Client, stage: str, parameters: dict[str, str], *, new: bool = False) -> Stack:
    """Bring a stage to what was built and return its stack. After a StackError readers see the same as before.

    new: whether a stage may be created beside others.

    For an existing stage the pages are uploaded first; the same stack update then shows them and replaces the
    functions. A new stage has no bucket yet: the stack is created, then the pages are shown.
    """
    name = stack_name(stage)
    account = look(client, stage)
    sys.stdout.write("\n".join(account.lines()) + "\n")
    require_known_stage(account, stage, new=new)
    if clear_failed_create(client, stage, account.status):
        sys.stdout.write("What the failed first create had left is deleted.\n")
    before = find_stack(client, name)
    parameters = fitting(account, parameters, before.parameters if before else {})
    if before is None:
        _sam_deploy(name, parameters)
        before = _found(client, name)
    write_settings(PORTAL, before.outputs["DeskClientId"])
    s3 = client("s3")
    bucket = before.outputs["PortalBucketName"]
    release = upload(s3, bucket, PORTAL)
    _sam_deploy(name, parameters | {"Release": release.id})
    after = _found(client, name)
    _protect(client("cloudformation"), name)
    prune(s3, bucket, release.id)
    _publish(client("lambda"), after.outputs["StatisticsFunctionName"])
    return after


def _sam_deploy(name: str, parameters: dict[str, str]) -> None:
    command = [
        *(
            str(ROOT / ".venv-sam" / "bin" / "sam"),
            "deploy",
            "--template-file",
            str(_BUILT_TEMPLATE),
            "--stack-name",
            name,
        ),
        *("--capabilities", "CAPABILITY_IAM", "--resolve-s3", "--no-fail-on-empty-changeset"),
        *("--no-confirm-changeset", "--no-progressbar"),
    ]
    if parameters:
        command += ["--parameter-overrides", *(f"{key}={value}" for key, value in sorted(parameters.items()))]
    done = subprocess.run(command, env=os.environ | {"SAM_CLI_TELEMETRY": "0"}, check=False)  # noqa: S603 - our own sam
    if done.returncode:
        raise StackError("sam deploy failed; its output is above. Readers see the same as before.")


def _found(client: Client, name: str) -> Stack:
    found = find_stack(client, name)
    if found is None:
        raise StackError(f"There is no stack {name} after sam deploy.")
    return found


def _protect(cloudformation: Any, name: str) -> None:  # noqa: ANN401 - boto3 client
    """Refuse that the stack is deleted by mistake, and that a change replaces or deletes what holds data."""
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=True)
    everything = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
    never = {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*"}
    holding = [f"LogicalResourceId/{resource}" for resource in HOLDING_DATA]
    policy = {"Statement": [everything, never | {"Resource": holding}]}
    cloudformation.set_stack_policy(StackName=name, StackPolicyBody=json.dumps(policy))


def _publish(functions: Any, name: str) -> None:  # noqa: ANN401 - boto3 client
    """Publish the figures into the new pages now, not at the next run of the schedule."""
    try:
        answer = functions.invoke(FunctionName=name, Payload=b"{}")
    except (BotoCoreError, ClientError) as error:
        raise StackError(f"The release is shown. Its figures come with the next run, in minutes: {error}") from error
    if "FunctionError" in answer:
        raise StackError(f"The statistics function failed: {json.loads(answer['Payload'].read())}")


def command(
    stage: Annotated[str, typer.Argument(help="the stage's name: produccion")],
    parameters: Annotated[
        list[str] | None, typer.Argument(help="of the template, as DomainName=macexpress.example.pe Firewall=yes")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="create this stage beside the others of the account")] = False,
) -> int:
    """Deploy to a stage."""
    given = dict(parameter.split("=", 1) for parameter in parameters or ())
    home = PORTAL / "index.html"
    if not home.is_file() or not inline_of(home.read_text(encoding="utf-8")).styles:
        raise StackError(f"{PORTAL} is no built portal. First: make build")
    with account_needed():
        stack = deploy(client_of_environment, stage, given, new=new)
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ shows release {stack.release}.\n")
    return 0
