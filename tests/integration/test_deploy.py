"""`make deploy` against the local AWS, as an operator runs it: with real sam, the artefact and the full template."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from artefact import built_for_this_machine
from building import attention
from mac.local.engine import Engine
from mac.local.people import create_people, sign_in, username_of
from mac.release.kept import bring_back, keep
from mac.release.upload import PORTAL
from mac.stack import change
from macexpress.platform.lima import LIMA
from stage import ARCHITECTURE, ROOT, RUNTIME, Stage

CENTRE = "mac-express-cura-mori"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Yield a stage in an account that was empty before `make deploy`; functions run on their own Python."""
    with Engine(tmp_path_factory.mktemp("engine"), keep=False, python=RUNTIME) as engine:
        made = Stage(engine, "prueba")
        parameters = f"PARAMETERS=Architecture={ARCHITECTURE} AlarmEmail=guardia@example.org"
        done = made.operate("make", "deploy", "STAGE=prueba", "DEMONSTRATION=yes", parameters)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert "/ muestra la publicación " in done.stdout.splitlines()[-1]
        made.serve_api()
        yield made


@contextmanager
def _few_pages(folder: Path) -> Iterator[None]:
    """Take most pages out of the built portal for a while: packing all of them again takes a minute."""
    many = [PORTAL / name for name in ("cerca", "centros", "lugares", "manual", "pack", "assets")]
    for part in many:
        part.rename(folder / part.name)
    try:
        yield
    finally:
        for part in many:
            (folder / part.name).rename(part)


def _deploy(stage: Stage, *parameters: str) -> Any:
    """Deploy what is in build/, as `make deploy` does after `make build`."""
    return stage.operate(sys.executable, "-m", "mac", "deploy", "prueba", *parameters)


def test_from_an_empty_account_to_the_first_attention(stage: Stage) -> None:
    """After one command an advisor gets an account and registers an attention, and the figures count it."""
    outputs = stage.stack.outputs
    cognito = stage.engine.client("cognito-idp")
    create_people(cognito, outputs["AdvisorPoolId"], [CENTRE])
    settings = json.loads(stage.read("/asesor/settings.json"))
    token = sign_in(cognito, settings["client_id"], username_of(CENTRE))
    answer = stage.submit([attention(started=datetime.now(LIMA) - timedelta(minutes=30))], token)
    assert [verdict["verdict"] for verdict in answer.json()["verdicts"]] == ["registered"]
    functions = stage.engine.client("lambda")
    ran = functions.invoke(FunctionName=outputs["StatisticsFunctionName"], Payload=b"{}")
    assert json.loads(ran["Payload"].read()) == {"marks": 1}
    assert stage.published("data/v1/statistics/national.json")["totals"]["attentions"] == 1


def test_what_runs_is_what_was_packed(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The function's code in the account is the zip from `make build`, to the byte; built elsewhere it is the same."""
    packed = ROOT / "build" / "sam" / "AttentionsFunction.zip"
    elsewhere = {function["zip"] for function in built_for_this_machine(tmp_path_factory).values()}
    assert [zipped.read_bytes() == packed.read_bytes() for zipped in elsewhere] == [True]
    bucket = next(
        b["Name"] for b in stage.engine.client("s3").list_buckets()["Buckets"] if b["Name"].startswith("aws-sam-cli")
    )
    s3 = stage.engine.client("s3")
    bodies = [
        s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
        for item in s3.list_objects_v2(Bucket=bucket)["Contents"]
        if item["Size"] > 1_000_000
    ]
    assert packed.read_bytes() in bodies


def test_a_new_release_shows_when_complete_and_can_be_rolled_back(stage: Stage, tmp_path: Path) -> None:
    """Readers see the old pages until all new ones are there; `make rollback` brings the old ones back."""
    home, other = PORTAL / "index.html", PORTAL / "ayuda" / "index.html"
    before = stage.read("/"), stage.read("/ayuda/")
    kept = home.read_bytes(), other.read_bytes()
    try:
        home.write_bytes(kept[0] + b"<!--new-->")
        other.write_bytes(kept[1] + b"<!--new--><script>fresh()</script>")
        with _few_pages(tmp_path):
            done = _deploy(stage)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert stage.read("/") == before[0] + b"<!--new-->"
        assert stage.read("/ayuda/").endswith(b"<script>fresh()</script>")
        back = stage.operate("make", "rollback", "STAGE=prueba")
        assert back.returncode == 0, back.stderr
        assert (stage.read("/"), stage.read("/ayuda/")) == before
    finally:
        home.write_bytes(kept[0])
        other.write_bytes(kept[1])


def test_pages_alone_are_published_in_seconds(stage: Stage, tmp_path: Path) -> None:
    """After a change of a text `mac publish` shows the new pages, and the functions run the code that they ran."""
    page, before = PORTAL / "ayuda" / "index.html", stage.read("/ayuda/")
    kept, shown = page.read_bytes(), stage.stack.release
    functions = stage.engine.client("lambda")
    name = stage.stack.outputs["StatisticsFunctionName"]
    code = functions.get_function(FunctionName=name)["Configuration"]["CodeSha256"]
    try:
        page.write_bytes(kept + b"<!--other hours-->")
        with _few_pages(tmp_path):
            done = stage.operate(sys.executable, "-m", "mac", "publish", "prueba")
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert stage.read("/ayuda/") == before + b"<!--other hours-->"
        assert functions.get_function(FunctionName=name)["Configuration"]["CodeSha256"] == code
        assert stage.read("/no-existe/") == (PORTAL / "404.html").read_bytes()
        assert stage.operate("make", "rollback", "STAGE=prueba", f"RELEASE={shown}").returncode == 0
        assert stage.read("/ayuda/") == before
    finally:
        page.write_bytes(kept)


def test_code_goes_back_with_its_pages(stage: Stage) -> None:
    """After a deployment of other functions one command, without a build, runs the former code and its settings."""
    functions, name = stage.engine.client("lambda"), stage.stack.outputs["AttentionsFunctionName"]

    def runs() -> tuple[str, int]:
        found = functions.get_function(FunctionName=name)["Configuration"]
        return found["CodeSha256"], found["MemorySize"]

    shown, before = stage.stack, runs()
    keep(stage.engine.client, shown)
    s3, bucket = stage.engine.client("s3"), shown.outputs["PortalBucketName"]
    kept = s3.get_object(Bucket=bucket, Key=f"templates/{shown.parameters['Functions']}.yaml")["Body"].read()
    s3.put_object(Bucket=bucket, Key="templates/other.yaml", Body=kept.replace(b"MemorySize: 512", b"MemorySize: 640"))
    bring_back(stage.engine.client, shown, "other", {"Release": "other"})
    assert runs()[1] == 640
    back = stage.operate("make", "rollback", "STAGE=prueba", f"RELEASE={shown.release}")
    assert back.returncode == 0, back.stderr
    assert (runs(), stage.stack.parameters) == (before, shown.parameters)


def test_pages_of_other_functions_are_not_published_alone(stage: Stage) -> None:
    """Where the stage runs other code, or knows other records, the command says what to do and shows nothing new."""
    change(stage.engine.client, stage.stack, Functions="other")
    shown = stage.stack.release
    done = stage.operate(sys.executable, "-m", "mac", "publish", "prueba")
    assert done.returncode == 1
    assert "Use make deploy." in done.stderr
    assert stage.stack.release == shown


def test_a_deployment_that_fails_changes_nothing_for_readers(stage: Stage, tmp_path: Path) -> None:
    """When CloudFormation refuses, the message says so, and pages and parameters are as before."""
    home = PORTAL / "index.html"
    kept = home.read_bytes()
    before, shown = stage.read("/"), stage.stack.release
    try:
        home.write_bytes(kept + b"<!--never-->")
        with _few_pages(tmp_path):
            done = _deploy(stage, "LogDays=7")
    finally:
        home.write_bytes(kept)
    assert done.returncode == 1
    assert "Quien lee el portal ve lo mismo que antes" in done.stderr
    assert (stage.read("/"), stage.stack.release) == (before, shown)


def test_there_is_nothing_before_the_first_release(stage: Stage) -> None:
    """For a release that does not exist the command lists those that do, and changes nothing."""
    shown = stage.stack.release
    done = stage.operate("make", "rollback", "STAGE=prueba", "RELEASE=0000")
    assert done.returncode != 0
    assert shown in done.stderr
    assert stage.stack.release == shown
    assert "No existe la etapa" in stage.operate("make", "rollback", "STAGE=ninguna").stderr


def test_stages_live_in_one_account(stage: Stage) -> None:
    """A second stage of the same template exists beside the first, with other tables and another address."""
    cloudformation = stage.engine.client("cloudformation")
    template = cloudformation.get_template(StackName="mac-express-prueba", TemplateStage="Original")["TemplateBody"]
    body = template if isinstance(template, str) else json.dumps(template)
    bucket = stage.stack.outputs["PortalBucketName"]
    stage.engine.client("s3").put_object(Bucket=bucket, Key="template", Body=body.encode())
    cloudformation.create_stack(
        StackName="mac-express-otra",
        TemplateURL=f"{stage.engine.address}/{bucket}/template",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": "Architecture", "ParameterValue": ARCHITECTURE}],
    )
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="mac-express-otra", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    other = Stage(stage.engine, "otra").stack
    assert not {*other.outputs.values()} & {*stage.stack.outputs.values()}
