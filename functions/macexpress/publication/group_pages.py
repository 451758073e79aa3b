"""The statistics pages of one department, centre, procedure or entity, and the list of centres. Pure.

Their figures are of the newest year and the one before. What is said of centres and departments is made of published
cells only, so a page says nothing that the months' files do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from macexpress.catalogue.index import Index
from macexpress.platform.spanish import day_name, number
from macexpress.publication.charts import map_of
from macexpress.publication.documents import Freshness
from macexpress.publication.figures import Cells, median_of, of_results, procedures_by_entity
from macexpress.publication.pages import HOME
from macexpress.publication.parts import DEMONSTRATION, ROUNDED, bars, big, by_month, link, results, table
from macexpress.publication.shell import filled
from macexpress.statistics.tally import Tally, added, is_down
from macexpress.statistics.travel import travel_estimate

CENTRES = ("/estadisticas/centros/", "Centro por centro")


@dataclass(frozen=True)
class Season:
    """The newest year and the one before. cells: published ones by month (``yyyy-mm``); tallies: the nation's."""

    year: int
    cells: Mapping[str, Cells]
    tallies: Mapping[str, Tally]
    freshness: Freshness
    index: Index
    shell: str

    def months_of(self, centres: list[str]) -> dict[str, int]:
        """Return the published attentions of some centres by month."""
        return {
            month: sum(sum(cells.get(centre, {}).values()) for centre in centres) for month, cells in self.cells.items()
        }

    def year_of(self, months: Mapping[str, int], back: int = 0) -> int:
        """Return what months of the newest year, or of one before, add up to."""
        return sum(count for month, count in months.items() if month.startswith(f"{self.year - back}-"))


def centres_page(season: Season) -> str:
    """Return the list of all centres: how much, how fresh, new and silent."""
    index, fresh = season.index, season.freshness
    silent, new = set(fresh.silent), set(fresh.new)
    rows = []
    for key, centre in sorted(index.centres.items(), key=lambda item: item[1].name):
        last = fresh.last_day.get(key)
        said = "cerrado" if centre.retired_on else "sin noticias" if key in silent else "nuevo" if key in new else ""
        when = f"{date.fromisoformat(last):%d/%m/%Y}" if last else None
        name = link(f"/estadisticas/centros/{key}/", centre.name.removeprefix("MAC Express "))
        rows.append((f"{name} <b>{said}</b>" if said else name, season.year_of(season.months_of([key])), when))
    head = ("Centro", str(season.year), "Último envío")
    counts = [(len(rows), "centros", ""), (len(new), "nuevos en tres meses", ""), (len(silent), "sin noticias", "")]
    content = (
        f"{_demonstration(index)}"
        f"{big(counts)}"
        '<p class="note">Sin noticias: más de 7 días sin enviar, contados desde el último envío de todos. '
        f"{ROUNDED}</p>"
        f"{table('Atenciones y último envío', head, rows)}"
    )
    return filled(season.shell, "Centro por centro", "Atenciones y último envío de cada MAC Express.", HOME, content)


def centre_page(season: Season, key: str) -> str:
    """Return the page of one centre.

    It says when the centre last sent, not that it is silent: that depends on all others, and would change unwritten.
    """
    centre = season.index.centres[key]
    months = season.months_of([key])
    last = season.freshness.last_day.get(key)
    since = season.freshness.since.get(key)
    content = _demonstration(season.index) + _years_of(season, months)
    content += f"<p>{link(f'/centros/{key}/', 'Dónde queda y cuándo atiende')}</p>"
    if last and since:
        content += (
            f'<p class="note">Atiende desde {since[5:]}/{since[:4]}. '
            f"Último envío: {day_name(date.fromisoformat(last))}. {ROUNDED}</p>"
        )
    content += by_month(months, season.year) + _ended(season, [key]) + _travel(season, [key])
    return filled(
        season.shell, f"{centre.name} en cifras", f"Atenciones de {centre.name}, mes a mes.", CENTRES, content
    )


def department_page(season: Season, code: str) -> str:
    """Return the page of one department: its months, provinces and centres."""
    index = season.index
    name = index.departments[code]
    own = [key for key, centre in index.centres.items() if centre.department == code]
    months = season.months_of(own)
    totals = {key: season.year_of(season.months_of([key])) for key in own}
    provinces: dict[str, int] = {}
    for key, count in totals.items():
        province = index.centres[key].province
        if province:
            provinces[province] = provinces.get(province, 0) + count
    addresses = {key: f"/estadisticas/centros/{key}/" for key in own}
    names = {key: index.centres[key].name for key in own}
    content = (
        _demonstration(index)
        + _years_of(season, months, (len(own), "centros", "#centros"))
        + f'<p class="note">Suma de sus centros. {ROUNDED}</p>'
        + by_month(months, season.year)
        + _ended(season, own)
        + bars(f"Por provincia, {season.year}", "Provincia", provinces, index.provinces)
        + bars(f"Por centro, {season.year}", "Centro", totals, names, ident="centros", addresses=addresses)
        + _travel(season, own)
        + (map_of(index.outlines, {}, code) if index.outlines else "")
    )
    return filled(season.shell, f"{name} en cifras", f"Atenciones de los MAC Express en {name}.", HOME, content)


def procedure_page(season: Season, key: str) -> str:
    """Return the page of one procedure; exact, since it is of the whole country."""
    procedure = season.index.procedures[key]
    entity = season.index.entities.get(procedure.entity, procedure.entity)
    content = (
        f"<p>{link(f'/tramites/{key}/', 'Qué llevar y cuánto cuesta')} · "
        f"{link(f'/estadisticas/entidades/{procedure.entity}/', entity)}</p>" + _exact(season, [key])
    )
    return filled(
        season.shell, f"{procedure.name}: cifras", f"Atenciones de {procedure.name} en todo el país.", HOME, content
    )


def entity_page(season: Season, key: str) -> str:
    """Return the page of one entity: its procedures, and when its system was down."""
    index = season.index
    own = procedures_by_entity(index.procedures, index).get(key, [])
    counts = {
        procedure: season.year_of({month: _of(tally, [procedure]) for month, tally in season.tallies.items()})
        for procedure in own
    }
    down = {
        month: sum(n for p in own for result, n in tally.by_procedure.get(p, {}).items() if is_down(result))
        for month, tally in season.tallies.items()
    }
    rows = [(month, count) for month, count in sorted(down.items(), reverse=True) if count]
    names = {procedure: index.procedures[procedure].name for procedure in own}
    addresses = {procedure: f"/estadisticas/tramites/{procedure}/" for procedure in own}
    caption = f"Sus trámites, {season.year}"
    content = (
        _exact(season, own)
        + bars(caption, "Trámite", {p: n for p, n in counts.items() if n}, names, addresses=addresses)
        + table("Atenciones que fallaron porque su sistema no funcionaba", ("Mes", "Veces"), rows, ident="fallas")
    )
    return filled(
        season.shell,
        f"{index.entities[key]}: cifras",
        f"Atenciones de trámites de {index.entities[key]} en los MAC Express.",
        HOME,
        content,
    )


def _exact(season: Season, procedures: list[str]) -> str:
    months = {month: _of(tally, procedures) for month, tally in season.tallies.items()}
    year = [tally for month, tally in season.tallies.items() if month.startswith(f"{season.year}-")]
    minutes = median_of(added(tally.minutes.get(p, {}) for tally in year for p in procedures))
    ratings = added(tally.ratings.get(p, {}) for tally in year for p in procedures)
    count = sum(ratings.values())
    said = f"<p>La mitad dura {minutes} minutos o menos.</p>" if minutes is not None else ""
    if count:
        mean = sum(int(rating) * times for rating, times in ratings.items()) / count
        said += f"<p>Las personas opinaron {number(count)} veces: {mean:.1f} de 5.</p>"
    return (
        _demonstration(season.index)
        + _years_of(season, months)
        + said
        + by_month(months, season.year)
        + results(of_results(added(tally.by_procedure.get(p, {}) for tally in year for p in procedures)))
    )


def _of(tally: Tally, procedures: list[str]) -> int:
    return sum(sum(tally.by_procedure.get(procedure, {}).values()) for procedure in procedures)


def _ended(season: Season, centres: list[str]) -> str:
    year = [cells for month, cells in season.cells.items() if month.startswith(f"{season.year}-")]
    return results(of_results(added(cells.get(centre, {}) for cells in year for centre in centres)))


def _travel(season: Season, centres: list[str]) -> str:
    counts = {centre: season.year_of(season.months_of([centre])) for centre in centres}
    estimate = travel_estimate(counts, season.index)
    if not estimate:
        return ""
    return (
        f"<h2>Ahorro en viajes, {season.year}</h2><p><b>Estimación, no medición:</b> {number(estimate)} soles. "
        f"{link('/estadisticas/#ahorro', 'Cómo se estima')}.</p>"
    )


def _years_of(season: Season, months: Mapping[str, int], *more: tuple[int, str, str]) -> str:
    return big(
        [
            (season.year_of(months), f"atenciones en {season.year}", "#meses"),
            (season.year_of(months, 1), f"en {season.year - 1}", "#meses"),
            *more,
        ]
    )


def _demonstration(index: Index) -> str:
    return DEMONSTRATION if index.demonstration else ""


def group_pages(season: Season, centres: list[str]) -> Iterator[tuple[str, str]]:
    """Yield address and page of every department, procedure and entity, of the list of centres, and of some centres."""
    index = season.index
    yield "estadisticas/centros/", centres_page(season)
    for code in sorted({centre.department for centre in index.centres.values()} & set(index.departments)):
        yield f"estadisticas/departamentos/{code}/", department_page(season, code)
    for procedure in sorted(index.procedures):
        yield f"estadisticas/tramites/{procedure}/", procedure_page(season, procedure)
    for entity in sorted(index.entities):
        yield f"estadisticas/entidades/{entity}/", entity_page(season, entity)
    for centre in centres:
        yield f"estadisticas/centros/{centre}/", centre_page(season, centre)
