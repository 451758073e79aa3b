"""What an update would do to a stack, in words, and what CloudFormation must never do to what holds data."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

HOLD_DATA = {
    "AWS::DynamoDB::Table": "una tabla con datos",
    "AWS::S3::Bucket": "los archivos del portal y las cifras",
    "AWS::Cognito::UserPool": "las cuentas de los asesores",
}
"""Types of resources that hold what is nowhere else."""
# Also for who changes the stack by hand. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
POLICY = json.dumps(
    {
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["Update:Replace", "Update:Delete"],
                "Resource": "*",
                "Condition": {"StringEquals": {"ResourceType": sorted(HOLD_DATA)}},
            },
        ]
    }
)
"""The stack's policy: an update that replaces or deletes such a resource fails before it begins with it."""
# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
_WORDS = {"Add": "agrega", "Modify": "cambia", "Remove": "QUITA", "Import": "toma", "Dynamic": "quizá cambia"}
_REPLACES = {"True": "REEMPLAZA", "Conditional": "quizá reemplaza"}


def in_words(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a line for each change of a change set, as DescribeChangeSet gives them; what is added is only counted."""
    lines, added = [], 0
    for change in (change["ResourceChange"] for change in changes):
        if change["Action"] == "Add":
            added += 1
            continue
        word = _REPLACES.get(change.get("Replacement", ""), _WORDS.get(change["Action"], change["Action"]))
        lines.append(f"{word} {change['LogicalResourceId']} ({change['ResourceType']})")
    return sorted(lines) + ([f"agrega recursos: {added}"] if added else [])


def losses(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a line for each change that would replace or remove what holds data."""
    found = []
    for change in (change["ResourceChange"] for change in changes):
        holds = HOLD_DATA.get(change["ResourceType"])
        if holds and (change["Action"] == "Remove" or change.get("Replacement") == "True"):
            what = "quitaría" if change["Action"] == "Remove" else "reemplazaría"
            found.append(
                f"El cambio {what} {change['LogicalResourceId']}: {holds}. "
                "Deje ese recurso como está en template.yaml; los datos no pasan solos al nuevo."
            )
    return found
