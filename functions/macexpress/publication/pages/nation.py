"""What the pages of the nation and of a month show, in the portal's page for figures. One request, no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.platform.spanish import REGIONS, SETTINGS, month_name
from macexpress.publication.documents import Figures, Freshness, Month, National, Status
from macexpress.publication.figures import figures_of_results
from macexpress.publication.pages.charts import PUBLISHED, RED, history, legend, map_paths, steps
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import bar_rows, of_year, result_rows, two_years
from macexpress.publication.tables import nation_of
from macexpress.publication.travel import SOLES_SAVED_IN_SELVA
from macexpress.statistics.editions import Revision
from macexpress.statistics.tally import Tally


def nation_page(
    shell: str, figures: National, all_time: Tally, freshness: Freshness, status: Status, index: Index
) -> str:
    """Return the first page of the statistics."""
    known = sum(not centre.retired_on for centre in index.centres.values())
    newest = max(figures.by_month, default="")
    content = {
        "figures": figures,
        "index": index,
        "known": known,
        "fresh": known - len(freshness.silent),
        "new": len(freshness.new),
        "completed": figures.by_outcome.get("completed", 0),
        **_departments(figures.by_department, index),
        "two_years": two_years(figures.by_month, int(newest[:4]), linked=True) if newest else None,
        **_years(figures.by_month, index.published_months),
        "regions": bar_rows(_plain(figures.by_natural_region), REGIONS, ranked=False),
        "settings": bar_rows(_plain(figures.by_setting), SETTINGS, ranked=False),
        **_owners(figures.by_entity, figures.by_procedure, index),
        "down": [
            {
                "address": f"/estadisticas/entidades/{entity.id}/",
                "name": index.entities.get(entity.id, entity.id),
                "reports": entity.reports,
                "last": f"{entity.last.astimezone(LIMA):%d/%m/%Y %H:%M}",
            }
            for entity in status.entities
        ],
        "results": result_rows(figures_of_results(all_time.results)),
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
        "regions": _ranked(_plain(groups.natural_region), REGIONS),
        "settings": _ranked(_plain(groups.setting), SETTINGS),
        "by_department": _ranked(groups.department, index.departments),
        **_owners(_attentions(groups.entity), _attentions(groups.procedure), index),
        "results": result_rows(nation_of(figures)),
        "file": f"/data/v1/statistics/{figures.month}{edition}",
    }
    return draw(shell, "month.html", content)


def months_page(shell: str, figures: National, index: Index) -> str:
    """Return the list of all months with their files."""
    months = [
        (key, month_name(key).capitalize(), count) for key, count in sorted(figures.by_month.items(), reverse=True)
    ]
    return draw(shell, "months.html", {"months": months, "index": index})


def _departments(counts: Mapping[str, int], index: Index) -> dict[str, Any]:
    return {
        "departments": bar_rows(counts, index.departments, below="/estadisticas/departamentos/"),
        "map": map_paths(index.outlines, counts) if index.outlines else [],
        "legend": legend(steps(counts.values())),
    }


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


def _attentions(groups: Mapping[str, Figures]) -> dict[str, int]:
    return {key: group.attentions for key, group in groups.items()}


def _plain(groups: Mapping[Any, Any]) -> Mapping[str, Any]:
    """Return a mapping whose keys are of a Literal type as one with any text as key."""
    return groups
