"""What the office's screen asks, against the real handlers: answers, refusals, and nothing for anybody else."""

import base64
import csv
import gzip
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, annulment, attention
from macexpress.catalogue.details import Details
from macexpress.office import listing, reading
from macexpress.platform.lima import LIMA
from macexpress.report import api as report_api
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally
from office_client import OfficeClient, code_of
from scheduler_world import World

TODAY = NOW + timedelta(days=1)
SPAN = {"from_": "2026-11-01", "to": "2026-11-30"}
ASKED: Mapping[str, dict[str, str]] = {
    "morning": {},
    "explore": {**SPAN, "by": "centre"},
    "attentions": {"centre": CENTRE, "day": "2026-11-24"},
    "report": {"month": "2026-11"},
    "refused": {},
}
DETAILS = Details({CENTRE: "200104"}, {CENTRE: "Jr. Lima 100"}, {"Aló MAC": {"2025-11": 7}})


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world with attentions of yesterday, of the months before, and of a year ago."""
    made = World(draws=False)
    last_year = STARTED.replace(year=2025)
    made.send(*(attention(started=last_year) for _ in range(2)), now=last_year + timedelta(hours=1))
    for month, day in ((10, 5), (10, 30)):
        started = STARTED.replace(month=month, day=day)
        made.send(attention(started=started), now=started + timedelta(hours=1))
    wrong = attention()
    down = {"outcome": "not_completed", "reason": "entity_system_down"}
    works = attention(started=STARTED + timedelta(hours=1), procedure="afiliacion-sis-gratuito", citizen=None)
    made.send(
        *(attention(visit="01KASJZZZZZZZZZZZZZZZZZZZZ") for _ in range(2)),
        wrong,
        annulment(wrong),
        attention(**down),
        attention(procedure="afiliacion-sis-gratuito", **down),
        works,
        attention(centre=OTHER_CENTRE, procedure=None, outcome="not_offered", reason="not_offered_here"),
    )
    made.settle()
    return made


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> OfficeClient:
    """Return the office's API on the morning after."""
    monkeypatch.setattr(report_api, "packaged_details", lambda: DETAILS)
    store = StatisticsStore(world.client, "Statistics")
    return OfficeClient(WIDE_INDEX, store, world.attentions.facts_of_day, TODAY)


@pytest.mark.parametrize("route", ASKED)
def test_it_is_only_for_the_office_and_never_kept(office: OfficeClient, route: str) -> None:
    """An advisor gets a clear refusal, without a token nobody gets in, and no cache keeps an answer."""
    assert code_of(office.ask(route, groups=f"[centre:{CENTRE}]", **ASKED[route])) == (403, "not_office")
    assert code_of(office.ask(route, groups=None, **ASKED[route])) == (401, "no_valid_token")
    answer = office.ask(route, headers={"accept-encoding": "gzip"}, **ASKED[route])
    assert (answer["statusCode"], answer["headers"]["Cache-Control"]) == (200, "no-store")
    text = gzip.decompress(base64.b64decode(answer["body"])).decode()
    assert text.startswith("<!DOCTYPE html>") if route == "report" else json.loads(text)


def test_the_first_screen_of_a_morning(office: OfficeClient) -> None:
    """Yesterday, this month beside others, who is silent, what is down and what people did not get."""
    found = office.read("morning")
    assert found["newest"] == NOW.isoformat()
    assert found["yesterday"] == {"day": "2026-11-24", "attentions": 6, "visits": 5, "centres": 2}
    assert found["this_month"] == {"month": "2026-11", "attentions": 6, "until": "2026-11-25"}
    assert found["last_month"] == {"month": "2026-10", "attentions": 2, "to_same_day": 1, "published": None}
    assert found["last_year"] == {"month": "2025-11", "attentions": 2, "to_same_day": 2, "published": None}
    assert {"centre": "mac-express-lejano-0", "name": "Lejano 0", "department": "20", "last_day": None} in found[
        "silent"
    ]
    assert [row["centre"] for row in found["new"]] == [OTHER_CENTRE]
    assert [(row["procedure"], row["times"], row["works_again"]) for row in found["down"]] == [
        ("certificado-antecedentes-penales", 1, False),
        ("afiliacion-sis-gratuito", 1, True),
    ]
    assert found["down"][0]["entity_name"] == "Poder Judicial"
    assert found["not_offered"] == [
        {"procedure": None, "procedure_name": None, "reason": "not_offered_here", "times": 1}
    ]
    assert found["closing"] == []


def test_months_about_to_close_are_named(world: World) -> None:
    """November 2025 closed long ago; October 2026 closes on the first of February."""
    store = StatisticsStore(world.client, "Statistics")
    later = OfficeClient(WIDE_INDEX, store, lambda *_: [], datetime(2027, 1, 20, 9, tzinfo=LIMA))
    assert later.read("morning")["closing"] == [{"month": "2026-10", "closes_on": "2027-02-01"}]


def test_before_the_first_attention_the_first_screen_is_empty() -> None:
    """No number is invented."""
    empty = World(draws=False)
    store = StatisticsStore(empty.client, "Statistics")
    found = OfficeClient(WIDE_INDEX, store, empty.attentions.facts_of_day).read("morning")
    assert (found["newest"], found["yesterday"]["attentions"], found["silent"]) == (None, 0, [])


def test_rows_add_up_to_the_total(office: OfficeClient) -> None:
    """By centre with results; what has no procedure is a row as well."""
    found = office.read("explore", **SPAN, by="centre")
    assert (found["from"], found["to"], found["by"]) == ("2026-11-01", "2026-11-30", "centre")
    assert [(row["key"], row["attentions"], row["not_completed"]) for row in found["rows"]] == [
        (CENTRE, 5, 2),
        (OTHER_CENTRE, 1, 0),
    ]
    counts = {"attentions": 6, "completed": 3, "pending": 0, "not_completed": 2, "not_offered": 1, "past": 0}
    assert found["total"] == counts
    rows = office.read("explore", **SPAN, by="procedure")["rows"]
    assert (rows[-1]["key"], rows[-1]["name"]) == ("", "Sin trámite del catálogo")
    assert sum(row["attentions"] for row in rows) == 6


def test_of_hours_and_citizens_only_the_attentions_are_known(office: OfficeClient) -> None:
    """Other counts are absent; who did not answer is a row of its own, so that nothing is missing."""
    found = office.read("explore", **SPAN, by="language", department="20")
    assert found["rows"] == [
        {"key": "qu", "name": "Quechua", "attentions": 4},
        {"key": "", "name": "Sin respuesta", "attentions": 1},
    ]
    assert office.read("explore", **SPAN, by="home_district")["rows"][0]["name"] == "Cusco, 0801"
    assert [row["key"] for row in office.read("explore", **SPAN, by="hour")["rows"]] == ["9", "10"]
    assert [row["name"] for row in office.read("explore", **SPAN, by="weekday")["rows"]] == ["Martes"]


def test_the_same_as_files(office: OfficeClient) -> None:
    """CSV and workbook have the rows of the screen; nothing in them becomes a formula."""
    answer = office.ask("explore", **SPAN, by="centre", format="csv")
    assert answer["headers"]["Content-Disposition"] == (
        'attachment; filename="macexpress-centre-2026-11-01-2026-11-30.csv"'
    )
    rows = list(csv.DictReader(StringIO(answer["body"].removeprefix("\ufeff"))))
    assert [(row["Código"], row["Atenciones"]) for row in rows] == [(CENTRE, "5"), (OTHER_CENTRE, "1")]
    answer = office.ask("explore", **SPAN, by="centre", format="xlsx", headers={"accept-encoding": "gzip"})
    with zipfile.ZipFile(BytesIO(base64.b64decode(answer["body"]))) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert "MAC Express Castilla" in texts
    assert "2026-11-30" in texts


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"from_": "2026-12-01"}, (400, "no_span")),
        ({"to": "mañana"}, (400, "invalid_request")),
        ({"by": "color"}, (400, "invalid_request")),
        ({"centre": "nada"}, (404, "unknown_centre")),
        ({"department": "99"}, (404, "unknown_department")),
        ({"province": "9999"}, (404, "unknown_province")),
        ({"entity": "nada"}, (404, "unknown_entity")),
        ({"procedure": "nada"}, (404, "unknown_procedure")),
        ({"by": "language", "procedure": "afiliacion-sis-gratuito"}, (400, "no_cross")),
        ({"by": "day", "outcome": "completed"}, (400, "no_cross")),
    ],
)
def test_an_invalid_question_is_refused(office: OfficeClient, changes: dict[str, str], answer: tuple[int, str]) -> None:
    """With what to do instead, and before anything is read."""
    assert code_of(office.ask("explore", **{**SPAN, "by": "centre"} | changes)) == answer


def test_a_question_that_would_take_too_long_is_refused(office: OfficeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a remedy; a smaller one is answered."""
    monkeypatch.setattr(reading, "MOST_QUERIES", 2)
    span = {"from_": "2026-11-03", "to": "2026-11-24", "by": "procedure"}
    answer = office.ask("explore", **span)
    assert code_of(answer) == (400, "too_wide")
    assert "centro" in json.loads(answer["body"])["detail"]
    assert office.read("explore", **span, centre=CENTRE)["total"]["attentions"] == 5


def test_figures_of_an_earlier_release_are_asked_to_be_counted(
    office: OfficeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row without days gives no number, but the command that counts it."""
    old = {of: Tally(**vars(row) | {"by_day": {}}) for of, row in office.store.months("2026").items()}
    monkeypatch.setattr(office.store, "months", lambda _: old)
    answer = office.ask("explore", from_="2026-11-03", to="2026-11-24", by="outcome")
    assert code_of(answer) == (409, "not_counted")
    assert "make audit FROM=2026-11 TO=2026-11 REPAIR=yes" in json.loads(answer["body"])["detail"]
    assert office.read("morning")["yesterday"]["attentions"] is None


def test_the_attentions_of_a_day_without_their_citizens(office: OfficeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annulled ones too; in parts that are together all of them; nothing of who came."""
    whole = office.read("attentions", **ASKED["attentions"])
    assert whole["after"] == ""
    assert sum(row["annulled"] for row in whole["attentions"]) == 1
    assert {row["advisor"] for row in whole["attentions"]} == {"advisor"}
    assert not {"citizen", "visit"} & {name for row in whole["attentions"] for name in row}
    monkeypatch.setattr(listing, "MOST_LISTED", 2)
    parts: list[Any] = []
    after = ""
    while True:
        part = office.read("attentions", **ASKED["attentions"], after=after)
        parts += part["attentions"]
        after = part["after"]
        if not after:
            break
    assert parts == whole["attentions"]
    assert office.read("attentions", centre=CENTRE, day="2020-01-01")["attentions"] == []
    assert code_of(office.ask("attentions", centre="nada", day="2020-01-01")) == (404, "unknown_centre")
    assert code_of(office.ask("attentions", centre=CENTRE, day="ayer")) == (400, "invalid_request")
    assert date.fromisoformat(whole["day"]) == date(2026, 11, 24)


def test_the_report_of_a_month_as_a_page_and_as_a_workbook(office: OfficeClient) -> None:
    """Both are files with the month's name; what only the packaged details know is in them; no check fails."""
    answer = office.ask("report", month="2026-11")
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer["headers"]["Content-Disposition"] == 'attachment; filename="mac-express-2026-11.html"'
    page = answer["body"]
    assert "Jr. Lima 100" in page
    assert "Castilla, Piura" in page
    assert "Aló MAC, publicado" in page
    assert "El mes no ha terminado" in page
    assert page.count("Cuadra. ") >= 7
    assert "NO CUADRA" not in page
    answer = office.ask("report", month="2026-11", format="xlsx", headers={"accept-encoding": "gzip"})
    assert answer["headers"]["Content-Disposition"] == 'attachment; filename="mac-express-2026-11.xlsx"'
    with zipfile.ZipFile(BytesIO(base64.b64decode(answer["body"]))) as book:
        assert "Jr. Lima 100" in book.read("xl/sharedStrings.xml").decode()


def test_a_month_without_attentions_between_others_has_a_report(office: OfficeClient) -> None:
    """It says zero, and nothing in it contradicts itself."""
    page = office.ask("report", month="2026-03")["body"]
    assert "<dt>atenciones</dt><dd>0</dd>" in page
    assert "NO CUADRA" not in page


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"month": "2026-12"}, "no_report", "Elija en mes (month) noviembre 2026 o uno anterior"),
        ({"month": "2025-10"}, "no_report", "La primera atención es de noviembre 2025: elija en mes (month)"),
        ({"month": "2026-13"}, "invalid_request", "año y mes: 2026-11."),
        ({"month": "noviembre"}, "invalid_request", "año y mes: 2026-11."),
        ({}, "invalid_request", "Falta este dato"),
        ({"month": "2026-11", "format": "pdf"}, "invalid_request", "'html' o 'xlsx'"),
    ],
)
def test_a_month_without_a_report_says_which_have_one(
    office: OfficeClient, asked: dict[str, str], code: str, words: str
) -> None:
    """A month to come, one before the first, a wrong form: the field and what to write instead."""
    answer = office.ask("report", **asked)
    assert code_of(answer) == (400, code)
    content = json.loads(answer["body"])
    errors = " ".join(f"{error['field']}: {error['message']}" for error in content.get("errors", []))
    assert words in f"{content['detail']} {errors}"
    assert "month" in f"{content['detail']} {errors}" or "format: " in errors


def test_before_the_first_attention_there_is_no_report() -> None:
    """Nothing is made of nothing."""
    store = StatisticsStore(World(draws=False).client, "Statistics")
    answer = OfficeClient(WIDE_INDEX, store, lambda *_: []).ask("report", month="2026-11")
    assert code_of(answer) == (400, "no_report")
    assert "Todavía no hay ninguna atención" in json.loads(answer["body"])["detail"]


def test_refused_items_are_named_as_the_desk_reads_them(world: World) -> None:
    """Centre, day, procedure and the intake's own words; what the catalogue does not know is nothing."""
    row = {"id": attention()["id"], "verdict": "rejected", "account": "s", "at": NOW.isoformat()}
    retired = {**row, "kind": "attention", "procedure": "tramite-retirado", "codes": ["procedure_retired", "too_old"]}
    strange = {**row, "codes": ["unknown_field"]}
    other = {**row, "verdict": "conflict", "kind": "annulment", "codes": []}
    asked = []

    def refused(after: str, now: datetime) -> tuple[list[dict[str, Any]], str]:
        asked.append((after, now))
        return ([retired, strange, other], "more") if not after else ([], "")

    store = StatisticsStore(world.client, "Statistics")
    office = OfficeClient(WIDE_INDEX, store, lambda *_: [], TODAY, refused)
    found = office.read("refused")
    assert found["after"] == "more"
    assert [(one["centre"], one["day"], one["verdict"], one["kind"]) for one in found["refused"]] == [
        (CENTRE, "2026-11-24", "rejected", "attention"),
        (CENTRE, "2026-11-24", "rejected", None),
        (CENTRE, "2026-11-24", "conflict", "annulment"),
    ]
    assert [one["procedure_name"] for one in found["refused"]] == ["Retirado", None, None]
    assert [[error["message"] for error in one["errors"]] for one in found["refused"]] == [
        ["Ese trámite se retiró.", "Pasaron más de 90 días. Avise a la oficina del programa."],
        [""],
        [],
    ]
    assert office.read("refused", after="more") == {"refused": [], "after": ""}
    assert asked == [("", TODAY), ("more", TODAY)]
    assert office.ask("refused", after="x" * 91)["statusCode"] == 400
