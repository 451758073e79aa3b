"""Where everything comes from: tools by their hash, deployed packages with their licence, actions by their commit."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cloud_template import ROOT
from mac.release.sbom import LicenceError, check, document
from portal.scripts import LIBRARIES


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    return document()


def test_every_python_package_is_locked_by_hash() -> None:
    """Whatever a mirror sends, only locked packages are installed: for all tools, not only for what is deployed."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = [package for package in lock["package"] if "registry" in package["source"]]
    assert len(packages) > 100
    for package in packages:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files), package["name"]


def test_every_npm_package_is_locked_by_hash() -> None:
    """The same for the desk's packages and for the gate's browser."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {place: package for place, package in lock["packages"].items() if place}
    assert packages
    assert not [place for place, package in packages.items() if not package["integrity"].startswith("sha512-")]


def test_every_version_is_exact_and_has_a_reason() -> None:
    """A range would give another version tomorrow; a pin without a reason stays for ever."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = tomllib.loads(text)
    groups = [named["project"]["dependencies"], *named["dependency-groups"].values()]
    for requirement in (requirement for group in groups for requirement in group):
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", requirement)
        assert re.search(rf'"{re.escape(requirement)}",\s*# \S.+', text), requirement


def test_the_bill_names_all_that_is_deployed(bill: dict[str, Any]) -> None:
    """Functions, desk and handbook; each package has its version, licence and, if the lock has them, hashes."""
    names = {component["name"] for component in bill["components"]}
    assert {"pydantic", "pydantic-core", "aws-lambda-powertools", *LIBRARIES, "mkdocs-material"} <= names
    assert not names & {"boto3", "pytest", "mkdocs", "typescript", "esbuild"}  # Lambda's own, or not deployed
    for component in bill["components"]:
        assert component["purl"].endswith(f"{component['name']}@{component['version']}")
        assert component["hashes"] or component["name"] in {*LIBRARIES, "mkdocs-material"}, component["name"]


def test_the_bill_is_the_same_twice(bill: dict[str, Any]) -> None:
    """It contains no time and nothing random, so that the artefact with it stays the same to the byte."""
    assert json.dumps(document()) == json.dumps(bill)


def test_licences_are_allowed(bill: dict[str, Any]) -> None:
    """Each licence lets anybody use and share what is deployed."""
    check(bill)


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND SSPL-1.0", ""])
def test_a_licence_that_is_not_allowed_stops_the_build(bill: dict[str, Any], licence: str) -> None:
    """The error names package and version; also for a package without a licence."""
    licences = [{"expression": licence}] if licence else []
    other = {**bill, "components": [*bill["components"], {"name": "x", "version": "1", "licenses": licences}]}
    with pytest.raises(LicenceError, match=r"^x 1: "):
        check(other)


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_runs_what_everybody_runs_with_pinned_actions(file: Path) -> None:
    """Actions are pinned to a commit, commands are those of the Makefile, and no input becomes part of a command."""
    text = file.read_text(encoding="utf-8")
    for action, comment in re.findall(r"uses: (\S+)(.*)", text):
        assert re.fullmatch(r"(actions|aws-actions)/[a-z-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for command in re.findall(r"run: (.+)", text):
        assert "${{" not in command
        assert re.fullmatch(r"make (\S+)( .*)?", command)[1] in targets  # type: ignore[index]
    assert "secrets." not in text, "no key that lives for long"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_an_account_is_reached_from_a_protected_environment_only(file: Path) -> None:
    """Whoever proposes a change reaches none; each job that does belongs to an environment, one at a time."""
    workflow = YAML(typ="safe").load(file)
    reaches = workflow["permissions"] != {"contents": "read"}
    assert reaches == (workflow["permissions"] == {"contents": "read", "id-token": "write"})
    assert reaches == ("concurrency" in workflow)
    assert all(("environment" in job) == reaches for job in workflow["jobs"].values())
    assert not (reaches and "pull_request" in file.read_text(encoding="utf-8"))
