"""How amounts, days, hours and distances read in Spanish. Pure: values in, plain text out."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlsplit

from macexpress.catalogue.records import Cost, OpeningHours, Weekday

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
    "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS: dict[Weekday, str] = {
    "mon": "lunes", "tue": "martes", "wed": "miércoles", "thu": "jueves",
    "fri": "viernes", "sat": "sábado", "sun": "domingo",
}  # fmt: skip
_ORDER = list(_WEEKDAYS)
# Keeps a figure and its unit on one line.
_GLUE = "\N{NO-BREAK SPACE}"


def soles(amount: float) -> str:
    """Return an amount: ``S/ 40.40``."""
    return f"S/{_GLUE}{amount:,.2f}"


def price(cost: Cost) -> str:
    """Return what a procedure costs in one or two words; unknown is never shown as free."""
    if cost.soles is None:
        return "Consulte"
    return soles(cost.soles) if cost.soles else "Gratuito"


def day(value: date | str) -> str:
    """Return a day, month or year: ``2026-01-22`` gives ``22 de enero de 2026``, ``2026-01`` ``enero de 2026``."""
    year, *rest = str(value).split("-")
    if not rest:
        return year
    month = f"{_MONTHS[int(rest[0]) - 1]} de {year}"
    return f"{int(rest[1])} de {month}" if len(rest) == 2 else month


def of_day(value: date | str) -> str:
    """Return a day with its preposition: ``del 22 de enero de 2026``, but ``de enero de 2026``."""
    text = day(value)
    return f"del {text}" if text.count(" de ") == 2 else f"de {text}"


def kilometres(distance: float) -> str:
    """Return a distance as a person would say it: one decimal under 10 km, whole kilometres beyond."""
    if distance < 1:
        return f"menos de 1{_GLUE}km"
    # 9.96 would read 10.0, which is no more exact than 10.
    if distance < 9.95:
        return f"{distance:.1f}{_GLUE}km"
    return f"{distance:,.0f}{_GLUE}km".replace(",", _GLUE)


def hostname(url: str) -> str:
    """Return the site's name in an address: ``https://www.reniec.gob.pe/x`` gives ``reniec.gob.pe``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def weekly(hours: Sequence[OpeningHours]) -> list[str]:
    """Return one line for each timetable: ``De lunes a viernes: de 08:00 a 16:45``."""
    return [f"{_days(line.days)}: de {line.opens:%H:%M} a {line.closes:%H:%M}" for line in hours]


def sentence(text: str) -> str:
    """Return a text with its full stop, whether a record wrote it or not."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def listed(words: Sequence[str]) -> str:
    """Return words as a phrase: ``a, b y c``."""
    return " y ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _days(days: Iterable[Weekday]) -> str:
    places = sorted({_ORDER.index(name) for name in days})
    # Neighbours share the difference between value and rank.
    runs = [[place for _, place in run] for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]
    phrases = []
    for run in runs:
        first, last = _WEEKDAYS[_ORDER[run[0]]], _WEEKDAYS[_ORDER[run[-1]]]
        phrases += [f"de {first} a {last}"] if len(run) > 2 else [_WEEKDAYS[_ORDER[place]] for place in run]
    text = listed(phrases)
    return text[0].upper() + text[1:]
