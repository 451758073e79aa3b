"""Whatever is sent, however absurd: an answer in the contract's form, in Spanish, that harms nothing and tells nothing.

Each property is searched by Hypothesis; ``benchmarks.hostile CASES SEED`` searches for longer.
"""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from answers import ENGLISH, SECRET, check_answer
from api_client import Client, Context
from building import CENTRE, INDEX, NOW, OTHER_CENTRE, STARTED, attention, batch, event
from mac.operations.outbox import UnreadableFileError, read_outbox
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.receipts import ALPHABET, receipt_code
from macexpress.office.api import OfficeApi
from macexpress.statistics.store import StatisticsStore
from memory_aws import MemoryDynamoDB
from office_client import nothing_refused
from signed_in import TRUSTED
from tables import create_tables

TEXT = st.text(max_size=40) | st.sampled_from(["", "\0", "\ud800", "=1+1", "../../x", SECRET, "9" * 5000, "\u202e"])
NUMBER = st.integers() | st.floats() | st.sampled_from([10**400, -1, 2**63, True])
_KEPT = {"PK", "SK", "id", "verdict", "kind", "procedure", "codes", "account", "at", "expires"}
DEEP = st.integers(1, 5000).map(lambda depth: Raw("[" * depth + "]" * depth))
DAY = st.sampled_from(
    ["0001-01-01", "9999-12-31", "2026-11-24", "2026-02-30", "1999-12-31", "2000-01-01", "2100-01-01"]
)
MOMENT = st.builds(
    lambda day, time, offset: f"{day}T{time}{offset}",
    DAY,
    st.sampled_from(["00:00:00", "23:59:59", "24:00", "23:59:60", "09:15:00.123456"]),
    st.sampled_from(["-05:00", "+14:00", "-12:00", "+23:59", "-23:59", "+24:00", "Z", ""]),
)


class Raw:
    """JSON text that is put into a body as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Raw({self.text[:30]!r}, {len(self.text)} characters)"


ANYTHING = (
    st.recursive(
        st.none() | st.booleans() | NUMBER | TEXT | MOMENT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    )
    | DEEP
    | st.sampled_from(
        [Raw('{"kind":"attention","kind":"annulment"}'), Raw("NaN"), Raw("1e999"), Raw("9" * 5000), Raw("-0")]
    )
)


@st.composite
def spoiled_items(draw: Any) -> Any:
    """Return an item with a field that is wrong in any way, or something else altogether."""
    item: dict[str, Any] = attention()
    if draw(st.integers(0, 5)) == 0:
        return draw(ANYTHING)
    if draw(st.booleans()):
        item["started_at"] = draw(MOMENT)
        item["ended_at"] = draw(MOMENT)
        day = item["started_at"][:10].replace("-", "")
        item["id"] = f"{CENTRE}.{day}.{item['id'][-26:]}"
    else:
        name = draw(st.sampled_from([*item, "attention", "x"]))
        if draw(st.booleans()):
            item["kind"] = draw(st.sampled_from(["annulment", "attention", "history"]))
        item[name] = draw(ANYTHING)
    return item


def written(value: Any) -> str:
    """Return a value as JSON, with raw parts as they are."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**400:
        return "1" + "0" * 400
    return json.dumps(value)


def client() -> Client:
    """Return the API over empty tables in memory."""
    return Client(create_tables("Attentions", "Marks", client=MemoryDynamoDB()))


def check_batch(items: list[Any], packed: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
    """Send items between two good ones: the good ones are registered, whatever the others are."""
    api, good = client(), [attention(), attention()]
    text = written(batch(good[0], *items, good[1]))
    if len(text.encode(errors="surrogatepass")) > 60_000:
        return
    content = check_answer(
        api(
            event(
                body=gzip.compress(text.encode()) if packed else text,
                headers={"content-encoding": "gzip"} if packed else {},
            )
        ),
        text,
    )
    verdicts = [verdict["verdict"] for verdict in content["verdicts"]]
    assert len(verdicts) == len(items) + 2
    assert (verdicts[0], verdicts[-1]) == ("registered", "registered")
    assert len(api.stored()) == verdicts.count("registered")
    for row in api.dynamodb.tables["Marks"].get("REFUSED", {}).values():
        assert row.keys() <= _KEPT
        assert parse_identifier(row["id"]["S"]).centre == CENTRE
        assert SECRET not in repr(row)


def check_claims(claims: Any) -> None:
    """Ask with any claims: no rights but those of a group that is written in full."""
    made = event(body=batch(attention(centre=OTHER_CENTRE)))
    made["requestContext"]["authorizer"] = {"jwt": {"claims": claims}}
    api = client()
    check_answer(api(made))
    assert api.stored() == []


def check_code(code: str) -> None:
    """Look any code up, and rate with it."""
    api = client()
    path = quote(code.encode(errors="replace"), safe="")
    check_answer(api(event("GET", f"/api/v1/receipts/{path}", groups=None)))
    check_answer(api(event("POST", "/api/v1/ratings", body=written({"code": code, "rating": 3}), groups=None)))


def check_address(method: str, path: str, query: dict[str, str]) -> None:
    """Ask for any address, of the office too."""
    made = event(method, path, groups="[office]", queryStringParameters=query)
    check_answer(client()(made))
    check_answer(office()(made))


def check_body(body: Any) -> None:
    """Send anything as a body."""
    check_answer(client()(event(body=body)))


def check_carried(text: str) -> None:
    """Read any text as a carried file: its items, or one clear sentence in Spanish."""
    try:
        centre, _ = read_outbox(text, INDEX.centres)
    except UnreadableFileError as error:
        refusal = str(error)
    else:
        refusal = "" if centre in INDEX.centres else "the value of an unknown centre"
    assert not ENGLISH.search(refusal)


def office() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the office's API over an empty table."""
    store = StatisticsStore(create_tables("Statistics", client=MemoryDynamoDB()), "Statistics")
    api = OfficeApi(INDEX, store, lambda *_: [], nothing_refused, TRUSTED, clock=lambda: NOW)
    return lambda made: api.handle(made, Context())


_GROUP = (
    st.sampled_from(["office", f"centre:{CENTRE}", "x,office", "[office]", f"centre:{CENTRE},office", "centre:"]) | TEXT
)
_GROUPS = (
    st.lists(_GROUP, max_size=3)
    .map(lambda names: f"[{' '.join(names)}]")
    .filter(lambda claim: not re.search(rf"[\[ ]centre:{OTHER_CENTRE}[\] ]", claim))
)
_CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "sub": TEXT | NUMBER | st.none(),
        "token_use": st.sampled_from(["access", "id", "", None]),
        "cognito:groups": _GROUPS | ANYTHING.filter(lambda value: not isinstance(value, Raw)),
    },
)
CLAIMS = st.none() | st.text() | st.lists(TEXT, max_size=2) | _CLAIMS
_CODE = st.text(ALPHABET + "OIL -", min_size=10, max_size=16) | st.builds(
    lambda number, day: receipt_code(number, STARTED.date(), "0" * 26)[:day], st.integers(1, 4095), st.integers(10, 13)
)
_PATH = st.lists(
    st.sampled_from(["attentions", "office", "days", "receipts", "..", "%2f..", "\n", "\0", "é", ""]) | TEXT, max_size=4
)
_QUERY = st.dictionaries(
    st.sampled_from(["from", "to", "centre", "after"]),
    DAY | TEXT | st.sampled_from(["0029-01-01", "0030-01-01", "9998-01-01"]),
)
SEARCHES: dict[str, tuple[Callable[..., None], dict[str, Any]]] = {
    "batch": (check_batch, {"items": st.lists(spoiled_items(), min_size=1, max_size=4), "packed": st.booleans()}),
    "claims": (check_claims, {"claims": CLAIMS}),
    "codes": (check_code, {"code": _CODE | TEXT}),
    "addresses": (
        check_address,
        {
            "method": st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
            "path": (
                _PATH.map(lambda parts: "/api/v1/" + "/".join(parts))
                | st.sampled_from(["/api/v1/office/days", "/api/v1/office/failures"])
            ),
            "query": _QUERY,
        },
    ),
    "bodies": (check_body, {"body": st.binary(max_size=200) | TEXT | ANYTHING.map(written)}),
    "carried": (
        check_carried,
        {
            "text": TEXT
            | ANYTHING.map(written)
            | st.builds(
                lambda centre, items: written({"format": "mac-express-outbox", "centre": centre, "items": items}),
                st.just(CENTRE) | TEXT,
                ANYTHING,
            )
        },
    ),
}


def search(name: str, cases: int, number: int = 1) -> None:
    """Search one property: the same cases for the same number."""
    check, drawn = SEARCHES[name]
    chosen = settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    chosen(seed(number)(given(**drawn)(check)))()


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("name", SEARCHES)
def test_whatever_is_sent_gets_an_answer_of_the_contract(name: str) -> None:
    """No answer is a failure, tells what it should not, or is in English; good neighbours are registered."""
    search(name, 40)


@pytest.mark.parametrize(
    "spoiled",
    [
        '{"kind":"annulment","kind":"attention"}',
        "[" * 980 + "]" * 980,
        '{"a":' * 30_000 + "1" + "}" * 30_000,
        "9" * 5000,
        "NaN",
    ],
)
def test_an_item_that_no_record_can_be_harms_no_neighbour(spoiled: str) -> None:
    """A name that is there twice, any depth, a number of any length: the item is rejected, the others are taken."""
    check_batch([Raw(spoiled)], packed=True)


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1970-01-01T00:00:00-05:00",
        "2000-01-01T00:00:00+14:00",
    ],
)
def test_a_moment_of_an_impossible_year_harms_no_neighbour(moment: str) -> None:
    """Only its item is rejected; as the time of sending, which a broken clock tells, it harms nothing."""
    check_batch([attention(started_at=moment), attention(ended_at=moment)], packed=False)
    body = {**batch(attention()), "sent_at": moment}
    assert check_answer(client()(event(body=body)))["verdicts"][0]["verdict"] == "registered"


def test_of_two_fields_with_one_name_none_wins() -> None:
    """The same name twice in a record is an error that names the field, whichever value came last."""
    text = (
        written(batch(attention()))
        .replace('"outcome": "completed"', "")
        .replace('"outcome":"completed"', '"outcome":"pending","outcome":"completed"')
    )
    content = check_answer(client()(event(body=text)))
    assert [(e["field"], e["code"]) for e in content["verdicts"][0]["errors"]] == [
        ("outcome (repetido)", "unknown_field")
    ]


@pytest.mark.parametrize(
    ("first", "last"), [("0029-01-01", "0030-01-01"), ("9998-01-01", "9999-12-31"), ("1999-12-31", "2000-01-01")]
)
def test_the_office_is_told_which_years_it_may_ask_for(first: str, last: str) -> None:
    """A span before or after any fact is refused with what to write."""
    made = event("GET", "/api/v1/office/days", groups="[office]", queryStringParameters={"from": first, "to": last})
    answer = office()(made)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "no_span")
