"""What is deployed and under which licence, as CycloneDX: packages of the functions, of the desk, of the handbook.

Names, versions and hashes come from the locks (exported by uv, or read from npm's lock), licences from each package's
own metadata. The same locks give the same bytes: there is no time, and the serial number comes from the content.
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
"""Licences that let anybody use and share what is deployed, and that are compatible with our MIT licence."""
# Packages whose styles and scripts are copied into the pages of the handbook.
_COPIED_INTO_PAGES = ("mkdocs-material",)
_NAMES = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
}


class LicenceError(UserError):
    """Something would be deployed with no licence or one that is not allowed; the message names it."""


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
    """Raise LicenceError for all components without an allowed licence."""
    wrong = [
        f"{component['name']} {component['version']}: {' / '.join(expressions) or 'no licence'}"
        for component in made["components"]
        if not (expressions := [entry["expression"] for entry in component["licenses"]])
        or not all(_allowed(expression) for expression in expressions)
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
    """Return the licence in an installed package's metadata; empty if there is none."""
    package: Any = metadata.metadata(name)
    if expression := package.get("License-Expression"):
        return str(expression)
    classified = [c.rpartition(" :: ")[2] for c in package.get_all("Classifier") or [] if c.startswith("License ::")]
    named = [_NAMES.get(name, name) for name in classified if name != "OSI Approved"]
    licence = str(package.get("License") or "")
    return " AND ".join(named) or _NAMES.get(licence, licence)


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
    """Write the document; 1 if a licence is not allowed."""
    made = document()
    check(made)
    file.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0
