"""``make rollback``: shows an earlier release, of which the bucket still has the pages and what ran with them."""

import sys
from typing import Annotated

import typer

from mac.errors import UserError
from mac.release.kept import bring_back, keep
from mac.release.upload import Release, releases
from mac.stack import Client, Stack, StackError, change, client_of_stage, find_stack, stack_name


class NoReleaseError(UserError):
    """There is no such release, or no earlier one; the message lists the releases that exist."""


def rollback(client: Client, stack: Stack, wanted: str = "") -> Release:
    """Show a release and return it; by default the one before the current one.

    Pages and functions go back together, in one update of the stack. Figures, accounts and facts are not touched.
    """
    chosen = _chosen(client, stack, wanted)
    # Once it is shown, "the one before" is another one: whoever repeats a command that was cut must name this one.
    sys.stdout.write(f"Se muestra la publicación {chosen.id}. Si la orden se corta: RELEASE={chosen.id}\n")
    show(client, stack, chosen.functions, chosen.parameters)
    return chosen


def _chosen(client: Client, stack: Stack, wanted: str) -> Release:
    there = releases(client("s3"), stack.outputs["PortalBucketName"])
    names = [release.id for release in there]
    # A release whose upload has no note, or none at all: there is nothing before it, but one may still be named.
    earlier = there[names.index(stack.release) + 1 :] if stack.release in names else []
    found = [release for release in there if release.id == wanted] if wanted else earlier
    if not found:
        listed = "\n".join(f"  {release.id}  {release.at}" for release in there) or "  ninguna"
        what = f"No existe la publicación {wanted}" if wanted else "No hay publicación anterior a la que se muestra"
        raise NoReleaseError(f"{what}. Elija con RELEASE= una de estas:\n{listed}")
    return found[0]


def show(client: Client, stack: Stack, functions: str, parameters: dict[str, str]) -> None:
    """Give a stage parameters it had before, and the functions that ran with them unless they still do."""
    if functions in {"", stack.parameters.get("Functions", "none")}:
        change(client, stack, **parameters)
        return
    keep(client, stack)
    bring_back(client, stack, functions, parameters)


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
