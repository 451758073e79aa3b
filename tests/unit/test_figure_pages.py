"""The pages of figures: within their budget at any size, honest about demonstration, in a complete shell."""

import json
import re
from dataclasses import replace
from datetime import date, datetime

import brotli
import pytest

from building import CENTRE, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.catalogue.index import Index, IndexedCentre
from macexpress.platform.lima import LIMA
from macexpress.platform.spanish import number
from macexpress.publication.pages.charts import PUBLISHED, RED, history
from macexpress.publication.pages.drawing import MARKER, filled
from macexpress.statistics.tally import Tally, total
from portal.catalogue.reading import read
from portal.functions_index import index_of
from snapshots import MONTHS, tally_of, texts

PAGE_BYTES = 14_600


def _full_catalogue(centres: int, years: range) -> tuple[Index, dict[str, dict[str, Tally]]]:
    """Return the index with this many centres, and their months with a lot of everything."""
    index = index_of(read())
    known = list(index.centres.items())
    index = replace(
        index,
        centres={
            f"{key}-{n // len(known)}"[:48] if n >= len(known) else key: centre
            for n, (key, centre) in ((n, known[n % len(known)]) for n in range(centres))
        },
    )
    procedures = list(index.procedures)
    return index, {
        f"{year}{at:02}": {key: _busy(key, date(year, at, 1), n, procedures) for n, key in enumerate(index.centres)}
        for year in years
        for at in range(1, 13)
    }


def _busy(centre: str, day: date, seed: int, procedures: list[str]) -> Tally:
    results = {
        "completed": 900 + seed % 97,
        "pending": 40 + seed % 7,
        "not_completed/entity_system_down": 12 + seed % 5,
    }
    results |= {
        "not_completed/missing_requirement": 21,
        "not_completed/payment_failed": 8,
        "not_offered/not_offered_here": 9,
    }
    own = procedures[seed % 5 :: 5] or procedures
    return Tally(
        facts=1000,
        newest=f"{day}T10:00:00-05:00",
        oldest=f"{day}T09:00:00-05:00",
        visits=700,
        results=results,
        by_centre={centre: results},
        by_procedure={procedure: {result: n // len(own) + 1 for result, n in results.items()} for procedure in own},
        by_month={f"{day:%Y-%m}": sum(results.values())},
        minutes={own[0]: {"7": 900}},
        ratings={own[0]: {"4": 90, "5": 30 + seed}},
        newest_of={centre: f"{day}T10:00:00-05:00"},
        first_of={centre: f"{day:%Y-%m}"},
        down_last=dict.fromkeys(own, f"{day}T10:00:00-05:00"),
    )


@pytest.mark.slow
def test_every_page_of_a_full_catalogue_stays_within_its_budget() -> None:
    """With 500 centres, every procedure, entity and department, and nine years, each page fits with its shell."""
    index, centres = _full_catalogue(500, range(2025, 2027))
    past = {f"{year}{at:02}": centres["202501"] for year in range(2018, 2025) for at in range(1, 13)}
    months = {key: total(of_month.values()) for key, of_month in centres.items()}
    earlier = {key: replace(months["202501"], by_month={f"{key[:4]}-{key[4:]}": 500_000}) for key in past}
    files = texts({**earlier, **months}, index=index, cut=datetime(2027, 1, 1, tzinfo=LIMA))
    pages = {path: text for path, text in files.items() if path.endswith(".html")}
    assert len(pages) > 500 + 47 + 22 + 21
    sizes = {path: len(brotli.compress(text.encode(), quality=5)) for path, text in pages.items()}
    assert {path: size for path, size in sizes.items() if size > PAGE_BYTES - 4_000} == {}
    for text in pages.values():
        assert "<script" not in text
        assert "style=" not in text  # a policy without unsafe-inline forbids it


def test_lists_are_by_size_and_from_a_to_z() -> None:
    """Of departments, entities, procedures and centres: the same rows in two orders."""
    months = {"202611": total([tally_of(CENTRE, 30), tally_of(OTHER_CENTRE, 90, "afiliacion-sis-gratuito")])}
    files = texts(months)
    for folder in ("departamentos", "entidades", "tramites", "centros"):
        by_size, by_name = (
            re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>.*?</th><td>([\d,]+)</td>', files[f"{address}/index.html"])
            for address in (f"estadisticas/{folder}", f"estadisticas/{folder}/az")
        )
        assert [int(count) for _, count in by_size] == sorted((int(count) for _, count in by_size), reverse=True)
        assert [count for _, count in by_size][:2] == ["90", "30"], folder
        assert [name for name, _ in by_name] == sorted(name for name, _ in by_size), folder


def test_departments_have_a_rate_of_what_is_published() -> None:
    """Attentions per 1,000 inhabitants come from the rounded count, and order a list of their own."""
    index = replace(INDEX, population={"17": 50_000, "20": 1_000})
    files = texts({"202611": total([tally_of(CENTRE, 33), tally_of(OTHER_CENTRE, 91)])}, index=index)
    rows = r'<a [^>]*>([^<]*)</a></th><td>([\d,]+)</td><td class="rate">([\d,.]+)</td>'
    counts = json.loads(files["data/v1/statistics/national.json"])["by_department"]
    madre_de_dios = ("Madre de Dios", f"{counts['17']}", f"{counts['17'] / 50:.1f}")
    piura = ("Piura", f"{counts['20']}", f"{counts['20']}.0")
    assert (counts["17"] % 5, counts["20"] % 5) == (0, 0)
    assert re.findall(rows, files["estadisticas/departamentos/index.html"]) == [madre_de_dios, piura]
    assert re.findall(rows, files["estadisticas/departamentos/por-mil/index.html"]) == [piura, madre_de_dios]
    assert re.findall(rows, files["estadisticas/index.html"]) == [madre_de_dios, piura]
    assert "INEI, censo de 2017" in files["estadisticas/index.html"]
    uncounted = texts({"202611": tally_of(CENTRE, 33)})
    assert [path for path, text in uncounted.items() if 'class="rate"' in text or "/por-mil/" in path] == []


def test_the_first_ten_centres_are_shown_and_all_are_there() -> None:
    """By size ten rows stand open and the others folded; from A to Z all are open."""
    many = [f"mac-express-lejano-{n}" for n in range(14)]
    centres = {key: IndexedCentre(f"Lejano {n}", 10 + n, "20", "2001") for n, key in enumerate(many)}
    index = replace(INDEX, centres=centres)
    files = texts({"202611": total(tally_of(key, 90) for key in many)}, index=index)
    by_size, by_name = (files[f"estadisticas/centros/{order}index.html"].split("<details>") for order in ("", "az/"))
    assert [part.count('<th scope="row">') for part in by_size] == [10, 4]
    assert [part.count('<th scope="row">') for part in by_name] == [14]


@pytest.mark.parametrize("shell", ["<main></main>", f"<main>{MARKER}{MARKER}</main>"])
def test_a_shell_without_its_one_marker_is_refused(shell: str) -> None:
    """No new page is better than a page without figures."""
    with pytest.raises(ValueError, match="markers"):
        filled(shell, "Título", "Descripción", "", "")


def test_demonstration_figures_say_so() -> None:
    """If a generated day is counted, every page and every JSON says that nothing is official."""
    shown = replace(INDEX, demonstration=True)
    for index in (INDEX, shown):
        files = texts(MONTHS, index=index)
        for path, text in files.items():
            if path.endswith(".html"):
                assert ("no es dato oficial" in text) == index.demonstration, path
        for path in ("national.json", "2026-11.json"):
            assert json.loads(files[f"data/v1/statistics/{path}"])["demonstration"] == index.demonstration


def test_numbers_are_written_as_in_peru() -> None:
    """A comma stands between thousands."""
    assert number(128372) == "128,372"
    assert number(428) == "428"


def test_what_was_published_stands_apart_from_what_was_counted() -> None:
    """One chart with both, a column for each, and the month in which our own count begins; never a sum of both."""
    index = replace(INDEX, published_months={"2024-12": 24_889, "2026-01": 33_371, "2026-10": 7})
    files = texts(MONTHS, index=index)
    page = files["estadisticas/meses/index.html"]
    assert "Publicado por la PCM hasta octubre 2026" in page
    assert "Contado por este sistema desde octubre 2026" in page
    cells = re.findall(r'<tr><th scope="row">(20\d\d)</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    assert cells == [("2026", number(33_378), "24"), ("2024", number(24_889), "\N{EN DASH}")]
    row = r"<tr><th[^>]*>(?:<a [^>]*>)?(\w+) 20\d\d(?:</a>)?</th><td>(.*?)</td><td>(.*?)</td></tr>"
    newest = re.findall(row, files["estadisticas/index.html"])
    none = "\N{EN DASH}"
    assert newest[:3] == [("Diciembre", none, "4"), ("Noviembre", none, "10"), ("Octubre", "7", "10")]
    assert len(newest) == 6
    only_counted = texts(MONTHS)["estadisticas/meses/index.html"]
    assert "PCM" not in only_counted
    assert '<tr><th scope="row">2026</th><td>24</td></tr>' in only_counted


def test_months_of_both_counts_share_their_place() -> None:
    """A month that only one has fills its place; of two bars the published one is on the left."""
    chart = history({"2025-12": 10, "2026-01": 20}, {"2026-01": 40, "2026-03": 40})
    assert chart
    assert chart.bars == [
        ("M0.0 170v-40.0h146.0v40.0M146.0 170v-80.0h73.0v80.0", PUBLISHED),
        ("M219.0 170v-160.0h73.0v160.0M438.0 170v-160.0h146.0v160.0", RED),
    ]
    assert [(label.x, label.text) for label in chart.years] == [(146, "2026")]
    assert history({}, {}) is None
