"""What the pages of one department, centre, procedure or entity show, and the list of centres. Pure.

Their figures cover the newest year and the one before. What a page shows of centres and departments is made of
published cells only, so it reveals nothing that the months' files do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.publication.documents import Freshness
from macexpress.publication.figures import Cells, figures_of_results, median_of, procedures_by_entity
from macexpress.publication.pages.charts import map_paths
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import bar_rows, result_rows, two_years
from macexpress.publication.travel import travel_estimate
from macexpress.statistics.tally import Tally, added, is_down


@dataclass(frozen=True)
class RecentYears:
    """The newest year and the one before."""

    year: int
    cells: Mapping[str, Cells]
    """Published cells by month (``yyyy-mm``)."""
    hidden: str
    """The results that are not published by centre, by month, as JSON: their changes alter pages without new facts."""
    tallies: Mapping[str, Tally]
    """The nation's, by month (``yyyy-mm``)."""
    freshness: Freshness

    def months_of(self, centres: list[str]) -> dict[str, int]:
        """Return the published attentions of some centres by month."""
        return {
            month: sum(sum(cells.get(centre, {}).values()) for centre in centres) for month, cells in self.cells.items()
        }

    def year_total(self, months: Mapping[str, int], back: int = 0) -> int:
        """Return the sum of the counts of the newest year, or of a year that lies `back` years before it."""
        return sum(count for month, count in months.items() if month.startswith(f"{self.year - back}-"))


def group_pages(recent_years: RecentYears, centres: list[str], index: Index, shell: str) -> Iterator[tuple[str, str]]:
    """Yield address and page of every department, procedure and entity, the list of centres, and the given centres."""

    def page(address: str, template: str, content: Mapping[str, Any]) -> tuple[str, str]:
        return f"estadisticas/{address}", draw(shell, template, {"index": index, **content})

    yield page("centros/", "centres.html", _all_centres(recent_years, index))
    for code in sorted({centre.department for centre in index.centres.values()} & set(index.departments)):
        yield page(f"departamentos/{code}/", "department.html", _department(recent_years, code, index))
    for procedure in sorted(index.procedures):
        yield page(f"tramites/{procedure}/", "procedure.html", _procedure(recent_years, procedure, index))
    for entity in sorted(index.entities):
        yield page(f"entidades/{entity}/", "entity.html", _entity(recent_years, entity, index))
    for centre in centres:
        yield page(f"centros/{centre}/", "centre.html", _centre(recent_years, centre, index))


def _all_centres(recent_years: RecentYears, index: Index) -> dict[str, Any]:
    """Return the count and state of every centre: its last day, new, silent or closed."""
    fresh = recent_years.freshness
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
                "count": recent_years.year_total(recent_years.months_of([key])),
                "last": f"{date.fromisoformat(last):%d/%m/%Y}" if last else None,
            }
        )
    return {"centres": centres, "new": len(new), "silent": len(silent), "year": recent_years.year}


def _centre(recent_years: RecentYears, key: str, index: Index) -> dict[str, Any]:
    """Return what is known of one centre.

    It has the day on which the centre last sent, not whether it is silent: that depends on all other centres, and
    would change without this page being written again.
    """
    last, since = recent_years.freshness.last_day.get(key), recent_years.freshness.since.get(key)
    return {
        "key": key,
        "name": index.centres[key].name,
        "two_years": _of_centres(recent_years, [key], index),
        "last": date.fromisoformat(last) if last else None,
        "since": f"{since[5:]}/{since[:4]}" if since else None,
    }


def _department(recent_years: RecentYears, code: str, index: Index) -> dict[str, Any]:
    own = [key for key, centre in index.centres.items() if centre.department == code]
    totals = {key: recent_years.year_total(recent_years.months_of([key])) for key in own}
    provinces: dict[str, int] = {}
    for key, count in totals.items():
        province = index.centres[key].province
        if province:
            provinces[province] = provinces.get(province, 0) + count
    names = {key: index.centres[key].name for key in own}
    return {
        "name": index.departments[code],
        "two_years": _of_centres(recent_years, own, index),
        "count": len(own),
        "provinces": bar_rows(provinces, index.provinces),
        "centres": bar_rows(totals, names, below="/estadisticas/centros/"),
        "map": map_paths(index.outlines, {}, code) if index.outlines else [],
    }


def _procedure(recent_years: RecentYears, key: str, index: Index) -> dict[str, Any]:
    procedure = index.procedures[key]
    return {
        "key": key,
        "name": procedure.name,
        "entity": procedure.entity,
        "entity_name": index.entities.get(procedure.entity, procedure.entity),
        "two_years": _of_procedures(recent_years, [key]),
    }


def _entity(recent_years: RecentYears, key: str, index: Index) -> dict[str, Any]:
    """Return what is known of one entity: its procedures, and when its system was down."""
    own = procedures_by_entity(index.procedures, index).get(key, [])
    counts = {
        procedure: recent_years.year_total(
            {month: _attentions(tally, [procedure]) for month, tally in recent_years.tallies.items()}
        )
        for procedure in own
    }
    down = {
        month: sum(n for p in own for result, n in tally.by_procedure.get(p, {}).items() if is_down(result))
        for month, tally in recent_years.tallies.items()
    }
    names = {procedure: index.procedures[procedure].name for procedure in own}
    return {
        "name": index.entities[key],
        "two_years": _of_procedures(recent_years, own),
        "procedures": bar_rows({p: n for p, n in counts.items() if n}, names, below="/estadisticas/tramites/"),
        "down": [(month, count) for month, count in sorted(down.items(), reverse=True) if count],
    }


def _of_centres(recent_years: RecentYears, centres: list[str], index: Index) -> dict[str, Any]:
    """Return two years of some centres, from published cells alone."""
    months = recent_years.months_of(centres)
    year = [cells for month, cells in recent_years.cells.items() if month.startswith(f"{recent_years.year}-")]
    this_year = {centre: recent_years.year_total(recent_years.months_of([centre])) for centre in centres}
    return {
        **_two_years(recent_years, months),
        "results": result_rows(
            figures_of_results(added(cells.get(centre, {}) for cells in year for centre in centres))
        ),
        "travel": travel_estimate(this_year, index),
    }


def _of_procedures(recent_years: RecentYears, procedures: list[str]) -> dict[str, Any]:
    """Return two years of some procedures in all the country, exact."""
    months = {month: _attentions(tally, procedures) for month, tally in recent_years.tallies.items()}
    year = [tally for month, tally in recent_years.tallies.items() if month.startswith(f"{recent_years.year}-")]
    ratings = added(tally.ratings.get(p, {}) for tally in year for p in procedures)
    count = sum(ratings.values())
    return {
        **_two_years(recent_years, months),
        "minutes": median_of(added(tally.minutes.get(p, {}) for tally in year for p in procedures)),
        "ratings": count,
        "rating": sum(int(rating) * times for rating, times in ratings.items()) / count if count else None,
        "results": result_rows(
            figures_of_results(added(tally.by_procedure.get(p, {}) for tally in year for p in procedures))
        ),
    }


def _two_years(recent_years: RecentYears, months: Mapping[str, int]) -> dict[str, Any]:
    return {
        "year": recent_years.year,
        "this_year": recent_years.year_total(months),
        "year_before": recent_years.year_total(months, 1),
        "by_month": two_years(months, recent_years.year),
    }


def _attentions(tally: Tally, procedures: list[str]) -> int:
    return sum(sum(tally.by_procedure.get(procedure, {}).values()) for procedure in procedures)
