"""A release of the portal whose home page is empty: noticed, and the one before shown again by one command."""

import tempfile
import time
from pathlib import Path
from typing import Any

from drills.ground import Ground, Outcome
from macexpress.publication.handler import SHELL
from portal.catalogue.reading import Catalogue
from release.rollback import rollback
from release.stack import change
from release.upload import Release, upload


def drill(ground: Ground, _catalogue: Catalogue, _chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Show a good release, then a broken one, go back, and leave what was shown before the drill."""
    shown = ground.stack.release
    with tempfile.TemporaryDirectory() as folder:
        good = _show(ground, Path(folder, "good"), "<h1>MAC Express</h1>")
        _show(ground, Path(folder, "bad"), "")
    broken = ground.page("/")
    began = time.monotonic()
    back = rollback(ground.target.client, ground.stack)
    while not ground.page("/"):
        time.sleep(1)
    seconds = time.monotonic() - began
    lost = int(back != good or ground.page("/") == broken)
    ground.publish()
    change(ground.target.client, ground.stack, Release=shown)
    return Outcome(seconds, lost, f"de vuelta a la publicación {back.id}, las cifras también")


def _show(ground: Ground, folder: Path, home: str) -> Release:
    shell = folder / SHELL
    shell.parent.mkdir(parents=True)
    shell.write_text("<main><!--statistics--></main>", encoding="utf-8")
    (folder / "index.html").write_text(home, encoding="utf-8")
    release = upload(ground.target.client("s3"), ground.target.outputs["PortalBucketName"], folder)
    time.sleep(1.1)  # releases are told apart by the second of their upload
    change(ground.target.client, ground.stack, Release=release.id)
    return release
