"""What `sam build` and `mac pack` make of the staged sources, in a folder of its own."""

import fcntl
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mac.paths import ROOT
from mac.release.artefact import pack
from mac.release.runtime import runtime_folder
from mac.release.stage import stage
from portal.catalogue.reading import read
from stage import ARCHITECTURE

SAM = ROOT / ".venv-sam" / "bin"

Functions = dict[str, dict[str, Any]]
"""By name: the properties in the built template, with the `zip` and the `folder` into which it was unpacked."""


def sam(*arguments: str, folder: Path) -> None:
    """Run sam, which must succeed."""
    environment = os.environ | {
        "PATH": os.pathsep.join([str(runtime_folder()), os.environ["PATH"]]),
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    done = subprocess.run(
        [SAM / "sam", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def built(folder: Path, template: str) -> Functions:
    """Build and pack a template in a folder."""
    stage(read(), folder / "build" / "functions")
    uv = ROOT / ".venv-uv" / "bin" / "uv"
    requirements = folder / "build" / "functions" / "requirements.txt"
    export: list[str | Path] = [uv, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-header"]
    subprocess.run([*export, "--output-file", requirements], cwd=ROOT, check=True, capture_output=True)
    (folder / "template.yaml").write_text(template, encoding="utf-8")
    sam("build", "--build-dir", str(folder / "built"), folder=folder)
    for zipped in {*pack(folder / "built").values()}:  # functions share it
        with zipfile.ZipFile(zipped) as archive:
            archive.extractall(folder / "unpacked" / zipped.name)
    return _functions_in(folder)


def built_for_this_machine(factory: pytest.TempPathFactory) -> Functions:
    """Return what is built for this machine's architecture, once for all workers of a test run."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "artefact"
    with (shared / "artefact.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return _functions_in(folder)
        folder.mkdir()
        template = (ROOT / "template.yaml").read_text(encoding="utf-8")
        return built(folder, template.replace("Default: arm64", f"Default: {ARCHITECTURE}"))


def _functions_in(folder: Path) -> Functions:
    resources = YAML().load(folder / "built" / "template.yaml")["Resources"]  # reads CloudFormation's tags too
    found = {
        name: dict(resource["Properties"])
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return {
        name: properties
        | {"zip": folder / "built" / properties["CodeUri"], "folder": folder / "unpacked" / properties["CodeUri"]}
        for name, properties in found.items()
    }
