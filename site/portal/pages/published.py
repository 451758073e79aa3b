"""The page of what the programme published: months, hosts, sites, demand, and where its bulletins do not agree. Pure.

It is drawn at build and not by the scheduled function: it changes with a bulletin, not with an attention.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from macexpress.platform.spanish import HOST_KINDS, MONTHS, REGIONS, month_name
from macexpress.publication.pages.charts import history
from macexpress.publication.pages.drawing import environment
from macexpress.report.figures import period_name
from portal.language.wording import day
from portal.pages.citizen_page import CitizenPage
from portal.published.comparisons import comparisons
from portal.published.records import CHANNELS, Group, Measure
from portal.published.series import Published

PATH = "cifras-publicadas/"
_COLUMNS = 3
"""A telephone shows a name and this many numbers side by side; of millions, one less."""

_MONTH_NAMES = {f"{number:02}": name.capitalize() for number, name in enumerate(MONTHS, start=1)}


class Sheet(NamedTuple):
    """A table; None is what is not published."""

    caption: str
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int | None]]]

    @property
    def title(self) -> str:
        """The caption with the periods of the columns, by which a folded table is found."""
        return f"{self.caption} ({', '.join(self.head[1:])})"


def published_page(published: Published) -> Iterator[CitizenPage]:
    """Yield the page, in Spanish like all figures; none before the catalogue has any."""
    if not published.figures:
        return
    content = environment(Path(__file__).parent).get_template("published.html").render(_content(published))
    back = environment().get_template("parts.html").module.back_to_figures()  # type: ignore[attr-defined]
    title = "MAC Express según la PCM"
    description = "Las atenciones de los MAC Express que publicó la PCM, mes a mes desde 2022."
    yield CitizenPage(PATH, "statistics.html", title, description, {"figures": content, "back": back})


def _content(published: Published) -> dict[str, object]:
    months, years = published.months(), published.years()
    month, year = max(months), max(years)
    sites = published.at_end_of(month)
    active = published.total("sites_with_attentions", month)
    return {
        "big": [
            (years[year], f"atenciones en {year}", "#meses"),
            (months[month], f"en {month_name(month)}", "#meses"),
            *([(sites.count, "sedes listas", "#sedes")] if sites else []),
            *([(active, "sedes que atendieron ese mes", "#sedes")] if active else []),
        ],
        "history": history(months, {}),
        "months": list(_by_month("Atenciones de MAC Express", months)),
        "channels": [
            *_by_channel(published),
            *_by_month("Atenciones de los Centros MAC", published.months("centros_mac")),
            *_by_month("Atenciones de Aló MAC", published.months("alo_mac")),
        ],
        "kinds": list(_kinds(published)),
        "sites": list(_sites(published)),
        "demand": list(_demand(published)),
        "beginning": [_beginning(published)],
        "slips": [str(found) for found in comparisons(published.figures) if not found.passed],
        "notes": list(_notes(published)),
        "bulletins": [(b.name, b.url, day(b.date)) for b in published.bulletins.values()],
    }


def _by_month(caption: str, months: Mapping[str, int]) -> Iterator[Sheet]:
    years = {key[:4]: {other[5:]: count for other, count in months.items() if other[:4] == key[:4]} for key in months}
    return _sheets(caption, "Mes", years, _MONTH_NAMES, added="Suma")


def _by_channel(published: Published) -> Iterator[Sheet]:
    by_channel = {channel: published.years(channel) for channel in CHANNELS}
    years = {year for counts in by_channel.values() for year in counts}
    columns = {
        year: {str(channel): counts[year] for channel, counts in by_channel.items() if year in counts} for year in years
    }
    return _sheets("Atenciones por canal", "Canal", columns, {str(channel): name for channel, name in CHANNELS.items()})


def _kinds(published: Published) -> Iterator[Sheet]:
    measures: tuple[tuple[str, Measure], ...] = (
        ("Atenciones", "attentions"),
        ("Sedes que atendieron", "sites_with_attentions"),
    )
    for caption, measure in measures:
        periods = dict.fromkeys(figure.period for figure in published.of("host_kind", measure))
        for length, noun in ((4, "por año"), (7, "por mes")):
            columns = {p: published.by_kind(measure, p) for p in periods if len(p) == length}
            yield from _sheets(f"{caption}, {noun}", "Anfitrión", columns, HOST_KINDS, added="Total")


def _sites(published: Published) -> Iterator[Sheet]:
    ready = {figure.period[:7]: figure.count for figure in published.of("total", "implemented_sites")}
    active = {figure.period: figure.count for figure in published.of("total", "sites_with_attentions")}
    keys = sorted(({*ready, *active}), reverse=True)
    rows = [(period_name(key).capitalize(), [ready.get(key), active.get(key)]) for key in keys if key > "2021"]
    yield Sheet("Sedes de MAC Express", ["Al cierre de", "Listas", "Atendieron"], rows)
    periods = dict.fromkeys(figure.period for figure in published.of("host_kind", "implemented_sites"))
    columns = {period[:4]: published.by_kind("implemented_sites", period) for period in periods}
    yield from _sheets("Sedes listas al cierre del año", "Anfitrión", columns, HOST_KINDS, added="Total")


def _demand(published: Published) -> Iterator[Sheet]:
    offered = {
        figure.period: [published.total("entities", figure.period), published.total("procedures", figure.period)]
        for figure in published.of("total", "entities")
    }
    rows = [(period_name(period).capitalize(), counts) for period, counts in sorted(offered.items(), reverse=True)]
    yield Sheet("Qué se ofrece", ["Cuándo", "Entidades", "Trámites"], rows)
    years = sorted(published.years(), reverse=True)
    groups: tuple[tuple[str, str, Group], ...] = (
        ("Atenciones por entidad", "Entidad", "entity"),
        ("Los diez trámites más pedidos", "Trámite", "service"),
    )
    for caption, noun, group in groups:
        columns = {year: published.by_name(group, year) for year in years}
        yield from _sheets(caption, noun, columns)


def _beginning(published: Published) -> Sheet:
    """Return the table of the award, with which the series begins."""
    first = [figure for figure in published.figures if figure.source == published.figures[0].source]
    names = {
        "attentions": "Atenciones desde 2018",
        "implemented_sites": "Sedes",
        "departments": "Departamentos",
        "procedures": "Trámites",
        "entities": "Entidades",
        "soles_saved_in_selva": "Soles que se ahorra en la selva, por ida y vuelta",
    }
    rows = [(f"Sedes en {REGIONS[f.key]}" if f.key else names[f.measure], [f.count]) for f in first]
    return Sheet("MAC Express en 2021", ["Qué", "Cuánto"], rows)


def _notes(published: Published) -> Iterator[str]:
    """Yield what is odd in the source of a figure shown here, once for all rows of a period that share the note."""
    rows: dict[tuple[str, str], list[str]] = {}
    for figure in published.figures:
        shown = figure.group != "centre" and figure.measure != "satisfaction_percent"
        if figure.note and shown and figure.elsewhere is None:
            of = figure.name or HOST_KINDS.get(figure.key or "") or CHANNELS[figure.channel]
            rows.setdefault((figure.period, figure.note), []).append(of)
    for (period, note), names in rows.items():
        yield f"{period_name(period)}, {' y '.join(names) if len(names) < 3 else f'{len(names)} cifras'}: {note}"


def _sheets(
    caption: str,
    noun: str,
    columns: Mapping[str, Mapping[str, int]],
    names: Mapping[str, str] | None = None,
    added: str = "",
) -> Iterator[Sheet]:
    """Yield a table for each few columns, the newest first. columns: counts by period and key.

    names: of the keys, in their order; without it a key is its name, and the most come first.
    added: what the sum of each column is called, which is its last row; empty for no sum.
    """
    periods = sorted((period for period in columns if columns[period]), reverse=True)
    large = any(sum(columns[period].values()) >= 1_000_000 for period in periods)
    width = _COLUMNS - large
    for start in range(0, len(periods), width):
        shown = periods[start : start + width]
        keys = list(dict.fromkeys(key for period in shown for key in columns[period]))
        rows: list[tuple[str, Sequence[int | None]]] = [
            (name, [columns[period].get(key) for period in shown])
            for key, name in (names or dict(zip(keys, keys, strict=True))).items()
            if key in keys
        ]
        if added:
            rows.append((added, [sum(columns[period].values()) for period in shown]))
        yield Sheet(caption, [noun, *(period_name(period) for period in shown)], rows)
