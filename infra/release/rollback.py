"""``make rollback``: shows an earlier release of the portal, which still lies complete in the bucket."""

import sys

from botocore.exceptions import BotoCoreError

from release.stack import NO_ACCOUNT, Client, Stack, StackError, change, client_of_environment, find_stack, stack_name
from release.upload import Release, releases


class NoReleaseError(Exception):
    """There is no such release, or none before; the message lists those that there are."""


def rollback(client: Client, stack: Stack, wanted: str = "") -> Release:
    """Show a release, the one before the shown one where none is named, and return it.

    Figures, accounts and facts are not touched; the functions stay as they are and read the old pages' shell.
    """
    there = releases(client("s3"), stack.outputs["PortalBucketName"])
    shown = [release.id for release in there].index(stack.release)
    found = [release for release in there if release.id == wanted] if wanted else there[shown + 1 :]
    if not found:
        listed = "\n".join(f"  {release.id}  {release.at}" for release in there)
        raise NoReleaseError(f"No such release. There are:\n{listed}")
    # What the shown release carries stays allowed: the switch is quicker than the policy.
    allowed = found[0].inline | there[shown].inline
    change(client, stack, Release=found[0].id, **allowed.parameters())
    return found[0]


def main(arguments: list[str]) -> int:
    """Go back on the stage named, to the release named or to the one before."""
    stage, *wanted = arguments
    try:
        stack = find_stack(client_of_environment, stack_name(stage))
        if stack is None:
            sys.stderr.write(f"There is no stage {stage}.\n")
            return 1
        release = rollback(client_of_environment, stack, *wanted)
    except (NoReleaseError, StackError, BotoCoreError) as error:
        sys.stderr.write(f"{error}. {NO_ACCOUNT if isinstance(error, BotoCoreError) else ''}\n")
        return 1
    sys.stdout.write(f"{stack.outputs['PortalAddress']}/ shows release {release.id} of {release.at}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
