"""Counts of past years, as facts of their own kind, each with its source.

A fact never changes: storing a count twice is harmless, and a different count for the same centre, month and procedure
is refused. So that nothing is counted twice, the month is closed (no attention of it can come any more), and the centre
has none of its own in it.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from macexpress.attentions.store import AttentionStore
from macexpress.platform.field_errors import rule
from macexpress.platform.lima import compact, month_of
from macexpress.statistics.editions import closes_on
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import PAST

_FIRST_MONTH = "2018-01"


class PastCount(BaseModel):
    """How many attentions of a procedure a centre had in a month.

    Validated with the context ``{"catalogue": ..., "today": ...}``: what has `centres` and `procedures`, and a day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    centre: str
    month: date
    """Its first day."""
    procedure: str
    attentions: int = Field(strict=False)
    source: str
    """A web address."""

    @field_validator("centre")
    @classmethod
    def _is_a_centre(cls, centre: str, info: ValidationInfo) -> str:
        if info.context and centre not in info.context["catalogue"].centres:
            raise rule("unknown_centre", "No es un centro del catálogo.")
        return centre

    @field_validator("procedure")
    @classmethod
    def _is_a_procedure(cls, procedure: str, info: ValidationInfo) -> str:
        if info.context and procedure not in info.context["catalogue"].procedures:
            raise rule("unknown_procedure", "No es un trámite del catálogo.")
        return procedure

    @field_validator("month", mode="before")
    @classmethod
    def _is_a_past_month(cls, month: object, info: ValidationInfo) -> object:
        today = info.context["today"] if info.context else date.max
        written = isinstance(month, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month)
        if not written or str(month) < _FIRST_MONTH or closes_on(str(month).replace("-", "")) > today:
            raise rule(
                "not_a_closed_month",
                f"Escriba un mes desde {_FIRST_MONTH} que ya cerró, unos tres meses después de terminar: 2019-03.",
            )
        return f"{month}-01"

    @field_validator("attentions", mode="before")
    @classmethod
    def _is_a_count(cls, attentions: object) -> object:
        if isinstance(attentions, bool) or not re.fullmatch(r"[1-9]\d{0,6}", str(attentions)):
            raise rule("not_a_count", "Escriba un número entero mayor que cero, sin puntos ni comas.")
        return int(str(attentions))

    @field_validator("source")
    @classmethod
    def _is_an_address(cls, source: str) -> str:
        if not re.fullmatch(r"https?://\S+\.\S+", source) or len(source) > 500:
            raise rule("not_an_address", "Escriba la dirección web donde se publicó.")
        return source


def attended(counts: Iterable[PastCount], store: StatisticsStore) -> set[tuple[str, str]]:
    """Return the centres and months (``yyyymm``) of these counts in which the centre has attentions of its own.

    They are closed months, so all that the centre registered in them is in its tallies.
    """
    wanted = {(past.centre, compact(past.month)[:6]) for past in counts}
    return {
        (centre, month)
        for month in {month for _, month in wanted}
        for centre, tally in store.centre_months(month).items()
        if (centre, month) in wanted and set(tally.results) - {PAST}
    }


def store_count(past: PastCount, store: AttentionStore, now: datetime, operator: str) -> str:
    """Store a count with who asked for it; return why it was refused (Spanish), empty where it was not.

    It is refused where another number or source is stored already.
    """
    content = {"kind": "history", "procedure": past.procedure, "count": past.attentions, "source": past.source}
    there = store.keep(past.centre, past.month, f"HISTORY#{past.procedure}", content | {"advisor": operator}, now)
    if there is None or (there["count"], there["source"]) == (past.attentions, past.source):
        return ""
    where = f"{past.centre}, {month_of(past.month)}, {past.procedure}"
    return f"{where}: ya hay {there['count']} según {there['source']}."
