"""The office's routes against the real handler: exact, by day, in parts, and only for the office."""

import base64
import csv
import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from building import CENTRE, INDEX, OTHER_CENTRE, attention
from macexpress.office import api as office
from macexpress.office.listing import part_after
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import tally_of_day
from office_client import OfficeClient, code_of
from tables import create_tables

DAY = date(2026, 11, 24)
RECEIVED = "2026-11-24T16:00:00-05:00"


def _facts(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**attention(**changes), "received_at": RECEIVED} for _ in range(count)]


class Office(OfficeClient):
    """The API over tallies in an in-process store."""

    def __init__(self) -> None:
        super().__init__(INDEX, StatisticsStore(create_tables("Statistics"), "Statistics"), lambda *_: [])

    def set_day(self, centre: str, day: date, facts: list[dict[str, Any]]) -> None:
        """Store the tally of a day's facts."""
        self.store.set_day(centre, day, lambda: tally_of_day(centre, day, facts))

    def rows(self, route: str, **query: str) -> list[dict[str, str]]:
        """Return the rows of all parts of an answer, in order."""
        text = ""
        while True:
            answer = self.ask(route, **query)
            assert answer["statusCode"] == 200, answer["body"]
            text += answer["body"]
            link = answer["headers"].get("Link")
            if link is None:
                return list(csv.DictReader(StringIO(text)))
            query = dict(parse_qsl(urlsplit(link[1 : link.index(">")]).query))


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Yield the office's API with three days of two centres."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        made = Office()
        down = _facts(1, outcome="not_completed", reason="entity_system_down")
        made.set_day(CENTRE, DAY, _facts(2) + down)
        made.set_day(CENTRE, DAY - timedelta(days=30), _facts(1))
        made.set_day(OTHER_CENTRE, DAY, _facts(4, centre=OTHER_CENTRE))
        yield made


def test_the_office_sees_exact_figures_by_day(api: Office) -> None:
    """Small numbers too; only the days and the centre that were asked for."""
    rows = api.rows("days", from_="2026-11-01", to="2026-11-30")
    assert [(row["dia"], row["centro"], row["atenciones"], row["completadas"]) for row in rows] == [
        ("2026-11-24", CENTRE, "3", "2"),
        ("2026-11-24", OTHER_CENTRE, "4", "4"),
    ]
    assert rows[0]["no_se_pudo_sistema_de_la_entidad"] == "1"
    assert rows[0]["mediana_minutos"] == "7"
    only = api.rows("days", from_="2026-10-25", to="2026-11-30", centre=CENTRE)
    assert [row["dia"] for row in only] == ["2026-10-25", "2026-11-24"]
    assert api.rows("days", from_="2026-10-26", to="2026-11-23") == []


def test_a_long_answer_comes_in_parts_that_are_one_csv(api: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the parts are, together they are the same text, with one header."""
    text = api.ask("days", from_="2026-10-01", to="2026-11-30")["body"]
    assert text.count("dia,centro") == 1
    monkeypatch.setattr(office, "MOST_CENTRE_MONTHS", 1)
    assert api.rows("days", from_="2026-10-01", to="2026-11-30") == list(csv.DictReader(StringIO(text)))
    first = api.ask("days", from_="2026-10-01", to="2026-11-30")
    assert first["headers"]["Link"].endswith('>; rel="next"')


SLUGS = st.sets(st.text("ab-", min_size=3, max_size=6), min_size=1, max_size=6) | st.just(
    {"mac-express-santa", "mac-express-santa-rosa-loreto"}
)


@given(SLUGS, st.integers(1, 8))
def test_no_centre_is_missing_between_two_parts(centres: set[str], most: int) -> None:
    """For any ids of centres and any length of parts, together they have everything, in order (row 3)."""
    ordered, months = sorted(centres), ["202610", "202611", "202612"]
    walked: list[tuple[str, str]] = []
    after = ""
    while True:
        part, after = part_after(after, ordered, months, most)
        walked += part
        if not after:
            break
    assert walked == [(centre, month) for centre in ordered for month in months]


def test_what_failed_where_and_when(api: Office) -> None:
    """Entity, procedure, centre and day, how often it failed, and when last."""
    (row,) = api.rows("failures", from_="2026-11-01", to="2026-11-30")
    assert row == {
        "dia": "2026-11-24",
        "centro": CENTRE,
        "entidad": "poder-judicial",
        "tramite": "certificado-antecedentes-penales",
        "veces": "1",
        "la_ultima": "2026-11-24T09:22:30-05:00",
    }


def test_which_centres_fell_silent(api: Office) -> None:
    """Every centre of the catalogue, how fresh its data is, and whether it is new, silent or closed."""
    api.store.set_year("2026", lambda: tally_of_day(CENTRE, DAY, _facts(2)))
    rows = {row["centro"]: row for row in api.rows("centres")}
    assert rows.keys() == INDEX.centres.keys()
    assert (rows[CENTRE]["ultimo_envio"], rows[CENTRE]["aviso"]) == ("2026-11-24", "nuevo")
    assert rows[OTHER_CENTRE]["aviso"] == "sin noticias"
    assert rows["mac-express-cerrado"]["aviso"] == "cerrado"


@pytest.mark.parametrize("route", ["days", "failures", "centres"])
def test_it_is_only_for_the_office(api: Office, route: str) -> None:
    """An advisor gets a clear refusal, and without a token nobody gets in, even if the gateway did not check."""
    span = {"from_": "2026-11-01", "to": "2026-11-30"}
    assert code_of(api.ask(route, groups=f"[centre:{CENTRE}]", **span)) == (403, "not_office")
    assert code_of(api.ask(route, groups="[officer]", **span)) == (403, "not_office")
    assert code_of(api.ask(route, groups=None, **span)) == (401, "no_valid_token")


def test_an_invalid_question_is_refused(api: Office) -> None:
    """An invalid day, an end before the beginning, or an unknown centre: a problem and nothing else."""
    assert code_of(api.ask("days", from_="ayer", to="2026-11-30")) == (400, "invalid_request")
    assert code_of(api.ask("days", to="2026-11-30")) == (400, "invalid_request")
    assert code_of(api.ask("days", from_="2026-12-01", to="2026-11-30")) == (400, "no_span")
    assert code_of(api.ask("days", from_="0001-01-01", to="9999-12-31")) == (400, "no_span")
    assert code_of(api.ask("days", from_="2026-11-01", to="2026-11-30", centre="nada")) == (404, "unknown_centre")


def test_a_busy_store_is_reported_as_busy(api: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with Retry-After, like everywhere."""

    def busy(*_: Any) -> None:
        raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "Query")

    monkeypatch.setattr(api.store, "days", busy)
    answer = api.ask("days", from_="2026-11-01", to="2026-11-30")
    assert code_of(answer) == (503, "store_busy")
    assert int(answer["headers"]["Retry-After"]) > 0


def test_it_is_compressed_if_accepted_and_never_cached(api: Office) -> None:
    """A year of 500 centres is megabytes of digits, a tenth with gzip. No cache keeps exact figures."""
    headers = {"accept-encoding": "gzip"}
    answer = api.ask("days", headers=headers, from_="2026-11-01", to="2026-11-30")
    assert answer["headers"]["Content-Encoding"] == "gzip"
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert gzip.decompress(base64.b64decode(answer["body"])).decode().startswith("dia,centro,")
