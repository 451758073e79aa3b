"""What the pages of one department, centre, procedure or entity show, and the list of centres. Pure.

Their figures cover the newest year and the one before, and are sums of the months' files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.spanish import month_name
from macexpress.publication.documents import Figures, Freshness, Month
from macexpress.publication.figures import FEWEST_RATINGS, added_figures, mean_of
from macexpress.publication.pages.charts import map_paths
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import bar_rows, plain_letters, result_rows, two_years
from macexpress.publication.travel import travel_estimate


@dataclass(frozen=True)
class RecentYears:
    """The newest year and the one before."""

    year: int
    months: Mapping[str, Month]
    """Those that are broken down, by ``yyyy-mm``."""
    freshness: Freshness

    @property
    def of_year(self) -> list[Month]:
        """The months of the newest year."""
        return [month for key, month in self.months.items() if key.startswith(f"{self.year}-")]

    def months_of(self, centre: str) -> dict[str, int]:
        """Return a centre's attentions by month."""
        places = {key: month.groups.centre.get(centre) for key, month in self.months.items()}
        return {key: place.attentions if place else 0 for key, place in places.items()}

    def year_total(self, months: Mapping[str, int], back: int = 0) -> int:
        """Return the sum of the counts of the newest year, or of a year that lies `back` years before it."""
        return sum(count for month, count in months.items() if month.startswith(f"{self.year - back}-"))


def group_pages(recent_years: RecentYears, index: Index, shell: str) -> Iterator[tuple[str, str]]:
    """Yield address and page of every department, procedure, entity and centre, and the list of centres."""

    def page(address: str, template: str, content: Mapping[str, Any]) -> tuple[str, str]:
        return f"estadisticas/{address}", draw(shell, template, {"index": index, **content})

    centres = _all_centres(recent_years, index)
    by_size = sorted(centres["centres"], key=lambda centre: -centre["count"])
    yield page("centros/", "centres.html", {**centres, "centres": by_size, "order": ""})
    yield page("centros/az/", "centres.html", {**centres, "order": "az/"})
    for code in sorted({centre.department for centre in index.centres.values()} & set(index.departments)):
        yield page(f"departamentos/{code}/", "department.html", _department(recent_years, code, index))
    for procedure in sorted(index.procedures):
        yield page(f"tramites/{procedure}/", "procedure.html", _procedure(recent_years, procedure, index))
    for entity in sorted(index.entities):
        yield page(f"entidades/{entity}/", "entity.html", _entity(recent_years, entity, index))
    for centre in sorted(index.centres):
        yield page(f"centros/{centre}/", "centre.html", _centre(recent_years, centre, index))


def _all_centres(recent_years: RecentYears, index: Index) -> dict[str, Any]:
    """Return the count and state of every centre: until when there are figures of it, whether it is new or closed."""
    fresh = recent_years.freshness
    new = set(fresh.new)
    centres = []
    for key, centre in index.centres.items():
        centres.append(
            {
                "address": f"/estadisticas/centros/{key}/",
                "name": centre.name.removeprefix("MAC Express "),
                "state": "cerrado" if centre.retired_on else "nuevo" if key in new else "",
                "count": recent_years.year_total(recent_years.months_of(key)),
                "last": _numbers(fresh.last_month.get(key)),
            }
        )
    in_order = sorted(centres, key=lambda centre: plain_letters(str(centre["name"])))
    return {"centres": in_order, "new": len(new), "year": recent_years.year}


def _centre(recent_years: RecentYears, key: str, index: Index) -> dict[str, Any]:
    months, fresh = recent_years.months_of(key), recent_years.freshness
    last = fresh.last_month.get(key)
    return {
        "key": key,
        "name": index.centres[key].name,
        "two_years": _two_years(recent_years, months),
        "last": month_name(last) if last else None,
        "since": _numbers(fresh.since.get(key)),
        "travel": travel_estimate({key: recent_years.year_total(months)}, index),
    }


def _department(recent_years: RecentYears, code: str, index: Index) -> dict[str, Any]:
    own = [key for key, centre in index.centres.items() if centre.department == code]
    totals = {key: recent_years.year_total(recent_years.months_of(key)) for key in own}
    provinces: dict[str, int] = {}
    for key, count in totals.items():
        province = index.centres[key].province
        if province:
            provinces[province] = provinces.get(province, 0) + count
    names = {key: index.centres[key].name for key in own}
    months = {key: _figures(month.groups.department, code) for key, month in recent_years.months.items()}
    return {
        "name": index.departments[code],
        "two_years": _two_years(recent_years, {key: figures.attentions for key, figures in months.items()}),
        "results": result_rows(_of_year(recent_years, months)),
        "travel": travel_estimate(totals, index),
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
        **_of_nation(
            recent_years, {m: _figures(month.groups.procedure, key) for m, month in recent_years.months.items()}
        ),
    }


def _entity(recent_years: RecentYears, key: str, index: Index) -> dict[str, Any]:
    """Return what is known of one entity: its procedures, and how often its system was down."""
    own = sorted(procedure for procedure, of in index.procedures.items() if of.entity == key)
    months = {m: _figures(month.groups.entity, key) for m, month in recent_years.months.items()}
    counts = {p: sum(month.by_procedure.get(p, 0) for month in recent_years.of_year) for p in own}
    down = {month: figures.not_completed.get("entity_system_down", 0) for month, figures in months.items()}
    names = {procedure: index.procedures[procedure].name for procedure in own}
    return {
        "name": index.entities[key],
        **_of_nation(recent_years, months),
        "procedures": bar_rows({p: n for p, n in counts.items() if n}, names, below="/estadisticas/tramites/"),
        "down": [(month_name(month), count) for month, count in sorted(down.items(), reverse=True) if count],
    }


def _of_nation(recent_years: RecentYears, months: Mapping[str, Figures]) -> dict[str, Any]:
    """Return two years of a procedure or an entity in all the country."""
    year = _of_year(recent_years, months)
    count = sum(year.by_rating.values())
    medians = [figures.median_minutes for _, figures in sorted(months.items()) if figures.median_minutes is not None]
    return {
        "two_years": _two_years(recent_years, {key: figures.attentions for key, figures in months.items()}),
        "results": result_rows(year),
        "minutes": medians[-1] if medians else None,
        "ratings": count,
        "rating": mean_of(year.by_rating) if count >= FEWEST_RATINGS else None,
    }


def _two_years(recent_years: RecentYears, months: Mapping[str, int]) -> dict[str, Any]:
    return {
        "year": recent_years.year,
        "this_year": recent_years.year_total(months),
        "year_before": recent_years.year_total(months, 1),
        "by_month": two_years(months, recent_years.year),
    }


def _of_year(recent_years: RecentYears, months: Mapping[str, Figures]) -> Figures:
    return added_figures(figures for key, figures in months.items() if key.startswith(f"{recent_years.year}-"))


def _figures(groups: Mapping[str, Figures], key: str) -> Figures:
    return groups.get(key, Figures(attentions=0))


def _numbers(month: str | None) -> str | None:
    """Return ``2026-11`` as ``11/2026``."""
    return f"{month[5:]}/{month[:4]}" if month else None
