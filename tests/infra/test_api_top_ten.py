"""What the OWASP API Security Top 10 asks and no other test shows; the handbook's table names the test of each row."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_template import ROOT, of_type
from edge import get, run

FUNCTIONS = ROOT / "functions" / "macexpress"
# What could ask an address that a request names.
_ASKING = {"httpx", "requests", "socket", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "smtplib"}


def _asking(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if _ASKING & {name, name.split(".")[0]})


@pytest.mark.parametrize(
    "module", sorted(FUNCTIONS.rglob("*.py")), ids=lambda path: path.relative_to(FUNCTIONS).as_posix()
)
def test_no_function_asks_an_address(module: Path) -> None:
    """No function can be made to ask an address (API7), and none trusts another service's answer (API10).

    They reach AWS through botocore alone; its roles name the tables and the bucket.
    """
    assert list(_asking(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line", ["import httpx", "from urllib import request", "from http.client import HTTPSConnection"]
)
def test_a_way_out_is_found(line: str) -> None:
    """The search finds each way in which a module could ask an address."""
    assert list(_asking(line)) != []


def test_every_route_is_documented_and_no_other(template: dict[str, Any]) -> None:
    """No forgotten version or route answers (API9): template and published document name the same."""
    (api,) = of_type(template, "AWS::ApiGatewayV2::Api").values()
    document = json.loads((ROOT / "functions" / "openapi.json").read_text(encoding="utf-8"))

    def routes(paths: dict[str, dict[str, Any]]) -> set[tuple[str, str]]:
        return {(path, method) for path, methods in paths.items() for method in methods}

    assert routes(api["Properties"]["Body"]["paths"]) == routes(document["paths"])


def test_the_api_takes_so_many_requests_and_no_more(template: dict[str, Any]) -> None:
    """A flood is refused before a function starts (API4): bursts above the gateway's limit are not ours to pay."""
    (stage,) = of_type(template, "AWS::ApiGatewayV2::Stage").values()
    limits = stage["Properties"]["DefaultRouteSettings"]
    assert 0 < limits["ThrottlingRateLimit"] <= limits["ThrottlingBurstLimit"] <= 400


SITE = "https://macexpress.example.pe"
_PARTS = st.sampled_from(
    ["/", "//", "\\", "tramites", "134744072", "[::1]", "a.b", "@", ":", "?", "#", "%2f", "_", ".."]
)


# Many addresses at once: each example starts Node.
@settings(max_examples=50)
@given(
    addresses=st.lists(st.lists(_PARTS, max_size=6).map(lambda parts: "/" + "".join(parts)), min_size=40, max_size=40)
)
def test_no_address_leads_to_another_site(template: dict[str, Any], addresses: list[str]) -> None:
    """A link to the portal ends at the portal (API8): a redirect never names a host, as `//134744072/` would."""
    code = template["Resources"]["PageAddress"]["Properties"]["FunctionCode"]["Fn::Sub"].replace("${Release}", "r")
    for address, answer in zip(addresses, run(code, *map(get, addresses)), strict=True):
        location = answer.get("headers", {}).get("location", {}).get("value")
        if location is not None:
            # A browser reads a backslash as a slash.
            target = urljoin(SITE, location.replace("\\", "/"))
            assert urlsplit(target)[:2] == urlsplit(SITE)[:2], address
