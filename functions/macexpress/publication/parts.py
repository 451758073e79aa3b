"""Pieces that statistics pages share: big figures, tables, bars, the year beside the one before. Pure: HTML texts."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from macexpress.platform.spanish import MONTHS, REASONS, number
from macexpress.publication.charts import bar, calendar, legend, steps, trend
from macexpress.publication.documents import Figures

DEMONSTRATION = (
    '<p class="notice"><b>Demostración: no es dato oficial.</b> Estas cifras cuentan centros de demostración.</p>'
)
ROUNDED = "De cinco en cinco, para cuidar a las personas: 0 quiere decir menos de 3."


def link(address: str, text: str) -> str:
    """Return a link; the text is escaped."""
    return f'<a href="{address}">{escape(text)}</a>'


def big(figures: Iterable[tuple[int | str, str, str]]) -> str:
    """Return figures to be seen first: count, noun, and the address of what says more (empty: none)."""
    cells = []
    for count, noun, address in figures:
        shown = number(count) if isinstance(count, int) else escape(count)
        linked = f'<a href="{address}">{shown}</a>' if address else shown
        cells.append(f"<div><dt>{escape(noun)}</dt><dd>{linked}</dd></div>")
    return f'<dl class="figures">{"".join(cells)}</dl>'


def bars(  # noqa: PLR0913 - a caption, a noun, and what the rows are of
    caption: str,
    noun: str,
    counts: Mapping[str, int],
    names: Mapping[str, str],
    *,
    ident: str = "",
    addresses: Mapping[str, str] | None = None,
    ranked: bool = True,
) -> str:
    """Return a table with a bar a row; the largest fills its cell. addresses: where a row's name leads."""
    if not counts:
        return ""
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0])) if ranked else list(counts.items())
    most = max(counts.values()) or 1
    body = "".join(
        f'<tr><th scope="row">{_named(key, names, addresses)}</th><td>{number(count)}</td>'
        f"<td>{bar(count / most)}</td></tr>"
        for key, count in rows
    )
    return (
        f'<table class="bars"{_id(ident)}><caption>{escape(caption)}</caption><thead><tr><th scope="col">{escape(noun)}'
        f'</th><th scope="col">Atenciones</th><td></td></tr></thead><tbody>{body}</tbody></table>'
    )


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[int | str | None]], *, ident: str = "") -> str:
    """Return a table; a row's first cell, which is HTML, heads it. None is shown as a dash."""
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    if not body:
        return ""
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return (
        f'<table class="data"{_id(ident)}><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def by_month(counts: Mapping[str, int], newest_year: int, *, pages: bool = False) -> str:
    """Return this year beside the one before: heat strip, bars, and the table of both. counts: by ``yyyy-mm``.

    pages: link each month to its page.
    """
    years = {str(year): _year(counts, year) for year in (newest_year - 1, newest_year)}
    before, now = years.values()
    if not any(before.values()) and not any(now.values()):
        return ""
    begins = steps([*before.values(), *now.values()])

    def said(year: int, key: str) -> int | str | None:
        count = counts.get(f"{year}-{key}")
        if count is None or not pages:
            return count
        return f'<a href="/estadisticas/{year}-{key}/">{number(count)}</a>'

    rows = [
        (name.capitalize(), said(newest_year - 1, f"{at:02}"), said(newest_year, f"{at:02}"))
        for at, name in enumerate(MONTHS, start=1)
    ]
    return (
        '<section aria-labelledby="meses"><h2 id="meses">Mes a mes</h2><div class="pair"><div>'
        f"<p>Cuanto más oscuro, más atenciones.</p>{calendar(years, begins)}{legend(begins)}"
        f"<p>Blanco: {newest_year - 1}. Rojo: {newest_year}.</p>{trend(now, before)}</div><div>"
        f"{table('Atenciones por mes', ('Mes', str(newest_year - 1), str(newest_year)), rows)}</div></div></section>"
    )


def results(figures: Figures) -> str:
    """Return how attentions ended, as a table with bars; what never happened is left out."""
    counts = {"completed": figures.completed, "pending": figures.pending}
    counts |= {f"/{reason}": count for reason, count in figures.not_completed.items()}
    counts |= {"not_offered": figures.not_offered, "past": figures.past}
    names = {
        "completed": "Se completó",
        "pending": "Quedó pendiente",
        "not_offered": "Se pidió y no se ofrece",
        "past": "Años anteriores, sin detalle",
        **{f"/{reason}": f"No se pudo: {text[0].lower()}{text[1:]}" for reason, text in REASONS.items()},
    }
    return bars("Cómo terminaron", "Resultado", {key: n for key, n in counts.items() if n}, names, ident="resultados")


def _named(key: str, names: Mapping[str, str], addresses: Mapping[str, str] | None) -> str:
    name = names.get(key, key)
    return link(addresses[key], name) if addresses and key in addresses else escape(name)


def _year(counts: Mapping[str, int], year: int) -> dict[str, int]:
    return {key[5:]: count for key, count in counts.items() if key.startswith(f"{year}-")}


def _cell(cell: float | str | None) -> str:
    if cell is None:
        return "\N{EN DASH}"
    return cell if isinstance(cell, str) else number(cell)


def _id(ident: str) -> str:
    return f' id="{ident}"' if ident else ""
