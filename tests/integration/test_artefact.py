"""The output of `sam build` from the staged sources, inspected and run as Lambda would run it."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import boto3
import pytest

from artefact import SAM, Functions, built, built_for_this_machine, sam
from mac.paths import ROOT
from mac.release.artefact import LARGEST, OURS, ArtefactError, only
from mac.release.runtime import runtime_folder, runtime_version
from mac.release.sam import overrides

# The packages of Lambda's runtime. All are pure Python, so ours work for another Python version.
RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py")


@pytest.fixture(scope="module")
def template() -> str:
    """Return the text of template.yaml."""
    return (ROOT / "template.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def for_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Functions:
    """Return the functions built for this machine's architecture."""
    return built_for_this_machine(tmp_path_factory)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages of Lambda's runtime and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    installed = Path(boto3.__file__).parents[1]
    for name in RUNTIME_PACKAGES:
        source = installed / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder)
    return folder


def _run(function: dict[str, Any], runtime: Path, code: str) -> subprocess.CompletedProcess[str]:
    python = runtime_folder() / f"python{runtime_version()}"
    paths = f"import sys; sys.path[:0] = [{str(function['folder'])!r}, {str(runtime)!r}]\n"
    return subprocess.run([python, "-I", "-S", "-c", paths + code], capture_output=True, text=True, check=False)


def test_the_template_is_valid(template: str) -> None:
    """Sam and cfn-lint find nothing. Sam's own lint is the same and overlooks warnings."""
    assert template
    sam("validate", "--region", "us-east-1", folder=ROOT)
    command: list[str | Path] = [SAM / "cfn-lint", "template.yaml", "infra/roles.yaml", "infra/copies.yaml"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_sam_reads_every_value_as_it_was_written() -> None:
    """A schedule has blanks, a list of too many pages is empty: sam's own reader gives each back whole."""
    values = ["", "rate(10 minutes)", "cron(0 0 1 1 ? 2099)", "a=b c", 'a"b', "it's", "abc+/12", "file://x"]
    given = {f"Name{number}": value for number, value in enumerate(values)}
    reader = "import json, sys; from samcli.cli.types import CfnParameterOverridesType as Reader; "
    reader += "print(json.dumps(Reader().convert(sys.argv[1:], None, None)))"
    command: list[str | Path] = [SAM / "python", "-c", reader, *overrides(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == given


def test_no_known_mistake(tmp_path: Path) -> None:
    """Checkov finds nothing in template and workflow; each suppressed check has its reason beside it."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    # With a public bucket, to see the check fail.
    broken = tmp_path / "open.yaml"
    broken.write_text(text.replace("BlockPublicAcls: true", "BlockPublicAcls: false"), encoding="utf-8")
    command: list[str | Path] = [ROOT / ".venv-checkov" / "bin" / "checkov", "--skip-download", "--output", "json"]
    command += ["--framework", "cloudformation", "github_actions"]
    command += ["--file", "template.yaml", "infra/roles.yaml", "infra/copies.yaml", broken]
    command += (ROOT / ".github" / "workflows").glob("*.yml")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    results = {part["check_type"]: part["results"] for part in json.loads(done.stdout)}
    failed = [check for part in results.values() for check in part["failed_checks"]]
    assert {check["check_id"] for check in failed} == {"CKV_AWS_53"}
    assert {Path(check["file_abs_path"]) for check in failed} == {broken}
    ours = [check for check in results["cloudformation"]["skipped_checks"] if check["file_abs_path"] == "template.yaml"]
    assert len(ours) == text.count("checkov:skip=") == len(re.findall(r"checkov:skip=\w+: \S.{15,}", text))
    assert len(results["cloudformation"]["passed_checks"]) > 60
    assert len(results["github_actions"]["passed_checks"]) > 5


def test_every_handler_imports_with_only_what_is_there(for_this_machine: Functions, runtime: Path) -> None:
    """Each handler that the template names is in the artefact and imports on the runtime's own Python."""
    names = ("Attentions", "Receipts", "Statistics", "Office", "Decisions")
    assert for_this_machine.keys() == {f"{name}Function" for name in names}
    for function in for_this_machine.values():
        module, _, name = function["Handler"].rpartition(".")
        done = _run(
            function, runtime, f"from importlib import import_module\ngetattr(import_module({module!r}), {name!r})"
        )
        assert done.returncode == 0, done.stderr


def test_a_start_reads_no_other_kind_of_event(for_this_machine: Functions, runtime: Path) -> None:
    """Powertools' package imports all of them, and with them asyncio: in the artefact only what an HTTP API needs."""
    loaded = "import sys, macexpress.attentions.handler\nprint(sorted({'asyncio', 'graphql'} & {*sys.modules}), "
    loaded += "[name for name in sys.modules if 'appsync' in name or 'kafka' in name])"
    done = _run(for_this_machine["AttentionsFunction"], runtime, loaded)
    assert done.stdout.strip() == "[] []", done.stderr


def test_a_name_that_moved_is_noticed() -> None:
    """Of a package's imports only the named ones stay; one that is not there stops the build."""
    source = '"""All."""\nfrom .a import A, B\nfrom .c import (\n    C as D,\n)\n__all__ = ["A"]\n'
    assert only(source, ["A", "D"]) == "from .a import A\nfrom .c import C as D\n"
    with pytest.raises(ArtefactError, match="C: "):
        only(source, ["C"])


def test_a_missing_handler_would_be_noticed(for_this_machine: Functions, runtime: Path) -> None:
    """The test above can fail: `sam build` itself passes with a handler that does not exist."""
    function = for_this_machine["AttentionsFunction"]
    assert _run(function, runtime, "import macexpress.attentions.nowhere").returncode != 0
    assert _run(function, runtime, "import mkdocs").returncode != 0
    assert _run(function, runtime / "nothing", "import macexpress.attentions.handler").returncode != 0


def test_the_artefact_answers(for_this_machine: Functions, runtime: Path) -> None:
    """The built function routes an event and reads what it has of the catalogue: an unknown path gives a 404."""
    code = """
import os, json
os.environ |= {"ATTENTIONS_TABLE": "a", "MARKS_TABLE": "m", "AWS_DEFAULT_REGION": "us-east-1"}
os.environ |= {"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"}
from macexpress.attentions.handler import handler
event = {"version": "2.0", "rawPath": "/nada", "headers": {}, "requestContext":
         {"http": {"method": "GET", "path": "/nada"}, "stage": "$default"}}
answer = handler(event, None)
assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (404, "not_found"), answer
from macexpress.catalogue.index import packaged_index
index = packaged_index()
assert len(index.districts) > 1800
assert len(index.centres) > 240
from macexpress.catalogue.details import packaged_details
assert len(packaged_details().districts) > 200
"""
    done = _run(for_this_machine["AttentionsFunction"], runtime, code)
    assert done.returncode == 0, done.stderr


def test_what_is_deployed_is_for_the_machine_it_runs_on(template: str, tmp_path: Path) -> None:
    """The artefact for AWS has native code only for arm64; it has our code and not boto3."""
    for function in built(tmp_path, template).values():
        compiled = list(function["folder"].rglob("*.so"))
        assert compiled
        assert all("aarch64" in path.name for path in compiled)
        assert all(re.search(r"cpython-313|abi3", path.name) for path in compiled)
        names = {path.name for path in function["folder"].iterdir()}
        assert "macexpress" in names
        assert not names & {"boto3", "botocore", "portal", "local"}
        assert function["zip"].stat().st_size <= LARGEST


def test_functions_share_an_artefact(for_this_machine: Functions) -> None:
    """One zip for all of them, of at most 4,500,000 bytes."""
    (zipped,) = {function["zip"] for function in for_this_machine.values()}
    assert zipped.stat().st_size <= LARGEST


def test_a_start_compiles_nothing(for_this_machine: Functions) -> None:
    """Every module is compiled for 3.13 and is not compared with its source, whatever file times Lambda sets."""
    folder = for_this_machine["AttentionsFunction"]["folder"]
    for source in folder.rglob("*.py"):
        assert source.is_relative_to(folder / OURS), "a dependency goes compiled only"
        assert (source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc").is_file()
    compiled = list(folder.rglob("*.pyc"))
    assert len(compiled) > 100
    # PEP 552: flags 1 means a hash that is not checked.
    assert {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled} == {1}
