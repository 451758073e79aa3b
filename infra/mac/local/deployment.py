"""Deploys template.yaml to the local AWS through CloudFormation, as `sam deploy` does to the real one."""

import contextlib
import hashlib
import io
import re
import time
import zipfile
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from mac.errors import UserError
from mac.local.engine import Engine
from mac.paths import ROOT, TEMPLATE
from mac.systems import LOCAL_STACK, REGION
from portal.catalogue.catalogue import Catalogue
from portal.functions_index import packaged_files

RELEASE = "none"
"""The portal's release in the local bucket. It has only the shell for figures: pages are served from a folder."""
INTAKE_AT_ONCE = 8
"""API requests that run at once: each is a process here. The engine applies the function's reserved concurrency only
to direct calls, so the front door applies it to requests."""
_ARTEFACTS = "mac-express-artefacts"
_DONE_SECONDS = 60


class DeploymentError(UserError):
    """The stack could not be deployed; the message gives CloudFormation's reason."""


@dataclass(frozen=True)
class Deployment:
    """Names of what was deployed, with which the rest of the local system finds it."""

    api_address: str
    pool_id: str
    client_id: str
    """The desk's client of the pool."""
    office_client_id: str
    bucket: str
    statistics_function: str
    resources: dict[str, str]
    """Physical names by the names in the template."""


def deploy(engine: Engine, catalogue: Catalogue, schedule: str = "rate(1 minute)") -> Deployment:
    """Create or update the stack from template.yaml, with this checkout's code and its part of `catalogue`.

    Functions run on this machine's Python with the packages of its environment, so only our own code is packed.
    """
    code = _package(catalogue)
    template = _with_code(TEMPLATE.read_text(encoding="utf-8"), _upload(engine, code))
    # As sam does: in a request a template may have 51,200 bytes only, in a bucket a million.
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    engine.client("s3").put_object(Bucket=_ARTEFACTS, Key=TEMPLATE.name, Body=template.encode())
    cloudformation = engine.client("cloudformation")
    _create_or_update(cloudformation, f"{engine.address}/{_ARTEFACTS}/{TEMPLATE.name}", schedule)
    stack = cloudformation.describe_stacks(StackName=LOCAL_STACK)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    resources = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in engine.client("cloudformation").describe_stack_resources(StackName=LOCAL_STACK)[
            "StackResources"
        ]
    }
    add_routes(engine, LOCAL_STACK)
    return Deployment(
        api_address=f"{engine.address}/_aws/execute-api/{outputs['ApiId']}/$default",
        pool_id=outputs["AdvisorPoolId"],
        client_id=outputs["DeskClientId"],
        office_client_id=outputs["OfficeClientId"],
        bucket=outputs["PortalBucketName"],
        statistics_function=outputs["StatisticsFunctionName"],
        resources=resources,
    )


def _package(catalogue: Catalogue) -> bytes:
    packed = io.BytesIO()
    source = ROOT / "functions"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for kind in ("*.py", "*.html") for path in (source / "macexpress").rglob(kind)):
            archive.write(path, path.relative_to(source))
        for name, text in packaged_files(catalogue).items():
            archive.writestr(f"macexpress/catalogue/{name}", text)
    return packed.getvalue()


def _upload(engine: Engine, code: bytes) -> str:
    s3 = engine.client("s3")
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=_ARTEFACTS)
    # A zip contains the files' times, so its name comes from its content: an unchanged checkout updates nothing.
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        digest = hashlib.sha256(repr(sorted((i.filename, i.CRC) for i in archive.infolist())).encode()).hexdigest()
    key = f"functions-{digest[:16]}.zip"
    s3.put_object(Bucket=_ARTEFACTS, Key=key, Body=code)
    return f"s3://{_ARTEFACTS}/{key}"


def _with_code(template: str, address: str) -> str:
    replaced, times = re.subn(r"(?m)^( *CodeUri:) .*$", rf"\1 {address}", template)
    if times != 1:
        raise DeploymentError(f"template.yaml names CodeUri {times} times; this expects it once, under Globals.")
    return replaced


def _create_or_update(cloudformation: Any, address: str, schedule: str) -> None:  # noqa: ANN401 - boto3 client
    request = {
        "StackName": LOCAL_STACK,
        "TemplateURL": address,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [
            {"ParameterKey": "StatisticsSchedule", "ParameterValue": schedule},
            {"ParameterKey": "IntakeConcurrency", "ParameterValue": str(INTAKE_AT_ONCE)},
        ],
    }
    try:
        cloudformation.describe_stacks(StackName=LOCAL_STACK)
    except ClientError:
        cloudformation.create_stack(**request)
    else:
        try:
            cloudformation.update_stack(**request)
        except ClientError as error:
            if "No updates" not in str(error):
                raise DeploymentError(str(error)) from error
    deadline = time.monotonic() + _DONE_SECONDS
    while (stack := cloudformation.describe_stacks(StackName=LOCAL_STACK)["Stacks"][0])["StackStatus"].endswith(
        "_PROGRESS"
    ):
        if time.monotonic() > deadline:
            raise DeploymentError(f"The stack is still {stack['StackStatus']} after {_DONE_SECONDS} s.")
        time.sleep(0.1)
    if stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        reasons = [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
            for event in cloudformation.describe_stack_events(StackName=LOCAL_STACK)["StackEvents"]
            if event["ResourceStatus"].endswith("FAILED")
        ]
        raise DeploymentError("; ".join(reasons) or stack["StackStatus"])


def add_routes(engine: Engine, stack: str) -> None:
    """Give the HTTP API of a stack the routes of its OpenAPI body, which ministack 1.5.33 leaves out.

    They are read from the template as SAM processed it, so the same routes are served here as on AWS. Those of an
    earlier deployment go: the template may have others now.
    """
    cloudformation = engine.client("cloudformation")
    resources = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    }
    api_id = resources["Api"]
    gateway = engine.client("apigatewayv2")
    for route in gateway.get_routes(ApiId=api_id)["Items"]:
        gateway.delete_route(ApiId=api_id, RouteId=route["RouteId"])
    for integration in gateway.get_integrations(ApiId=api_id)["Items"]:
        gateway.delete_integration(ApiId=api_id, IntegrationId=integration["IntegrationId"])
    for authorizer in gateway.get_authorizers(ApiId=api_id)["Items"]:
        gateway.delete_authorizer(ApiId=api_id, AuthorizerId=authorizer["AuthorizerId"])
    processed = cloudformation.get_template(StackName=stack, TemplateStage="Processed")["TemplateBody"]
    body = processed["Resources"]["Api"]["Properties"]["Body"]
    authorizers = {
        name: gateway.create_authorizer(
            ApiId=api_id,
            Name=name,
            AuthorizerType="JWT",
            IdentitySource=["$request.header.Authorization"],
            JwtConfiguration={
                "Issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{resources['AdvisorPool']}",
                "Audience": [
                    resources[client["Ref"]]
                    for client in scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["audience"]
                ],
            },
        )["AuthorizerId"]
        for name, scheme in body["components"]["securitySchemes"].items()
    }
    functions = engine.client("lambda")
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            arn = functions.get_function(FunctionName=resources[_function_of(operation)])["Configuration"][
                "FunctionArn"
            ]
            target = gateway.create_integration(
                ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
            )["IntegrationId"]
            security = [name for scheme in operation.get("security", []) for name in scheme if name in authorizers]
            gateway.create_route(
                ApiId=api_id,
                RouteKey=f"{method.upper()} {path}",
                Target=f"integrations/{target}",
                **({"AuthorizationType": "JWT", "AuthorizerId": authorizers[security[0]]} if security else {}),
            )


def _function_of(operation: dict[str, Any]) -> str:
    uri = operation["x-amazon-apigateway-integration"]["uri"]
    match = re.search(r"\$\{(\w+)\.Arn\}", str(uri))
    if not match:
        raise DeploymentError(f"No function in the integration {uri!r}.")
    return match[1]
