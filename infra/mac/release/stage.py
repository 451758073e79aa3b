"""Collects what `sam build` needs in ``build/functions``: our package and the catalogue's index."""

import shutil
from pathlib import Path

from mac.catalogue_reading import read_or_explain
from mac.paths import ROOT
from macexpress.catalogue.index import PACKAGED
from portal.catalogue.catalogue import Catalogue
from portal.functions_index import index_of

STAGED = ROOT / "build" / "functions"


def stage(catalogue: Catalogue, destination: Path = STAGED) -> None:
    """Write the package and the index of `catalogue` into `destination`, and remove what was there."""
    shutil.rmtree(destination, ignore_errors=True)
    source = ROOT / "functions" / "macexpress"
    shutil.copytree(source, destination / "macexpress", ignore=shutil.ignore_patterns("__pycache__", PACKAGED.name))
    index = destination / "macexpress" / "catalogue" / PACKAGED.name
    index.write_text(index_of(catalogue).to_json(), encoding="utf-8")


def command() -> int:
    """Stage the repository's catalogue."""
    stage(read_or_explain())
    return 0
