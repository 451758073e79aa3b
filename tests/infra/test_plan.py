"""A deployment asks before it acts, with answers that AWS's models allow and its documentation describes."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    DataNotFoundError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)
from botocore.response import StreamingBody
from botocore.stub import Stubber

from cloud_template import of_type
from mac.errors import line_of_aws
from mac.release import plan as planning
from mac.release.changes import HOLD_DATA, POLICY, in_words, losses
from mac.release.plan import Plan, parameters_given, plan
from mac.release.rollback import NoReleaseError, rollback
from mac.release.sam import clear_failed_create, first_failure
from mac.scheduler import RunFailedError, run_once
from mac.stack import RUN_SECONDS, Stack, StackError, client_of_stage, stack_name

TEMPLATE = {"Parameters": {"IntakeConcurrency": {"Default": 40}, "Release": {}}}
NOW = "2026-11-27T00:00:00Z"


class Account:
    """An account whose answers are given: each must be an answer that AWS's model allows."""

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}
        self._stubs: dict[str, Stubber] = {}

    def __call__(self, service: str) -> Any:
        """Return the client of a service."""
        if service not in self._clients:
            make: Callable[..., Any] = boto3.client
            keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
            client = make(service, region_name="us-east-1", **keys)
            self._clients[service], self._stubs[service] = client, Stubber(client)
            self._stubs[service].activate()
        return self._clients[service]

    def answers(self, service: str, operation: str, answer: dict[str, Any]) -> None:
        """Add the next answer of a service."""
        self(service)
        self._stubs[service].add_response(operation, answer)

    def refuses(self, service: str, operation: str, code: str, message: str = "") -> None:
        """Add a refusal as the next answer of a service."""
        self(service)
        self._stubs[service].add_client_error(operation, code, message)


def _account(quota: int, *, status: str = "", free: int | None = None, domain: str = "") -> Account:
    """Return an account with a quota of Lambda and, where a status is given, a stack in that state."""
    account = Account()
    if status:
        found = {"StackName": "mac-express-prueba", "CreationTime": NOW, "StackStatus": status}
        held = {"IntakeConcurrency": "40", "DomainName": domain}
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in held.items()]
        account.answers("cloudformation", "describe_stacks", {"Stacks": [{**found, "Parameters": parameters}]})
    else:
        message = "Stack with id mac-express-prueba does not exist"
        account.refuses("cloudformation", "describe_stacks", "ValidationError", message)
    who = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/a"}
    account.answers("sts", "get_caller_identity", who)
    limit = {"ConcurrentExecutions": quota, "UnreservedConcurrentExecutions": quota if free is None else free}
    account.answers("lambda", "get_account_settings", {"AccountLimit": limit})
    empty = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 0}
    account.answers("cloudfront", "list_distributions", {"DistributionList": empty})
    return account


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a build there is nothing to compare: an existing stack is as the build."""
    monkeypatch.setattr(planning, "changes_of", lambda *_: [])


def test_a_new_account_gets_a_create_that_works() -> None:
    """With the quota of 10 of a new account no reservation fits: the first create has none, and the plan says so."""
    made = plan(_account(10), "prueba", {}, TEMPLATE)
    assert made.parameters == {"IntakeConcurrency": "0"}
    assert made.refusals == []
    assert any("IntakeConcurrency=0" in line and "Service Quotas" in line for line in made.lines)
    assert any("must be verified" in line for line in made.lines)


@pytest.mark.parametrize(("quota", "fits"), [(149, False), (150, True), (1000, True)])
def test_a_hundred_stay_unreserved(quota: int, *, fits: bool) -> None:
    """Lambda keeps 100 for functions without a reservation; forty of the intake and ten others fit from 150 on."""
    made = plan(_account(quota), "prueba", {}, TEMPLATE)
    assert made.parameters == ({} if fits else {"IntakeConcurrency": "0"})


def test_what_a_person_asked_for_is_refused_and_not_changed() -> None:
    """Who writes a reservation that does not fit learns it before anything is created."""
    made = plan(_account(10), "prueba", {"IntakeConcurrency": "40", "Fierwall": "yes"}, TEMPLATE)
    assert made.parameters["IntakeConcurrency"] == "40"
    assert [refusal.split(".")[0] for refusal in made.refusals] == [
        "PARAMETERS: no existe Fierwall",
        "IntakeConcurrency=40 no cabe en la cuota de Lambda",
    ]


def test_what_a_stack_holds_counts_as_its_own() -> None:
    """A stack that exists has its reservation already: deploying it again needs no more room."""
    assert plan(_account(150, status="UPDATE_COMPLETE", free=100), "prueba", {}, TEMPLATE).refusals == []
    more = plan(_account(150, status="UPDATE_COMPLETE", free=100), "prueba", {"IntakeConcurrency": "41"}, TEMPLATE)
    assert len(more.refusals) == 1


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"])
def test_a_failed_first_create_is_repeated(status: str) -> None:
    """CloudFormation only lets such a stack be deleted; the plan says that it is, and that it is created again."""
    made = plan(_account(1000, status=status), "prueba", {}, TEMPLATE)
    assert made.repeats_create
    assert made.refusals == []


@pytest.mark.parametrize(
    "status", ["UPDATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"]
)
def test_a_stack_that_cannot_be_changed_is_left_alone(status: str) -> None:
    """A stack in change or stuck is not deleted: it may hold data."""
    made = plan(_account(1000, status=status), "prueba", {}, TEMPLATE)
    assert not made.repeats_create
    assert len(made.refusals) == 1


@pytest.mark.parametrize(
    ("former", "wanted", "refused"),
    [("a.pe", "b.pe", True), ("a.pe", "", True), ("a.pe", None, False), ("a.pe", "a.pe", False), ("", "a.pe", False)],
)
def test_a_domain_is_not_changed_by_the_way(former: str, wanted: str | None, *, refused: bool) -> None:
    """What desks have not sent is kept under the domain that they use: leaving it is refused until somebody says so."""
    template = {"Parameters": {**TEMPLATE["Parameters"], "DomainName": {}}}
    given = {} if wanted is None else {"DomainName": wanted}

    def refusals(*, moves: bool) -> list[str]:
        account = _account(1000, status="UPDATE_COMPLETE", domain=former)
        return plan(account, "prueba", given, template, moves=moves).refusals

    assert [former in refusal and "MOVE=yes" in refusal for refusal in refusals(moves=False)] == [True] * refused
    assert refusals(moves=True) == []


def test_another_account_than_the_stages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the account is listed, a deployment elsewhere would begin a second system: it says where the first is."""
    monkeypatch.setattr(planning, "account_of", lambda _: "999999999999")
    (refusal,) = plan(_account(1000), "prueba", {}, TEMPLATE).refusals
    assert "999999999999" in refusal
    monkeypatch.setattr(planning, "account_of", lambda _: "123456789012")
    assert plan(_account(1000), "prueba", {}, TEMPLATE).refusals == []


def test_clearing_lists_what_stays() -> None:
    """The empty stack is deleted; a table whose deletion failed stays and is named."""
    account = Account()
    resource = {"LastUpdatedTimestamp": NOW, "LogicalResourceId": "Attentions", "ResourceType": "AWS::DynamoDB::Table"}
    found = [
        {**resource, "PhysicalResourceId": "gone", "ResourceStatus": "DELETE_COMPLETE"},
        {**resource, "PhysicalResourceId": "left", "ResourceStatus": "DELETE_FAILED"},
        {**resource, "ResourceType": "AWS::IAM::Role", "PhysicalResourceId": "role", "ResourceStatus": "DELETE_FAILED"},
    ]
    account.answers("cloudformation", "list_stack_resources", {"StackResourceSummaries": found})
    account.answers("cloudformation", "delete_stack", {})
    account.refuses("cloudformation", "describe_stacks", "ValidationError", "Stack with id x does not exist")
    assert clear_failed_create(account, "x") == ["AWS::DynamoDB::Table left"]


def _change(action: str, kind: str, replacement: str = "") -> dict[str, Any]:
    more = {"Replacement": replacement} if replacement else {}
    return {"ResourceChange": {"Action": action, "LogicalResourceId": "X", "ResourceType": kind, **more}}


@pytest.mark.parametrize("kind", sorted(HOLD_DATA))
def test_what_holds_data_is_neither_replaced_nor_removed(kind: str) -> None:
    """Such a change is refused here, and by the stack's policy for whoever changes the stack by hand."""
    assert losses([_change("Modify", kind, "True")])
    assert losses([_change("Remove", kind)])
    assert not losses([_change("Modify", kind, "False"), _change("Add", kind), _change("Remove", "AWS::IAM::Role")])
    denied = json.loads(POLICY)["Statement"][1]
    assert kind in denied["Condition"]["StringEquals"]["ResourceType"]
    assert denied["Action"] == ["Update:Replace", "Update:Delete"]


def test_a_change_is_put_in_words() -> None:
    """What is replaced or removed stands out; what is added is only counted."""
    changes = [
        _change("Add", "AWS::SNS::Topic"),
        _change("Modify", "AWS::IAM::Role", "False"),
        _change("Modify", "AWS::IAM::Role", "True"),
        _change("Remove", "AWS::SNS::Topic"),
    ]
    assert in_words(changes) == [
        "QUITA X (AWS::SNS::Topic)",
        "REEMPLAZA X (AWS::IAM::Role)",
        "cambia X (AWS::IAM::Role)",
        "agrega recursos: 1",
    ]


def test_the_first_failure_says_what_to_do() -> None:
    """Of a failed create the first cause counts; what is cancelled after it says nothing."""
    account = Account()
    event = {"StackId": "s", "EventId": "e", "StackName": "x", "Timestamp": NOW}
    # The words of public reports: github.com/aws-samples/alarm-context-tool/issues/2.
    quota = (
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [10]."
    )
    newest_first = [
        ("AWS::IAM::Role", "CREATE_FAILED", "Resource creation cancelled"),
        ("AWS::Lambda::Function", "CREATE_FAILED", quota),
        ("AWS::CloudFormation::Stack", "CREATE_IN_PROGRESS", "User Initiated"),
    ]
    events = [
        {
            **event,
            "LogicalResourceId": kind,
            "ResourceType": kind,
            "ResourceStatus": status,
            "ResourceStatusReason": why,
        }
        for kind, status, why in newest_first
    ]
    account.answers("cloudformation", "describe_stack_events", {"StackEvents": events})
    assert "IntakeConcurrency=0" in first_failure(account, "x")


def _ran(marks: int) -> dict[str, Any]:
    body = json.dumps({"marks": marks}).encode()
    return {"StatusCode": 200, "Payload": StreamingBody(BytesIO(body), len(body))}


def test_a_run_at_work_is_waited_for() -> None:
    """Lambda refuses a second run with 429 and starts nothing: asking later begins one run."""
    account, pauses = Account(), list[float]()
    for _ in range(2):
        account.refuses("lambda", "invoke", "TooManyRequestsException", "Rate Exceeded.")
    account.answers("lambda", "invoke", _ran(3))
    assert run_once(account("lambda"), "f", pauses.append) == 3
    assert len(pauses) == 2


def test_a_run_that_never_ends_is_reported() -> None:
    """After as long as a run may last, the message says where to look."""
    account = Account()
    for _ in range(RUN_SECONDS):
        account.refuses("lambda", "invoke", "TooManyRequestsException")
    with pytest.raises(RunFailedError, match="FiguresLate"):
        run_once(account("lambda"), "f", lambda _: None)


def test_a_function_is_waited_for_and_never_called_twice(
    monkeypatch: pytest.MonkeyPatch, template: dict[str, Any]
) -> None:
    """The client waits longer than any function may run; a retry after a read timeout would run it twice."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    config = client_of_stage("prueba")("lambda").meta.config
    longest = max(each["Properties"].get("Timeout", 0) for each in of_type(template, "AWS::Lambda::Function").values())
    assert config.read_timeout > longest
    assert config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda: client_of_stage("produccion"),
        lambda: stack_name("produccíon"),
        lambda: parameters_given(["Firewall"]),
    ],
)
def test_what_is_mistyped_is_one_line(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another region than the stage's, a name that no stack can have, a parameter without its value."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    with pytest.raises(StackError) as raised:
        act()
    assert "\n" not in str(raised.value)


def test_rollback_without_a_note_lists_what_there_is() -> None:
    """The current release may have no note, or none at all: a line says so."""
    account = Account()
    account.answers("s3", "list_objects_v2", {"Contents": []})
    with pytest.raises(NoReleaseError, match="ninguna"):
        rollback(account, Stack("x", {"PortalBucketName": "b"}, {"Release": "r"}))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("AccessDeniedException", "permiso"),
        ("ExpiredTokenException", "sso login"),
        ("ThrottlingException", "minuto"),
        ("Odd", "Repita"),
    ],
)
def test_every_error_of_aws_is_one_line(code: str, remedy: str) -> None:
    """What AWS refuses has its code, its words and what to do, in one line."""
    line = line_of_aws(ClientError({"Error": {"Code": code, "Message": "a\nb."}}, "Invoke"))
    assert (code in line, remedy in line, "\n" in line) == (True, True, False)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (NoCredentialsError(), "Diga la cuenta: aws sso login"),
        (ProfileNotFound(profile="x"), "AWS_PROFILE="),
        (UnauthorizedSSOTokenError(), "aws sso login"),
        (EndpointConnectionError(endpoint_url="https://x"), "conexión a internet"),
        (DataNotFoundError(data_path="x"), "No se pudo usar AWS"),
    ],
)
def test_aws_out_of_reach_is_one_line(error: BotoCoreError, remedy: str) -> None:
    """Without an account, with an old session, without a link: what to do, then AWS's own words."""
    line = line_of_aws(error)
    assert (remedy in line, "\n" in line) == (True, False)


def test_refusals_come_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """All that speaks against a deployment is in one message."""
    made = Plan(None, {}, ["Cuenta 1"], ["uno", "dos"])
    with pytest.raises(StackError, match=r"uno\n.*dos"):
        planning.shown(made)
    assert capsys.readouterr().out == "Cuenta 1\n"
