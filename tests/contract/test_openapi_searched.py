"""What the OpenAPI document allows, and what it does not, sent by schemathesis to the real handlers, with all checks.

``benchmarks.openapi CASES`` searches for longer.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import checks
from werkzeug.wrappers import Request

from answers import check_answer
from api_client import Client, Context
from building import CENTRE, INDEX, NOW, STARTED, event
from deciding import Deciding
from mac.paths import ROOT
from macexpress.office.api import OfficeApi
from macexpress.statistics.store import StatisticsStore
from memory_aws import MemoryDynamoDB
from office_client import nothing_refused
from signed_in import TRUSTED
from tables import create_tables

TOKEN = "Bearer valid"
GROUPS = f"[office {' '.join(f'centre:{centre}' for centre in INDEX.centres)}]"
_EXCEPTIONS = {
    # The document shows a valid item; any other is accepted with a verdict of its own, so that it harms no neighbour.
    "negative_data_rejection",
    # What has the form of an id, code or day may still name nothing, or a span that is too long.
    "positive_data_acceptance",
    # HTTP APIs answer 404 for a method without a route.
    "unsupported_method",
}


class _Answers:
    """The handlers as a WSGI application, behind an authorizer that knows one token."""

    def __init__(self) -> None:
        dynamodb: Any = create_tables("Attentions", "Marks", "Statistics", client=MemoryDynamoDB())
        self._api = Client(dynamodb)
        self.told: Counter[str] = Counter()
        self._office = OfficeApi(
            INDEX, StatisticsStore(dynamodb, "Statistics"), lambda *_: [], nothing_refused, TRUSTED, lambda: NOW
        )
        self._deciding = Deciding()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        known = request.headers.get("Authorization") == TOKEN
        made = event(request.method, request.path, groups=GROUPS if known else None)
        made |= {"queryStringParameters": dict(request.args), "headers": _headers(request)}
        if body := request.get_data():
            made["body"] = body.decode("utf-8", "surrogateescape")
        office = request.path.startswith("/api/v1/office")
        if request.path.endswith(("/accounts", "/decisions", "/names")):
            answer = self._deciding.handle(made)
        else:
            answer = self._office.handle(made, Context()) if office else self._api(made)
        content = check_answer(answer)
        self.told[f"{request.method} {answer['statusCode']}"] += 1
        self.told.update(verdict["verdict"] for verdict in content.get("verdicts", []))
        headers = {
            name: value if isinstance(value, str) else value[0] for name, value in answer.get("headers", {}).items()
        }
        headers |= {name: value[0] for name, value in answer.get("multiValueHeaders", {}).items()}
        start(f"{answer['statusCode']} x", list(headers.items()))
        return [(answer.get("body") or "").encode()]


def _headers(request: Request) -> dict[str, str]:
    """Return the headers as the HTTP API hands them over; nothing asks for a compressed answer here."""
    return {name.lower(): value for name, value in request.headers if name.lower() != "accept-encoding"}


def schema() -> Any:
    """Return the document over new tables, with a link from what is registered to reading it back."""
    document = json.loads((ROOT / "functions/openapi.json").read_text(encoding="utf-8"))
    registered = document["paths"]["/api/v1/attentions"]["post"]["responses"]["200"]
    registered["links"] = {
        "readBack": {"operationId": "readAttention", "parameters": {"attention_id": "$response.body#/verdicts/0/id"}}
    }
    # A random id names no centre: with these, half of what is sent can be registered, and read back by the link.
    fields = document["components"]["schemas"]["Attention"]["properties"]
    fields["id"] |= {"pattern": rf"^{CENTRE}\.20261124\.[0-7][0-9A-HJKMNP-TV-Z]{{25}}$"}
    for name, value in (("started_at", STARTED), ("ended_at", STARTED)):
        fields[name] = {"type": "string", "enum": [value.isoformat()]}
    offered = [key for key, procedure in INDEX.procedures.items() if not procedure.retired_on]
    fields["procedure"] = {"type": "string", "enum": offered}
    fields["outcome"] |= {"enum": ["completed", "pending"]}
    fields["reason"] = fields["citizen"] = {"type": "null"}
    made = schemathesis.openapi.from_dict(document)
    made.app = _Answers()
    made.config.update(headers={"Authorization": TOKEN})
    return made


def chosen(cases: int) -> settings:
    """Return how long to search."""
    return settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )


def validate(case: Any) -> None:
    """Send a case and apply every check but the exceptions."""
    every = [check for check in checks.CHECKS.get_all() if check.__name__ not in _EXCEPTIONS]
    case.call_and_validate(checks=every)


def search(cases: int, number: int = 1) -> Counter[str]:
    """Search every operation, and sequences that follow the link; return how often which answer was given."""
    made = schema()
    operations = [result.ok() for result in made.get_all_operations()]
    for operation in operations:
        draw: Any = given(operation.as_strategy())
        chosen(cases // len(operations) // 2)(seed(number)(draw(validate)))()
    machine: Any = made.as_state_machine()

    class Sequences(machine):  # type: ignore[misc]
        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            every = [check for check in checks.CHECKS.get_all() if check.__name__ not in _EXCEPTIONS]
            case.validate_response(response, checks=every)

    # A sequence has up to six calls.
    run_state_machine_as_test(seed(number)(Sequences), settings=settings(chosen(cases // 12), stateful_step_count=6))
    told: Counter[str] = made.app.told
    return told


def test_everything_the_document_allows_is_answered_as_it_says() -> None:
    """Of 500 cases none is a failure, has another form than the document says, or gives rights without a token."""
    told = search(500)
    assert told["registered"]
    assert told["GET 200"]
    assert told["POST 400"]
