"""A release that is cut at any call of AWS: one line says so, and the same command again ends as if nothing had been.

Real clients ask moto's bucket and a stack that has the parameters and outputs of ours. Each call of a command fails in
turn: refused before it acts, or done and its answer lost.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws
from typer.testing import CliRunner, Result

from mac.cli import app
from mac.release import deploy, plan, publish, sam

NAME, BUCKET = "mac-express-prueba", "mac-express-prueba-portal"
_VALUES = {"Release": "none", "Pages": "", "Functions": "none", "IntakeConcurrency": "40", "DomainName": ""}


def _template(code: str) -> str:
    """Return a template with our parameters; `code` stands for what runs."""
    return json.dumps({"Parameters": {name: {"Default": value} for name, value in _VALUES.items()}, "Code": code})


class CloudFormation:
    """One stack, as the documentation of each operation describes it; a change is seen to end at the second look."""

    def __init__(self) -> None:
        self.template, self.parameters, self.looks = "", dict[str, str](), 0

    @property
    def outputs(self) -> dict[str, str]:
        """What the stack says of itself."""
        fixed = {
            "DeskClientId": "client",
            "OfficeClientId": "office",
            "PortalAddress": "https://x.test",
            "StatisticsFunctionName": "f",
        }
        return fixed | {"PortalBucketName": BUCKET, "Code": json.loads(self.template)["Code"]}

    def __call__(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Answer an operation with the content of its answer; ClientError where it refuses."""
        answering: Callable[..., dict[str, Any]] = getattr(self, xform_name(operation), lambda _: {})
        return answering(request)

    def describe_stacks(self, _: dict[str, Any]) -> dict[str, Any]:
        """Describe the stack."""
        if not self.template:
            raise _refused("ValidationError", f"Stack with id {NAME} does not exist")
        self.looks += 1
        found = {"StackName": NAME, "StackStatus": "UPDATE_COMPLETE" if self.looks > 1 else "UPDATE_IN_PROGRESS"}
        parameters = [{"ParameterKey": k, "ParameterValue": v} for k, v in self.parameters.items()]
        outputs = [{"OutputKey": k, "OutputValue": v} for k, v in self.outputs.items()]
        return {"Stacks": [found | {"Parameters": parameters, "Outputs": outputs}]}

    def update_stack(self, request: dict[str, Any]) -> dict[str, Any]:
        """Replace what is named, and keep the rest."""
        template = self.template
        if "TemplateURL" in request:
            key = request["TemplateURL"].partition(f"{BUCKET}/")[2]
            template = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
        template = request.get("TemplateBody", template)
        wanted = {
            each["ParameterKey"]: self.parameters[each["ParameterKey"]]
            if each.get("UsePreviousValue")
            else each["ParameterValue"]
            for each in request["Parameters"]
        }
        wanted = {name: wanted.get(name, value) for name, value in _VALUES.items()}
        if (template, wanted) == (self.template, self.parameters):
            raise _refused("ValidationError", "No updates are to be performed.")
        self.template, self.parameters, self.looks = template, wanted, 0
        return {}

    def get_template(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the template as it was given."""
        assert request["TemplateStage"] == "Original"
        return {"TemplateBody": json.loads(self.template)}

    def describe_stack_events(self, _: dict[str, Any]) -> dict[str, Any]:
        """Return no event."""
        return {"StackEvents": []}

    def get_template_summary(self, _: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of a template."""
        return {"Parameters": [{"ParameterKey": name} for name in _VALUES]}


def _refused(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "X")


class World:
    """An account in which the call of a given number fails, and an operator's machine with something built."""

    def __init__(self, portal: Path) -> None:
        self.portal, self.code = portal, "1"
        self.answers: bool | None = True
        self.calls, self.fails_at, self.lost = 0, 0, False
        self.error: Exception = ConnectionError()
        self.cloudformation = CloudFormation()
        session: Any = botocore.session.get_session()
        session.register("before-parameter-build", self._asked)
        session.register("before-call", self._called)
        session.register("after-call", self._answered)
        boto3.setup_default_session(botocore_session=session, region_name="us-east-1")
        # Making a client reads its service's whole model: once is enough.
        self.client = cache(boto3.client)

    def _asked(self, params: dict[str, Any], **_: Any) -> None:
        self.request = params

    def _called(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]] | None:
        self.calls += 1
        if self.calls == self.fails_at and not self.lost:
            raise self.error
        if model.service_model.service_name != "cloudformation":
            return None
        answer = self.cloudformation(model.name, self.request)
        return SimpleNamespace(status_code=200), answer | {"ResponseMetadata": {}}

    def _answered(self, **_: Any) -> None:
        if self.calls == self.fails_at and self.lost:
            raise self.error

    def asked(self, *_: Any, patient: bool) -> str:
        """Answer whether the stage answers: always, never, or not after a change."""
        return "" if self.answers is True or (self.answers is None and not patient) else "/ respondió 502 y no 200"

    def build(self, text: str, code: str = "") -> None:
        """Build other pages and, where named, other functions."""
        self.code = code or self.code
        (self.portal / "index.html").write_text(f"<style>p{{}}</style>{text}", encoding="utf-8")

    def operate(self, *command: str) -> Result:
        """Run a command, with the fault that was set."""
        self.calls = 0
        return CliRunner().invoke(app, [*command])

    def sound(self, *command: str) -> str:
        """Run a command without fault and return what it prints."""
        self.fails_at = 0
        done = self.operate(*command)
        assert done.exit_code == 0, done.output
        return done.output

    def sam(self, client: Any, _stage: str, parameters: dict[str, str], *_: Any, **__: Any) -> Any:
        """Create or update the stack as sam does, in which a parameter that is not given keeps its value."""
        given = self.cloudformation.parameters | parameters
        listed = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
        try:
            client("cloudformation").update_stack(StackName=NAME, TemplateBody=_template(self.code), Parameters=listed)
        except (ClientError, EndpointConnectionError) as error:
            if "No updates" not in str(error):
                return subprocess.CompletedProcess([], 1, "", str(error))
        return subprocess.CompletedProcess([], 0, "", "")

    def state(self) -> tuple[str, str, str, set[str]]:
        """Return what is shown, what runs, and the files of what is shown."""
        self.fails_at = 0
        shown = self.cloudformation.parameters
        prefix = f"portal/{shown['Release']}/"
        found = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        keys = {item["Key"].removeprefix(prefix) for item in found.get("Contents", [])}
        return shown["Release"], self.cloudformation.outputs["Code"], shown["Functions"], keys


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Yield an account with one release, of code 1."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr("botocore.waiter.time.sleep", lambda _: None)
    with mock_aws():
        made = World(tmp_path)
        made.client("s3").create_bucket(Bucket=BUCKET)
        monkeypatch.setattr(boto3, "client", lambda service, **_: made.client(service))
        monkeypatch.setattr(sam, "_run", made.sam)
        for module in (deploy, publish):
            monkeypatch.setattr(module, "PORTAL", made.portal)
            monkeypatch.setattr(module, "fingerprint", lambda _: made.code)
            monkeypatch.setattr(module, "read_or_explain", lambda: None)
            monkeypatch.setattr(module, "run_once", lambda *_: 0)
        monkeypatch.setattr(deploy, "built_template", lambda: json.loads(_template("")))
        monkeypatch.setattr(deploy, "failing", made.asked)
        monkeypatch.setattr(plan, "built_template", lambda: json.loads(_template("")))
        monkeypatch.setattr(plan, "changes_of", lambda *_: [])
        monkeypatch.setattr(plan, "_look_at_quota", lambda *_: None)
        made.build("one")
        made.sound("deploy", "prueba")
        yield made
    boto3.DEFAULT_SESSION = None


def _expired() -> Exception:
    return _refused("ExpiredToken", "The security token included in the request is expired")


def _cut() -> Exception:
    return EndpointConnectionError(endpoint_url="https://x.amazonaws.com")


def _publish(world: World) -> tuple[str, ...]:
    world.build("two")
    return ("publish", "prueba")


def _deploy(world: World) -> tuple[str, ...]:
    world.build("two", code="2")
    return ("deploy", "prueba")


def _rollback(world: World) -> tuple[str, ...]:
    world.sound(*_publish(world))
    world.sound(*_deploy(world))
    return ("rollback", "prueba")


@pytest.mark.parametrize(("error", "lost"), [(_expired, False), (_cut, True)], ids=["refused", "answer lost"])
@pytest.mark.parametrize("begin", [_publish, _deploy, _rollback])
def test_a_command_that_is_cut_is_repeated(
    world: World, begin: Callable[[World], tuple[str, ...]], error: Callable[[], Exception], *, lost: bool
) -> None:
    """Cut at each of its calls: one line in Spanish and no traceback; repeated, it ends as without any cut."""
    command = begin(world)
    start = world.state()
    world.sound(*command)
    wanted, count = world.state(), world.calls
    assert wanted != start
    cut = 0
    for number in range(1, count + 1):
        world.sound("rollback", "prueba", start[0])
        assert world.state() == start
        world.fails_at, world.error, world.lost = number, error(), lost
        done = world.operate(*command)
        assert not done.exception or isinstance(done.exception, SystemExit), f"call {number}: {done.exception!r}"
        if done.exit_code:
            cut += 1
            assert done.stderr.count("\n") == 1, done.stderr
            assert any(word in done.stderr for word in ("epita", "Entre otra vez", "Diga la cuenta")), done.stderr
        # A way back begins at what is shown, which the cut may have changed: it has named where it goes.
        named = re.findall(r"RELEASE=(\w+)", done.stdout)
        world.sound(*command, *named)
        assert world.state() == wanted, f"call {number}"
    assert cut > count / 2


def test_what_does_not_answer_is_turned_back(world: World) -> None:
    """A release after which the stage does not answer lasts as long as it takes to ask: pages and code go back."""
    before = world.state()
    world.build("broken", code="2")
    world.answers = None
    done = world.operate("deploy", "prueba")
    assert done.exit_code == 1
    assert "respondió 502" in done.stderr
    assert f"Se volvió a la anterior, {before[0]}" in done.stderr
    assert world.state() == before
    assert world.cloudformation.parameters["Functions"] == "1"


def test_what_did_not_answer_before_is_not_turned_back(world: World) -> None:
    """Where the stage was down already, the new release may be what mends it: it stays."""
    world.build("mended", code="2")
    world.answers = False
    assert world.operate("deploy", "prueba").exit_code == 0
    assert world.state()[1] == "2"


def test_code_and_pages_go_back_together(world: World) -> None:
    """Back and forth between three releases, of which two have the same functions; other parameters stay."""
    states = [world.state()]
    world.sound(*_publish(world))
    states.append(world.state())
    world.build("three", code="3")
    world.sound("deploy", "prueba", "DomainName=x.pe")
    states.append(world.state())
    assert [state[1] for state in states] == ["1", "1", "3"]
    for state in (states[0], states[2], states[1], states[0]):
        world.sound("rollback", "prueba", state[0])
        assert world.state() == state
        assert world.cloudformation.parameters["DomainName"] == "x.pe"


def test_functions_that_are_not_kept_are_not_shown(world: World) -> None:
    """Without the template of what ran there is no way back by this command: it says so, and changes nothing."""
    first = world.state()[0]
    world.sound(*_deploy(world))
    state = world.state()
    boto3.client("s3").delete_object(Bucket=BUCKET, Key="templates/1.yaml")
    done = world.operate("rollback", "prueba", first)
    assert (done.exit_code, world.state()) == (1, state)
    assert "make deploy" in done.stderr
