"""Attentions, annulments and events as the tests need them. All generated."""

import base64
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from macexpress.catalogue.index import Index, IndexedCentre, IndexedProcedure
from macexpress.platform.lima import LIMA, compact

CENTRE = "mac-express-cura-mori"
OTHER_CENTRE = "mac-express-inapari"
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=LIMA)
STARTED = datetime(2026, 11, 24, 9, 15, tzinfo=LIMA)

INDEX = Index(
    version="0123456789ab",
    centres={
        CENTRE: IndexedCentre("MAC Express Castilla", 1, "20", "2001", "costa", "urban", host="municipality"),
        OTHER_CENTRE: IndexedCentre("MAC Express Iñapari", 2, "17", "1703", "selva", "rural", host="tambo"),
        "mac-express-cerrado": IndexedCentre("Cerrado", 3, "17", retired_on=datetime(2026, 11, 20, tzinfo=UTC).date()),
    },
    procedures={
        "certificado-antecedentes-penales": IndexedProcedure("Antecedentes penales", "poder-judicial"),
        "afiliacion-sis-gratuito": IndexedProcedure("Afiliación al SIS Gratuito", "sis"),
        "tramite-retirado": IndexedProcedure("Retirado", "sis", retired_on=datetime(2026, 11, 20, tzinfo=UTC).date()),
    },
    entities={"poder-judicial": "Poder Judicial", "sis": "Seguro Integral de Salud"},
    departments={"17": "Madre de Dios", "20": "Piura"},
    provinces={"1703": "Tahuamanu", "2001": "Piura"},
    districts={"080101": "Cusco", "170301": "Iñapari", "200104": "Castilla"},
)

# With fewer centres nothing is published by centre, so this index has more, for which the tests register nothing.
WIDE_INDEX = replace(
    INDEX,
    centres={
        **INDEX.centres,
        **{f"mac-express-lejano-{n}": IndexedCentre(f"Lejano {n}", 10 + n, "20", "2001", "costa") for n in range(5)},
    },
)

_numbers = itertools.count()


def fact_id(started: datetime = STARTED, centre: str = CENTRE) -> str:
    """Return a new id, different in each call."""
    ulid = ULID.from_int(int(ULID.from_datetime(started)) & ~0xFFFF | next(_numbers) % 0x10000)
    return f"{centre}.{compact(started.astimezone(LIMA).date())}.{ulid}"


def attention(**changes: Any) -> dict[str, Any]:
    """Return an attention as a desk sends it, with `changes`; a new id unless one is given."""
    started = changes.pop("started", STARTED)
    return {
        "kind": "attention",
        "id": fact_id(started, changes.pop("centre", CENTRE)),
        "visit": str(ULID.from_datetime(started)),
        "procedure": "certificado-antecedentes-penales",
        "started_at": started.isoformat(),
        "ended_at": (started + timedelta(minutes=7, seconds=30)).isoformat(),
        "outcome": "completed",
        "reason": None,
        "channel": "assisted",
        "citizen": {
            "sex": "f",
            "age_band": "45-59",
            "language": "qu",
            "home_district": "080101",
            "disability": False,
        },
    } | changes


def annulment(of: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return an annulment of an attention."""
    centre, day, _ = of["id"].split(".")
    _, _, ulid = fact_id().split(".")
    return {
        "kind": "annulment",
        "id": f"{centre}.{day}.{ulid}",
        "attention": of["id"],
        "reason": "entered_twice",
    } | changes


def batch(*items: object) -> dict[str, Any]:
    """Return the envelope of a submission."""
    return {"sent_at": NOW.isoformat(), "items": list(items)}


def event(
    method: str = "POST",
    path: str = "/api/v1/attentions",
    body: object = None,
    groups: str | None = f"[centre:{CENTRE}]",
    **changes: Any,
) -> dict[str, Any]:
    """Return an HTTP API event (payload 2.0), in the form recorded in tests/events/submit.json.

    body: bytes are sent like binary bodies in API Gateway, text unchanged, anything else as JSON. groups: the claim
    ``cognito:groups`` in the authorizer's form; None leaves the authorizer out.
    """
    packed = isinstance(body, bytes)
    text = base64.b64encode(body).decode() if isinstance(body, bytes) else body
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "localhost"},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"},
            "requestId": "request",
            "stage": "$default",
            "timeEpoch": 1795554000000,
        },
        "isBase64Encoded": packed,
    }
    if body is not None:
        made["body"] = text if isinstance(text, str) else json.dumps(text)
    if groups is not None:
        claims = {"sub": "5f0f7d0e-advisor", "token_use": "access", "cognito:groups": groups}
        made["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return made | changes
