"""What the pages of one department, centre, procedure or entity show, and the list of centres. Pure.

Their figures are of the newest year and the one before. What a page shows of centres and departments is made of
published cells only, so it gives away nothing that the months' files do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.publication.documents import Freshness
from macexpress.publication.figures import Cells, median_of, of_results, procedures_by_entity
from macexpress.publication.pages.charts import map_paths
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import bar_rows, result_rows, two_years
from macexpress.publication.travel import travel_estimate
from macexpress.statistics.tally import Tally, added, is_down


@dataclass(frozen=True)
class Season:
    """The newest year and the one before."""

    year: int
    cells: Mapping[str, Cells]
    """Published cells by month (``yyyy-mm``)."""
    hidden: str
    """The results that had no room, by month, as JSON: their coming and going changes pages without new facts."""
    tallies: Mapping[str, Tally]
    """The nation's, by month (``yyyy-mm``)."""
    freshness: Freshness

    def months_of(self, centres: list[str]) -> dict[str, int]:
        """Return the published attentions of some centres by month."""
        return {
            month: sum(sum(cells.get(centre, {}).values()) for centre in centres) for month, cells in self.cells.items()
        }

    def year_of(self, months: Mapping[str, int], back: int = 0) -> int:
        """Return what months of the newest year, or of one before, add up to."""
        return sum(count for month, count in months.items() if month.startswith(f"{self.year - back}-"))


def group_pages(season: Season, centres: list[str], index: Index, shell: str) -> Iterator[tuple[str, str]]:
    """Yield address and page of every department, procedure and entity, of the list of centres, and of some centres."""

    def page(address: str, template: str, content: Mapping[str, Any]) -> tuple[str, str]:
        return f"estadisticas/{address}", draw(shell, template, {"index": index, **content})

    yield page("centros/", "centres.html", _all_centres(season, index))
    for code in sorted({centre.department for centre in index.centres.values()} & set(index.departments)):
        yield page(f"departamentos/{code}/", "department.html", _department(season, code, index))
    for procedure in sorted(index.procedures):
        yield page(f"tramites/{procedure}/", "procedure.html", _procedure(season, procedure, index))
    for entity in sorted(index.entities):
        yield page(f"entidades/{entity}/", "entity.html", _entity(season, entity, index))
    for centre in centres:
        yield page(f"centros/{centre}/", "centre.html", _centre(season, centre, index))


def _all_centres(season: Season, index: Index) -> dict[str, Any]:
    """Return how much, how fresh, new and silent every centre is."""
    fresh = season.freshness
    silent, new = set(fresh.silent), set(fresh.new)
    centres = []
    for key, centre in sorted(index.centres.items(), key=lambda item: item[1].name):
        last = fresh.last_day.get(key)
        centres.append(
            {
                "address": f"/estadisticas/centros/{key}/",
                "name": centre.name.removeprefix("MAC Express "),
                "state": "cerrado"
                if centre.retired_on
                else "sin noticias"
                if key in silent
                else "nuevo"
                if key in new
                else "",
                "count": season.year_of(season.months_of([key])),
                "last": f"{date.fromisoformat(last):%d/%m/%Y}" if last else None,
            }
        )
    return {"centres": centres, "new": len(new), "silent": len(silent), "year": season.year}


def _centre(season: Season, key: str, index: Index) -> dict[str, Any]:
    """Return what is known of one centre.

    It tells when the centre last sent, not that it is silent: that depends on all others, and would change unwritten.
    """
    last, since = season.freshness.last_day.get(key), season.freshness.since.get(key)
    return {
        "key": key,
        "name": index.centres[key].name,
        "season": _of_centres(season, [key], index),
        "last": date.fromisoformat(last) if last else None,
        "since": f"{since[5:]}/{since[:4]}" if since else None,
    }


def _department(season: Season, code: str, index: Index) -> dict[str, Any]:
    own = [key for key, centre in index.centres.items() if centre.department == code]
    totals = {key: season.year_of(season.months_of([key])) for key in own}
    provinces: dict[str, int] = {}
    for key, count in totals.items():
        province = index.centres[key].province
        if province:
            provinces[province] = provinces.get(province, 0) + count
    names = {key: index.centres[key].name for key in own}
    return {
        "name": index.departments[code],
        "season": _of_centres(season, own, index),
        "count": len(own),
        "provinces": bar_rows(provinces, index.provinces),
        "centres": bar_rows(totals, names, below="/estadisticas/centros/"),
        "map": map_paths(index.outlines, {}, code) if index.outlines else [],
    }


def _procedure(season: Season, key: str, index: Index) -> dict[str, Any]:
    procedure = index.procedures[key]
    return {
        "key": key,
        "name": procedure.name,
        "entity": procedure.entity,
        "entity_name": index.entities.get(procedure.entity, procedure.entity),
        "season": _of_procedures(season, [key]),
    }


def _entity(season: Season, key: str, index: Index) -> dict[str, Any]:
    """Return what is known of one entity: its procedures, and when its system was down."""
    own = procedures_by_entity(index.procedures, index).get(key, [])
    counts = {
        procedure: season.year_of({month: _attentions(tally, [procedure]) for month, tally in season.tallies.items()})
        for procedure in own
    }
    down = {
        month: sum(n for p in own for result, n in tally.by_procedure.get(p, {}).items() if is_down(result))
        for month, tally in season.tallies.items()
    }
    names = {procedure: index.procedures[procedure].name for procedure in own}
    return {
        "name": index.entities[key],
        "season": _of_procedures(season, own),
        "procedures": bar_rows({p: n for p, n in counts.items() if n}, names, below="/estadisticas/tramites/"),
        "down": [(month, count) for month, count in sorted(down.items(), reverse=True) if count],
    }


def _of_centres(season: Season, centres: list[str], index: Index) -> dict[str, Any]:
    """Return two years of some centres, of published cells alone."""
    months = season.months_of(centres)
    year = [cells for month, cells in season.cells.items() if month.startswith(f"{season.year}-")]
    this_year = {centre: season.year_of(season.months_of([centre])) for centre in centres}
    return {
        **_two_years(season, months),
        "results": result_rows(of_results(added(cells.get(centre, {}) for cells in year for centre in centres))),
        "travel": travel_estimate(this_year, index),
    }


def _of_procedures(season: Season, procedures: list[str]) -> dict[str, Any]:
    """Return two years of some procedures in the whole country, exact."""
    months = {month: _attentions(tally, procedures) for month, tally in season.tallies.items()}
    year = [tally for month, tally in season.tallies.items() if month.startswith(f"{season.year}-")]
    ratings = added(tally.ratings.get(p, {}) for tally in year for p in procedures)
    count = sum(ratings.values())
    return {
        **_two_years(season, months),
        "minutes": median_of(added(tally.minutes.get(p, {}) for tally in year for p in procedures)),
        "ratings": count,
        "rating": sum(int(rating) * times for rating, times in ratings.items()) / count if count else None,
        "results": result_rows(of_results(added(tally.by_procedure.get(p, {}) for tally in year for p in procedures))),
    }


def _two_years(season: Season, months: Mapping[str, int]) -> dict[str, Any]:
    return {
        "year": season.year,
        "this_year": season.year_of(months),
        "year_before": season.year_of(months, 1),
        "by_month": two_years(months, season.year),
    }


def _attentions(tally: Tally, procedures: list[str]) -> int:
    return sum(sum(tally.by_procedure.get(procedure, {}).values()) for procedure in procedures)
