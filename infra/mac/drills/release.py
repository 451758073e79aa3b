"""A release of the portal whose home page is empty: noticed, and the one before shown again by one command."""

import tempfile
import time
from pathlib import Path
from typing import Any

from mac.drills.drill import Ground, Outcome
from mac.operations.recomputing import publish
from mac.release.rollback import rollback
from mac.release.upload import Release, upload
from mac.stack import change
from macexpress.publication.handler import SHELL
from portal.catalogue.reading import Catalogue


def drill(ground: Ground, _catalogue: Catalogue, _chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Show a good release, then a broken one, go back, and leave what was shown before the drill."""
    shown = ground.system.stack.release
    with tempfile.TemporaryDirectory() as folder:
        good = _show(ground, Path(folder, "good"), "<h1>MAC Express</h1>")
        _show(ground, Path(folder, "bad"), "")
    broken = ground.page("/")
    began = time.monotonic()
    back = rollback(ground.system.client, ground.system.stack)
    while not ground.page("/"):
        time.sleep(1)
    seconds = time.monotonic() - began
    lost = int(back != good or ground.page("/") == broken)
    publish(ground.system)
    change(ground.system.client, ground.system.stack, Release=shown)
    return Outcome(seconds, lost, f"de vuelta a la publicación {back.id}, las cifras también")


def _show(ground: Ground, folder: Path, home: str) -> Release:
    shell = folder / SHELL
    shell.parent.mkdir(parents=True)
    shell.write_text("<main><!--statistics--></main>", encoding="utf-8")
    (folder / "index.html").write_text(home, encoding="utf-8")
    release = upload(ground.system.client("s3"), ground.system.outputs["PortalBucketName"], folder)
    time.sleep(1.1)  # releases are told apart by the second of their upload
    change(ground.system.client, ground.system.stack, Release=release.id)
    return release
