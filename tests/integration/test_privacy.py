"""Where each accepted field rests: a mark in each, and a look at everything that the system keeps or publishes."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from ulid import ULID

from building import annulment, attention
from local_system import SENT_AT, LocalSystem, wait_until
from mac.systems import client_of
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.receipts import receipt_code
from macexpress.attentions.submission import Annulment, Attention, Batch, Citizen, Rating
from macexpress.marks.refused import PARTITION
from macexpress.platform.lima import LIMA, minute_of, quarter_of
from portal.catalogue.reading import read

CENTRE = "mac-express-cura-mori"
PAGE = Path(__file__).parents[2] / "site" / "pages" / "manual" / "operadores" / "datos.md"
_PLACES = {"tabla", "cifras", "rechazos"}
# Generated: no such word is in any catalogue.
_REFUSED = "marca47110815"


def rows() -> dict[str, set[str]]:
    """Return the places of each field in the handbook's table: some of `tabla`, `cifras` and `rechazos`, or none."""
    found = re.findall(r"(?m)^\| `([\w.]+)` \|(?:[^|]*\|){2}([^|]*)\|[^|]*\|$", PAGE.read_text(encoding="utf-8"))
    return {field: set(re.findall(r"\w+", places)) & _PLACES for field, places in found}


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name in model.model_fields.keys() - {"kind", "items", "citizen"}:
        yield f"{prefix}{name}"


def test_the_table_has_every_field_that_is_accepted() -> None:
    """A new field of a submission is in the handbook before it is accepted, and none is there that is not accepted."""
    accepted = {*_fields(Attention), *_fields(Citizen, "citizen."), *_fields(Annulment, "annulment.")}
    accepted |= {*_fields(Rating, "rating."), *_fields(Batch), "advisor", "received_at"}
    assert rows().keys() == accepted


class Kept:
    """Everything that a system keeps or publishes, as text by place."""

    def __init__(self, system: LocalSystem) -> None:
        client = partial(client_of, system.running().engine)
        self.tables = {
            name.split("-")[-2]: _table(client, name) for name in client("dynamodb").list_tables()["TableNames"]
        }
        self.files = "\n".join(_files(client("s3")))
        self.logs = "\n".join(_logs(client("logs")))
        self.metrics = json.dumps(client("cloudwatch").list_metrics()["Metrics"])
        self.output = (system.state / str(system.port) / "engine" / "engine.log").read_text(encoding="utf-8")

    def places_of(self, mark: str) -> set[str]:
        """Return where a mark is found, in the words of the handbook's table; other places by their own name."""
        beside = self.tables["Marks"].splitlines()
        texts = {
            "tabla": self.tables["Attentions"],
            "cifras": self.tables["Statistics"] + self.files,
            "marcas": "\n".join(row for row in beside if PARTITION not in row),
            "rechazos": "\n".join(row for row in beside if PARTITION in row),
            "bitácora": self.logs,
            "medidas": self.metrics,
            "salida": self.output,
        }
        return {place for place, text in texts.items() if mark in text}


def _table(client: Any, name: str) -> str:
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=name)
    return "\n".join(repr(item) for page in pages for item in page["Items"])


def _files(s3: Any) -> Iterator[str]:
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for item in page.get("Contents", []):
                if item["Key"].startswith("published/"):
                    yield s3.get_object(Bucket=bucket["Name"], Key=item["Key"])["Body"].read().decode()


def _logs(logs: Any) -> Iterator[str]:
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]:
            events = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"])["events"]
            yield from (event["message"] for event in events)


@dataclass(frozen=True)
class Planted:
    """What was kept after marks were sent, and which mark stands for which field."""

    kept: Kept
    marks: Mapping[str, str]
    marks_of_refused: Mapping[str, str]
    """The same in items of a known form that were refused."""
    answers: str
    """What was answered to refused submissions."""
    rounded: Mapping[str, str]
    """What is published of moments."""


@pytest.fixture(scope="module")
def planted(system: LocalSystem) -> Planted:
    """Send attentions, an annulment, a rating and refused submissions with marks, and publish."""
    token = system.token(CENTRE)
    claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    start = (datetime.now(LIMA) - timedelta(hours=2)).replace(second=17, microsecond=123_457)
    # An entity's system that is down is the one reason for which the end of an attention is published, to the quarter
    # of an hour: the entity's newest, so it is one that no other test reports.
    down = attention(
        started=start,
        procedure="consulta-lineas-moviles",
        visit=f"{str(ULID())[:-4]}VVVV",
        outcome="not_completed",
        reason="entity_system_down",
        channel="self_service",
        citizen={"sex": "x", "age_band": "60+", "language": "xqz", "home_district": "160108", "disability": True},
        ended_at=(start + timedelta(minutes=9, microseconds=2)).isoformat(),
    )
    rated, wrong = attention(started=start), attention(started=start)
    cancelling = annulment(wrong, reason="wrong_outcome")
    assert system.post([rated], token).json()["verdicts"][0]["verdict"] == "registered"
    centre, day, ulid = parse_identifier(rated["id"])
    code = receipt_code(read().centres[centre].number, day, ulid)
    rating = {"code": code, "rating": 4}
    assert httpx.post(f"{system.address}/api/v1/ratings", json=rating, timeout=60).is_success
    # Last, since of the times of receipt only the newest is published.
    answer = system.post([down, wrong, cancelling], token).json()
    assert {verdict["verdict"] for verdict in answer["verdicts"]} == {"registered"}, answer
    refused = [
        system.post([attention(started=start, dni=_REFUSED), attention(started=start, procedure=_REFUSED)], token),
        system.post([f"{_REFUSED}"], token),
        httpx.post(f"{system.address}/api/v1/attentions?q={_REFUSED}", content=_REFUSED, timeout=60),
        system.get(f"/api/v1/{_REFUSED}", **{"User-Agent": _REFUSED, "X-Forwarded-For": _REFUSED, "Cookie": _REFUSED}),
        system.get(f"/api/v1/receipts/{_REFUSED}"),
        system.get(f"/api/v1/attentions/{_REFUSED}", Authorization=f"Bearer {token}"),
        httpx.post(f"{system.address}/api/v1/ratings", json={"code": _REFUSED, "rating": 9}, timeout=60),
    ]
    odd = attention(
        started=start,
        procedure="consulta-ruc",
        visit=f"{str(ULID())[:-4]}WWWW",
        outcome="not_completed",
        reason="payment_failed",
        channel="self_service",
        citizen={"sex": "x", "age_band": "0-17", "language": "xqy", "home_district": "250401", "disability": True},
        ended_at=(start - timedelta(minutes=9, microseconds=5)).isoformat(),
    )
    unclear = annulment(attention(started=start), reason=_REFUSED)
    refusal = system.post([odd, unclear], token)
    assert {verdict["verdict"] for verdict in refusal.json()["verdicts"]} == {"rejected"}
    refused.append(refusal)
    waiting = Kept(system).tables["Marks"]
    system.run_schedule()
    # The schedule's own run may have begun before, and publishes once more when it ends.
    rounded = {
        "ended_at": f'"last":"{quarter_of(down["ended_at"]).isoformat()}"',
        "received_at": f'"generated_at":"{minute_of(answer["received_at"]).isoformat()}"',
    }
    wait_until(lambda: rounded["ended_at"] in system.get("/data/v1/status.json").text)
    marks = {
        "id": down["id"],
        "visit": down["visit"],
        "procedure": down["procedure"],
        "started_at": "17.123457",
        "ended_at": "17.123459",
        "outcome": "not_completed",
        "reason": "entity_system_down",
        "channel": "self_service",
        "citizen.sex": "sex",
        "citizen.age_band": "age_band",
        "citizen.language": "xqz",
        "citizen.home_district": "160108",
        "citizen.disability": "disability",
        "annulment.id": cancelling["id"],
        "annulment.attention": cancelling["attention"],
        "annulment.reason": "wrong_outcome",
        "sent_at": SENT_AT,
        "rating.code": code,
        "rating.rating": "rating",
        "advisor": claims["sub"],
        "received_at": answer["received_at"][:19],
    }
    of_refused = {
        "id": odd["id"],
        "visit": odd["visit"],
        "procedure": odd["procedure"],
        "started_at": odd["started_at"],
        "ended_at": odd["ended_at"],
        "outcome": odd["outcome"],
        "reason": odd["reason"],
        "channel": odd["channel"],
        "citizen.sex": "sex",
        "citizen.age_band": "age_band",
        "citizen.language": "xqy",
        "citizen.home_district": "250401",
        "citizen.disability": "disability",
        "annulment.id": unclear["id"],
        "annulment.attention": unclear["attention"],
        "annulment.reason": _REFUSED,
        "sent_at": SENT_AT,
        "advisor": claims["sub"],
        "received_at": refusal.json()["received_at"][:19],
    }
    kept = Kept(system)
    kept.tables["Marks"] += waiting
    return Planted(kept, marks, of_refused, "\n".join(one.text for one in refused), rounded)


def test_each_field_rests_only_where_the_table_says(planted: Planted) -> None:
    """Tables, published files, logs, metrics and the engine's own output, after a run of the schedule."""
    found = {field: planted.kept.places_of(mark) for field, mark in planted.marks.items()}
    # A day that waits for a run is marked with when its newest fact came; a run removes the mark at any moment.
    found["received_at"].discard("marcas")
    for field, mark in planted.marks_of_refused.items():
        found[field] = found[field] - {"rechazos"} | (planted.kept.places_of(mark) & {"rechazos"})
    for field, text in planted.rounded.items():
        assert "cifras" not in found[field], f"{field} is published as it is"
        found[field] |= planted.kept.places_of(text)
    # What was done, and why it could not be, is published when the month ends, which this system does not see.
    assert "cifras" not in found["reason"]
    for field in ("procedure", "reason"):
        found[field].add("cifras")
    assert found == rows()


def test_what_is_refused_leaves_no_trace(planted: Planted) -> None:
    """Fields that are not accepted, addresses, headers and broken texts: neither kept, logged nor answered."""
    assert planted.kept.places_of(_REFUSED) == set()
    assert _REFUSED not in planted.answers


def test_the_search_finds_what_is_there(planted: Planted) -> None:
    """The search reads every place: something that stands in it is found. A run empties the marks at any moment."""
    everywhere = {
        "tabla": CENTRE,
        "cifras": "national",
        "rechazos": "ends_before_start",
        "bitácora": "SyncDelay",
        "medidas": "Invocations",
    }
    for place, text in everywhere.items():
        assert place in planted.kept.places_of(text), place
