"""Every route of the API for every kind of person, on the real local system: who gets in, and who does not."""

import json
from typing import Any

import httpx
import pytest

from cloud_template import ROOT
from local_system import LocalSystem
from mac.local.people import OFFICE, PASSWORD, username_of

CENTRE, NEIGHBOUR = "mac-express-cura-mori", "mac-express-la-esperanza"
ID = f"{CENTRE}.20261124.01KAVT4Z4GWQ2ZKM8ENH7SKT1A"
AT_DESK = ("own advisor", "other advisor", "office at the desk", "own and office", "other and office")
"""With tokens of the desk's client, of accounts that have no second factor."""
ROLES = ("nobody", *AT_DESK, "no second factor", "office")
_OPEN = dict.fromkeys(ROLES, "in")
# The group office gives nothing at a desk, neither alone nor beside a centre.
_DESK = dict.fromkeys(ROLES, 401) | dict.fromkeys(AT_DESK, "in") | {"office at the desk": 403}
_OWN = _DESK | {"other advisor": 403, "other and office": 403}
_OFFICE = dict.fromkeys(ROLES, 401) | {"no second factor": 403, "office": "in"}
TABLE: dict[str, dict[str, Any]] = {
    "GET /api/v1/health": _OPEN,
    "GET /api/v1/receipts/{code}": _OPEN,
    "POST /api/v1/ratings": _OPEN,
    "POST /api/v1/attentions": _DESK,
    "GET /api/v1/attentions/{attention_id}": _OWN,
}
"""What each may do; every route of the office is as `_OFFICE`. ``in``: neither 401 nor 403."""


@pytest.fixture(scope="module")
def tokens(system: LocalSystem) -> dict[str, str]:
    """Return a token of each kind of person; the office's at the desk are as those from before the enrolment."""
    running = system.running()
    cognito, pool = running.cognito(), running.pool_id
    members: dict[str, tuple[str, ...]] = {
        "sin.segunda": (),
        "de.aqui": (f"centre:{CENTRE}",),
        "de.otro": (f"centre:{NEIGHBOUR}",),
    }
    for name, centres in members.items():
        cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
        for group in ("office", *centres):
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)

    def token(client: str, username: str) -> str:
        parameters = {"USERNAME": username, "PASSWORD": PASSWORD}
        answer = cognito.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        return str(answer["AuthenticationResult"]["AccessToken"])

    return {
        "own advisor": token(running.client_id, username_of(CENTRE)),
        "other advisor": token(running.client_id, username_of(NEIGHBOUR)),
        "no second factor": token(running.office_client_id, "sin.segunda"),
        "office": system.office_token(),
        "office at the desk": token(running.client_id, "sin.segunda"),
        "own and office": token(running.client_id, "de.aqui"),
        "other and office": token(running.client_id, "de.otro"),
    }


def _routes() -> list[str]:
    document = json.loads((ROOT / "functions" / "openapi.json").read_text(encoding="utf-8"))
    return [f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods]


def _outcome(system: LocalSystem, route: str, token: str) -> Any:
    method, path = route.replace("{code}", "0" * 13).replace("{attention_id}", ID).split()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"sent_at": "2026-11-24T16:00:00-05:00", "items": [{}]} if method == "POST" else None
    status = httpx.request(method, f"{system.address}{path}", headers=headers, json=body, timeout=30).status_code
    assert status < 500, (route, status)
    return status if status in {401, 403} else "in"


@pytest.mark.parametrize("route", _routes())
def test_who_gets_in(system: LocalSystem, tokens: dict[str, str], route: str) -> None:
    """Nobody else; a route that is new and stands in no row must be the office's."""
    office = "/office/" in route
    wanted = _OFFICE if office else TABLE[route]
    assert {role: _outcome(system, route, tokens.get(role, "")) for role in ROLES} == wanted


def test_an_advisor_with_a_token_of_the_offices_client(system: LocalSystem) -> None:
    """Whoever signs in on the office's page without belonging to it gets in nowhere."""
    running = system.running()
    parameters = {"USERNAME": username_of(CENTRE), "PASSWORD": PASSWORD}
    answer = running.cognito().initiate_auth(
        ClientId=running.office_client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    token = answer["AuthenticationResult"]["AccessToken"]
    found = {route: _outcome(system, route, token) for route in _routes() if TABLE.get(route) is not _OPEN}
    assert {route: outcome for route, outcome in found.items() if outcome == "in"} == {}
    # An account with a second factor gets no token for its password alone, at the desk neither.
    challenge = running.cognito().initiate_auth(
        ClientId=running.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": OFFICE, "PASSWORD": PASSWORD},
    )
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
