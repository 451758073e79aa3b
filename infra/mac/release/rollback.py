"""``make rollback``: shows an earlier release of the portal, which is still complete in the bucket."""

import sys
from typing import Annotated

import typer

from mac.errors import UserError
from mac.release.upload import Release, releases
from mac.stack import Client, Stack, StackError, account_needed, change, client_of_environment, find_stack, stack_name


class NoReleaseError(UserError):
    """There is no such release, or no earlier one; the message lists the releases that exist."""


def rollback(client: Client, stack: Stack, wanted: str = "") -> Release:
    """Show a release and return it; by default the one before the current one.

    Figures, accounts and facts are not touched. The functions stay the same and read the shell of the old pages.
    """
    there = releases(client("s3"), stack.outputs["PortalBucketName"])
    ids = [release.id for release in there]
    if stack.release not in ids:
        raise NoReleaseError("The shown release has no note in the bucket: make deploy shows a complete one.")
    shown = ids.index(stack.release)
    found = [release for release in there if release.id == wanted] if wanted else there[shown + 1 :]
    if not found:
        listed = "\n".join(f"  {release.id}  {release.at}" for release in there)
        raise NoReleaseError(f"No such release. These exist:\n{listed}")
    change(client, stack, Release=found[0].id)
    return found[0]


def command(
    stage: Annotated[str, typer.Argument(help="the stage's name: produccion")],
    release: Annotated[str, typer.Argument(help="the release to show; the one before the shown one without it")] = "",
) -> int:
    """Go back to an earlier release on a stage."""
    with account_needed():
        stack = find_stack(client_of_environment, stack_name(stage))
        if stack is None:
            raise StackError(f"There is no stage {stage}.")
        shown = rollback(client_of_environment, stack, release)
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ shows release {shown.id} of {shown.at}.\n")
    return 0
