"""The operators' commands on figures, and what the office gets, against the real local system."""

import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from building import attention
from local_system import LocalSystem
from mac.errors import UserError
from mac.operations.arguments import months_between
from mac.systems import client_of
from macexpress.platform.lima import LIMA
from macexpress.platform.spanish import number
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally

CENTRE = "mac-express-cura-mori"
OTHER = "mac-express-la-esperanza"


def _attention(centre: str = CENTRE) -> dict[str, Any]:
    return attention(started=datetime.now(LIMA) - timedelta(minutes=30), centre=centre)


def test_figures_are_audited_and_repaired(system: LocalSystem) -> None:
    """A wrong row is found by key and repaired from the facts, and the published files are as before to the byte."""
    system.post([_attention() for _ in range(7)], system.token(CENTRE))
    system.post([_attention(OTHER) for _ in range(3)], system.token(OTHER))
    system.run_schedule()
    running = system.running()
    month = datetime.now(LIMA).strftime("%Y-%m")
    paths = ("national.json", f"{month}.json", f"{month}.csv", "freshness.json")
    before = [system.get(f"/data/v1/statistics/{path}").content for path in paths]
    clean = system.command("audit", month, month)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert "Diferencias: 0." in clean.stdout

    dynamodb = client_of(running.engine, "dynamodb")
    table = next(name for name in dynamodb.list_tables()["TableNames"] if "-Statistics-" in name)
    day = (datetime.now(LIMA) - timedelta(minutes=30)).strftime("%Y%m%d")
    store = StatisticsStore(dynamodb, table)
    lie = Tally(facts=99_999, results={"completed": 9_999})
    store.set_day(CENTRE, datetime.strptime(day, "%Y%m%d").replace(tzinfo=LIMA).date(), lambda: lie)
    s3 = client_of(running.engine, "s3")
    bucket = next(b["Name"] for b in s3.list_buckets()["Buckets"] if "portal" in b["Name"].lower())
    wrong = before[0].replace(b'"annulled":', b'"annulled":7')
    s3.put_object(Bucket=bucket, Key="published/data/v1/statistics/national.json", Body=wrong)
    found = system.command("audit", month, month)
    assert found.returncode == 1
    output = " ".join(found.stdout.split())
    assert f"día {CENTRE} {day}: guardado 9999 atenciones, los hechos dicen" in output
    assert "archivo publicado: guardado" in output
    assert store.days(CENTRE, month.replace("-", ""))[day] == lie  # only looked

    repaired = system.command("audit", month, month, "--repair")
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert [system.get(f"/data/v1/statistics/{path}").content for path in paths] == before


def test_only_a_closed_month_is_corrected_and_with_a_reason(system: LocalSystem) -> None:
    """An open month corrects itself, an empty one has nothing to correct: both are reported, and nothing is done."""
    system.post([_attention()], system.token(CENTRE))
    system.run_schedule()
    month = datetime.now(LIMA).strftime("%Y-%m")
    for arguments, message in (
        ((month, "Se contó dos veces"), "Ese mes se cierra el"),
        (("2018-01", "Se contó dos veces"), "no hay atenciones"),
        (("2026-13", "Se contó dos veces"), "no es un mes"),
        ((month, "porque"), "Diga por qué"),
    ):
        done = system.command("revise", *arguments)
        assert done.returncode == 1
        assert message in done.stderr
        assert done.stderr.count("\n") == 1


def test_the_office_has_its_month_on_a_page_and_as_a_workbook(system: LocalSystem, tmp_path: Path) -> None:
    """Exact figures, also of a centre, and all checks passed; the page loads nothing, a workbook is beside it."""
    system.post([_attention() for _ in range(3)], system.token(CENTRE))
    system.run_schedule()
    month = datetime.now(LIMA).strftime("%Y-%m")
    done = system.command("report", month, "--folder", tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / f"mac-express-{month}.html").read_text(encoding="utf-8")
    assert "NO CUADRA" not in page
    assert not re.search(r"<script|<link|<img|https?://", page)
    with zipfile.ZipFile(tmp_path / f"mac-express-{month}.xlsx") as book:
        workbook = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    sheets = re.findall(r'<sheet name="([^"]+)"', workbook)
    assert sheets[:2] == ["Resumen", "Atenciones por canal"]
    assert "Detalle de sedes" in sheets
    assert f">{CENTRE}<" in texts
    exact = system.national()["by_month"][month]
    assert f"<dd>{number(exact)}</dd>" in page
    for kind in ("html", "xlsx"):  # the office's page gets the same to the byte
        path = f"/api/v1/office/report?month={month}&format={kind}"
        answer = system.get(path, Authorization=f"Bearer {system.office_token()}")
        assert answer.content == (tmp_path / f"mac-express-{month}.{kind}").read_bytes()


def test_the_office_asks_over_the_api_with_its_own_token(system: LocalSystem) -> None:
    """The office gets exact figures by day; with an advisor's token or without a token they are refused."""
    system.post([_attention()], system.token(CENTRE))
    system.run_schedule()
    day = (datetime.now(LIMA) - timedelta(minutes=30)).strftime("%Y-%m-%d")
    path = f"/api/v1/office/days?from={day}&to={day}&centre={CENTRE}"
    answer = system.get(path, Authorization=f"Bearer {system.office_token()}")
    assert answer.status_code == 200, answer.text
    header, line = answer.text.splitlines()
    assert header.startswith("dia,centro,nombre,atenciones")
    assert line.startswith(f"{day},{CENTRE},")
    assert system.get(path, Authorization=f"Bearer {system.token(CENTRE)}").status_code == 401
    assert system.get(path).status_code == 401


def test_every_kind_of_page_is_published_and_served(system: LocalSystem) -> None:
    """Country, month, all months, department, centre, all centres, procedure, entity: each has its address."""
    system.post([_attention()], system.token(CENTRE))
    system.run_schedule()
    month = datetime.now(LIMA).strftime("%Y-%m")
    for path in (
        "",
        f"{month}/",
        "meses/",
        "departamentos/20/",
        "centros/",
        f"centros/{CENTRE}/",
        "tramites/certificado-antecedentes-penales/",
        "entidades/poder-judicial/",
    ):
        answer = system.get(f"/estadisticas/{path}")
        assert answer.status_code == 200, path
        assert answer.text.count("<h1>") == 1, path
        assert "[titulo]" not in answer.text, path


def test_a_client_that_polls_loads_only_what_changed(system: LocalSystem) -> None:
    """The same bytes are not written again, and a client that has them gets 304 without a body."""
    system.post([_attention()], system.token(CENTRE))
    system.run_schedule()
    s3 = client_of(system.running().engine, "s3")
    bucket = next(b["Name"] for b in s3.list_buckets()["Buckets"] if "portal" in b["Name"].lower())
    key = "published/data/v1/status.json"
    before = s3.head_object(Bucket=bucket, Key=key)["LastModified"]
    first = system.get("/data/v1/status.json")
    system.run_schedule()
    assert s3.head_object(Bucket=bucket, Key=key)["LastModified"] == before
    again = system.get("/data/v1/status.json", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("first", "last"), [("2026-13", "2026-13"), ("2026-02", "2026-01"), ("ayer", "hoy")])
def test_an_invalid_period_is_refused(first: str, last: str) -> None:
    """For an invalid month, or an end before the beginning, there is a clear message."""
    with pytest.raises(UserError, match=r"mes|termina"):
        list(months_between(first, last))
