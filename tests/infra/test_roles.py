"""Who may do what in the account: infra/roles.yaml beside what AWS's types ask for and what our commands call."""

import ast
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.validate import ParamValidator
from ruamel.yaml import YAML
from samtranslator.yaml_helper import yaml_parse

from cloud_template import ROOT, as_list, of_type

_NEEDED = json.loads((Path(__file__).with_name("cloudformation_permissions.json")).read_text("utf-8"))["permissions"]
_WITHOUT_RESOURCE = {
    action.lower()
    for action in json.loads((Path(__file__).with_name("actions_without_resource.json")).read_text("utf-8"))["actions"]
}
_UNUSED = {
    "imports, copies in other regions, streams": ["dynamodb:*Import*", "dynamodb:*Replica", "dynamodb:*Streaming*"],
    "what a table holds, for its copies in other regions": ["dynamodb:*Item", "dynamodb:Scan", "dynamodb:Query"],
    "tables of metadata": ["s3:*Metadata*"],
    "what a bucket holds": ["s3:*Object", "s3:*ObjectAcl", "s3:GetObjectVersion", "s3:REST.*"],
    "features of a bucket that ours has not, or keeps": [
        f"s3:DeleteBucket{name}"
        for name in ("AnalyticsConfiguration", "Cors", "Encryption", "Lifecycle", "MetricsConfiguration", "Replication")
    ]
    + ["s3:DeleteBucketWebsite"],
    "a role without its boundary": ["iam:DeleteRolePermissionsBoundary"],
    "messages of Cognito by SMS or SES, and roles of services that exist": ["iam:CreateServiceLinkedRole"],
    "what a log holds, and who else gets it": [
        f"logs:{name}"
        for name in (
            *("CreateLogStream", "PutLogEvents", "DescribeLogStreams", "*KmsKey", "DeleteResourcePolicy"),
            *("PutDataProtectionPolicy", "DeleteDataProtectionPolicy", "PutIndexPolicy"),
            *("DeleteIndexPolicy", "PutBearerTokenAuthentication", "PutLogGroupDeletionProtection"),
        )
    ],
    "layers, and machines of one's own": ["lambda:GetLayerVersion", "lambda:PassCapacityProvider"],
    "distributions of many tenants": ["cloudfront:CreateConnectionGroup"],
}
"""What the documents of AWS name for features that no resource of ours has."""
_WHOLE = {
    "Description of log groups and alarms": {"logs:Describe*", "cloudwatch:Describe*"},
    "Questions about the account": {"cloudformation:GetTemplateSummary", "lambda:GetAccountSettings"},
    "The log of an API": {"logs:*LogDeliver*", "logs:PutResourcePolicy"},
    "What is only being created": {"cognito-idp:CreateUserPool", "cloudfront:Create*"},
    "Lists": {"cloudfront:ListDistributions", "cloudwatch:List*", "cloudwatch:Get*"},
}
"""Actions for which IAM knows no resource, or only reading."""
_ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "dynamodb:TransactWriteItems": "dynamodb:PutItem",
}
"""Operations that IAM knows by another name: https://docs.aws.amazon.com/service-authorization/latest/reference/"""
_SAM = {
    f"cloudformation:{name}"
    for name in (
        *("DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "DescribeStackEvents"),
        "GetTemplateSummary",
    )
} | {"s3:PutObject", "s3:GetObject"}
"""What `sam deploy` calls with a bucket that exists: its `deployer.py` and `s3_uploader.py`."""
_SERVICES = ("cloudformation", "cloudfront", "cognito-idp", "dynamodb", "lambda", "s3")
_MAC = ROOT / "infra" / "mac"
_STORES = [ROOT / "functions" / "macexpress" / room for room in ("attentions", "marks", "statistics")]


_COMMANDS = {
    "DeployPolicy": [_MAC / "release", _MAC / "stack.py", _MAC / "scheduler.py"],
    "OperatePolicy": [_MAC / "operations", _MAC / "report", _MAC / "systems.py", _MAC / "scheduler.py", *_STORES],
}
"""Who runs which commands."""


@pytest.fixture(scope="module")
def roles() -> dict[str, Any]:
    """Return the account's roles and policies."""
    parsed: dict[str, Any] = yaml_parse((ROOT / "infra" / "roles.yaml").read_text(encoding="utf-8"))
    return parsed


def _statements(roles: dict[str, Any], name: str) -> list[dict[str, Any]]:
    properties = roles["Resources"][name]["Properties"]
    documents = [properties["PolicyDocument"]] if "PolicyDocument" in properties else []
    documents += [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    return [statement for document in documents for statement in document["Statement"]]


def _allows(statements: list[dict[str, Any]], action: str) -> bool:
    patterns = chain.from_iterable(as_list(statement["Action"]) for statement in statements)
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def _is_unused(action: str) -> bool:
    return any(fnmatchcase(action.lower(), name.lower()) for name in chain.from_iterable(_UNUSED.values()))


def _calls(*places: Path) -> Iterator[str]:
    """Yield the actions that modules call on clients of AWS: by an operation's name, or a paginator's."""
    operations: dict[str, set[str]] = {}
    for service in _SERVICES:
        for name in botocore.session.get_session().get_service_model(service).operation_names:
            operations.setdefault(xform_name(name), set()).add(f"{service}:{name}")
    files = chain.from_iterable([place] if place.is_file() else sorted(place.rglob("*.py")) for place in places)
    for node in chain.from_iterable(ast.walk(ast.parse(file.read_text(encoding="utf-8"))) for file in files):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            asked = node.func.attr
            if asked == "get_paginator" and isinstance(first, ast.Constant):
                asked = str(first.value)
            if asked != "get_template":  # Jinja has one too; ours of CloudFormation is in no command
                yield from (_ACTIONS.get(action, action) for action in operations.get(asked, ()))


def test_cloudformation_may_do_what_each_type_asks_for(roles: dict[str, Any], template: dict[str, Any]) -> None:
    """Every type of the template is in AWS's list, and each of its actions is allowed or of a feature that we lack."""
    types = {resource["Type"] for resource in template["Resources"].values()}
    assert types <= _NEEDED.keys()
    allowed = _statements(roles, "CloudFormationRole")
    missing = {
        (kind, action)
        for kind in types
        for action in _NEEDED[kind]
        if not _allows(allowed, action) and not _is_unused(action)
    }
    assert missing == set()


def _needed(roles: dict[str, Any], template: dict[str, Any]) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Yield every action that is needed, with the statements of whoever needs it."""
    types = {resource["Type"] for resource in template["Resources"].values()}
    for action in chain.from_iterable(_NEEDED[kind] for kind in types):
        if not _is_unused(action):
            yield _statements(roles, "CloudFormationRole"), action
    for policy, places in _COMMANDS.items():
        for action in _calls(*places):
            yield _statements(roles, policy), action
    for role in of_type(template, "AWS::IAM::Role").values():
        own = [one for policy in role["Properties"]["Policies"] for one in policy["PolicyDocument"]["Statement"]]
        for action in chain.from_iterable(as_list(statement["Action"]) for statement in own):
            yield own, action


def test_an_action_of_no_resource_is_allowed_for_all(roles: dict[str, Any], template: dict[str, Any]) -> None:
    """Where AWS names no resource for an action, a statement that names one never allows it: a pool is not created."""
    narrow = {
        action
        for statements, action in _needed(roles, template)
        if action.lower() in _WITHOUT_RESOURCE and _allows(statements, action)
        if not _allows([statement for statement in statements if statement["Resource"] == "*"], action)
    }
    assert narrow == set()


def test_who_deploys_reads_and_writes_no_data(roles: dict[str, Any]) -> None:
    """Neither by the own policy nor through CloudFormation: no fact, no account, no figure."""
    for name in ("CloudFormationRole", "DeployPolicy"):
        for action in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchWriteItem"):
            assert not _allows(_statements(roles, name), f"dynamodb:{action}"), (name, action)
        for action in ("AdminCreateUser", "AdminSetUserPassword", "AdminAddUserToGroup", "ListUsers", "CreateGroup"):
            assert not _allows(_statements(roles, name), f"cognito-idp:{action}"), (name, action)
    writes = [s for s in _statements(roles, "DeployPolicy") if "s3:PutObject" in as_list(s["Action"])]
    assert "published" not in json.dumps(writes)


def test_copies_go_to_one_account(roles: dict[str, Any]) -> None:
    """Whoever deploys can change the template, but not where functions and schedules may write outside."""
    outside = [s for s in _statements(roles, "Boundary") if "copies-of-mac-express" in json.dumps(s["Resource"])]
    assert [s["Condition"] for s in outside] == [{"StringEquals": {"s3:ResourceAccount": {"Ref": "CopiesAccount"}}}]


def test_odd_costs_reach_somebody(roles: dict[str, Any]) -> None:
    """A mail a day, as Cost Explorer's own model takes it; one monitor of services, created or the account's own."""
    monitor, alert = roles["Resources"]["Costs"], roles["Resources"]["OddCosts"]
    wanted = alert["Properties"]
    assert wanted["MonitorArnList"] == [{"Fn::If": ["CreatesMonitor", {"Ref": "Costs"}, {"Ref": "CostMonitor"}]}]
    assert (monitor["Condition"], alert["Condition"]) == ("CreatesMonitor", "HasCostEmail")
    model: Any = botocore.session.get_session().get_service_model("ce")
    threshold = json.loads(wanted["ThresholdExpression"])
    given = {**wanted, "ThresholdExpression": threshold, "Subscribers": [{"Type": "EMAIL"}]}
    given["MonitorArnList"] = ["arn:aws:ce::123456789012:anomalymonitor/0"]
    for operation, name, value in (
        ("CreateAnomalySubscription", "AnomalySubscription", given),
        ("CreateAnomalyMonitor", "AnomalyMonitor", monitor["Properties"]),
    ):
        report = ParamValidator().validate({name: value}, model.operation_model(operation).input_shape)
        assert report.generate_report() == ""
    assert threshold["Dimensions"]["Key"] in model.shape_for("Dimension").enum
    # By mail only daily or weekly; at once needs a topic.
    assert wanted["Frequency"] == "DAILY"


def test_nobody_goes_beyond_the_boundary(roles: dict[str, Any], template: dict[str, Any]) -> None:
    """Roles are made within it only, ours have it, and nobody here may change the account's own roles."""
    for statement in _statements(roles, "CloudFormationRole"):
        makes = {"iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"} & {*as_list(statement["Action"])}
        assert not makes or statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}
    limit = {"Fn::If": ["HasBoundary", {"Ref": "Boundary"}, {"Ref": "AWS::NoValue"}]}
    for role in of_type(template, "AWS::IAM::Role").values():
        assert role["Properties"]["PermissionsBoundary"] == limit
    names = [
        value
        for resource in roles["Resources"].values()
        for key, value in resource["Properties"].items()
        if key in {"RoleName", "ManagedPolicyName"}
    ]
    assert len(names) == 6
    assert not [name for name in names if name.startswith("mac-express-")]


def test_the_boundary_is_no_narrower_than_our_functions(roles: dict[str, Any], template: dict[str, Any]) -> None:
    """What a role of the template allows the boundary allows too, or the function would be refused on AWS only."""
    boundary = _statements(roles, "Boundary")
    asked = {
        action
        for role in of_type(template, "AWS::IAM::Role").values()
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
    }
    assert {action for action in asked if not _allows(boundary, action)} == set()


@pytest.mark.parametrize(("policy", "places"), _COMMANDS.items())
def test_whoever_may_run_a_command_may_call_what_it_calls(
    roles: dict[str, Any], policy: str, places: list[Path]
) -> None:
    """A command that begins to call something else is refused here first, and not on the worst day."""
    called = {*_calls(*places)} | (_SAM if policy == "DeployPolicy" else set())
    assert len(called) > 8
    assert {action for action in called if not _allows(_statements(roles, policy), action)} == set()


def test_who_reads_changes_nothing(roles: dict[str, Any]) -> None:
    """Every action of that policy only describes, lists or gets."""
    actions = chain.from_iterable(as_list(statement["Action"]) for statement in _statements(roles, "ReadPolicy"))
    assert [a for a in actions if not re.match(r"[a-z0-9-]+:(Describe|List|Get|Query|Scan|Filter)", a)] == []


def test_a_statement_names_what_it_is_about(roles: dict[str, Any]) -> None:
    """No action of all, and all resources only where IAM knows none."""
    whole = [*chain.from_iterable(_WHOLE.values())]
    for name in ("Boundary", "CloudFormationRole", "DeployPolicy", "OperatePolicy", "ReadPolicy"):
        for statement in _statements(roles, name):
            actions = as_list(statement["Action"])
            assert not [action for action in actions if action.partition(":")[2] in {"", "*"}]
            if statement["Resource"] == "*":
                assert all(any(fnmatchcase(action, pattern) for pattern in whole) for action in actions), actions


def test_the_pipeline_is_that_of_one_repository(roles: dict[str, Any]) -> None:
    """In its two protected environments; a proposal from elsewhere runs in none."""
    (statement,) = roles["Resources"]["PipelineRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    claims = statement["Condition"]["StringEquals"]
    issuer = "token.actions.githubusercontent.com"
    assert claims[f"{issuer}:aud"] == "sts.amazonaws.com"
    subjects = {subject["Fn::Sub"] for subject in claims[f"{issuer}:sub"]}
    jobs = [
        job
        for file in (ROOT / ".github" / "workflows").glob("*.yml")
        for job in YAML(typ="safe").load(file)["jobs"].values()
    ]
    environments = {job["environment"] for job in jobs if "environment" in job}
    assert subjects == {f"repo:${{Repository}}:environment:{name}" for name in environments}
