"""Collects what `sam build` needs in ``build/functions``: our package and what it has of the catalogue."""

import hashlib
import shutil
from pathlib import Path

from mac.catalogue_reading import read_or_explain
from mac.paths import ROOT
from portal.catalogue.catalogue import Catalogue
from portal.functions_index import packaged_files

STAGED = ROOT / "build" / "functions"


def stage(catalogue: Catalogue, destination: Path = STAGED) -> None:
    """Write the package and its part of `catalogue` into `destination`, and remove what was there."""
    shutil.rmtree(destination, ignore_errors=True)
    source = ROOT / "functions" / "macexpress"
    shutil.copytree(source, destination / "macexpress", ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    for name, text in packaged_files(catalogue).items():
        (destination / "macexpress" / "catalogue" / name).write_text(text, encoding="utf-8")


def fingerprint(catalogue: Catalogue) -> str:
    """Return a hash of what runs: our package, what it knows of the catalogue, its libraries and the template."""
    package = ROOT / "functions" / "macexpress"
    files = sorted(path for kind in ("*.py", "*.html") for path in package.rglob(kind))
    files += [ROOT / "uv.lock", ROOT / "template.yaml"]
    digest = hashlib.sha256("".join(packaged_files(catalogue).values()).encode())
    for path in files:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def command() -> int:
    """Stage the repository's catalogue."""
    stage(read_or_explain())
    return 0
