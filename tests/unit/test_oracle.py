"""Every published number equals one that is counted from the raw facts without the scheduler's code."""

import csv
import json
import re
import zipfile
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO, StringIO
from random import Random
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from ulid import ULID

from api_client import Context
from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, annulment, attention, event
from counted_facts import Facts
from macexpress.catalogue.details import Details
from macexpress.catalogue.index import Index
from macexpress.office.api import OfficeApi
from macexpress.platform.dynamodb import from_item
from macexpress.platform.lima import LIMA, lima_day
from macexpress.publication.figures import exact_figures
from macexpress.publication.tables import csv_text
from macexpress.report.counted import Counted
from macexpress.report.reading import counted_report, read_counted
from macexpress.report.tables import Cell, Report, Table
from macexpress.report.workbook import workbook
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import total
from office_client import OfficeClient, nothing_refused
from oracle import published_problems
from scheduler_world import World
from signed_in import TRUSTED

pytestmark = pytest.mark.slow  # draws every page

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CENTRE_WITH_MORE = '"centre":{"mac-express-cura-mori":{"attentions":1'
CUT = datetime(2026, 12, 1, 9, 0, tzinfo=LIMA)
LAST = datetime(2027, 3, 2, 9, 0, tzinfo=LIMA)
"""By then November is closed."""
_OUTCOMES: tuple[dict[str, str | None], ...] = (
    {},
    {},
    {},
    {"outcome": "pending"},
    {"outcome": "not_completed", "reason": "payment_failed"},
    {"outcome": "not_completed", "reason": "entity_system_down"},
    {"outcome": "not_offered", "reason": "other", "procedure": None},
)


@pytest.fixture(scope="module")
def busy() -> World:
    """Return a world with some hundred generated attentions, annulments, ratings and counts of the past."""
    world, chance = World(), Random(7)  # noqa: S311 - chosen to be the same each time
    for _ in range(40):
        started = STARTED - timedelta(days=chance.choice([0, 1, 20, 40, 70]), minutes=chance.randrange(300))
        items = [
            attention(
                centre=chance.choice([CENTRE, CENTRE, OTHER_CENTRE]),
                started=started,
                ended_at=(started + timedelta(minutes=chance.randrange(200))).isoformat(),
                procedure=chance.choice(["certificado-antecedentes-penales", "afiliacion-sis-gratuito"]),
            )
            | chance.choice(_OUTCOMES)
            for _ in range(6)
        ]
        world.send(*items)
        world.send(annulment(items[0]))
        for item in items[:3]:
            world.attentions.rate(item["id"], chance.randint(1, 5), NOW)
    content = {"kind": "history", "procedure": "afiliacion-sis-gratuito", "count": 41, "source": "https://example.org"}
    world.attentions.keep(CENTRE, STARTED.date().replace(year=2020, day=1), "HISTORY#x", content, NOW)
    world.run(now=CUT)
    for centre in (CENTRE, OTHER_CENTRE):  # late, so that they wait for the next breakdown
        world.send(*(attention(started=STARTED.replace(day=25), centre=centre) for _ in range(3)), now=CUT)
    world.send(*(attention(started=CUT - timedelta(hours=1)) for _ in range(2)), now=CUT)
    world.run(now=CUT)
    return world


def _facts(world: World) -> list[dict[str, str]]:
    rows = [from_item(item) for item in world.facts()]
    return [{**row, "centre": row["PK"].split("#")[1], "day": row["PK"].split("#")[3]} for row in rows]


def test_pages_and_files_say_what_the_facts_say(busy: World) -> None:
    """The nation, months, groups, departments, tables and pages; and no link leads nowhere."""
    assert published_problems(busy.files, busy.facts(), WIDE_INDEX) == []


@pytest.mark.parametrize("seed", range(1, 7))
def test_every_edition_of_a_corrected_month_says_what_the_facts_say(seed: int) -> None:
    """Attentions of two centres in shared visits, rated and annulled at any time, and past counts that come late."""
    world, chance = World(draws=False), Random(seed)  # noqa: S311 - chosen to be the same each time
    revisions = RevisionStore(world.client, "Attentions", "Marks")
    days = [NOW, *(CUT + timedelta(days=days) for days in (20, 60)), *(LAST + timedelta(days=32 * n) for n in range(4))]
    sent: list[dict[str, Any]] = []
    for number, now in enumerate(days):
        visits = [str(ULID()) for _ in range(9)]
        for _ in range(chance.choice([10, 25]) if number < 3 else 0):
            started = STARTED - timedelta(days=chance.choice([0, 1, 2]), minutes=chance.randrange(300))
            place = {"centre": chance.choice([CENTRE, OTHER_CENTRE]), "visit": chance.choice(visits)}
            sent.append(attention(started=started, **place) | chance.choice(_OUTCOMES))
            world.send(sent[-1], now=now)
        for item in chance.sample(sent, len(sent) // 4):
            world.attentions.rate(item["id"], chance.randint(1, 5), now)
        for item in chance.sample(sent, chance.choice([2, len(sent) // 4])):
            world.annul(annulment(item), now=now + timedelta(hours=1))
        if number > 2:
            content = {"kind": "history", "procedure": "tramite-retirado", "count": 7, "source": "https://example.org"}
            world.attentions.keep(
                "mac-express-lejano-1", STARTED.date().replace(day=1), f"HISTORY#{number}", content, now
            )
            revisions.ask("202611", f"Corrección {number}", now, StatisticsStore(world.client, "Statistics"), "test")
        world.run(now=now + timedelta(hours=2))
        assert published_problems(world.files, world.facts(), WIDE_INDEX) == []
    world.run(now=days[-1] + timedelta(days=32))
    assert published_problems(world.files, world.facts(), WIDE_INDEX) == []
    assert world.from_nothing(days[-1] + timedelta(days=32)) == world.files
    assert "data/v1/statistics/2026-11.r5.json" in world.files


def test_a_new_system_has_no_link_that_leads_nowhere() -> None:
    """Before the first attention there is no list of centres, and no link to it."""
    world = World()
    world.run()
    assert published_problems(world.files, world.facts(), WIDE_INDEX) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/v1/statistics/national.json", '"annulled":40', '"annulled":41'),
        ("data/v1/statistics/national.json", '"costa":', '"costa":1'),
        ("data/v1/statistics/national.json", '"2026-11":', '"2026-11":1'),
        ("data/v1/statistics/2026-11.json", '"ratings":{"count":', '"ratings":{"count":1'),
        (
            "data/v1/statistics/2026-11.json",
            '"centre":{"mac-express-cura-mori":{"attentions":',
            '"centre":{"mac-express-cura-mori":{"attentions":1',
        ),
        (
            "data/v1/statistics/2026-11.json",
            '"groups":{"natural_region":{"costa":{"attentions":',
            '"groups":{"natural_region":{"costa":{"attentions":1',
        ),
        ("data/v1/statistics/2026-11.csv", "pais,pais,Perú,", "pais,pais,Perú,1"),
        ("data/v1/statistics/2026-11.csv", "departamento,20,", "departamento,21,"),
        ("estadisticas/index.html", "<dd><a ", "<dd><b></b><a "),
        ("estadisticas/index.html", 'href="/estadisticas/centros/"', 'href="/estadisticas/centro/"'),
    ],
)
def test_the_oracle_finds_a_wrong_number(busy: World, path: str, old: str, new: str) -> None:
    """Each of these small faults is noticed: otherwise the tests above would prove nothing."""
    files = dict(busy.files)
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    assert published_problems(files, busy.facts(), WIDE_INDEX)


def test_the_office_gets_the_same_numbers_by_day(busy: World) -> None:
    """Each line of its answer is what the facts of that centre and day say."""
    query = {"from": f"{lima_day(NOW) - timedelta(days=80)}", "to": f"{lima_day(CUT)}"}
    made = event("GET", "/api/v1/office/days", groups="[office]", rawQueryString=urlencode(query))
    made |= {"queryStringParameters": query}
    api = OfficeApi(
        WIDE_INDEX,
        StatisticsStore(busy.client, "Statistics"),
        lambda *_: [],
        nothing_refused,
        TRUSTED,
        clock=lambda: NOW,
    )
    lines = list(csv.DictReader(StringIO(api.handle(made, Context())["body"])))
    facts = [fact for fact in _facts(busy) if fact["kind"] != "history"]
    assert {(line["centro"], line["dia"].replace("-", "")) for line in lines} == {
        (f["centre"], f["day"]) for f in facts
    }
    for line in lines:
        true = Facts(f for f in facts if (f["centre"], f["day"]) == (line["centro"], line["dia"].replace("-", "")))
        told = [int(line[name] or 0) for name in ("atenciones", "visitas", "completadas", "anuladas", "opiniones")]
        results = true.results()
        assert told == [true.attentions(), true.visits(), results["completed"], true.annulled, len(true.ratings)], line


def _sheets(content: bytes) -> Mapping[str, list[list[str]]]:
    """Return the cells of every sheet of a workbook, as its files have them."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        texts = ["".join(part.itertext()) for part in ET.fromstring(book.read("xl/sharedStrings.xml"))]  # noqa: S314
        of_book = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")  # noqa: S314
        names = [sheet.attrib["name"] for sheet in of_book]
        found = {}
        for number, name in enumerate(names, start=1):
            rows = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{_SHEET}row")  # noqa: S314
            found[name] = [
                [
                    (texts[int(value.text or 0)] if cell.get("t") == "s" else value.text or "")
                    for cell in row
                    if (value := cell.find(f"{_SHEET}v")) is not None
                ]
                for row in rows
            ]
    return found


def _counted(world: World, month: str, index: Index = WIDE_INDEX) -> Counted:
    store = StatisticsStore(world.client, "Statistics")
    return read_counted(store, month, index, lambda: Details({}, {}, {}), lima_day(CUT))


def _report(world: World, month: str, index: Index = WIDE_INDEX) -> Report:
    return counted_report(_counted(world, month, index), lima_day(CUT))


def test_a_report_leaves_out_nothing_that_its_figures_are_made_of(busy: World) -> None:
    """Visits, durations and ratings too, of each centre and of all."""
    counted = _counted(busy, "2026-11")
    whole, lean = exact_figures(total(counted.centres.values())), exact_figures(total(counted.lean.values()))
    assert whole == lean
    assert whole.rating
    assert whole.median_minutes
    assert whole.visits


def test_the_workbook_of_the_office_has_the_exact_numbers(busy: World) -> None:
    """Sites, procedures and the months' totals, as the cells of its sheets say."""
    sheets = _sheets(workbook(_report(busy, "2026-11")))
    month = [fact for fact in _facts(busy) if fact["day"].startswith("202611")]
    by_centre = {key: Facts(f for f in month if f["centre"] == key).attentions() for key in (CENTRE, OTHER_CENTRE)}
    assert {row[0]: int(row[2]) for row in sheets["Detalle de sedes"][1:]} == by_centre
    assert Counter({row[0]: int(row[2]) for row in sheets["Detalle de trámites"][1:]}) == Facts(month).by("procedure")
    november = next(row for row in sheets["Atenciones por mes"] if row and row[0] == "Noviembre")
    assert str(Facts(month).attentions()) in november


_NEIGHBOURS = replace(
    WIDE_INDEX,
    centres={**WIDE_INDEX.centres, OTHER_CENTRE: replace(WIDE_INDEX.centres[CENTRE], name="MAC Express Iñapari")},
)
"""The two centres with attentions have the same department, province and kind of host."""


@pytest.mark.parametrize("index", [WIDE_INDEX, _NEIGHBOURS])
def test_the_report_says_what_exploring_and_the_published_file_say(busy: World, index: Index) -> None:
    """Each group of each month as the office explores it, and all months together as the nation's exact total."""
    office = OfficeClient(index, StatisticsStore(busy.client, "Statistics"), lambda *_: [], CUT)
    nothing = {"Sin trámite del catálogo": "Se pidió y no se ofrece"}
    together = 0
    months = sorted({f"{fact['day'][:4]}-{fact['day'][4:6]}" for fact in _facts(busy)})
    for month in months:
        report = _report(busy, month, index)
        shown = {table.title: table for table in [*report.shown, *report.details]}
        span = {"from_": f"{month}-01", "to": f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"}
        for by, title, at in (
            ("host", "Atenciones por anfitrión", 0),
            ("entity", "Entidades", 0),
            ("procedure", "Trámites más pedidos", 0),
            ("department", "Departamentos", 0),
            ("centre", "Detalle de sedes", 1),
            ("province", "Detalle de provincias", 1),
        ):
            rows = office.read("explore", **span, by=by)["rows"]
            explored = {nothing.get(row["name"], row["name"]): row["attentions"] for row in rows}
            reported = {str(row[at]): row[at + 1] for row in shown[title].rows}
            short = {name.removeprefix("MAC Express "): count for name, count in explored.items()}
            assert reported == short, (month, by)
        together += sum(report.figures.kinds.values())
    assert len(months) > 3
    national = json.loads(busy.files["data/v1/statistics/national.json"])
    assert together == national["totals"]["attentions"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "{=1}", "http://x.pe"]
)
def test_no_cell_of_a_workbook_becomes_a_formula_or_a_link(busy: World, text: str) -> None:
    """What somebody wrote into a name stays a text in every kind of cell."""
    row: list[tuple[Cell, ...]] = [(text, 1)]
    table = Table("Hoja", (text, "n"), row, note=text)
    ours = re.compile(rb"<f>SUM\([A-Z]+\d+:[A-Z]+\d+\)</f>")
    with zipfile.ZipFile(BytesIO(workbook(replace(_report(busy, "2026-11"), remarks=[text], others=[table])))) as book:
        found = {name: ours.sub(b"", book.read(name)) for name in book.namelist()}
    assert not [name for name, content in found.items() if re.search(rb"<f[ >]|hyperlink", content)]
    assert text.strip().encode() in unescape(found["xl/sharedStrings.xml"].decode()).encode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_becomes_a_formula(text: str) -> None:
    """A spreadsheet shows an apostrophe's text as it is; numbers and other texts stay as they are."""
    assert next(csv.reader(StringIO(csv_text([(text, -1, "Iñapari")]), newline=""))) == [f"'{text}", "-1", "Iñapari"]
