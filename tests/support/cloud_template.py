"""Reads template.yaml as it is written, and as SAM transforms it for CloudFormation."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[2]


class _NoPolicies:
    def load(self) -> dict[str, str]:
        """Return no managed policies: none are used."""
        return {}


@cache
def processed_template() -> dict[str, Any]:
    """Return the template with SAM's types replaced by CloudFormation's; treat it as read-only."""
    written = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    # When CloudFormation sees it, CodeUri is a place in a bucket.
    written["Globals"]["Function"]["CodeUri"] = "s3://artefacts/functions.zip"
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": "us-east-1"}):
        made: dict[str, Any] = transform(written, {}, _NoPolicies())
    return made


def of_type(template: dict[str, Any], *types: str) -> dict[str, dict[str, Any]]:
    """Return the resources of some types by name."""
    return {name: found for name, found in template["Resources"].items() if found["Type"] in types}


def statements(template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every statement of every policy of a role, with the role's name."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def as_list(value: Any) -> list[Any]:
    """Return a value that may be a single one or a list as a list."""
    return value if isinstance(value, list) else [value]


def references(value: Any) -> Iterator[str]:
    """Yield the names of the resources and parameters to which a value refers."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" and isinstance(inner, str):
                yield inner
            elif key == "Fn::GetAtt":
                yield inner.split(".")[0] if isinstance(inner, str) else inner[0]
            elif key == "Fn::Sub":
                text, named = (inner, {}) if isinstance(inner, str) else inner
                yield from _substituted(text, named)
                yield from references(named)
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def _substituted(text: str, named: dict[str, Any]) -> Iterator[str]:
    for part in text.split("${")[1:]:
        name = part.split("}")[0].split(".")[0]
        if name not in named and not name.startswith("!"):
            yield name
