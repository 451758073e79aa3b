"""Rules for the stack, each with its reason in the docstring. They check the template as CloudFormation sees it."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import botocore.session
import pytest
from samtranslator.yaml_helper import yaml_parse

from cloud_template import ROOT, as_list, of_type, references, statements
from mac.release.plan import OTHERS
from mac.stack import stack_name
from macexpress.marks.refused import PARTITION, RUNS_OUT

KEPT = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool")
API_SECONDS = 30  # the longest that an HTTP API waits; no quota raises it
DAY = 86_400  # seconds


def test_every_table_can_be_restored(template: dict[str, Any]) -> None:
    """Facts are nowhere else: a table that was deleted, replaced or overwritten by mistake can be restored."""
    for table in of_type(template, "AWS::DynamoDB::Table").values():
        properties = table["Properties"]
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert properties["DeletionProtectionEnabled"] is True
        assert properties["BillingMode"] == "PAY_PER_REQUEST"  # nobody has to guess the peak of a week


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_kept_outlives_its_stack(template: dict[str, Any], kind: str) -> None:
    """Deleting a stack, or a change that replaces a resource, must not delete facts, pages or accounts."""
    found = of_type(template, kind)
    assert found
    for resource in found.values():
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_accounts_cannot_be_deleted_by_mistake(template: dict[str, Any]) -> None:
    """Without the pool every advisor would need a new account. Nobody can create their own account."""
    for pool in of_type(template, "AWS::Cognito::UserPool").values():
        assert pool["Properties"]["DeletionProtection"] == "ACTIVE"
        assert pool["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


def test_no_action_is_a_wildcard(template: dict[str, Any]) -> None:
    """A permission that a function never uses would only help somebody with a stolen key."""
    found = [
        (name, action)
        for name, statement in statements(template)
        for action in as_list(statement["Action"])
        if "*" in action
    ]
    assert found == []


def test_no_resource_is_a_wildcard(template: dict[str, Any]) -> None:
    """Each permission names its resources; only folders of the portal's bucket and of the copies end in a star."""
    for name, statement in statements(template):
        for resource in as_list(statement["Resource"]):
            assert resource != "*", name
            if "*" in json.dumps(resource):
                text = resource["Fn::Sub"]
                ours = re.fullmatch(r"\$\{PortalBucket\.Arn\}/(portal/\*/_shell|published)/\*", text)
                assert ours or text.endswith(":copies-of-mac-express-${CopiesAccount}/${AWS::StackName}/*")


def test_the_shell_is_readable_between_two_releases(template: dict[str, Any]) -> None:
    """An update changes role and function one after the other: neither the old nor the new shell may be denied."""
    allowed = [
        resource["Fn::Sub"]
        for _, statement in statements(template)
        for resource in as_list(statement["Resource"])
        if "_shell" in json.dumps(resource)
    ]
    assert allowed == ["${PortalBucket.Arn}/portal/*/_shell/*"]


def test_no_role_has_a_policy_from_elsewhere(template: dict[str, Any]) -> None:
    """AWS's managed policies allow writing to all logs; ours name the log group."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in role["Properties"], name


def test_each_function_has_its_own_role(template: dict[str, Any]) -> None:
    """One function must not get the permissions of another."""
    functions = of_type(template, "AWS::Lambda::Function")
    roles = [json.dumps(function["Properties"]["Role"]) for function in functions.values()]
    assert len(set(roles)) == len(functions) == 5
    users = [json.dumps(resource).count('"Role"') for resource in functions.values()]
    assert users == [1, 1, 1, 1, 1]


def test_facts_are_append_only(template: dict[str, Any]) -> None:
    """No function can change or remove a fact: what was registered stays."""
    allowed = {
        action
        for _, statement in statements(template)
        if "Attentions" in references(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    reads = {f"dynamodb:{name}" for name in ("GetItem", "BatchGetItem", "Query", "ExportTableToPointInTime")}
    assert allowed == {"dynamodb:PutItem", *reads}
    for name, statement in statements(template):
        if "Attentions" in references(statement["Resource"]) and "dynamodb:PutItem" in as_list(statement["Action"]):
            inside = {"ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}}
            assert statement.get("Condition") == inside, f"{name} could put without the condition that the store writes"


def test_who_guesses_codes_reads_no_day(template: dict[str, Any]) -> None:
    """The function that anybody may ask reads the index of receipts and nothing else of the facts."""
    read = [
        statement["Resource"]
        for name, statement in statements(template)
        if name == "ReceiptsRole" and {"dynamodb:Query", "dynamodb:GetItem"} & set(as_list(statement["Action"]))
    ]
    assert read == [{"Fn::Sub": "${Attentions.Arn}/index/Receipts"}]


def test_the_office_reads_what_was_refused_and_no_mark(template: dict[str, Any]) -> None:
    """Of the table of marks one partition, by questions alone; its rows run out by themselves."""
    marks = [
        (name, statement) for name, statement in statements(template) if "Marks" in references(statement["Resource"])
    ]
    (of_office,) = [statement for name, statement in marks if name == "OfficeRole"]
    assert as_list(of_office["Action"]) == ["dynamodb:Query"]
    assert of_office["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [PARTITION]}}
    intake = [as_list(statement["Action"]) for name, statement in marks if name == "AttentionsRole"]
    assert intake == [["dynamodb:PutItem"]]
    runs_out = template["Resources"]["Marks"]["Properties"]["TimeToLiveSpecification"]
    assert runs_out == {"AttributeName": RUNS_OUT, "Enabled": True}


def test_nothing_is_scanned(template: dict[str, Any]) -> None:
    """The cost of a scan grows with the table, not with the question; no role may scan."""
    assert not [name for name, statement in statements(template) if "dynamodb:Scan" in as_list(statement["Action"])]


def test_every_timeout_is_below_its_callers(template: dict[str, Any]) -> None:
    """Every caller must get an answer: function below HTTP API below CDN; a run below its schedule."""
    functions = of_type(template, "AWS::Lambda::Function")
    timeouts = {name: function["Properties"]["Timeout"] for name, function in functions.items()}
    assert timeouts["AttentionsFunction"] < API_SECONDS
    schedule = template["Parameters"]["StatisticsSchedule"]["Default"]
    minutes = int(re.fullmatch(r"rate\((\d+) minutes\)", schedule)[1])  # type: ignore[index]
    assert timeouts["StatisticsFunction"] < minutes * 60
    origins = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]["Origins"]
    (api,) = [origin for origin in origins if origin["Id"] == "api"]
    assert timeouts["AttentionsFunction"] < api["CustomOriginConfig"]["OriginReadTimeout"]


def test_each_function_has_reserved_concurrency(template: dict[str, Any]) -> None:
    """Each function has its own limit, so that neither a flood of requests nor another function stops it."""
    for function in of_type(template, "AWS::Lambda::Function").values():
        reserved = function["Properties"]["ReservedConcurrentExecutions"]
        assert reserved["Fn::If"][0] == "ReservesConcurrency"
        assert reserved["Fn::If"][1] in ({"Ref": "IntakeConcurrency"}, 1, 2, 5)
    assert template["Parameters"]["IntakeConcurrency"]["Default"] >= 10
    functions = of_type(template, "AWS::Lambda::Function").values()
    others = [function["Properties"]["ReservedConcurrentExecutions"]["Fn::If"][1] for function in functions]
    assert sum(number for number in others if isinstance(number, int)) == OTHERS, "what a plan counts with"


def test_no_bucket_is_public(template: dict[str, Any]) -> None:
    """Only this stack's CDN can read it, only over TLS, and only what is meant for readers."""
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
    """Everybody with access to the account or this repository can read the template."""
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
    """Yield the values that name something, except names within one resource."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key in _NAMES and isinstance(inner, (str, dict)))
        for key, inner in value.items():
            if key not in {"Dimensions", "Rules", "Origins", "Policies", "RecoveryMechanisms"}:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def test_a_step_of_signing_in_may_take_a_quarter_of_an_hour(template: dict[str, Any]) -> None:
    """As long as Cognito allows: who chooses a first password, or looks for the telephone, needs it."""
    clients = of_type(template, "AWS::Cognito::UserPoolClient").values()
    assert {client["Properties"].get("AuthSessionValidity") for client in clients} == {15}


def test_stages_live_side_by_side(template: dict[str, Any]) -> None:
    """A name that must be unique in an account contains the stack's name, or is left to CloudFormation."""
    for name, resource in template["Resources"].items():
        # The stage and the description of an API are names within it.
        if not resource["Type"].startswith("AWS::ApiGatewayV2::"):
            for given in _names(resource.get("Properties", {})):
                of_this_stack = isinstance(given, dict) and given.get("Ref") in template["Resources"]
                assert of_this_stack or "AWS::StackName" in json.dumps(given), (name, given)


def test_logs_expire(template: dict[str, Any]) -> None:
    """A log that nobody deletes costs for ever, so each function writes into one that expires."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    for group in groups.values():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}
    for function in of_type(template, "AWS::Lambda::Function").values():
        assert function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] in groups


def test_logs_name_nobody(template: dict[str, Any]) -> None:
    """The access log of the API has request, route and outcome: no address, no user agent, no account."""
    (stage,) = of_type(template, "AWS::ApiGatewayV2::Stage").values()
    logged = set(re.findall(r"\$context\.([\w.]+)", stage["Properties"]["AccessLogSettings"]["Format"]))
    assert logged == {"requestId", "routeKey", "status", "responseLatency", "integrationErrorMessage"}
    assert "Logging" not in template["Resources"]["Portal"]["Properties"]["DistributionConfig"]


def test_a_failed_run_leaves_a_message(template: dict[str, Any]) -> None:
    """A run of the schedule that fails or cannot start leaves a message for two weeks, and an alarm sees it."""
    queue = {"Fn::GetAtt": ["FailedRuns", "Arn"]}
    schedules = of_type(template, "AWS::Scheduler::Schedule").values()
    assert [schedule["Properties"]["Target"]["DeadLetterConfig"]["Arn"] for schedule in schedules] == [queue] * 2
    (invocation,) = of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    assert invocation["Properties"]["DestinationConfig"]["OnFailure"]["Destination"] == queue
    assert template["Resources"]["FailedRuns"]["Properties"]["MessageRetentionPeriod"] == 14 * 86400
    for role in ("ScheduleRole", "StatisticsRole", "CopyRole"):
        assert any(queue == statement["Resource"] for name, statement in statements(template) if name == role)


def test_reading_needs_no_token_and_writing_does(template: dict[str, Any]) -> None:
    """Only what citizens use is open: receipts, ratings, health. Everything else goes through the authorizer."""
    (api,) = of_type(template, "AWS::ApiGatewayV2::Api").values()
    open_routes = {
        f"{method.upper()} {path}"
        for path, methods in api["Properties"]["Body"]["paths"].items()
        for method, operation in methods.items()
        if {"NONE": []} in operation.get("security", [{"NONE": []}])
    }
    assert open_routes == {"GET /api/v1/receipts/{code}", "POST /api/v1/ratings", "GET /api/v1/health"}


def test_the_template_has_no_tabs_trailing_blanks_or_aliases() -> None:
    """CloudFormation does not know YAML aliases."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\t| \n|[:-] [&*]\w", text)


def test_what_anybody_may_ask_never_keeps_the_intake_waiting(template: dict[str, Any]) -> None:
    """Paths without a token have a function of their own, with its own share of concurrency; only health is beside."""
    paths = template["Resources"]["Api"]["Properties"]["Body"]["paths"]
    functions = {
        f"{method} {path}": re.findall(r"\$\{(\w+)\.Arn\}", str(operation["x-amazon-apigateway-integration"]["uri"]))
        for path, methods in paths.items()
        for method, operation in methods.items()
        if operation.get("security") in (None, [], [{"NONE": []}])
    }
    assert functions.pop("get /api/v1/health") == ["AttentionsFunction"]
    assert functions == {
        "get /api/v1/receipts/{code}": ["ReceiptsFunction"],
        "post /api/v1/ratings": ["ReceiptsFunction"],
    }


def test_who_computes_has_a_whole_processor(template: dict[str, Any]) -> None:
    """At 1,769 MB Lambda gives one: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html."""
    functions = of_type(template, "AWS::Lambda::Function")
    memory = {name: found["Properties"]["MemorySize"] for name, found in functions.items()}
    assert [memory.pop(name) for name in ("StatisticsFunction", "OfficeFunction")] == [1769, 1769]
    assert set(memory.values()) == {512}


def test_facts_are_copied_out_of_the_account(template: dict[str, Any]) -> None:
    """The schedule asks what DynamoDB's own model takes, of the facts, for the bucket of infra/copies.yaml."""
    schedule = template["Resources"]["CopySchedule"]
    assert schedule["Condition"] == "HasCopies"
    target = schedule["Properties"]["Target"]
    service, operation = target["Arn"]["Fn::Sub"].rpartition("aws-sdk:")[2].split(":")
    model: Any = botocore.session.get_session().get_service_model(service)
    asked = json.loads(target["Input"]["Fn::Sub"])
    shape = model.operation_model(operation[0].upper() + operation[1:]).input_shape
    assert asked.keys() <= shape.members.keys()
    assert set(shape.required_members) | {"S3BucketOwner"} <= asked.keys()
    assert asked["TableArn"] == "${Attentions.Arn}"
    assert asked["ExportFormat"] == "DYNAMODB_JSON"
    copies = yaml_parse((ROOT / "infra" / "copies.yaml").read_text(encoding="utf-8"))["Resources"]
    bucket = copies["Copies"]["Properties"]["BucketName"]["Fn::Sub"]
    assert asked["S3Bucket"] == bucket.replace("${AWS::AccountId}", asked["S3BucketOwner"])
    # What the account may do there is write: a copy outlives whoever holds the account.
    allowed = [s for s in copies["CopiesPolicy"]["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert [set(s["Action"]) for s in allowed] == [{"s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"}]
    assert copies["Copies"]["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    assert copies["Copies"]["DeletionPolicy"] == "Retain"


def test_a_copy_that_did_not_come_is_noticed_where_it_should_have_come(template: dict[str, Any]) -> None:
    """Where the copies are, a rule knows the file that DynamoDB writes last, in the folder that we ask for."""
    copies = yaml_parse((ROOT / "infra" / "copies.yaml").read_text(encoding="utf-8"))
    found = {name: part["Properties"] for name, part in copies["Resources"].items()}
    assert found["Copies"]["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"]
    (key,) = found["CopyArrived"]["EventPattern"]["detail"]["object"]["key"]
    asked = json.loads(template["Resources"]["CopySchedule"]["Properties"]["Target"]["Input"]["Fn::Sub"])
    folder = asked["S3Prefix"].replace("${AWS::StackName}", stack_name(copies["Parameters"]["Stage"]["Default"]))
    of_export = f"{folder}/AWSDynamoDB/01234567890123-a1b2c3d4"
    wildcard = key["wildcard"]["Fn::Sub"].replace("${Stage}", copies["Parameters"]["Stage"]["Default"])
    assert fnmatch(f"{of_export}/manifest-summary.json", wildcard)
    for other in ("_started", "manifest-summary.checksum", "manifest-files.json", "data/abc.json.gz"):
        assert not fnmatch(f"{of_export}/{other}", wildcard)
    alarm = found["NoCopy"]
    assert alarm["TreatMissingData"] == "breaching"  # a rule that matches nothing counts nothing
    assert DAY < alarm["Period"] * alarm["EvaluationPeriods"] < 2 * DAY
    assert alarm["Dimensions"] == [{"Name": "RuleName", "Value": {"Ref": "CopyArrived"}}]


def test_a_budget_tells_somebody_before_it_is_spent(template: dict[str, Any]) -> None:
    """There is one only where it has an amount, and no amount without an address."""
    budget = template["Resources"]["Budget"]
    assert budget["Condition"] == "HasBudget"
    notifications = budget["Properties"]["NotificationsWithSubscribers"]
    assert {found["Notification"]["NotificationType"] for found in notifications} == {"ACTUAL", "FORECASTED"}
    for found in notifications:
        assert found["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmEmail"}}]
    assert template["Rules"]["Budget"]["Assertions"][0]["Assert"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]
    }
