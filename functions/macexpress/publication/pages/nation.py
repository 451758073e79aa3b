"""What the pages of the nation and of a month show, in the portal's page for figures. One request, no script."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import months_back
from macexpress.platform.spanish import REASONS, REGIONS, SETTINGS, month_name
from macexpress.publication.documents import Figures, Month, National, Place
from macexpress.publication.pages.charts import PUBLISHED, RED, history, legend, map_paths, steps
from macexpress.publication.pages.drawing import draw
from macexpress.publication.pages.rows import Row, bar_rows, by_rate, of_year, plain_letters, result_rows, with_rates
from macexpress.publication.travel import SOLES_SAVED_IN_SELVA
from macexpress.statistics.editions import Revision
from macexpress.statistics.tally import added

_DOWN = "entity_system_down"
_OUTCOME_NAMES = {
    "completed": "Se completó",
    "pending": "Quedó pendiente",
    "not_completed": "No se pudo",
    "not_offered": "Se pidió y no se ofrece",
    "past": "Años anteriores, sin detalle",
}
FEWEST_FOR_SHARE = 100
"""Shares of how attentions ended are shown from this many on: of fewer, fives would be large steps."""


def nation_page(shell: str, figures: National, files: Sequence[str], index: Index) -> str:
    """Return the first page of the statistics. files: the months (``yyyy-mm``) that have a page."""
    content = {
        "figures": figures,
        "index": index,
        **_departments(figures.by_department, index),
        **_newest_months(figures.by_month, index.published_months, files),
        **_kinds(_plain(figures.by_natural_region), _plain(figures.by_setting), figures.breakdown.attentions),
        **_owners(figures.by_entity, figures.by_procedure, index),
        "results": bar_rows(_outcomes(figures.results), _OUTCOME_NAMES),
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
    years = _years(figures.by_month, index.published_months)
    return draw(shell, "months.html", {"months": months, "index": index, **years})


def list_pages(shell: str, figures: National, index: Index) -> Iterator[tuple[str, str]]:
    """Yield address and page of every list of all time: by size and from A to Z, and what could not be done."""
    lists = {
        "departamentos": ("Todos los departamentos", "Dónde", figures.by_department, index.departments),
        "entidades": ("Todas las entidades", "Entidad", figures.by_entity, index.entities),
        "tramites": (
            "Todos los trámites",
            "Trámite",
            figures.by_procedure,
            {key: procedure.name for key, procedure in index.procedures.items()},
        ),
    }
    for folder, (title, noun, counts, names) in lists.items():
        address = f"/estadisticas/{folder}/"
        rows = bar_rows(counts, names, below=address)
        orders = {"": rows, "az/": sorted(rows, key=lambda row: plain_letters(row.name))}
        if folder == "departamentos" and index.population:
            rows = _rated(rows, index)
            orders = {"": rows, "por-mil/": by_rate(rows), "az/": sorted(rows, key=lambda row: plain_letters(row.name))}
        content = {"title": title, "noun": noun, "address": address, "index": index, "orders": list(orders)}
        for order, shown in orders.items():
            yield f"{folder}/{order}", draw(shell, "list.html", {**content, "rows": shown, "order": order})


def failures_page(shell: str, figures: National, months: Sequence[Month], index: Index) -> str:
    """Return why attentions failed, and the entities whose systems did. months: those that are broken down."""
    reasons = {reason: n for reason, n in figures.results.not_completed.items() if n}
    down = added(
        {key: entity.not_completed.get(_DOWN, 0)} for month in months for key, entity in month.groups.entity.items()
    )
    content = {
        "reasons": bar_rows(reasons, REASONS),
        "down": bar_rows({k: n for k, n in down.items() if n}, index.entities, below="/estadisticas/entidades/"),
        "index": index,
    }
    return draw(shell, "failures.html", content)


def _departments(counts: Mapping[str, int], index: Index) -> dict[str, Any]:
    return {
        "departments": _rated(bar_rows(counts, index.departments, below="/estadisticas/departamentos/"), index),
        "map": map_paths(index.outlines, counts) if index.outlines else [],
        "legend": legend(steps(counts.values())),
    }


def _rated(rows: Sequence[Row], index: Index) -> list[Row]:
    return with_rates(rows, {index.departments[code]: count for code, count in index.population.items()})


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


def _outcomes(figures: Figures) -> dict[str, int]:
    counts = {"completed": figures.completed, "pending": figures.pending, "not_offered": figures.not_offered}
    counts |= {"not_completed": sum(figures.not_completed.values()), "past": figures.past}
    return {outcome: count for outcome, count in counts.items() if count}


def _newest_months(counted: Mapping[str, int], published: Mapping[str, int], files: Collection[str]) -> dict[str, Any]:
    """Return a chart of the newest 24 months, published and counted apart, and a row for each of the newest six."""
    newest = max([*counted, *published], default="")
    window = months_back(newest, 24) if newest else []
    recent = [{key: counts[key] for key in window if key in counts} for counts in (published, counted)]
    shown = _years(recent[1], recent[0])
    return {
        "history": shown["history"],
        "history_legend": shown["history_legend"],
        "months_head": ["Mes", *shown["years_head"][1:]],
        "months": [
            (
                month_name(key).capitalize(),
                f"/estadisticas/{key}/" if key in files else "",
                [months.get(key) for months in recent if months],
            )
            for key in reversed(window[-6:])
        ],
    }


def _years(counted: Mapping[str, int], published: Mapping[str, int]) -> dict[str, Any]:
    """Return every year's count, the newest first, and a chart of all months: published and counted apart."""
    head, legend_items = ["Año"], []
    if published:
        head.append("PCM")
        legend_items.append((PUBLISHED, f"Publicado por la PCM hasta {month_name(max(published))}"))
    if counted:
        head.append("Aquí" if published else "Atenciones")
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
