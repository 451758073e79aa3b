"""Runs `sam deploy` on what was built."""

import os
import subprocess
from typing import Any

from mac.paths import ROOT
from mac.release.changes import HOLD_DATA
from mac.stack import Client, StackError, find_stack, region_of, stack_name

TEMPLATE = ROOT / "build" / "sam" / "template.yaml"
ROLES = "roles-of-mac-express"
"""The stack of infra/roles.yaml."""
_SAM = ROOT / ".venv-sam" / "bin" / "sam"
# What AWS writes where a create fails on a new account, and what helps.
_REMEDIES = {
    "must be verified": "Escriba a AWS Support («Account and billing», sin costo) con ese mensaje.",
    "UnreservedConcurrentExecution": "Agregue IntakeConcurrency=0 a PARAMETERS, o pida más cuota en Service Quotas.",
    "already exists": "Ese nombre ya existe, quizá en otra región. Bórrelo si sobró de antes, o use otro STAGE=.",
    "not authorized": "A su cuenta le falta ese permiso. Pídalo.",
    "AccessDenied": "A su cuenta le falta ese permiso. Pídalo.",
}
_OTHERWISE = "Corrija esa causa."


def sam_deploy(client: Client, stage: str, parameters: dict[str, str]) -> None:
    """Create or update a stage's stack. Raises StackError, with the first cause and what to do."""
    done = _run(client, stage, parameters, capture=False)
    if done.returncode:
        cause = first_failure(client, stack_name(stage))
        raise StackError(f"{cause} Repita después la misma orden. Quien lee el portal ve lo mismo que antes.")


def changes_of(client: Client, stage: str, parameters: dict[str, str]) -> list[dict[str, Any]]:
    """Return what an update would change, as CloudFormation plans it; the change set is deleted afterwards."""
    cloudformation, name = client("cloudformation"), stack_name(stage)
    done = _run(client, stage, parameters, "--no-execute-changeset", capture=True)
    if done.returncode:
        why = " ".join((done.stdout + done.stderr).split()).rsplit("Error:", 1)[-1].strip()[-500:]
        raise StackError(f"CloudFormation no acepta el cambio: {why}. Quien lee el portal ve lo mismo que antes.")
    made = cloudformation.list_change_sets(StackName=name)["Summaries"]
    changes: list[dict[str, Any]] = []
    for number, summary in enumerate(sorted(made, key=lambda each: each["CreationTime"], reverse=True)):
        if number == 0:
            pages = cloudformation.get_paginator("describe_change_set")
            for page in pages.paginate(StackName=name, ChangeSetName=summary["ChangeSetName"]):
                changes += page.get("Changes", [])
        cloudformation.delete_change_set(StackName=name, ChangeSetName=summary["ChangeSetName"])
    return changes


def first_failure(client: Client, name: str) -> str:
    """Return why the last change of a stack failed, and what to do: later failures are only its consequences."""
    pages = client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=name)
    failed = ""
    for event in (event for page in pages for event in page["StackEvents"]):  # the newest first
        reason = event.get("ResourceStatusReason", "")
        if event["ResourceType"] == "AWS::CloudFormation::Stack" and reason == "User Initiated":
            break
        if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
            failed = f"{event['LogicalResourceId']}: {reason.rstrip('.')}."
    if not failed:
        return "sam deploy falló; arriba está por qué."
    remedy = next((remedy for text, remedy in _REMEDIES.items() if text in failed), _OTHERWISE)
    return f"{failed} {remedy}"


def clear_failed_create(client: Client, name: str) -> list[str]:
    """Delete a stack whose first create failed, and return the resources that it leaves behind, as ``type name``.

    Nothing in it ever held data. What holds data on other days stays where its own deletion failed: tables and buckets
    have no fixed names, so they are in nobody's way.
    """
    cloudformation = client("cloudformation")
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    left = [
        f"{resource['ResourceType']} {resource['PhysicalResourceId']}"
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] in HOLD_DATA
        and resource["ResourceStatus"] not in {"DELETE_COMPLETE", "CREATE_FAILED"}
        and resource.get("PhysicalResourceId")
    ]
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(
        StackName=name, WaiterConfig={"Delay": 5, "MaxAttempts": 360}
    )
    return left


def _run(
    client: Client, stage: str, parameters: dict[str, str], *more: str, capture: bool
) -> subprocess.CompletedProcess[str]:
    # Where an administrator created the account's roles, CloudFormation acts by one of them and whoever deploys has few
    # rights of their own; else by the rights of whoever deploys.
    roles = find_stack(client, ROLES)
    given = parameters | ({"Boundary": roles.outputs["Boundary"]} if roles else {})
    command = [str(_SAM), "deploy", "--template-file", str(TEMPLATE), "--stack-name", stack_name(stage)]
    command += ["--region", region_of(stage), "--capabilities", "CAPABILITY_IAM"]
    command += (
        ["--role-arn", roles.outputs["CloudFormationRole"], "--s3-bucket", roles.outputs["Artefacts"]]
        if roles
        else ["--resolve-s3"]
    )
    command += ["--no-fail-on-empty-changeset", "--no-confirm-changeset", "--no-progressbar", *more]
    if given:
        command += ["--parameter-overrides", *overrides(given)]
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0"}
    return subprocess.run(command, env=environment, check=False, capture_output=capture, text=True)  # noqa: S603 - our own sam


def overrides(parameters: dict[str, str]) -> list[str]:
    """Return parameters as sam reads them: without quotes it cuts a value at a blank and refuses an empty one."""
    return [f'{key}="{value.replace(chr(34), chr(92) + chr(34))}"' for key, value in sorted(parameters.items())]


def built() -> bool:
    """Whether there is something to deploy."""
    return TEMPLATE.is_file() and _SAM.is_file()
