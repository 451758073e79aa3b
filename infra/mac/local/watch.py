"""``make watch``: the running system follows the sources. Pages, desk and functions are rebuilt when a file changes."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from watchfiles import awatch

from mac.errors import UserError
from mac.local.deployment import deploy
from mac.local.engine import Engine
from mac.paths import ROOT, TEMPLATE
from portal.catalogue.reading import InvalidCatalogueError, read

_SITE, _FUNCTIONS = ROOT / "site", ROOT / "functions"


async def follow(engine: Engine, portal: Path, say: Callable[[str], None]) -> None:
    """Rebuild what a change affects, until cancelled. A failed build is reported, and the last good state stays."""
    async for changes in awatch(_SITE, _FUNCTIONS, TEMPLATE):
        paths = {Path(path) for _, path in changes}
        say(f"Changed: {', '.join(sorted(str(path.relative_to(ROOT)) for path in paths))}")
        try:
            if any(path.is_relative_to(_SITE) for path in paths):
                await _build(portal)
            if any(not path.is_relative_to(_SITE) or path.is_relative_to(_SITE / "catalogue") for path in paths):
                await asyncio.to_thread(lambda: deploy(engine, read()))
        except (UserError, InvalidCatalogueError) as error:
            say(f"{error}\nThe last good build is still shown.")
        else:
            say("Ready: reload the page.")


async def _build(portal: Path) -> None:
    """Build in a separate process, since the portal's modules may have changed."""
    command = [sys.executable, "-m", "portal", "build", "--to", str(portal)]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    if process.returncode:
        raise UserError(errors.decode())
