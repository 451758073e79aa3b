"""Writes ``functions/openapi.json``: the routes as Powertools documents them, errors as they really are."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from mac.paths import ROOT
from macexpress import VERSION
from macexpress.attentions.api import Api
from macexpress.catalogue.index import Index
from macexpress.decisions.api import DecisionsApi
from macexpress.decisions.forms import DECISION
from macexpress.office.api import OfficeApi
from macexpress.platform.problem import CONTENT_TYPE

DOCUMENT = ROOT / "functions" / "openapi.json"

_PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457. title and detail are Spanish, for people; code is English and stable, for programs.",
    "type": "object",
    "required": ["type", "status", "code", "title", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ItemError"}},
    },
}
_ERRORS = {
    "400": "Not JSON, or not of this form",
    "401": "No valid token (answered by the HTTP API's authorizer, in its own form)",
    "403": "A token without any centre, or of another centre",
    "404": "There is none",
    "409": "There already, and differently; or not possible now",
    "413": "More than 64 KiB, unpacked; a decision more than 256 KiB",
    "422": "Fields that are wrong, all at once: nothing was changed",
    "429": "Too many at once: send the same again after Retry-After",
    "500": "Something failed, nothing was stored: send the same again after Retry-After",
    "503": "The store is busy, nothing was stored: send the same again after Retry-After",
}
_OF_DECISIONS = {
    "500": "Something failed; a decision may be stored and half done: send the same again after Retry-After",
    "503": "The store is busy; a decision may be stored and half done: send the same again after Retry-After",
}
_ERRORS_OF = {
    "submitAttentions": ("400", "401", "403", "413", "429", "500", "503"),
    "readAttention": ("401", "403", "404", "429", "500", "503"),
    "readReceipt": ("404", "429", "500", "503"),
    "rateAttention": ("400", "404", "409", "413", "429", "500", "503"),
    "health": ("429", "500", "503"),
    "officeMorning": ("401", "403", "429", "500", "503"),
    "officeExplore": ("400", "401", "403", "404", "409", "429", "500", "503"),
    "officeAttentions": ("400", "401", "403", "404", "429", "500", "503"),
    "officeReport": ("400", "401", "403", "429", "500", "503"),
    "officeRefused": ("400", "401", "403", "429", "500", "503"),
    "officeDays": ("400", "401", "403", "404", "429", "500", "503"),
    "officeFailures": ("400", "401", "403", "404", "429", "500", "503"),
    "officeCentres": ("401", "403", "429", "500", "503"),
    "officeAccounts": ("400", "401", "403", "429", "500", "503"),
    "officeNames": ("400", "401", "403", "429", "500", "503"),
    "officeDecisions": ("400", "401", "403", "429", "500", "503"),
    "officeDecide": ("400", "401", "403", "404", "409", "413", "422", "429", "500", "503"),
}
_CSV = frozenset({"officeDays", "officeFailures", "officeCentres"})


def document() -> str:
    """Return the OpenAPI 3.1 document of the API, with a final line break."""
    # The routes are only described, never called: they need no store and no clock.
    nothing = Index("", {}, {}, {}, {}, {}, {})
    made = _described(Api(nothing, store=None, keep_refused=None, clock=None).resolver)  # type: ignore[arg-type]
    office = _described(
        OfficeApi(nothing, store=None, facts_of_day=None, refused=None, access=None, clock=None).resolver  # type: ignore[arg-type]
    )
    made["paths"] |= office["paths"]
    made["components"]["schemas"] |= office["components"]["schemas"]
    decisions = _described(
        DecisionsApi(stores=None, access=None, clock=None, timer=None).resolver  # type: ignore[arg-type]
    )
    made["components"]["schemas"] |= decisions["components"]["schemas"]
    for path, methods in decisions["paths"].items():
        made["paths"].setdefault(path, {}).update(methods)
    made["paths"]["/api/v1/office/decisions"]["post"]["requestBody"] = _decision(made["components"]["schemas"])
    for methods in made["paths"].values():
        for operation in methods.values():
            codes = _ERRORS_OF[operation["operationId"]]
            if operation["operationId"] in _CSV:
                operation["responses"]["200"]["content"] = {"text/csv": {"schema": {"type": "string"}}}
            operation["responses"] = {"200": operation["responses"]["200"]} | {code: _error(code) for code in codes}
            if operation["operationId"] == "officeDecide":
                for code, description in _OF_DECISIONS.items():
                    operation["responses"][code]["description"] = description
            if "401" in codes:
                operation["security"] = [{"advisor": []}]
    components = made["components"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        components["schemas"].pop(unused, None)
    components["schemas"]["Problem"] = _PROBLEM
    components["securitySchemes"] = {"advisor": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    return json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _decision(schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a decision, which its route reads by itself; add the schemas of its kinds."""
    schema = DECISION.json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs")
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _described(routes: APIGatewayHttpResolver) -> dict[str, Any]:
    text = routes.get_openapi_json_schema(
        title="MAC Express",
        version=VERSION,
        openapi_version="3.1.0",
        description="Takes in the attentions that advisors register; each is counted once.",
    )
    described: dict[str, Any] = json.loads(text)
    return described


def _error(code: str) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": _ERRORS[code]} | ({} if code == "401" else {"content": content})


def command() -> int:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0
