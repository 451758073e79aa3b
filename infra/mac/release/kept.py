"""What ran before stays at hand: the template of each release's functions, as CloudFormation had it, in the bucket.

It names the code's zip in the bucket of artefacts, so showing it again is one update of the stack, without a build.
"""

import json

from botocore.exceptions import ClientError

from mac.release.upload import TEMPLATES
from mac.stack import Client, Stack, StackError, change


def keep(client: Client, stack: Stack) -> None:
    """Keep the template of what runs now. Before each change of it, so that no interruption can leave a gap."""
    functions = stack.parameters.get("Functions", "none")
    if functions == "none":
        return
    # As it was given: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
    body = client("cloudformation").get_template(StackName=stack.name, TemplateStage="Original")["TemplateBody"]
    text = body if isinstance(body, str) else json.dumps(body)
    client("s3").put_object(Bucket=stack.outputs["PortalBucketName"], Key=_key(functions), Body=text.encode())


def bring_back(client: Client, stack: Stack, functions: str, parameters: dict[str, str]) -> None:
    """Let kept functions run again, with parameters. Raises StackError, without any change, if they are not."""
    s3, bucket = client("s3"), stack.outputs["PortalBucketName"]
    try:
        s3.head_object(Bucket=bucket, Key=_key(functions))
    except ClientError as error:
        # Without the right to list the bucket, the answer for what does not exist is 403.
        if error.response["Error"]["Code"] not in {"404", "403"}:
            raise
        raise StackError(
            f"El programa {functions} de esa publicación no está guardado. "
            "Vuelva con git a esa versión y use make deploy. Nada cambió."
        ) from error
    # CloudFormation reads it with the rights of whoever asks.
    address = f"{s3.meta.endpoint_url}/{bucket}/{_key(functions)}"
    change(client, stack, address, **parameters | {"Functions": functions})


def _key(functions: str) -> str:
    return f"{TEMPLATES}{functions}.yaml"
