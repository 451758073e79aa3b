"""The committed OpenAPI document describes the code, and breaks no client of the released one."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compatibility import breaking_changes
from mac.release.openapi import DOCUMENT, document

RELEASED: dict[str, Any] = json.loads(Path(__file__).with_name("openapi-released.json").read_text(encoding="utf-8"))


def test_the_committed_document_is_generated_from_the_code() -> None:
    """A change of the API shows in the document: `make format` writes it."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_schema_that_is_referred_to_is_there() -> None:
    """A client that is generated from the document, or a reader, finds each of them."""
    made = document()
    named = set(re.findall(r'"#/components/schemas/(\w+)"', made))
    assert named <= json.loads(made)["components"]["schemas"].keys()


def test_no_client_of_the_released_api_breaks() -> None:
    """All that the released document promises still holds. For a new release, copy functions/openapi.json over it."""
    assert list(breaking_changes(RELEASED, json.loads(document()))) == []


def _without_annulment(made: dict[str, Any]) -> None:
    del made["components"]["schemas"]["Annulment"]


def _without_route(made: dict[str, Any]) -> None:
    del made["paths"]["/api/v1/attentions"]["post"]


def _without_outcome(made: dict[str, Any]) -> None:
    made["components"]["schemas"]["Attention"]["properties"]["outcome"]["enum"].remove("pending")


def _with_demand(made: dict[str, Any]) -> None:
    made["components"]["schemas"]["Attention"]["required"].append("channel")


def _with_smaller_batches(made: dict[str, Any]) -> None:
    made["components"]["schemas"]["Batch"]["properties"]["items"]["maxItems"] = 25


def _without_verdict_field(made: dict[str, Any]) -> None:
    del made["components"]["schemas"]["Verdict"]["properties"]["errors"]


@pytest.mark.parametrize(
    "change",
    [
        _without_annulment,
        _without_route,
        _without_outcome,
        _with_demand,
        _with_smaller_batches,
        _without_verdict_field,
    ],
)
def test_a_change_that_would_break_a_client_is_found(change: Callable[[dict[str, Any]], None]) -> None:
    """The comparison above can fail: it finds each of these."""
    changed = copy.deepcopy(RELEASED)
    change(changed)
    assert len(list(breaking_changes(RELEASED, changed))) == 1
