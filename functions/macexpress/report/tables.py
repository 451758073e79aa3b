"""The tables of the monthly report, in the order in which the programme's office publishes them. Pure.

No total is ever given: it is the sum of the rows above it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from macexpress.platform.lima import months_back
from macexpress.platform.spanish import MONTHS, month_name
from macexpress.publication.pages.rows import plain_letters
from macexpress.report.figures import KINDS, ONE_OF, OTHERS, ReportFigures, Site


class Share(float):
    """A part of a whole; 1.0 is all of it."""


class Change(float):
    """How much more than before; 1.0 is twice as much. Changes do not add up."""


Cell = str | int | float | None
"""A text, a count, a share, a change, another number, or what is unknown."""

MOST_PLACES = 15
MOST_ENTITIES = 12
MOST_SERVICES = 15


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row says what the row is of."""

    title: str
    """Also the name of its sheet: at most 31 letters, without punctuation."""
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    added: bool = False
    """Whether its rows add up to a total."""
    note: str = ""
    wide: bool = False
    """Whether it is of words and needs all the width of a page."""

    @property
    def total(self) -> Sequence[Cell]:
        """The sum of each column of numbers, None for a column of which nothing is known; empty without a total."""
        if not self.added or not self.rows:
            return ()
        return ("Total", *(_sum(column) for column in list(zip(*self.rows, strict=True))[1:]))


@dataclass(frozen=True)
class Report:
    """A month's report, to be drawn."""

    figures: ReportFigures
    remarks: Sequence[str]
    """What it says below its title."""
    as_of: datetime
    """Up to when it knows: the same figures make the same bytes, whenever they are drawn."""
    others: Sequence[Table] = ()
    """What stands after the programme's own tables."""
    details: Sequence[Table] = ()
    """Tables that only the workbook has."""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"MAC Express, {month_name(self.figures.month)}"

    @property
    def shown(self) -> Sequence[Table]:
        """The tables of its page."""
        return [*tables(self.figures), *self.others]


def tables(figures: ReportFigures) -> Iterator[Table]:
    """Yield the tables of a month."""
    yield _channels(figures, "Atenciones por canal", figures.month, 1)
    if figures.month[5:] != "01":
        yield _channels(figures, "Acumulado del año", figures.month, int(figures.month[5:]))
    yield _sites(figures)
    yield _shares("Atenciones por anfitrión", "Anfitrión", [(KINDS[k], n) for k, n in _in_order(figures.kinds)])
    yield _months(figures)
    for kind in KINDS:
        places = [(place.name, place.attentions) for place in figures.places if place.kind == kind]
        if places:
            yield _shares(KINDS[kind], "Sede", largest(places, MOST_PLACES))
    entities, services = figures.entities.items(), figures.services.items()
    partial = "" if figures.counted else "Solo lo que la fuente nombra."
    yield _shares("Entidades", "Entidad", largest(entities, MOST_ENTITIES), partial)
    yield _shares("Trámites más pedidos", "Trámite", largest(services, MOST_SERVICES), partial)
    offered = list(zip(("Entidades", "Trámites"), figures.offered, strict=True))
    yield Table("Oferta", ("Qué se ofrece", "Cuántos"), offered)
    if figures.sites:
        yield _list(figures)


def largest(counts: Iterable[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """Return the largest counts and then the sum of all others, so that nothing is left out."""
    given = list(counts)
    ranked = sorted((row for row in given if row[0] != OTHERS), key=lambda row: (-row[1], row[0]))
    rest = [count for _, count in ranked[most:]] + [count for name, count in given if name == OTHERS]
    return [*ranked[:most], *([(OTHERS, sum(rest))] if rest else [])]


def _channels(figures: ReportFigures, title: str, month: str, back: int) -> Table:
    """Return the attentions of `back` months up to one, beside the same months a year before, by channel."""
    now = months_back(month, back)
    before = months_back(f"{int(month[:4]) - 1}{month[4:]}", back)
    own = {"MAC Express": figures.months} if not figures.counted else {"MAC Express, contado aquí": figures.months}
    others = {f"{name}, publicado" if figures.counted else name: m for name, m in figures.published.items()}
    rows = [
        (name, _known(months, now), _known(months, before), _change(_known(months, now), _known(months, before)))
        for name, months in {**own, **others}.items()
    ]
    shown = [row for row in rows if row[1] is not None or row[2] is not None]
    period = f"enero a {month_name(month)}" if back > 1 else month_name(month)
    head = ("Canal", period.capitalize(), f"Igual en {int(month[:4]) - 1}", "Variación")
    # What was counted and what was published are two counts: they are never added up.
    return Table(title, head, shown, added=not figures.counted)


def _sites(figures: ReportFigures) -> Table:
    keys = [kind for kind in KINDS if any(kind in m for m in (figures.implemented, figures.new, figures.active))]
    rows = [
        (KINDS[kind], figures.implemented.get(kind), figures.new.get(kind), figures.active.get(kind)) for kind in keys
    ]
    note = "Nueva: con su primera atención este mes." if figures.counted else "Nueva: desde el reporte anterior."
    return Table("Sedes", ("Anfitrión", "Implementadas", "Nuevas", "Con atenciones"), rows, added=True, note=note)


def _months(figures: ReportFigures) -> Table:
    year = int(figures.month[:4])
    series = [("contado" if figures.counted else "publicado", figures.months)]
    if figures.counted:
        series.append(("publicado", figures.published.get("MAC Express", {})))
    columns = [
        (f"{at}, {origin}", at, months)
        for origin, months in series
        for at in (year - 1, year)
        if any(key.startswith(str(at)) for key in months)
    ]
    rows = [
        (name.capitalize(), *(months.get(f"{at}-{number:02}") for _, at, months in columns))
        for number, name in enumerate(MONTHS, start=1)
    ]
    return Table("Atenciones por mes", ("Mes", *(name for name, _, _ in columns)), rows, added=True)


def _shares(title: str, noun: str, counts: Sequence[tuple[str, int]], note: str = "") -> Table:
    total = sum(count for _, count in counts)
    rows = [(name, count, Share(count / total) if total else None) for name, count in counts]
    return Table(title, (noun, "Atenciones", "Parte"), rows, added=True, note=note if rows else "")


def _list(figures: ReportFigures) -> Table:
    def place(site: Site) -> list[str]:
        return [plain_letters(name) for name in (site.department, site.district, site.name)]

    ordered = sorted(figures.sites, key=place)
    rows = [(s.department, s.district, s.name, ONE_OF[s.kind], s.address) for s in ordered]
    note = f"{len(rows)} sedes."
    return Table(
        "Lista de sedes", ("Departamento", "Distrito", "Sede", "Anfitrión", "Dirección"), rows, note=note, wide=True
    )


def _in_order(by_kind: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(kind, by_kind[kind]) for kind in KINDS if kind in by_kind]


def _known(months: Mapping[str, int], keys: Sequence[str]) -> int | None:
    """Return the sum of some months; None unless all of them are known."""
    return sum(months[key] for key in keys) if all(key in months for key in keys) else None


def _change(now: int | None, before: int | None) -> Change | None:
    return Change(now / before - 1) if now is not None and before else None


def _sum(column: Sequence[Cell]) -> Cell:
    numbers = [cell for cell in column if isinstance(cell, (int, float))]
    if not numbers or any(isinstance(cell, (str, Change)) for cell in column):
        return None
    return Share(sum(numbers)) if isinstance(numbers[0], Share) else sum(numbers)
