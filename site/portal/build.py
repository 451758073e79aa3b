"""Builds the portal: all of it, or nothing."""

import tempfile
from pathlib import Path

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config

from portal.catalogue import Catalogue, read

_CONFIGURATION = Path(__file__).resolve().parents[2] / "mkdocs.yml"


def build(destination: Path, *, demonstration: bool) -> None:
    """Write the portal into `destination`, replacing what is there.

    demonstration: show demonstration centres too; what the public sees is built without.
    Raises InvalidCatalogueError, or MkDocs' Abort for a broken template or link; `destination` is then as it was.
    """
    catalogue = read()
    publish(catalogue if demonstration else catalogue.without_demonstration(), destination)


def publish(catalogue: Catalogue, destination: Path) -> None:
    """Write the portal of a checked catalogue into `destination`; same errors and same promise as `build`."""
    destination = destination.resolve()
    destination.parent.mkdir(parents=True, exist_ok=True)
    # Beside the destination, so that the swap is a rename and never a copy.
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=f".{destination.name}-") as workplace:
        fresh, former = Path(workplace, "fresh"), Path(workplace, "former")
        config = load_config(str(_CONFIGURATION), site_dir=str(fresh))
        config.extra["catalogue"] = catalogue
        run_mkdocs(config)
        if destination.exists():
            destination.rename(former)
        fresh.rename(destination)
