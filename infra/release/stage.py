"""Stages what `sam build` takes: our package, the catalogue's index and nothing else, in ``build/functions``."""

import argparse
import shutil
import sys
from pathlib import Path

from macexpress.catalogue.index import PACKAGED
from portal.catalogue.reading import Catalogue, InvalidCatalogueError, read
from portal.functions_index import index_of

ROOT = Path(__file__).resolve().parents[2]
STAGED = ROOT / "build" / "functions"


def stage(catalogue: Catalogue, destination: Path = STAGED) -> None:
    """Write the package and the index of `catalogue` into `destination`, replacing what is there."""
    shutil.rmtree(destination, ignore_errors=True)
    source = ROOT / "functions" / "macexpress"
    shutil.copytree(source, destination / "macexpress", ignore=shutil.ignore_patterns("__pycache__", PACKAGED.name))
    index = destination / "macexpress" / "catalogue" / PACKAGED.name
    index.write_text(index_of(catalogue).to_json(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Stage for production, or with demonstration centres; 1 where the catalogue has problems."""
    parser = argparse.ArgumentParser(prog="release.stage", description=__doc__)
    parser.add_argument("--demonstration", action="store_true", help="accept attentions of demonstration centres")
    options = parser.parse_args(arguments)
    try:
        catalogue = read()
    except InvalidCatalogueError as error:
        sys.stderr.writelines(f"{problem}\n" for problem in error.problems)
        return 1
    stage(catalogue if options.demonstration else catalogue.without_demonstration())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
