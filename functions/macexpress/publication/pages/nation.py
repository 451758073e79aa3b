"""What the pages of the nation and of a month show, in the portal's page for figures. One request, no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.spanish import REGIONS, SETTINGS, month_name
from macexpress.publication.documents import Figures, Month, National, Place
from macexpress.publication.pages.charts import PUBLISHED, RED, history, legend, map_paths, steps
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import Row, bar_rows, of_year, result_rows, two_years
from macexpress.publication.travel import SOLES_SAVED_IN_SELVA
from macexpress.statistics.editions import Revision

FEWEST_FOR_SHARE = 100
"""Shares of how attentions ended are shown from this many on: of fewer, fives would be large steps."""


def nation_page(shell: str, figures: National, files: Sequence[str], index: Index) -> str:
    """Return the first page of the statistics. files: the months (``yyyy-mm``) that have a page."""
    newest = max(figures.by_month, default="")
    content = {
        "figures": figures,
        "index": index,
        **_departments(figures.by_department, index),
        "two_years": two_years(figures.by_month, int(newest[:4]), files) if newest else None,
        **_years(figures.by_month, index.published_months),
        **_kinds(_plain(figures.by_natural_region), _plain(figures.by_setting), figures.breakdown.attentions),
        **_owners(figures.by_entity, figures.by_procedure, index),
        "results": result_rows(figures.results),
        "SOLES_SAVED_IN_SELVA": SOLES_SAVED_IN_SELVA,
    }
    return draw(shell, "nation.html", content)


def month_page(shell: str, figures: Month, revisions: Sequence[Revision], index: Index) -> str:
    """Return the page of a month, in its latest edition."""
    groups = figures.groups
    edition = "" if figures.edition == 1 else f".r{figures.edition}"
    content = {
        "figures": figures,
        "index": index,
        "name": month_name(figures.month),
        "revisions": revisions,
        **_departments(_attentions(groups.department), index),
        **_kinds(
            _attentions(_plain(groups.natural_region)), _attentions(_plain(groups.setting)), figures.results.attentions
        ),
        "broken_down": bool(groups.centre),
        "FEWEST_FOR_SHARE": FEWEST_FOR_SHARE,
        "by_department": _ranked(groups.department, index.departments),
        **_owners(_attentions(groups.entity), _attentions(groups.procedure), index),
        "results": result_rows(figures.results),
        "file": f"/data/v1/statistics/{figures.month}{edition}",
    }
    return draw(shell, "month.html", content)


def months_page(shell: str, figures: National, files: Sequence[str], index: Index) -> str:
    """Return the list of all months that have files, by ``yyyy-mm``, with them."""
    months = [(key, month_name(key).capitalize(), figures.by_month[key]) for key in sorted(files, reverse=True)]
    return draw(shell, "months.html", {"months": months, "index": index})


def _departments(counts: Mapping[str, int], index: Index) -> dict[str, Any]:
    return {
        "departments": bar_rows(counts, index.departments, below="/estadisticas/departamentos/"),
        "map": map_paths(index.outlines, counts) if index.outlines else [],
        "legend": legend(steps(counts.values())),
    }


def _kinds(regions: Mapping[str, int], settings: Mapping[str, int], total: int) -> dict[str, Any]:
    """Return rows by natural region and setting; what the catalogue does not know of a centre has a row of its own."""

    def rows(counts: Mapping[str, int], names: Mapping[str, str]) -> list[Row]:
        unknown = {"": rest} if (rest := total - sum(counts.values())) else {}
        known = {key: counts[key] for key in names if key in counts}
        return bar_rows({**known, **unknown}, {**names, "": "Sin dato"}, ranked=False)

    return {"regions": rows(regions, REGIONS), "settings": rows(settings, SETTINGS)}


def _owners(entities: Mapping[str, int], procedures: Mapping[str, int], index: Index) -> dict[str, Any]:
    names = {key: procedure.name for key, procedure in index.procedures.items()}
    return {
        "entities": bar_rows(entities, index.entities, below="/estadisticas/entidades/"),
        "procedures": bar_rows(procedures, names, below="/estadisticas/tramites/"),
    }


def _years(counted: Mapping[str, int], published: Mapping[str, int]) -> dict[str, Any]:
    """Return every year's count, the newest first, and a chart of all months: published and counted apart."""
    head, legend_items = ["Año"], []
    if published:
        head.append("Publicado")
        legend_items.append((PUBLISHED, f"Publicado por la PCM hasta {month_name(max(published))}"))
    if counted:
        head.append("Contado aquí" if published else "Atenciones")
        legend_items.append((RED, f"Contado por este sistema desde {month_name(min(counted))}"))
    columns = [months for months in (published, counted) if months]
    years = sorted({key[:4] for months in columns for key in months}, reverse=True)
    return {
        "years_head": head,
        "years": [(year, [sum(of_year(months, int(year)).values()) or None for months in columns]) for year in years],
        "history": history(published, counted),
        "history_legend": legend_items,
    }


def _ranked(groups: Mapping[str, Figures], names: Mapping[str, str]) -> list[tuple[str, Figures]]:
    ranked = sorted(groups.items(), key=lambda row: (-row[1].attentions, row[0]))
    return [(names.get(key, key), group) for key, group in ranked]


def _attentions(groups: Mapping[str, Figures] | Mapping[str, Place]) -> dict[str, int]:
    return {key: group.attentions for key, group in groups.items()}


def _plain(groups: Mapping[Any, Any]) -> Mapping[str, Any]:
    """Return a mapping whose keys are of a Literal type as one with any text as key."""
    return groups
