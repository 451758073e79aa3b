"""``make deploy``: brings a build to a stage. Its pages are shown only when complete, together with its functions."""

import sys
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.release.answers import failing
from mac.release.changes import POLICY
from mac.release.kept import keep
from mac.release.plan import MovesOption, ParametersArgument, Plan, built_template, parameters_given, plan, shown
from mac.release.publish import require_built
from mac.release.rollback import show
from mac.release.sam import clear_failed_create, sam_deploy
from mac.release.stage import fingerprint
from mac.release.upload import PORTAL, knows_clients, prune, release_id, upload, write_settings
from mac.scheduler import run_once
from mac.stack import Client, Stack, StackError, client_of_stage, find_stack, stack_name


def deploy(client: Client, stage: str, made: Plan) -> Stack:
    """Bring a stage to what was built, as planned, and return its stack. After a StackError readers see the same.

    For an existing stage the pages are uploaded first; the same stack update then shows them and replaces the
    functions. A new stage has no bucket yet: the stack is created, then the pages are shown; the same where an earlier
    version made no client for the office, whose name its page needs.
    """
    name = stack_name(stage)
    before = None if made.repeats_create else made.stack
    if made.repeats_create:
        for left in clear_failed_create(client, name):
            sys.stdout.write(f"Quedó sin uso, vacío; puede borrarlo a mano: {left}\n")
    if before is None or not knows_clients(before.outputs):
        sam_deploy(client, stage, made.parameters)
        before = _found(client, name)
        write_settings(PORTAL, before.outputs)
    s3 = client("s3")
    bucket = before.outputs["PortalBucketName"]
    release = upload(s3, bucket, PORTAL, made.parameters["Functions"])
    keep(client, before)
    sam_deploy(client, stage, made.parameters | release.parameters)
    _protect(client, name)
    prune(s3, bucket, release.id)
    return _found(client, name)


def turn_back(client: Client, before: Stack, now: Stack) -> str:
    """Where a new release does not answer, show again what answered before it, and return why; else empty."""
    why = failing(client, now, patient=True)
    if why:
        show(client, now, before.parameters.get("Functions", ""), dict(before.parameters))
    return why


def _protect(client: Client, name: str) -> None:
    """Let nobody delete the stack by one click, nor replace what holds data."""
    cloudformation = client("cloudformation")
    cloudformation.set_stack_policy(StackName=name, StackPolicyBody=POLICY)
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=True)


def _found(client: Client, name: str) -> Stack:
    found = find_stack(client, name)
    if found is None:
        raise StackError(f"No existe la pila {name} después de sam deploy. Alguien la borró: repita la orden.")
    return found


def command(
    stage: Annotated[str, typer.Argument(help="el nombre de la etapa: produccion")],
    parameters: ParametersArgument = None,
    moves: MovesOption = False,
) -> int:
    """Deploy to a stage."""
    client, given, template = client_of_stage(stage), parameters_given(parameters), built_template()
    require_built(PORTAL)
    given["Functions"] = fingerprint(read_or_explain())
    before = find_stack(client, stack_name(stage))
    if before and knows_clients(before.outputs):
        write_settings(PORTAL, before.outputs)
        given["Release"] = release_id(PORTAL, given["Functions"])
    made = plan(client, stage, given, template, moves=moves)
    shown(made)
    answered = before is not None and before.release != "none" and not failing(client, before, patient=False)
    stack = deploy(client, stage, made)
    if answered and before and (why := turn_back(client, before, stack)):
        raise StackError(
            f"La publicación {stack.release} no responde como debe: {why}. "
            f"Se volvió a la anterior, {before.release}. Corrija, pruebe en ensayo y repita la orden."
        )
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ muestra la publicación {stack.release}.\n")
    # Into the new pages now, not at the next run of the schedule.
    run_once(client("lambda"), stack.outputs["StatisticsFunctionName"])
    return 0
