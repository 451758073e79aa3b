"""What is deployed and under which licence, as CycloneDX: packages of the functions, of the desk, of the handbook.

Names, versions and hashes are the locks' own (uv writes them, npm's lock has them); licences are what each package
says of itself. The same locks give the same bytes: no time, and a serial number made of the content.
"""

import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from mac.errors import UserError
from mac.paths import ROOT
from portal.scripts import LIBRARIES

ALLOWED = frozenset({"MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "PSF-2.0", "MPL-2.0"})
"""Licences that let anybody use and pass on what is deployed, with our MIT beside them."""
# Its style and scripts are copied into the pages of the handbook.
_COPIED_INTO_PAGES = ("mkdocs-material",)
_NAMES = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
}


class LicenceError(UserError):
    """Something would be deployed under a licence that is not allowed, or under none; the message names it."""


def document() -> dict[str, Any]:
    """Return the bill of materials."""
    command = [str(ROOT / ".venv-uv" / "bin" / "uv"), "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project"]
    done = subprocess.run([*command, "--format", "cyclonedx1.5"], cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    exported = json.loads(done.stdout)
    components = [*map(_python, exported["components"]), *_desk(), *map(_copied, _COPIED_INTO_PAGES)]
    components.sort(key=lambda component: component["purl"])
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "mac-express", "licenses": _licences("MIT")}},
        "components": components,
    }


def check(made: dict[str, Any]) -> None:
    """Raise LicenceError for what is deployed under a licence that is not allowed, all of it at once."""
    wrong = [
        f"{component['name']} {component['version']}: {' / '.join(told) or 'no licence'}"
        for component in made["components"]
        if not (told := [entry["expression"] for entry in component["licenses"]])
        or not all(_allowed(expression) for expression in told)
    ]
    if wrong:
        raise LicenceError("\n".join(wrong))


def _allowed(expression: str) -> bool:
    return any(
        all(name in ALLOWED for name in re.split(r" AND ", alternative.strip(" ()")))
        for alternative in re.split(r" OR ", expression)
    )


def _licences(*expressions: str) -> list[dict[str, str]]:
    return [{"expression": expression} for expression in expressions if expression]


def _licence_of(name: str) -> str:
    """Return what an installed package says of itself, empty where it says nothing."""
    told: Any = metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    named = [_NAMES.get(name, name) for name in classified if name != "OSI Approved"]
    said = str(told.get("License") or "")
    return " AND ".join(named) or _NAMES.get(said, said)


def _python(exported: dict[str, Any]) -> dict[str, Any]:
    hashes = [hashed for place in exported["externalReferences"] for hashed in place["hashes"]]
    return {
        "type": "library",
        "name": exported["name"],
        "version": exported["version"],
        "purl": exported["purl"],
        "hashes": hashes,
        "licenses": _licences(_licence_of(exported["name"])),
    }


def _desk() -> Iterator[dict[str, Any]]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for name in LIBRARIES:
        package = lock["packages"][f"node_modules/{name}"]
        yield {
            "type": "library",
            "name": name,
            "version": package["version"],
            "purl": f"pkg:npm/{name}@{package['version']}",
            "hashes": [],
            "licenses": _licences(package.get("license", "")),
        }


def _copied(name: str) -> dict[str, Any]:
    version = metadata.version(name)
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [],
        "licenses": _licences(_licence_of(name)),
    }


def command(file: Annotated[Path, typer.Argument(help="where to write it")]) -> int:
    """Write the document; 1 where a licence is not allowed."""
    made = document()
    check(made)
    file.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0
