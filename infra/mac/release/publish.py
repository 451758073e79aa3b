"""``make publish``: brings a built portal to a stage whose functions stay as they are, as after a change of records."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.release.inline import inline_of
from mac.release.stage import fingerprint
from mac.release.upload import PORTAL, Release, knows_clients, prune, upload, write_settings
from mac.scheduler import run_once
from mac.stack import Client, Stack, StackError, change, client_of_stage, find_stack, stack_name


def publish(client: Client, stack: Stack, portal: Path, functions: str) -> Release:
    """Show a built portal and return its release. Raises StackError, and changes nothing, where it needs a deployment.

    functions: what runs according to this checkout, see `fingerprint`. Pages of other records would list a centre or a
    procedure that the intake refuses; pages of other code would ask the functions for what they do not know.
    """
    if stack.parameters.get("Functions") != functions:
        raise StackError(
            "No se publicó: cambió algo más que textos, horarios, etapas o avisos (hay un centro o trámite nuevo o de "
            "menos, u otro programa), y lo que corre aún no lo conoce. Use make deploy."
        )
    write_settings(portal, stack.outputs)
    s3, bucket = client("s3"), stack.outputs["PortalBucketName"]
    release = upload(s3, bucket, portal, functions)
    change(client, stack, **release.parameters)
    prune(s3, bucket, release.id)
    return release


def require_built(portal: Path) -> None:
    """Raise StackError where a folder is no built portal."""
    home = portal / "index.html"
    if not home.is_file() or not inline_of(home.read_text(encoding="utf-8")).styles:
        raise StackError(f"{portal} no es un portal construido. Primero: make build")


def command(stage: Annotated[str, typer.Argument(help="el nombre de la etapa: produccion")]) -> int:
    """Publish the built portal on a stage, without its functions."""
    client = client_of_stage(stage)
    require_built(PORTAL)
    stack = find_stack(client, stack_name(stage))
    if stack is None or not knows_clients(stack.outputs):
        raise StackError(f"No existe la etapa {stage} en esta cuenta y región. Primero: make deploy STAGE={stage}")
    release = publish(client, stack, PORTAL, fingerprint(read_or_explain()))
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ muestra la publicación {release.id}.\n")
    run_once(client("lambda"), stack.outputs["StatisticsFunctionName"])
    return 0
