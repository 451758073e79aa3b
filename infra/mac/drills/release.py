"""A release of the portal has an empty home page: one command shows the previous release again."""

import tempfile
import time
from pathlib import Path
from typing import Any

from mac.drills.drill import DrillResult, DrillTarget
from mac.operations.recomputing import publish
from mac.release.rollback import rollback
from mac.release.upload import Release, upload
from mac.stack import change
from macexpress.publication.handler import SHELL
from portal.catalogue.reading import Catalogue


def drill(target: DrillTarget, _catalogue: Catalogue, _chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    """Show a good release, then a broken one, go back, and finally show the release from before the drill."""
    shown = {name: target.system.stack.parameters[name] for name in Release("", "", 0).parameters}
    with tempfile.TemporaryDirectory() as folder:
        good = _show(target, Path(folder, "good"), "<h1>MAC Express</h1>")
        _show(target, Path(folder, "bad"), "")
    broken = target.page("/")
    began = time.monotonic()
    back = rollback(target.system.client, target.system.stack)
    while not target.page("/"):
        time.sleep(1)
    seconds = time.monotonic() - began
    lost = int(back != good or target.page("/") == broken)
    publish(target.system)
    change(target.system.client, target.system.stack, **shown)
    return DrillResult(seconds, lost, f"de vuelta a la publicación {back.id}, las cifras también")


def _show(target: DrillTarget, folder: Path, home: str) -> Release:
    shell = folder / SHELL
    shell.parent.mkdir(parents=True)
    shell.write_text("<main><!--statistics--></main>", encoding="utf-8")
    (folder / "index.html").write_text(home, encoding="utf-8")
    release = upload(target.system.client("s3"), target.system.outputs["PortalBucketName"], folder)
    time.sleep(1.1)  # releases are ordered by the second of their upload
    change(target.system.client, target.system.stack, **release.parameters)
    return release
