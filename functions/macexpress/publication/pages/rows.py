"""Rows and pairs of years that several pages show. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from macexpress.platform.spanish import MONTHS, REASONS
from macexpress.publication.documents import Figures
from macexpress.publication.pages.charts import Calendar, Trend, calendar, legend, steps, trend


@dataclass(frozen=True)
class Row:
    """A row with a bar."""

    name: str
    address: str
    """What the name links to; empty for no link."""
    count: int
    share: float
    """Relative to the largest count of the table, or to the largest rate where that orders it, 0 to 1."""
    rate: float | None = None
    """Attentions per 1,000 inhabitants; None where nobody counted them."""


@dataclass(frozen=True)
class TwoYears:
    """A year beside the year before it, by month."""

    year: int
    rows: list[tuple[str, int | None, int | None]]
    """The month's name, the year before and this one."""
    calendar: Calendar
    legend: list[tuple[str, str]]
    trend: Trend


def bar_rows(counts: Mapping[str, int], names: Mapping[str, str], *, below: str = "", ranked: bool = True) -> list[Row]:
    """Return one row per count, the largest first if `ranked`.

    below: the address below which each named key has its own page; empty for no links.
    """
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0])) if ranked else list(counts.items())
    most = max(counts.values(), default=0) or 1
    return [
        Row(names.get(key, key), f"{below}{key}/" if below and key in names else "", count, count / most)
        for key, count in rows
    ]


def with_rates(rows: Iterable[Row], inhabitants: Mapping[str, int]) -> list[Row]:
    """Return rows of departments with their rates. inhabitants: by name.

    A count here is the one that is published, in fives: a rate of the exact one would give it away.
    """
    return [
        replace(row, rate=1000 * row.count / inhabitants[row.name] if row.name in inhabitants else None) for row in rows
    ]


def by_rate(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that have a rate, the highest first, with bars of it."""
    rated = sorted(((row.rate, row) for row in rows if row.rate is not None), key=lambda pair: (-pair[0], pair[1].name))
    most = max((rate for rate, _ in rated), default=0) or 1
    return [replace(row, share=rate / most) for rate, row in rated]


def result_rows(figures: Figures) -> list[Row]:
    """Return one row per result; results that never happened are left out."""
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
    return bar_rows({key: count for key, count in counts.items() if count}, names)


def two_years(counts: Mapping[str, int], year: int) -> TwoYears | None:
    """Return a year beside the one before; None where neither has any count. counts: by ``yyyy-mm``."""
    before, now = (of_year(counts, at) for at in (year - 1, year))
    if not any(before.values()) and not any(now.values()):
        return None
    begins = steps([*before.values(), *now.values()])

    def shown(at: int, month: int) -> int | None:
        return counts.get(f"{at}-{month:02}")

    return TwoYears(
        year,
        [(name.capitalize(), shown(year - 1, at), shown(year, at)) for at, name in enumerate(MONTHS, start=1)],
        calendar({str(year - 1): before, str(year): now}, begins),
        legend(begins),
        trend(now, before),
    )


def of_year(counts: Mapping[str, int], year: int) -> dict[str, int]:
    """Return the months of a year by their number (``01`` to ``12``). counts: by ``yyyy-mm``."""
    return {key[5:]: count for key, count in counts.items() if key.startswith(f"{year}-")}


def plain_letters(name: str) -> str:
    """Return a name as one looks for it in a list: an accent does not count."""
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
