"""A statistics page with figures, as the function writes it: every centre, procedure and month has generated ones."""

from pathlib import Path

from macexpress.statistics.figures import national
from macexpress.statistics.page import statistics_page
from macexpress.statistics.tally import Tally
from portal.catalogue import Catalogue
from portal.indexing import index_of

PATH = "/estadisticas/muestra/"


def write_sample_statistics(portal: Path, catalogue: Catalogue) -> Path:
    """Write the page into a built portal at `PATH`, and return its file. The figures are generated."""
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    tally = Tally(
        facts=720_000,
        newest="2026-11-24T16:00:00-05:00",
        attentions=690_000,
        annulled=3_600,
        visits=432_000,
        by_centre={key: 1_300 * place + 7 for place, key in enumerate(catalogue.centres)},
        by_procedure={key: 36 * (1 + place * place) for place, key in enumerate(catalogue.procedures)},
        by_outcome={"completed": 640_000, "not_offered": 9_000},
        by_minutes={"9": 690_000},
        by_month={month: 19_000 + place for place, month in enumerate(months)},
        by_rating={"4": 9_000, "5": 31_000},
    )
    index = index_of(catalogue)
    shell = (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")
    file = portal / PATH.strip("/") / "index.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(statistics_page(shell, national(tally, index), index), encoding="utf-8")
    return file
