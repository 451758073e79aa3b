"""Packs the output of `sam build` into one zip that starts fast and whose bytes depend only on the sources.

Files are compiled with the functions' own Python and marked `unchecked-hash`: Lambda unpacks with other file times,
but neither compiles at a start nor looks at the sources. Dependencies are only included compiled; our own sources stay
beside the compiled files, so that a traceback shows our lines. What no function needs is left out.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection
from pathlib import Path

from ruamel.yaml import YAML

from mac.errors import UserError
from mac.paths import ROOT
from mac.release.runtime import runtime_folder, runtime_version

BUILT = ROOT / "build" / "sam"
LARGEST = 4_500_000
"""Most bytes of the zip: it is loaded at a start and uploaded by a release."""
_UNUSED = (
    *("auth_alpha", "batch", "circuit_breaker", "data_masking", "feature_flags", "idempotency"),
    *("kafka", "parameters", "parser", "streaming", "validation"),
)
_LEFT_OUT = (
    "*.dist-info",  # sbom.cdx.json has this; without it no start searches it for plug-ins
    "*.data",
    "py.typed",
    "*.pyi",
    "requirements.txt",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.js",  # a web page that we do not serve
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.css",
    # Parts of Powertools and pydantic that nothing here imports; the artefact's tests would fail otherwise.
    "pydantic/v1",
    "pydantic/mypy.py",
    *(f"aws_lambda_powertools/utilities/{name}" for name in _UNUSED),
)
# Packages that import every kind of event for whoever needs one; all that ours and theirs need of them. Without the
# others a start neither reads them nor asyncio, which takes longer than they.
_ONLY = {
    "aws_lambda_powertools/event_handler": ("APIGatewayHttpResolver", "ApiGatewayResolver", "Response"),
    "aws_lambda_powertools/utilities/data_classes": (
        *("ALBEvent", "APIGatewayProxyEvent", "APIGatewayProxyEventV2", "BedrockAgentEvent"),
        *("LambdaFunctionUrlEvent", "VPCLatticeEvent", "VPCLatticeEventV2"),
    ),
}
OURS = "macexpress"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class ArtefactError(UserError):
    """The build cannot be deployed; the message says why."""


def pack(built: Path) -> dict[str, Path]:
    """Replace each function's folder in sam's build by one zip, and return the zips by function.

    Functions with the same code share a zip, which is made once. Raises ArtefactError if a zip is larger than LARGEST.
    """
    yaml = YAML()
    template = yaml.load(built / "template.yaml")
    functions = {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    folders = {name: built / properties["CodeUri"] for name, properties in functions.items()}
    zips: dict[str, Path] = {}
    packed = {}
    for name, folder in folders.items():
        content = _digest(folder)
        if content not in zips:
            zips[content] = _packed(folder, built / f"{name}.zip")
        packed[name] = zips[content]
        functions[name]["CodeUri"] = packed[name].name
    yaml.dump(template, built / "template.yaml")
    return packed


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _packed(folder: Path, zipped: Path) -> Path:
    _strip(folder)
    _compile(folder, folder / OURS)
    for path in [path for path in folder.iterdir() if path.name != OURS]:
        _compile(folder, path, "-b")
        for source in path.rglob("*.py") if path.is_dir() else [path]:
            source.unlink()
    _zip(folder, zipped)
    if (size := zipped.stat().st_size) > LARGEST:
        raise ArtefactError(f"{zipped.stem} is {size} bytes, more than {LARGEST}.")
    return zipped


def _strip(folder: Path) -> None:
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    for pattern in _LEFT_OUT:
        for path in folder.glob(pattern) if "/" in pattern else folder.rglob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for package, names in _ONLY.items():
        module = folder / package / "__init__.py"
        if module.is_file():
            module.write_text(only(module.read_text(encoding="utf-8"), names), encoding="utf-8")


def only(source: str, names: Collection[str]) -> str:
    """Return a package's module with the imports of some names and nothing else.

    Raises ArtefactError for a name that it does not import: another version has it elsewhere.
    """
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    for node in imports:
        node.names = [alias for alias in node.names if (alias.asname or alias.name) in names]
    kept = [node for node in imports if node.names]
    found = {alias.asname or alias.name for node in kept for alias in node.names}
    if missing := sorted(set(names) - found):
        raise ArtefactError(f"{', '.join(missing)}: not imported any more. See _ONLY.")
    return "".join(f"{ast.unparse(node)}\n" for node in kept)


def _compile(folder: Path, what: Path, *how: str) -> None:
    command = [
        *(str(runtime_folder() / f"python{runtime_version()}"), "-I", "-m", "compileall", "-q", "-j1", *how),
        # Tracebacks show the file's path in Lambda, not the one on the machine that compiled it.
        *("--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task", str(what)),
    ]
    done = subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0"}, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise ArtefactError(f"Not everything could be compiled: {done.stdout.decode()[:500]}")


def _zip(folder: Path, destination: Path) -> None:
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _LONG_AGO)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                archive.writestr(member, path.read_bytes())


def command() -> int:
    """Pack what is in build/sam."""
    for path in sorted(set(pack(BUILT).values())):
        sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")
    return 0
