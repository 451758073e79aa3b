"""Statistics pages as the function writes them, with generated figures for every centre, procedure and month."""

from datetime import date
from pathlib import Path

from macexpress.catalogue.index import Index
from macexpress.statistics.tally import Tally, total
from portal.catalogue.reading import Catalogue
from portal.functions_index import index_of
from snapshots import texts

PATH = "/estadisticas/muestra/"
_SEASON = (8, 7, 9, 6, 5, 4, 5, 6, 8, 9, 10, 7)


def sample_pages(catalogue: Catalogue, shell: str) -> dict[str, str]:
    """Return every page of the statistics by path, with three years of generated figures."""
    return {path: text for path, text in sample_files(catalogue, shell).items() if path.endswith(".html")}


def sample_files(catalogue: Catalogue, shell: str) -> dict[str, str]:
    """Return every file that the function publishes, including data, by path."""
    index = index_of(catalogue)
    return texts(
        {key: total(of_month.values()) for key, of_month in sample_months(index).items()}, index=index, shell=shell
    )


def sample_months(index: Index) -> dict[str, dict[str, Tally]]:
    """Return generated tallies by month (``yyyymm``) and centre."""
    procedures = list(index.procedures)
    return {
        f"{year}{month:02}": {
            key: _month(key, date(year, month, 1), (place * 37) % 53, procedures)
            for place, key in enumerate(index.centres)
        }
        for year in (2024, 2025, 2026)
        for month in range(1, 13 if year < 2026 else 12)
    }


def write_sample_statistics(portal: Path, catalogue: Catalogue) -> Path:
    """Write the nation's page into a built portal at `PATH`, and return its file. The figures are generated."""
    shell = (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")
    file = portal / PATH.strip("/") / "index.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(sample_pages(catalogue, shell)["estadisticas/index.html"], encoding="utf-8")
    return file


def _month(centre: str, first: date, size: int, procedures: list[str]) -> Tally:
    many = size * _SEASON[first.month - 1] * (first.year - 2021)
    results = {
        "completed": many * 8,
        "pending": many // 2,
        "not_completed/entity_system_down": many // 3,
        "not_completed/missing_requirement": many // 4,
        "not_offered/not_offered_here": many // 9,
    }
    results = {result: count for result, count in results.items() if count}
    own = procedures[size % 4 :: 4]
    return Tally(
        facts=sum(results.values()),
        newest=f"{first:%Y-%m}-24T16:00:00-05:00",
        oldest=f"{first:%Y-%m}-01T16:00:00-05:00",
        annulled=many // 50,
        visits=many * 6,
        results=results,
        by_centre={centre: results} if results else {},
        by_procedure={
            key: {result: count // (place + 2) or 1 for result, count in results.items()}
            for place, key in enumerate(own)
            if results
        },
        by_month={f"{first:%Y-%m}": sum(results.values())} if results else {},
        minutes={own[0]: {"9": many * 8}},
        ratings={own[0]: {"4": many, "5": many * 3}},
        newest_of={centre: f"{first:%Y-%m}-{24 if size else 2:02}T16:00:00-05:00"},
        first_of={centre: f"{first:%Y-%m}"},
        down_last={own[0]: f"{first:%Y-%m}-24T10:00:00-05:00"} if results else {},
    )
