"""Converts cells of a spreadsheet to values and back. Pure; for a cell that cannot be read, the error says why.

Spreadsheets change what they open: they drop leading zeros, write dates their own way, use decimal commas. A cell that
can only mean one thing is understood; an ambiguous one is refused, with what to do.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

from macexpress.platform.spanish import WEEKDAYS as SPANISH_WEEKDAYS
from portal.catalogue.records import OpeningHours, Weekday
from portal.territory.places import plain

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_SPANISH: dict[str, str] = {plain(name)[:3]: day for name, day in zip(SPANISH_WEEKDAYS, WEEKDAYS, strict=True)}


class UnreadableCellError(ValueError):
    """The cell cannot be understood; the message (Spanish) says what to do."""


class Kind(NamedTuple):
    """How a column's values become cells and cells become values. An empty cell never reaches `read`."""

    read: Callable[[str], object]
    write: Callable[[Any], str]


def _read_code(cell: str, digits: int, name: str) -> str:
    if re.fullmatch(rf"\d{{{digits - 1}}}", cell):
        raise UnreadableCellError(
            f"Tiene {digits - 1} {'cifra' if digits == 2 else 'cifras'} y {name} lleva {digits}: la hoja de cálculo le "
            f"quitó el cero inicial. Dé formato de texto a la columna y escriba 0{cell}."
        )
    return cell


def _read_number(cell: str) -> float:
    if not re.fullmatch(r"[-\u2212]?\d+([.,]\d+)?", cell):
        raise UnreadableCellError("Debe ser solo un número, sin moneda ni separador de miles: 40.40")
    return float(cell.replace(",", ".").replace("\u2212", "-"))


def _read_degrees(cell: str) -> float:
    degrees = _read_number(cell)
    if abs(degrees) > 180:
        raise UnreadableCellError("Perdió su punto decimal en la hoja de cálculo. Escriba los grados así: -14.775793")
    return degrees


def _read_soles(cell: str) -> float:
    if re.fullmatch(r"\d+,\d{3}", cell):
        raise UnreadableCellError("No se sabe si la coma separa miles o decimales. Escriba los soles así: 1234.50")
    return _read_number(cell)


def _write_number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _read_yes_or_no(cell: str) -> bool:
    word = cell.casefold()
    if word in {"sí", "si", "true", "verdadero", "1"}:
        return True
    if word in {"no", "false", "falso", "0"}:
        return False
    raise UnreadableCellError("Escriba sí o no.")


def read_date(cell: str) -> str:
    """Return ``2026-01-22``, ``2026-01`` or ``2026``; also for ``22/01/2026``, as spreadsheets in Peru write a day."""
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", cell):
        return cell
    found = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", cell)
    if found:
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            pass
    raise UnreadableCellError("No es una fecha reconocible: la hoja de cálculo pudo cambiarla. Escriba 2026-01-22.")


def _read_day_of_year(cell: str) -> str:
    day = read_date(cell)
    if len(day) != 10:  # pydantic would read 2026 alone as seconds since 1970
        raise UnreadableCellError("Falta el día o el mes. Escriba la fecha completa: 2026-01-22.")
    return day


def is_rewritten_date(cell: str) -> bool:
    """Return whether a spreadsheet rewrote this date, with the day first."""
    return bool(re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}", cell))


def read_hours(cell: str) -> list[dict[str, Any]]:
    """Return the opening hours in ``mon-fri 08:00-16:45; sat 08:00-13:45``; days may also be lun, mar, mié ..."""
    return [_read_span(part.strip()) for part in cell.split(";") if part.strip()]


def _read_span(text: str) -> dict[str, Any]:
    found = re.fullmatch(r"(?P<days>.+?)\s+(?P<opens>\d{1,2}:\d{2})\s*[-\u2013]\s*(?P<closes>\d{1,2}:\d{2})", text)
    if not found:
        raise UnreadableCellError("Escriba días y horas así: mon-fri 08:00-16:45; sat 08:00-13:45")
    days = [day for part in found["days"].split(",") for day in _read_days(part)]
    return {"days": days, "opens": found["opens"].zfill(5), "closes": found["closes"].zfill(5)}


def _read_days(text: str) -> Sequence[str]:
    ends = [_read_day(end) for end in re.split(r"[-\u2013]", text)]
    if len(ends) == 1:
        return ends
    first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
    if len(ends) != 2 or last <= first:
        raise UnreadableCellError(f"«{text.strip()}» no es un tramo de días de lunes a domingo, como mon-fri.")
    return WEEKDAYS[first : last + 1]


def _read_day(text: str) -> str:
    day = plain(text.strip())
    day = _SPANISH.get(day, day)
    if day not in WEEKDAYS:
        raise UnreadableCellError(f"«{text.strip()}» no es un día. Use {', '.join(WEEKDAYS)} (o lun, mar ...).")
    return day


def write_hours(hours: Iterable[OpeningHours]) -> str:
    """Return opening hours as `read_hours` reads them."""
    return "; ".join(f"{_write_days(span.days)} {span.opens:%H:%M}-{span.closes:%H:%M}" for span in hours)


def _write_days(days: Sequence[str]) -> str:
    runs: list[list[str]] = []
    for day in days:
        if runs and WEEKDAYS.index(day) == WEEKDAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)


TEXT = Kind(str, str)
UBIGEO = Kind(lambda cell: _read_code(cell, 6, "un ubigeo"), str)
DEPARTMENT = Kind(lambda cell: _read_code(cell, 2, "el código de un departamento"), str)
DEGREES = Kind(_read_degrees, _write_number)
SOLES = Kind(_read_soles, _write_number)
DAYS = Kind(_read_number, _write_number)
YES_OR_NO = Kind(_read_yes_or_no, lambda value: "sí" if value else "no")
DATE = Kind(read_date, str)
DAY = Kind(_read_day_of_year, str)
HOURS = Kind(read_hours, write_hours)
# A line break never occurs within a requirement, but a `;` may; and such a cell looks like a list.
LINES = Kind(lambda cell: [line.strip() for line in cell.splitlines() if line.strip()], "\n".join)
IDS = Kind(lambda cell: re.split(r"[\s,;]+", cell), " ".join)
