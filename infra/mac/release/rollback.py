"""``make rollback``: shows an earlier release of the portal, which is still complete in the bucket."""

import sys
from typing import Annotated

import typer

from mac.errors import UserError
from mac.release.upload import Release, releases
from mac.stack import Client, Stack, StackError, change, client_of_stage, find_stack, stack_name


class NoReleaseError(UserError):
    """There is no such release, or no earlier one; the message lists the releases that exist."""


def rollback(client: Client, stack: Stack, wanted: str = "") -> Release:
    """Show a release and return it; by default the one before the current one.

    Figures, accounts and facts are not touched. The functions stay the same and read the shell of the old pages.
    """
    there = releases(client("s3"), stack.outputs["PortalBucketName"])
    names = [release.id for release in there]
    # A release whose upload has no note, or none at all: there is nothing before it, but one may still be named.
    earlier = there[names.index(stack.release) + 1 :] if stack.release in names else []
    found = [release for release in there if release.id == wanted] if wanted else earlier
    if not found:
        listed = "\n".join(f"  {release.id}  {release.at}" for release in there) or "  ninguna"
        what = f"No existe la publicación {wanted}" if wanted else "No hay publicación anterior a la que se muestra"
        raise NoReleaseError(f"{what}. Elija con RELEASE= una de estas:\n{listed}")
    change(client, stack, **found[0].parameters)
    return found[0]


def command(
    stage: Annotated[str, typer.Argument(help="el nombre de la etapa: produccion")],
    release: Annotated[str, typer.Argument(help="cuál; sin esto, la anterior a la que se muestra")] = "",
) -> int:
    """Go back to an earlier release on a stage."""
    client = client_of_stage(stage)
    stack = find_stack(client, stack_name(stage))
    if stack is None or "PortalAddress" not in stack.outputs:
        raise StackError(f"No existe la etapa {stage} en esta cuenta y región. Revise STAGE= y AWS_DEFAULT_REGION=.")
    shown = rollback(client, stack, release)
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ muestra la publicación {shown.id} del {shown.at}.\n")
    return 0
