"""Finds the Python version that Lambda runs, which `sam build` needs on the PATH, and prints its folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

from mac.errors import UserError
from mac.paths import ROOT, TEMPLATE

_UV = ROOT / ".venv-uv" / "bin" / "uv"


def runtime_version() -> str:
    """Return the Python version that template.yaml names, like ``3.13``."""
    match = re.search(r"Runtime: python(\d+\.\d+)", TEMPLATE.read_text(encoding="utf-8"))
    if not match:
        raise UserError("template.yaml names no Python runtime.")
    return match[1]


def runtime_folder() -> Path:
    """Return the folder with that Python's executable; UserError, with how to get it, if there is none."""
    version = runtime_version()
    found = _find(version)
    if found is None:
        subprocess.run([_UV, "python", "install", "--quiet", version], check=False, stderr=subprocess.DEVNULL)  # noqa: S603
        found = _find(version)
    if found is None:
        raise UserError(f"sam build needs Python {version}. Install it: pyenv install {version}, or your system's.")
    return found


def _find(version: str) -> Path | None:
    # pyenv's shims fail for versions that are installed but not selected, so its real folders come first.
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [str(folder / "bin") for folder in sorted(pyenv.glob(f"{version}*"))]
    found = subprocess.run(  # noqa: S603 - our own uv
        [_UV, "python", "find", "--no-project", version],
        env=os.environ | {"PATH": os.pathsep.join([*folders, os.environ.get("PATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )
    return Path(found.stdout.strip()).parent if found.returncode == 0 else None


def command() -> int:
    """Print the folder."""
    sys.stdout.write(f"{runtime_folder()}\n")
    return 0
