"""What is kept of items that the intake did not accept, and that keeping it never matters to a desk."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from api_client import Client, Context
from building import CENTRE, INDEX, NOW, OTHER_CENTRE, STARTED, annulment, attention, batch, event, fact_id
from macexpress.attentions import handler
from macexpress.attentions.api import Api
from macexpress.attentions.store import AttentionStore, still_refused
from macexpress.marks.refused import KEPT, MOST_LISTED, RefusedStore
from macexpress.marks.store import MarkStore
from macexpress.platform.dynamodb import from_item
from memory_aws import PAGE, Calls, MemoryDynamoDB

OWN = "marca-de-quien-envía"
KNOWN = "certificado-antecedentes-penales"
_BUSY: Any = {"Error": {"Code": "ThrottlingException", "Message": OWN}}
FAILURES = (
    ClientError(_BUSY, "TransactWriteItems"),
    EndpointConnectionError(endpoint_url=OWN),
    ReadTimeoutError(endpoint_url=OWN),
    TypeError(OWN),
)


@pytest.fixture
def api() -> Client:
    """Return an intake over empty tables in memory."""
    return Client(_tables())


def _tables(calls: Calls | None = None) -> Any:
    made = MemoryDynamoDB(calls)
    for name in ("Attentions", "Marks"):
        made.create_table(TableName=name)
    return made


def _sent(api: Client, *items: Any) -> list[str]:
    answer = api(event(body=batch(*items)))
    assert answer["statusCode"] == 200
    return [verdict["verdict"] for verdict in json.loads(answer["body"])["verdicts"]]


def _rows(api: Client) -> list[dict[str, Any]]:
    return [from_item(row) for row in api.dynamodb.tables["Marks"].get("REFUSED", {}).values()]


def _waiting(api: Client) -> list[str]:
    rows, _ = RefusedStore(api.dynamodb, "Marks").page("", NOW)
    return [row["id"] for row in still_refused(api.dynamodb, "Attentions", rows)]


def _of_a_closed_centre(**changes: Any) -> dict[str, Any]:
    return attention(centre="mac-express-cerrado", **changes)


@pytest.mark.parametrize(
    ("item", "kept"),
    [
        (attention(procedure="no-existe"), {"codes": ["unknown_procedure"], "kind": "attention"}),
        (attention(**{OWN: OWN, "otro": [OWN]}), {"codes": ["unknown_field"], "kind": "attention", "procedure": KNOWN}),
        (attention(kind=[OWN], procedure={OWN: 1}), {"codes": ["not_in_list"]}),
        (
            attention(ended_at=STARTED.isoformat(), procedure="tramite-retirado", reason="other"),
            {"codes": ["reason_not_allowed"], "kind": "attention", "procedure": "tramite-retirado"},
        ),
        (annulment(attention(), reason=OWN), {"codes": ["not_in_list"], "kind": "annulment"}),
        (attention(id=f"{CENTRE}.19991231.01KASJZZZZZZZZZZZZZZZZZZZZ"), None),
        (attention(id=f"{OTHER_CENTRE}.20261124.01KASJZZZZZZZZZZZZZZZZZZZZ"), None),
        (attention(id=OWN), None),
        (attention(id=[CENTRE]), None),
        ([OWN], None),
        (OWN, None),
        (None, None),
    ],
)
def test_a_row_has_our_words_and_none_of_the_senders(api: Client, item: Any, kept: dict[str, Any] | None) -> None:
    """An id of the sender's own centre, the kind, a known procedure, codes, the account and when."""
    assert _sent(api, attention(), item, attention()) == ["registered", "rejected", "registered"]
    added = {"PK": "REFUSED", "verdict": "rejected", "account": "5f0f7d0e-advisor", "at": NOW.isoformat()}
    expires = int((NOW + KEPT).timestamp())
    assert _rows(api) == (
        [] if kept is None else [{**added, **kept, "id": item["id"], "SK": item["id"], "expires": expires}]
    )
    assert OWN not in repr(_rows(api))


ITEMS: Sequence[Callable[[], Any]] = (
    attention,
    lambda: attention(procedure="no-existe"),
    lambda: attention(id=f"{CENTRE}.20261124.01KASJZZZZZZZZZZZZZZZZZZZZ", outcome="pending"),
    lambda: attention(id=f"{CENTRE}.20261124.01KASJZZZZZZZZZZZZZZZZZZZZ"),
    lambda: attention(id=f"{CENTRE}.20261124.01KASJZZZZZZZZZZZZZZZZZZZZ", ended_at="never"),
    lambda: annulment(attention(), reason="no"),
    lambda: OWN,
)


class _Failing:
    asked: list[int]
    failure: Exception

    def keep(self, rows: Sequence[Any], _: Any) -> None:
        """Note the call, and fail."""
        self.asked.append(len(rows))
        raise self.failure


FAILING = _Failing()


@cache
def _intakes() -> list[tuple[Api, MemoryDynamoDB]]:
    """Return an intake that fails to keep what was refused, and one that keeps it; once, since they take a while."""
    made = []
    for keep in (FAILING.keep, None):
        tables = _tables()
        store = AttentionStore(tables, "Attentions", "Marks", pause=lambda _: None)
        made.append((Api(INDEX, store, keep or RefusedStore(tables, "Marks").keep, clock=lambda: NOW), tables))
    return made


@given(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6), st.sampled_from(FAILURES))
def test_a_failure_to_keep_it_changes_nothing_for_the_desk(made: list[Callable[[], Any]], failure: Exception) -> None:
    """The answer is the same to the byte and the facts are stored, whether rows are kept or whatever fails there.

    It is one call at most, and none where everything was accepted.
    """
    items = [make() for make in made]
    failing, keeping = _intakes()
    FAILING.asked, FAILING.failure = [], failure
    answers, facts = [], []
    for intake, tables in (failing, keeping):
        for rows in tables.tables.values():
            rows.clear()
        answers.append(intake.handle(event(body=batch(*items)), Context()))
        facts.append(dict(tables.tables["Attentions"]))
    assert answers[0] == answers[1]
    assert facts[0] == facts[1]
    verdicts = [verdict["verdict"] for verdict in json.loads(answers[0]["body"])["verdicts"]]
    ours = {
        item["id"]
        for item, verdict in zip(items, verdicts, strict=True)
        if isinstance(item, dict) and verdict in {"rejected", "conflict"}
    }
    assert FAILING.asked == ([len(ours)] if ours else [])


def test_fifty_refused_items_are_one_call_of_a_second(api: Client) -> None:
    """One request beside the look whether they are there: nobody waits for it longer than two seconds."""
    calls = Calls()
    tables = _tables(calls)
    with calls.at({}) as process:
        _sent(Client(tables), *(attention(procedure="no-existe") for _ in range(50)))
    assert process.calls == 50 // PAGE + 1
    assert len(tables.tables["Marks"]["REFUSED"]) == 50
    config: Any = handler._IN_PASSING  # noqa: SLF001
    assert config.retries["total_max_attempts"] == 1
    assert config.connect_timeout + config.read_timeout <= 2
    assert _sent(api, attention()) == ["registered"]
    assert _rows(api) == []


def test_the_same_again_is_the_same_row(api: Client) -> None:
    """A desk that sends a batch twice has one row, of the last time."""
    wrong = attention(procedure="no-existe")
    for _ in range(2):
        assert _sent(api, wrong, wrong) == ["rejected", "rejected"]
    assert [row["id"] for row in _rows(api)] == [wrong["id"]]


def test_what_was_settled_is_not_shown(api: Client) -> None:
    """A rejected item that was registered later; a conflict whose attention was annulled. Others stay."""
    good, stays = attention(), attention(procedure="no-existe")
    assert _sent(api, good | {"procedure": "no-existe"}, stays) == ["rejected", "rejected"]
    assert _waiting(api) == sorted([good["id"], stays["id"]])
    assert _sent(api, good) == ["registered"]
    assert _waiting(api) == [stays["id"]]
    assert _sent(api, good | {"outcome": "pending"}) == ["conflict"]
    assert _waiting(api) == sorted([good["id"], stays["id"]])
    cancelling = annulment(good)
    assert _sent(api, cancelling | {"reason": "no"}) == ["rejected"]
    assert _waiting(api) == sorted([good["id"], stays["id"], cancelling["id"]])
    assert _sent(api, cancelling) == ["registered"]
    assert _waiting(api) == [stays["id"]]


def test_pages_have_every_row_once_and_none_that_ran_out(api: Client) -> None:
    """In the order of their ids; DynamoDB removes a row some days late."""
    store = RefusedStore(api.dynamodb, "Marks")
    ids = sorted(fact_id() for _ in range(2 * MOST_LISTED + 5))
    for number, one in enumerate(ids):
        age = KEPT if number < 3 else KEPT - timedelta(seconds=1)
        store.keep([{"id": one, "verdict": "rejected", "codes": []}], NOW - age)
    found, after, pages = [], "", 0
    while (after or not pages) and pages < 9:
        rows, after = store.page(after, NOW)
        assert len(rows) <= MOST_LISTED
        found += [row["id"] for row in rows]
        pages += 1
    assert (found, pages) == (ids[3:], 3)


def test_the_scheduler_never_sees_them(api: Client) -> None:
    """What was refused is no day to count."""
    _sent(api, attention(procedure="no-existe"))
    marks = MarkStore(api.dynamodb, "Marks")
    assert len(_rows(api)) == 1
    assert (list(marks.waiting()), marks.oldest()) == ([], None)
