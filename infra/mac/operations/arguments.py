"""Arguments that several verbs take."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

import typer

from mac.errors import UserError

DayArgument = Annotated[str, typer.Argument(help="un día: 2026-11-20")]
MonthArgument = Annotated[str, typer.Argument(help="un mes: 2026-11")]


def days_between(first: str, last: str) -> list[date]:
    """Return the days from `first` to `last`, both included; UserError for invalid days or a wrong order."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise UserError(f"«{first}» o «{last}» no es un día. Escriba año, mes y día: 2026-11-20.") from None
    if end < begin:
        raise UserError(f"El tramo termina ({last}) antes de empezar ({first}).")
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield the months from ``yyyy-mm`` to ``yyyy-mm`` as ``yyyymm``; UserError for invalid months or a wrong order."""
    for text in (first, last):
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
            raise UserError(f"«{text}» no es un mes. Escriba año y mes: 2026-11.")
    if last < first:
        raise UserError(f"El tramo termina ({last}) antes de empezar ({first}).")
    year, month = map(int, first.split("-"))
    while f"{year}-{month:02}" <= last:
        yield f"{year}{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def one_month(text: str) -> str:
    """Return a month (``yyyy-mm``) as ``yyyymm``; UserError for anything else."""
    (month,) = months_between(text, text)
    return month
