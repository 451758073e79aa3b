"""The statistics pages of the nation and of a month: the portal's shell with figures in it. One request, no script."""

from collections.abc import Iterator, Mapping
from html import escape

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.platform.spanish import REGIONS, SETTINGS, day_name, moment_name, month_name, number
from macexpress.publication.charts import calendar, legend, map_of, steps
from macexpress.publication.documents import Figures, Freshness, Month, National, Status
from macexpress.publication.figures import of_results
from macexpress.publication.parts import DEMONSTRATION, ROUNDED, bars, big, by_month, link, results, table
from macexpress.publication.shell import filled
from macexpress.publication.tables import nation_of
from macexpress.statistics.editions import Revision
from macexpress.statistics.tally import Tally
from macexpress.statistics.travel import SOLES_SAVED_IN_SELVA

HOME = ("/estadisticas/", "MAC Express en cifras")


def nation_page(
    shell: str, figures: National, all_time: Tally, freshness: Freshness, status: Status, index: Index
) -> str:
    """Return the page that everybody meets first."""
    return filled(
        shell,
        "MAC Express en cifras",
        "Cuántas atenciones dan los MAC Express, de qué trámites y dónde.",
        ("/", "Inicio"),
        "".join(_nation(figures, all_time, freshness, status, index)),
    )


def month_page(shell: str, figures: Month, revisions: list[Revision], index: Index) -> str:
    """Return the page of a month, in its latest edition."""
    name = month_name(figures.month)
    return filled(
        shell,
        f"{name.capitalize()} en cifras",
        f"Atenciones de los MAC Express en {name}, por lugar, trámite y resultado.",
        HOME,
        "".join(_month(figures, revisions, index)),
    )


def months_page(shell: str, figures: National) -> str:
    """Return the list of all months with their files."""
    rows = [
        (
            link(f"/estadisticas/{key}/", month_name(key).capitalize()),
            count,
            f'<a href="/data/v1/statistics/{key}.csv">CSV</a> · <a href="/data/v1/statistics/{key}.json">JSON</a>',
        )
        for key, count in sorted(figures.by_month.items(), reverse=True)
    ]
    said = "<p>Un mes se cierra 90 días después de terminar. Desde entonces sus archivos no cambian.</p>"
    return filled(
        shell,
        "Todos los meses",
        "Las atenciones de los MAC Express mes a mes, desde el comienzo, con sus archivos.",
        HOME,
        (DEMONSTRATION if figures.demonstration else "")
        + said
        + table("Atenciones por mes", ("Mes", "Atenciones", "Archivos"), rows),
    )


def _nation(figures: National, all_time: Tally, freshness: Freshness, status: Status, index: Index) -> Iterator[str]:
    totals = figures.totals
    if figures.demonstration:
        yield DEMONSTRATION
    yield big(
        [
            (totals.attentions, "atenciones", "/estadisticas/meses/"),
            (totals.visits, "visitas", "#medida"),
            (totals.centres, "centros", "/estadisticas/centros/"),
            (totals.departments, "departamentos", "#departamentos"),
            (totals.procedures, "trámites", "#tramites"),
            (totals.entities, "entidades", "#entidades"),
            (figures.travel_saved_soles, "soles ahorrados en viajes en la selva", "#ahorro"),
        ]
    )
    yield _coverage(figures, freshness, index)
    yield "".join(f"<p>{said}</p>" for said in _said(figures))
    yield places(figures.by_department, index)
    newest = max(figures.by_month, default="")
    if newest:
        yield by_month(figures.by_month, int(newest[:4]), pages=True)
        yield _years(figures.by_month)
    yield '<div class="groups">'
    yield bars("Por región natural", "Región", figures.by_natural_region, REGIONS, ranked=False)  # type: ignore[arg-type]
    yield bars("Por ámbito", "Ámbito", figures.by_setting, SETTINGS, ranked=False)  # type: ignore[arg-type]
    yield "</div>"
    yield entities(figures.by_entity, index)
    yield _down(status, index)
    yield procedures(figures.by_procedure, index)
    yield results(of_results(all_time.results))
    yield _travel(figures)
    yield _measured()
    yield _files()


def _coverage(figures: National, freshness: Freshness, index: Index) -> str:
    if not figures.generated_at:
        return ""
    known = sum(not centre.retired_on for centre in index.centres.values())
    fresh = known - len(freshness.silent)
    new = f" Nuevos en tres meses: {number(len(freshness.new))}." if freshness.new else ""
    return (
        f'<p class="note">Con lo recibido hasta el {moment_name(figures.generated_at)}, hora de Lima. '
        f"Enviaron datos en los últimos 7 días: {number(fresh)} de {number(known)} centros.{new} "
        f"{link('/estadisticas/centros/', 'Ver centro por centro')}.</p>"
    )


def _said(figures: National) -> Iterator[str]:
    if figures.median_minutes is not None:
        yield f"La mitad de las atenciones dura {figures.median_minutes} minutos o menos."
    completed = figures.by_outcome.get("completed", 0)
    if completed:
        yield f"{number(completed)} se completaron en el momento."
    if figures.unmet:
        yield f"{number(figures.unmet)} veces se pidió un trámite que no se ofrece."
    if figures.ratings.mean is not None:
        yield f"Las personas opinaron {number(figures.ratings.count)} veces: {figures.ratings.mean:.1f} de 5."


def places(by_department: Mapping[str, int], index: Index) -> str:
    """Return the map of the country and its table."""
    addresses = {code: f"/estadisticas/departamentos/{code}/" for code in by_department}
    tabled = bars("Atenciones por departamento", "Departamento", by_department, index.departments, addresses=addresses)
    if not tabled:
        return ""
    drawn = map_of(index.outlines, by_department) if index.outlines else ""
    return (
        f'<section aria-labelledby="departamentos"><h2 id="departamentos">Dónde</h2><div class="pair"><div>{drawn}'
        f"{legend(steps(by_department.values()))}"
        f'<p class="note">Límites: INEI, 2007, simplificados.</p></div><div>{tabled}'
        f'<p class="note">{ROUNDED}</p></div></div></section>'
    )


def entities(by_entity: Mapping[str, int], index: Index) -> str:
    """Return a bar an entity."""
    addresses = {key: f"/estadisticas/entidades/{key}/" for key in by_entity}
    return bars("Por entidad", "Entidad", by_entity, index.entities, ident="entidades", addresses=addresses)


def procedures(by_procedure: Mapping[str, int], index: Index) -> str:
    """Return a bar a procedure."""
    names = {key: procedure.name for key, procedure in index.procedures.items()}
    addresses = {key: f"/estadisticas/tramites/{key}/" for key in by_procedure if key in index.procedures}
    return bars("Por trámite", "Trámite", by_procedure, names, ident="tramites", addresses=addresses)


def _years(months: Mapping[str, int]) -> str:
    years: dict[str, dict[str, int]] = {}
    for key, count in months.items():
        years.setdefault(key[:4], {})[key[5:]] = count
    begins = steps(months.values())
    drawn = f"{calendar(years, begins)}{legend(begins)}" if len(years) > 2 else ""
    rows = [(year, sum(counts.values())) for year, counts in sorted(years.items(), reverse=True)]
    return (
        '<section aria-labelledby="anos"><h2 id="anos">Desde el comienzo</h2><div class="pair"><div>'
        f"{drawn}</div><div>{table('Atenciones por año', ('Año', 'Atenciones'), rows)}"
        f"<p>{link('/estadisticas/meses/', 'Todos los meses, con sus archivos')}</p></div></div></section>"
    )


def _down(status: Status, index: Index) -> str:
    rows = [
        (
            link(f"/estadisticas/entidades/{entity.id}/", index.entities.get(entity.id, entity.id)),
            entity.reports,
            f"{entity.last.astimezone(LIMA):%d/%m/%Y %H:%M}",
        )
        for entity in status.entities
    ]
    return table("Sistemas que no funcionaron este mes", ("Entidad", "Veces", "La última"), rows, ident="fallas")


def _travel(figures: National) -> str:
    estimate = (
        f"<p><b>Estimación, no medición:</b> {number(figures.travel_estimate_soles)} soles en todo el país. Cuenta, "
        "por cada atención, la ida y la vuelta en línea recta hasta la capital del departamento, a los soles por km "
        f"con que el promedio de la selva da {SOLES_SAVED_IN_SELVA}.</p>"
        if figures.travel_estimate_soles is not None
        else ""
    )
    return (
        f'<section aria-labelledby="ahorro"><h2 id="ahorro">Ahorro en viajes</h2>'
        f"<p><b>Dato publicado:</b> {SOLES_SAVED_IN_SELVA} soles por cada atención en la selva. Es el promedio de ida "
        f"y vuelta que el programa publicó en 2021. Suma {number(figures.travel_saved_soles)} soles.</p>"
        f"{estimate}</section>"
    )


def _measured() -> str:
    return (
        '<h2 id="medida">Cómo se mide</h2>'
        "<p>Una atención es un trámite que un asesor ayudó a hacer. Cada una se cuenta una sola vez. "
        "Las anuladas no se cuentan. Una visita es una persona en el puesto; puede hacer varios trámites.</p>"
        "<p>Las cifras del país son exactas. Para cuidar a las personas, las de un centro se redondean de cinco en "
        "cinco: 0 quiere decir menos de 3. Las de un departamento en un mes son la suma de sus centros.</p>"
    )


def _files() -> str:
    files = (
        ("national.json", "Todo el país (JSON)"),
        ("freshness.json", "Último día recibido de cada centro (JSON)"),
        ("changelog.json", "Correcciones y cambios de forma (JSON)"),
    )
    return (
        '<h2>Datos abiertos</h2><ul class="downloads">'
        + "".join(f"<li>{link(f'/data/v1/statistics/{name}', text)}</li>" for name, text in files)
        + f"<li>{link('/data/v1/datapackage.json', 'Descripción del paquete de datos (Frictionless)')}</li></ul>"
    )


def _month(figures: Month, revisions: list[Revision], index: Index) -> Iterator[str]:
    groups = figures.groups
    if figures.demonstration:
        yield DEMONSTRATION
    totals = figures.totals
    yield big(
        [
            (totals.attentions, "atenciones", "#resultados"),
            (totals.visits, "visitas", ""),
            (totals.centres, "centros", "#centros"),
            (totals.procedures, "trámites", "#tramites"),
            (totals.entities, "entidades", "#entidades"),
        ]
    )
    yield _edition(figures, revisions)
    if figures.median_minutes is not None:
        yield f"<p>La mitad de las atenciones duró {figures.median_minutes} minutos o menos.</p>"
    if figures.ratings.mean is not None:
        yield f"<p>Las personas opinaron {number(figures.ratings.count)} veces: {figures.ratings.mean:.1f} de 5.</p>"
    yield places({code: said.attentions for code, said in groups.department.items()}, index)
    yield '<div class="groups">'
    yield _how("Por región natural", "Región", groups.natural_region, REGIONS)  # type: ignore[arg-type]
    yield _how("Por ámbito", "Ámbito", groups.setting, SETTINGS)  # type: ignore[arg-type]
    yield "</div>"
    yield _how("Cómo fue en cada departamento", "Dónde", groups.department, index.departments, counted=False)
    yield entities({key: said.attentions for key, said in groups.entity.items()}, index)
    yield procedures({key: said.attentions for key, said in groups.procedure.items()}, index)
    yield results(nation_of(figures))
    yield (
        f'<p id="centros">Los {number(totals.centres)} centros y las provincias están en los archivos del mes.</p>'
        '<h2>Datos abiertos</h2><ul class="downloads">'
        f"<li>{link(_file(figures, 'csv'), 'Este mes (CSV)')}</li>"
        f"<li>{link(_file(figures, 'json'), 'Este mes (JSON)')}</li>"
        f"<li>{link(_file(figures, 'schema.json'), 'Su forma (JSON Schema)')}</li></ul>"
    )


def _how(
    caption: str, noun: str, groups: Mapping[str, Figures], names: Mapping[str, str], *, counted: bool = True
) -> str:
    """Return how it went in each group; narrow, since it must fit a telephone. counted: say how many there were."""
    ranked = sorted(groups.items(), key=lambda row: (-row[1].attentions, row[0]))
    rows = [
        (
            escape(names.get(key, key)),
            *([said.attentions] if counted else []),
            f"{said.completed / said.attentions:.0%}" if said.attentions else None,
            said.median_minutes,
            *([] if counted else [None if said.rating is None else f"{said.rating:.1f}"]),
        )
        for key, said in ranked
    ]
    head = (noun, *(["Total"] if counted else []), "Hecho", "Minutos", *([] if counted else ["Opinión"]))
    return table(caption, head, rows)


def _edition(figures: Month, revisions: list[Revision]) -> str:
    if not figures.closed:
        return (
            f'<p class="note">Mes abierto: puede cambiar hasta el {day_name(figures.closes_on)}, cuando llegan los '
            "últimos envíos de los puestos sin conexión.</p>"
        )
    said = f'<p class="note">Mes cerrado el {day_name(figures.closes_on)}: sus archivos ya no cambian.</p>'
    for revision in revisions:
        first = f"/data/v1/statistics/{figures.month}.csv"
        said += (
            f'<p class="notice">Corregido el {day_name(revision.moment.date())} (edición {revision.number}). '
            f"{_sentence(revision.reason)} La primera edición sigue en {link(first, 'su archivo')}.</p>"
        )
    return said


def _sentence(text: str) -> str:
    return escape(text if text.endswith(".") else f"{text}.")


def _file(figures: Month, ending: str) -> str:
    edition = "" if figures.edition == 1 else f".r{figures.edition}"
    return f"/data/v1/statistics/{figures.month}{edition}.{ending}"
