"""Rules that the stack obeys, each with its reason in the docstring. On the template as CloudFormation sees it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cloud_template import ROOT, as_list, of_type, references, statements

KEPT = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool")
API_SECONDS = 30  # an HTTP API waits no longer, and no quota raises it


def test_every_table_comes_back(template: dict[str, Any]) -> None:
    """Facts are nowhere else: a table that is deleted, replaced or overwritten by mistake must come back."""
    for table in of_type(template, "AWS::DynamoDB::Table").values():
        properties = table["Properties"]
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert properties["DeletionProtectionEnabled"] is True
        assert properties["BillingMode"] == "PAY_PER_REQUEST"  # nobody has to guess a week's peak


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_kept_outlives_its_stack(template: dict[str, Any], kind: str) -> None:
    """Deleting a stack, or a change that replaces a resource, must not take facts, pages or accounts with it."""
    found = of_type(template, kind)
    assert found
    for resource in found.values():
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_accounts_cannot_be_deleted_by_mistake(template: dict[str, Any]) -> None:
    """Without its pool every advisor would need a new account; and nobody makes an account for himself."""
    for pool in of_type(template, "AWS::Cognito::UserPool").values():
        assert pool["Properties"]["DeletionProtection"] == "ACTIVE"
        assert pool["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


def test_no_action_is_a_wildcard(template: dict[str, Any]) -> None:
    """A function that can do what it never does is what a stolen key would use."""
    found = [
        (name, action)
        for name, statement in statements(template)
        for action in as_list(statement["Action"])
        if "*" in action
    ]
    assert found == []


def test_no_resource_is_a_wildcard(template: dict[str, Any]) -> None:
    """Each permission names what it is for; a star stands only after a folder of the portal's bucket."""
    for name, statement in statements(template):
        for resource in as_list(statement["Resource"]):
            assert resource != "*", name
            if "*" in json.dumps(resource):
                assert re.fullmatch(
                    r"\$\{PortalBucket\.Arn\}/(portal/\$\{Release\}/_shell|published)/\*", resource["Fn::Sub"]
                )


def test_no_role_has_a_policy_from_elsewhere(template: dict[str, Any]) -> None:
    """AWS's ready-made policies allow logs of everything; ours name their group."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in role["Properties"], name


def test_each_function_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    """What one function may do the other must not inherit."""
    functions = of_type(template, "AWS::Lambda::Function")
    roles = [json.dumps(function["Properties"]["Role"]) for function in functions.values()]
    assert len(set(roles)) == len(functions) == 3
    users = [json.dumps(resource).count('"Role"') for resource in functions.values()]
    assert users == [1, 1, 1]


def test_facts_are_append_only(template: dict[str, Any]) -> None:
    """No function can change or remove a fact: what an advisor saw registered stays."""
    allowed = {
        action
        for _, statement in statements(template)
        if "Attentions" in references(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    assert allowed == {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"}


def test_nothing_is_scanned(template: dict[str, Any]) -> None:
    """A scan costs what exists, not what is asked; no role may."""
    assert not [name for name, statement in statements(template) if "dynamodb:Scan" in as_list(statement["Action"])]


def test_every_timeout_is_below_its_callers(template: dict[str, Any]) -> None:
    """Whoever waits must hear an answer: function below HTTP API below CDN; a run below its schedule."""
    functions = of_type(template, "AWS::Lambda::Function")
    timeouts = {name: function["Properties"]["Timeout"] for name, function in functions.items()}
    assert timeouts["AttentionsFunction"] < API_SECONDS
    schedule = template["Parameters"]["StatisticsSchedule"]["Default"]
    minutes = int(re.fullmatch(r"rate\((\d+) minutes\)", schedule)[1])  # type: ignore[index]
    assert timeouts["StatisticsFunction"] < minutes * 60
    origins = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]["Origins"]
    (api,) = [origin for origin in origins if origin["Id"] == "api"]
    assert timeouts["AttentionsFunction"] < api["CustomOriginConfig"]["OriginReadTimeout"]


def test_a_stolen_hour_of_work_is_bounded(template: dict[str, Any]) -> None:
    """Each function has room of its own and no more, so that neither a flood nor the other one stops it."""
    for function in of_type(template, "AWS::Lambda::Function").values():
        reserved = function["Properties"]["ReservedConcurrentExecutions"]
        assert reserved["Fn::If"][0] == "ReservesConcurrency"
        assert reserved["Fn::If"][1] in ({"Ref": "IntakeConcurrency"}, 1, 2)
    assert template["Parameters"]["IntakeConcurrency"]["Default"] >= 10


def test_no_bucket_is_public(template: dict[str, Any]) -> None:
    """Only the CDN of this stack reads it, only over TLS, and only what is meant for readers."""
    for bucket in of_type(template, "AWS::S3::Bucket").values():
        properties = bucket["Properties"]
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        assert "WebsiteConfiguration" not in properties
    policy = template["Resources"]["PortalBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    for statement in policy:
        if statement["Effect"] == "Allow":
            assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
            assert "${Portal}" in statement["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    readable = {r["Fn::Sub"] for s in policy if s["Action"] == "s3:GetObject" for r in s["Resource"]}
    assert readable == {"${PortalBucket.Arn}/portal/*", "${PortalBucket.Arn}/published/*"}
    assert [s["Condition"] for s in policy if s["Effect"] == "Deny"] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_there_is_no_secret(template: dict[str, Any]) -> None:
    """What stands in a template is read by everybody who sees the account or this repository."""
    text = json.dumps(template)
    assert not re.search(r"(AKIA|ASIA)[A-Z0-9]{16}|-----BEGIN|(?i:secret|password|api.?key)\"\s*:\s*\"", text)
    assert not [name for name, parameter in template["Parameters"].items() if parameter.get("NoEcho")]
    for client in of_type(template, "AWS::Cognito::UserPoolClient").values():
        assert client["Properties"]["GenerateSecret"] is False


_NAMES = {
    *("Name", "RoleName", "TableName", "BucketName", "FunctionName", "QueueName", "AlarmName", "LogGroupName"),
    *("DashboardName", "UserPoolName", "TopicName"),
}


def _names(value: Any) -> Iterator[Any]:
    """Yield what names something, but for names within one resource."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key in _NAMES and isinstance(inner, (str, dict)))
        for key, inner in value.items():
            if key not in {"Dimensions", "Rules", "Origins", "Policies", "RecoveryMechanisms"}:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def test_stages_live_side_by_side(template: dict[str, Any]) -> None:
    """A name that one account may hold once carries the stack's name, or is left to CloudFormation."""
    for name, resource in template["Resources"].items():
        # The stage and the description of an API are names within it.
        if not resource["Type"].startswith("AWS::ApiGatewayV2::"):
            for given in _names(resource.get("Properties", {})):
                of_this_stack = isinstance(given, dict) and given.get("Ref") in template["Resources"]
                assert of_this_stack or "AWS::StackName" in json.dumps(given), (name, given)


def test_logs_end(template: dict[str, Any]) -> None:
    """A log that nobody deletes is paid for ever, and each function writes into one that ends."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    for group in groups.values():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}
    for function in of_type(template, "AWS::Lambda::Function").values():
        assert function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] in groups


def test_logs_name_nobody(template: dict[str, Any]) -> None:
    """The access log of the API tells request, route and outcome: no address, no user agent, no account."""
    (stage,) = of_type(template, "AWS::ApiGatewayV2::Stage").values()
    told = set(re.findall(r"\$context\.([\w.]+)", stage["Properties"]["AccessLogSettings"]["Format"]))
    assert told == {"requestId", "routeKey", "status", "responseLatency", "integrationErrorMessage"}
    assert "Logging" not in template["Resources"]["Portal"]["Properties"]["DistributionConfig"]


def test_what_fails_in_the_night_is_kept(template: dict[str, Any]) -> None:
    """A run of the schedule that cannot start or fails leaves a message, for two weeks, and an alarm sees it."""
    (schedule,) = of_type(template, "AWS::Scheduler::Schedule").values()
    queue = {"Fn::GetAtt": ["FailedRuns", "Arn"]}
    assert schedule["Properties"]["Target"]["DeadLetterConfig"]["Arn"] == queue
    (invocation,) = of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    assert invocation["Properties"]["DestinationConfig"]["OnFailure"]["Destination"] == queue
    assert template["Resources"]["FailedRuns"]["Properties"]["MessageRetentionPeriod"] == 14 * 86400
    for role in ("ScheduleRole", "StatisticsRole"):
        assert any(queue == statement["Resource"] for name, statement in statements(template) if name == role)


def test_reading_needs_no_token_and_writing_does(template: dict[str, Any]) -> None:
    """Only what citizens use is open: a receipt, a rating, health. Everything else goes through the authorizer."""
    (api,) = of_type(template, "AWS::ApiGatewayV2::Api").values()
    open_routes = {
        f"{method.upper()} {path}"
        for path, methods in api["Properties"]["Body"]["paths"].items()
        for method, operation in methods.items()
        if {"NONE": []} in operation.get("security", [{"NONE": []}])
    }
    assert open_routes == {"GET /api/v1/receipts/{code}", "POST /api/v1/ratings", "GET /api/v1/health"}


def test_the_template_says_it_in_one_voice() -> None:
    """No tab, no trailing blank, and no YAML alias: CloudFormation knows none."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\t| \n|[:-] [&*]\w", text)
