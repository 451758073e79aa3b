"""Section 3 of the contract, line by line, against the real handler."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError

from api_client import Client
from building import CENTRE, INDEX, OTHER_CENTRE, STARTED, annulment, attention, batch, event
from mac.release.openapi import document
from macexpress.attentions.api import logger
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.receipts import receipt_code

DOCUMENT = json.loads(document())


def _body(answer: dict[str, Any]) -> Any:
    return json.loads(answer["body"])


def _verdicts(answer: dict[str, Any]) -> list[str]:
    assert answer["statusCode"] == 200, answer["body"]
    return [verdict["verdict"] for verdict in _body(answer)["verdicts"]]


def _fits(answer: dict[str, Any], schema: str) -> None:
    components = {"$defs": DOCUMENT["components"]["schemas"], "$ref": f"#/$defs/{schema}"}
    text = json.dumps(components).replace("#/components/schemas/", "#/$defs/")
    jsonschema.validate(_body(answer), json.loads(text))


def _problem(answer: dict[str, Any]) -> tuple[int, str]:
    content_type = answer.get("headers", {}).get("Content-Type") or answer["multiValueHeaders"]["Content-Type"][0]
    assert content_type == "application/problem+json"
    _fits(answer, "Problem")
    return answer["statusCode"], _body(answer)["code"]


def test_an_attention_is_registered_once(api: Client) -> None:
    """The first is registered, the same again is a duplicate, other content with the id a conflict; one fact stays."""
    item = attention()
    answer = api(event(body=batch(item)))
    _fits(answer, "Verdicts")
    assert _verdicts(answer) == ["registered"]
    assert _verdicts(api(event(body=batch(item)))) == ["duplicate"]
    assert _verdicts(api(event(body=batch(item | {"outcome": "pending"})))) == ["conflict"]
    assert len(api.stored()) == 1
    beside = sorted(row["PK"]["S"].partition("#")[0] for row in api.stored("Marks"))
    assert beside == ["MARKS", "REFUSED"]
    assert api.stored()[0]["outcome"] == {"S": "completed"}


def test_two_citizens_with_equal_data_are_two(api: Client) -> None:
    """Attentions are distinguished by id, never by content (opencrvs-core 7215)."""
    first = attention()
    second = first | {"id": attention()["id"]}
    assert _verdicts(api(event(body=batch(first, second)))) == ["registered", "registered"]


def test_one_bad_item_never_affects_the_others(api: Client) -> None:
    """Good items of a batch are registered, whatever is between them; verdicts come in the same order."""
    items = [attention(), attention(dni="12345678"), attention(), None, attention(centre=OTHER_CENTRE), attention()]
    answer = api(event(body=batch(*items)))
    _fits(answer, "Verdicts")
    assert _verdicts(answer) == ["registered", "rejected", "registered", "rejected", "rejected", "registered"]
    verdicts = _body(answer)["verdicts"]
    assert [verdict["id"] for verdict in verdicts] == [item and item["id"] for item in items]
    assert verdicts[1]["errors"][0]["field"] == "dni"
    assert verdicts[4]["errors"][0]["code"] == "centre_not_yours"
    assert len(api.stored()) == 3


def test_the_same_item_twice_in_a_batch(api: Client) -> None:
    """A second copy in one batch is a duplicate, other content with the id a conflict."""
    item = attention()
    answer = api(event(body=batch(item, item, item | {"outcome": "pending"})))
    assert _verdicts(answer) == ["registered", "duplicate", "conflict"]


def test_a_batch_that_was_partly_stored_is_completed(api: Client) -> None:
    """When some of fifty items are already stored, the others are registered in the same request."""
    items = [attention() for _ in range(50)]
    api(event(body=batch(*items[::2])))
    assert _verdicts(api(event(body=batch(*items)))) == ["duplicate", "registered"] * 25
    assert len(api.stored()) == 50


def test_an_annulment_may_come_first_and_twice_is_once(api: Client) -> None:
    """The attention need not be there yet: it is annulled when it comes later."""
    item = attention()
    cancelling = annulment(item)
    assert _verdicts(api(event(body=batch(cancelling)))) == ["registered"]
    assert _verdicts(api(event(body=batch(cancelling)))) == ["duplicate"]
    assert _verdicts(api(event(body=batch(item)))) == ["registered"]
    answer = api(event("GET", f"/api/v1/attentions/{item['id']}"))
    _fits(answer, "StoredAttention")
    assert _body(answer)["annulled"] is True


def test_what_was_registered_can_be_read_back(api: Client) -> None:
    """By the centre alone, not by another one or the office's account at a desk; an unknown id is 404."""
    item = attention()
    api(event(body=batch(item)))
    path = f"/api/v1/attentions/{item['id']}"
    for groups in (f"[centre:{CENTRE}]", f"[office centre:{CENTRE}]"):
        answer = api(event("GET", path, groups=groups))
        _fits(answer, "StoredAttention")
        read = _body(answer)
        assert {key: read[key] for key in item} == item
        assert read["annulled"] is False
    for groups in (f"[centre:{OTHER_CENTRE}]", "[office]", f"[office centre:{OTHER_CENTRE}]"):
        assert _problem(api(event("GET", path, groups=groups))) == (403, "no_centre")
    assert _problem(api(event("GET", f"/api/v1/attentions/{attention()['id']}"))) == (404, "not_found")
    assert _problem(api(event("GET", "/api/v1/attentions/castilla"))) == (404, "not_found")


def test_gzip_is_accepted_and_the_limit_holds_for_the_unpacked_body(api: Client) -> None:
    """A desk may compress what it sends; the limit of 64 KiB holds for the unpacked body."""
    headers = {"content-encoding": "gzip"}
    packed = gzip.compress(json.dumps(batch(attention())).encode())
    assert _verdicts(api(event(body=packed, headers=headers))) == ["registered"]
    bomb = gzip.compress(json.dumps(batch("x" * 70_000)).encode())
    assert _problem(api(event(body=bomb, headers=headers))) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", (400, "not_json")),
        ('{"sent_at"', (400, "not_json")),
        (b"\xff\xfe\x00", (400, "not_json")),
        ("[" * 60_000, (400, "not_json")),
        ("null", (400, "invalid_request")),
        ("[]", (400, "invalid_request")),
        ({"items": [attention()]}, (400, "invalid_request")),
        (batch(), (400, "invalid_request")),
        (batch(*[attention()] * 51), (400, "invalid_request")),
        (batch(attention()) | {"advisor": "me"}, (400, "invalid_request")),
        (batch(attention()) | {"sent_at": "2026-11-24"}, (400, "invalid_request")),
        (batch(attention()) | {"items": attention()}, (400, "invalid_request")),
        (batch("x" * 66_560), (413, "too_large")),
    ],
)
def test_an_envelope_of_another_form_is_refused(api: Client, body: object, expected: tuple[int, str]) -> None:
    """All of it is refused, and nothing is stored."""
    assert _problem(api(event(body=body))) == expected
    assert api.stored() == []


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""])
def test_the_content_type_is_ignored(api: Client, content_type: str) -> None:
    """The bytes decide what a body is: a client with a wrong content type is served, and none gets a 500."""
    made = event(body=batch(attention()), headers={"content-type": content_type})
    assert _verdicts(api(made)) == ["registered"]


def test_all_errors_of_an_envelope_are_reported_at_once(api: Client) -> None:
    """Every field of the envelope has its own error."""
    answer = api(event(body={"sent_at": 5, "items": [], "dni": "1"}))
    assert {error["field"] for error in _body(answer)["errors"]} == {"sent_at", "items", "dni"}


def test_who_may_send(api: Client) -> None:
    """No claims or an id token: 401. A token without a centre, also the office's: 403."""
    item = attention()
    assert _problem(api(event(body=batch(item), groups=None))) == (401, "no_valid_token")
    assert _problem(api(event(body=batch(item), groups="[]"))) == (403, "no_centre")
    assert _problem(api(event(body=batch(item), groups="[visitors]"))) == (403, "no_centre")
    made = event(body=batch(item))
    made["requestContext"]["authorizer"]["jwt"]["claims"]["token_use"] = "id"
    assert _problem(api(made)) == (401, "no_valid_token")
    for sent in (item, annulment(item)):
        assert _problem(api(event(body=batch(sent), groups="[office]"))) == (403, "no_centre")
        assert _verdicts(api(event(body=batch(sent), groups=f"[office centre:{OTHER_CENTRE}]"))) == ["rejected"]
    assert api.stored() == []


def test_an_unknown_path_or_method_is_a_problem_too(api: Client) -> None:
    """Every request that reaches the function is answered in the contract's form."""
    assert _problem(api(event("GET", "/api/v1/nothing"))) == (404, "not_found")
    assert _problem(api(event("DELETE", "/api/v1/attentions"))) == (404, "not_found")


def _code_of(item: dict[str, Any]) -> str:
    centre, day, ulid = parse_identifier(item["id"])
    return receipt_code(INDEX.centres[centre].number, day, ulid)


def test_anybody_with_a_receipt_sees_four_things(api: Client) -> None:
    """Procedure, centre, day and outcome, and nothing else; in any way of typing the code, and without a token."""
    item = attention()
    api(event(body=batch(attention(), item, attention())))
    for typed in (_code_of(item), _code_of(item).lower(), f"{_code_of(item)[:4]}-{_code_of(item)[4:]}"):
        answer = api(event("GET", f"/api/v1/receipts/{typed}", groups=None))
        _fits(answer, "ReceiptAnswer")
        assert _body(answer) == {
            "procedure": item["procedure"],
            "centre": CENTRE,
            "day": "2026-11-24",
            "outcome": "completed",
        }


def test_a_receipt_costs_one_small_read_however_full_the_day(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a day of a hundred attentions the answer reads one, and its annulment in the same question."""
    items = [attention() for _ in range(100)]
    for start in (0, 50):
        api(event(body=batch(*items[start : start + 50])))
    api(event(body=batch(annulment(items[7]))))
    answered: list[int] = []
    ask = BaseClient._make_api_call  # type: ignore[attr-defined] # noqa: SLF001

    def counted(client: BaseClient, name: str, parameters: Any) -> Any:
        answer = ask(client, name, parameters)
        answered.append(len(answer["Items"]))
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    assert api(event("GET", f"/api/v1/receipts/{_code_of(items[6])}", groups=None))["statusCode"] == 200
    assert _problem(api(event("GET", f"/api/v1/receipts/{_code_of(items[7])}", groups=None))) == (404, "annulled")
    assert answered == [1, 2]


def test_a_receipt_that_shows_nothing_says_why(api: Client) -> None:
    """Mistyped, not sent by the desk yet, and annulled have different answers."""
    item = attention()

    def look(code: str) -> tuple[int, str]:
        return _problem(api(event("GET", f"/api/v1/receipts/{code}", groups=None)))

    code = _code_of(item)
    assert look(code) == (404, "not_yet")
    assert look(code[:-1] + ("0" if code[-1] != "0" else "1")) == (404, "mistyped")
    assert look("K7Q2") == (404, "mistyped")
    assert look(receipt_code(4000, STARTED.date(), item["id"][-26:])) == (404, "not_yet")
    api(event(body=batch(item, annulment(item))))
    assert look(code) == (404, "annulled")


def test_a_receipt_is_rated_once(api: Client) -> None:
    """From 1 to 5; the same rating again changes nothing, another is refused; the attention stays unchanged."""
    item = attention()
    api(event(body=batch(item)))
    before = api.stored()

    def rate(body: object) -> dict[str, Any]:
        return api(event("POST", "/api/v1/ratings", body=body, groups=None))

    for wrong in ({"code": _code_of(item), "rating": 6}, {"code": _code_of(item)}, {"code": 5, "rating": 1}, {}):
        assert _problem(rate(wrong)) == (400, "invalid_request")
    assert _problem(rate({"code": "nada", "rating": 5})) == (404, "mistyped")
    assert api.stored() == before
    good = {"code": _code_of(item), "rating": 4}
    assert _body(rate(good)) == {"verdict": "registered"}
    assert _body(rate(good)) == {"verdict": "duplicate"}
    assert _problem(rate(good | {"rating": 5})) == (409, "already_rated")
    assert len(api.stored()) == 2
    assert len(api.stored("Marks")) == 2


def test_health_touches_the_store(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """It returns the versions when the store answers, and 503 with Retry-After when it does not."""
    answer = api(event("GET", "/api/v1/health", groups=None))
    _fits(answer, "Health")
    assert _body(answer)["catalogue"] == "0123456789ab"

    def down(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="x")

    monkeypatch.setattr(api.dynamodb, "get_item", down)
    answer = api(event("GET", "/api/v1/health", groups=None))
    assert _problem(answer) == (503, "store_busy")
    assert int(answer["headers"]["Retry-After"]) > 0


def test_a_busy_store_gives_no_verdict(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk gets 503 and Retry-After, and may send the same bytes again; the same after an unexpected failure."""
    item = attention()

    def busy(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="x")

    def broken(**_: Any) -> None:
        raise RuntimeError(item["id"])

    with monkeypatch.context() as patch:
        patch.setattr(api.dynamodb, "transact_write_items", busy)
        assert _problem(api(event(body=batch(item)))) == (503, "store_busy")
        patch.setattr(api.dynamodb, "transact_write_items", broken)
        answer = api(event(body=batch(item)))
    assert _problem(answer) == (500, "unexpected")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert _verdicts(api(event(body=batch(item)))) == ["registered"]


def test_nothing_of_a_body_is_logged(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what was registered nor what was refused, not even by an unexpected failure."""
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    sent = [attention(dni="12345678"), attention(citizen={"name": "ROSA QUISPE"}), attention()]

    def broken(**_: Any) -> None:
        raise RuntimeError("ROSA QUISPE 12345678")

    api(event(body=batch(*sent)))
    api(event(body=json.dumps(batch(*sent))[:-1]))
    api(event(body=batch(*sent) | {"name": "ROSA QUISPE"}))
    monkeypatch.setattr(api.dynamodb, "transact_write_items", broken)
    api(event(body=batch(attention())))
    logged = log.getvalue()
    assert '"items":3' in logged
    for secret in ("ROSA", "12345678", "080101", "certificado-antecedentes-penales", sent[2]["id"]):
        assert secret not in logged


def test_a_recorded_event_is_understood(api: Client) -> None:
    """An event recorded from the local HTTP API, with its claims."""
    recorded = json.loads((Path(__file__).parents[1] / "events" / "submit.json").read_text(encoding="utf-8"))
    made = event(body=batch(attention()), groups="")
    assert recorded.keys() >= made.keys() - {"isBase64Encoded"}
    answer = api(recorded)
    assert answer["statusCode"] == 200
    assert _verdicts(answer) == ["registered"]
