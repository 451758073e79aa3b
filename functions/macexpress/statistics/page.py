"""The statistics page: the portal's shell with the figures in it. One request, no script."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.statistics.figures import SOLES_SAVED_IN_SELVA, National

MARKER = "<!--statistics-->"
# fmt: off
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)
# fmt: on
_REGIONS = {"costa": "Costa", "sierra": "Sierra", "selva": "Selva"}
_SETTINGS = {"rural": "Rural", "urban": "Urbano"}


def statistics_page(shell: str, figures: National, index: Index) -> str:
    """Return the shell with the figures where its marker stands; ValueError where it has not exactly one."""
    if shell.count(MARKER) != 1:
        raise ValueError(f"the shell has {shell.count(MARKER)} markers {MARKER}")
    return shell.replace(MARKER, "".join(_fragment(figures, index)))


def number(count: int) -> str:
    """Return a count as Spanish writes it: thousands apart by a space that does not break."""
    return f"{count:,}".replace(",", "\u00a0")


def _fragment(figures: National, index: Index) -> Iterator[str]:
    totals = figures.totals
    if figures.demonstration:
        yield (
            '<p class="notice"><b>Demostración: no es dato oficial.</b> '
            "Estas cifras cuentan centros de demostración.</p>"
        )
    yield '<dl class="figures">'
    for count, noun in (
        (totals.attentions, "atenciones"),
        (totals.visits, "visitas"),
        (totals.centres, "centros"),
        (totals.departments, "departamentos"),
        (totals.procedures, "trámites"),
        (totals.entities, "entidades"),
    ):
        yield f"<div><dt>{noun}</dt><dd>{number(count)}</dd></div>"
    yield f"<div><dt>soles ahorrados en viajes en la selva</dt><dd>{number(figures.travel_saved_soles)}</dd></div></dl>"
    yield "".join(f"<p>{said}</p>" for said in _said(figures))
    if figures.generated_at:
        yield f'<p class="note">Con lo recibido hasta el {_moment(figures.generated_at)}, hora de Lima.</p>'
    procedures = {key: procedure.name for key, procedure in index.procedures.items()}
    months = {key: f"{_MONTHS[int(key[5:]) - 1]} {key[:4]}" for key in figures.by_month}
    yield _bars("Por región natural", "Región", _REGIONS, figures.by_natural_region, ranked=False)  # type: ignore[arg-type]
    yield _bars("Por ámbito", "Ámbito", _SETTINGS, figures.by_setting, ranked=False)  # type: ignore[arg-type]
    yield _bars("Por mes", "Mes", months, figures.by_month, ranked=False)
    yield _bars("Por trámite", "Trámite", procedures, figures.by_procedure)
    yield _bars("Por entidad", "Entidad", index.entities, figures.by_entity)
    yield _bars("Por departamento, de cinco en cinco", "Departamento", index.departments, figures.by_department)
    yield (
        "<h2>Cómo se mide</h2>"
        "<p>Una atención es un trámite que un asesor ayudó a hacer. Cada una se cuenta una sola vez. "
        "Las anuladas no se cuentan. Una visita es una persona en el puesto; puede hacer varios trámites.</p>"
        f"<p>Ahorro: {SOLES_SAVED_IN_SELVA} soles por cada atención en la selva. Es el promedio de ida y vuelta "
        "que el programa publicó en 2021.</p>"
        "<p>Para cuidar a las personas, las cifras por departamento y por centro se redondean de cinco en cinco: "
        "0 quiere decir menos de 3.</p>"
        '<h2>Datos abiertos</h2><ul class="downloads"><li><a href="/data/v1/statistics/national.json">Todo el país '
        "(JSON)</a></li>"
    )
    for key in sorted(figures.by_month, reverse=True)[:12]:
        yield (
            f'<li>{months[key].capitalize()}: <a href="/data/v1/statistics/{key}.csv">CSV</a> · '
            f'<a href="/data/v1/statistics/{key}.json">JSON</a></li>'
        )
    yield "</ul>"


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


def _bars(caption: str, noun: str, names: Mapping[str, str], counts: Mapping[str, int], *, ranked: bool = True) -> str:
    """Return a table with a bar a row; the largest fills its cell."""
    if not counts:
        return ""
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0])) if ranked else list(counts.items())
    most = max(counts.values()) or 1
    body = "".join(
        f'<tr><th scope="row">{escape(names.get(key, key))}</th><td>{number(count)}</td>'
        '<td><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{count * 100 // most}" height="8"/></svg></td></tr>'
        for key, count in rows
    )
    return (
        f'<table class="bars"><caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(noun)}</th>'
        f'<th scope="col">Atenciones</th><td></td></tr></thead><tbody>{body}</tbody></table>'
    )


def _moment(moment: datetime) -> str:
    local = moment.astimezone(LIMA)
    return f"{local.day} de {_MONTHS[local.month - 1]} de {local.year}, {local:%H:%M}"
