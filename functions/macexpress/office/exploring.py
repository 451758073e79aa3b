"""What the office may ask of the figures, from which rows it is answered, and what those rows say. Pure.

The table Statistics has a year and a month of the nation, a month of a centre and a centre's day. A question is
answered from the highest of them that knows it: centre and procedure together are only known of a centre's month, and
the procedures of some days of a month only of a centre's days.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from macexpress.attentions.submission import Outcome, Reason
from macexpress.catalogue.index import Index, IndexedCentre
from macexpress.platform.lima import month_of
from macexpress.statistics.editions import first_day_after
from macexpress.statistics.tally import CITIZEN, NO_PROCEDURE, PAST, Counts, Tally, added

By = Literal[
    "department",
    "province",
    "centre",
    "host",
    "entity",
    "procedure",
    "outcome",
    "reason",
    "month",
    "day",
    "weekday",
    "hour",
    "language",
    "age_band",
    "sex",
    "disability",
    "home_district",
]
Host = Literal["municipality", "tambo", "centro_mac", "pias", "other"]
UNKNOWN = ""
"""The key of what has no answer in a view: the rows of a view always add up to all that there is."""

_PLACES = frozenset({"department", "province", "centre", "host"})
_PROCEDURES = frozenset({"entity", "procedure"})
_DAYS = frozenset({"day", "weekday"})
_ONLY_BY_MONTH = frozenset({"hour", *CITIZEN})
ONLY_ATTENTIONS = _DAYS | _ONLY_BY_MONTH
"""Views that know how many attentions there were and nothing else of them."""


@dataclass(frozen=True)
class Question:
    """What is asked: a span of days (both included), what the rows are, and what is left out. None: nothing."""

    first: date
    last: date
    by: By
    department: str | None = None
    province: str | None = None
    centre: str | None = None
    host: Host | None = None
    entity: str | None = None
    procedure: str | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None

    @property
    def is_crossed(self) -> bool:
        """Whether it asks for what is never counted together: answers or hours by what was done."""
        of_what_was_done = self.entity or self.procedure or self.outcome or self.reason
        return self.by in ONLY_ATTENTIONS and bool(of_what_was_done)

    @property
    def has_place(self) -> bool:
        """Whether only some centres are asked for."""
        return bool(self.department or self.province or self.centre or self.host)

    @property
    def needs_centres(self) -> bool:
        """Whether the answer needs to know of which centre an attention is."""
        return self.has_place or self.by in _PLACES

    @property
    def needs_procedures(self) -> bool:
        """Whether the answer needs to know of which procedure an attention is."""
        return bool(self.entity or self.procedure) or self.by in _PROCEDURES

    def includes(self, centre: str, index: Index) -> bool:
        """Whether a centre is asked for."""
        known = index.centres.get(centre)
        if known is None:
            return not self.has_place
        return (
            self.centre in {None, centre}
            and self.department in {None, known.department}
            and self.province in {None, known.province}
            and self.host in {None, known.host}
        )


class Piece(NamedTuple):
    """Rows of one level that answer a part of a question."""

    level: Literal["year", "month", "centre months", "centre days"]
    of: str
    """``yyyy`` or ``yyyymm``."""
    first: date
    last: date
    """The days that count; all of the year or month where they are its first and its last."""

    @property
    def is_whole(self) -> bool:
        """Whether all days of the year or month count."""
        if self.level == "year":
            return (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31))
        return self.first.day == 1 and self.last == first_day_after(self.of) - timedelta(days=1)


def pieces(question: Question, months: Collection[str], today: date) -> list[Piece]:
    """Return the rows that answer a question, in order.

    months: those (``yyyy-mm``) with any attention; the others need no row. today: a span that reaches it has all of
    its month.
    """
    asked = [piece for month in sorted(months) if (piece := _piece(question, month, today))]
    found: list[Piece] = []
    for year in dict.fromkeys(piece.of[:4] for piece in asked):
        own = [piece for piece in asked if piece.of[:4] == year]
        all_of_it = len(own) == sum(month[:4] == year for month in months)
        if all_of_it and _fits_a_year(question) and all(piece.level == "month" and piece.is_whole for piece in own):
            found.append(Piece("year", year, date(int(year), 1, 1), date(int(year), 12, 31)))
        else:
            found += own
    return found


def _piece(question: Question, month: str, today: date) -> Piece | None:
    begins = date.fromisoformat(f"{month}-01")
    of = month.replace("-", "")
    ends = first_day_after(of) - timedelta(days=1)
    first, last = max(question.first, begins), ends if question.last >= today else min(question.last, ends)
    if first > last:
        return None
    whole = (first, last) == (begins, ends)
    crossed = question.needs_procedures or question.by in _ONLY_BY_MONTH
    if crossed and not whole:
        return Piece("centre days", of, first, last)
    if question.needs_centres and (not whole or question.needs_procedures or question.by in ONLY_ATTENTIONS):
        return Piece("centre months", of, first, last)
    return Piece("month", of, first, last)


def _fits_a_year(question: Question) -> bool:
    return question.by != "month" or not (question.needs_centres or question.needs_procedures)


def knows_days(tally: Tally) -> bool:
    """Whether a tally has counts by day, hour and answers; one of an earlier release has not."""
    return sum(sum(results.values()) for results in tally.by_day.values()) == tally.attentions


def without(results: Counts, parts: Mapping[str, Counts]) -> dict[str, int]:
    """Return what is left of counts when that of all parts is taken away."""
    taken = added(parts.values())
    return {result: left for result, count in results.items() if (left := count - taken.get(result, 0))}


class NotCountedError(ValueError):
    """A row is of an earlier release, which did not count this. Its argument: the year or month of the row."""


def answer_of(question: Question, piece: Piece, centre: str | None, tally: Tally, index: Index) -> dict[str, Counts]:
    """Return what a row adds to an answer: by the view's key, counts by result.

    centre: whose row it is, None for the nation's. NotCountedError where the row does not know it.
    """
    if question.by in ONLY_ATTENTIONS:
        return {key: {UNKNOWN: count} for key, count in _attentions(question, piece, tally).items()}
    found: dict[str, list[Counts]] = {}
    for of_centre, procedure, month, results in _parts(question, piece, centre, tally):
        known = index.procedures.get(procedure or NO_PROCEDURE)
        if (of_centre is not None and not question.includes(of_centre, index)) or not _is_asked(
            question, procedure, known.entity if known else None
        ):
            continue
        place = index.centres.get(of_centre or "")
        for result, count in results.items():
            outcome, _, reason = result.partition("/")
            if question.outcome in {None, outcome} and question.reason in {None, reason}:
                key = {
                    "centre": of_centre,
                    "entity": known.entity if known else None,
                    "procedure": procedure,
                    "outcome": outcome,
                    "reason": reason,
                    "month": month,
                }.get(question.by) or _place(question.by, place)
                found.setdefault(key, []).append({result: count})
    return {key: added(parts) for key, parts in found.items()}


def _is_asked(question: Question, procedure: str | None, entity: str | None) -> bool:
    return question.procedure in {None, procedure} and question.entity in {None, entity}


def _place(by: str, centre: IndexedCentre | None) -> str:
    if centre is None or by not in _PLACES:
        return UNKNOWN
    return getattr(centre, by) or UNKNOWN


def _parts(
    question: Question, piece: Piece, centre: str | None, tally: Tally
) -> Iterator[tuple[str | None, str | None, str, Counts]]:
    """Yield centre, procedure and month, as far as they are asked for, with the results of what is of all three."""
    month = month_of(piece.first)
    if question.needs_procedures:
        for procedure, results in tally.by_procedure.items():
            yield centre, procedure, month, results
        yield centre, None, month, without(tally.results, tally.by_procedure)
    elif centre is None and question.needs_centres:
        for of_centre, results in tally.by_centre.items():
            yield of_centre, None, month, results
    elif piece.is_whole and (question.by != "month" or piece.level != "year"):
        yield centre, None, month, tally.results
    else:
        for day, results in _days(piece, tally):
            yield centre, None, day[:7], results


def _days(piece: Piece, tally: Tally) -> list[tuple[str, Counts]]:
    if not knows_days(tally):
        raise NotCountedError(piece.of)
    first, last = piece.first.isoformat(), piece.last.isoformat()
    return [(day, results) for day, results in tally.by_day.items() if first <= day <= last]


def _attentions(question: Question, piece: Piece, tally: Tally) -> dict[str, int]:
    days = _days(piece, tally)
    counted = {day: sum(n for result, n in results.items() if result != PAST) for day, results in days}
    if question.by in _DAYS:
        key_of: Callable[[str], str] = str if question.by == "day" else _weekday
        given = added({key_of(day): count} for day, count in counted.items() if count)
    elif question.by == "hour":
        given = added({key.partition("-")[2]: count} for key, count in tally.by_hour.items())
    else:
        given = dict(tally.citizens.get(question.by, {}))
    rest = sum(sum(results.values()) for _, results in days) - sum(given.values())
    return given | ({UNKNOWN: rest} if rest else {})


def _weekday(day: str) -> str:
    return str(date.fromisoformat(day).isoweekday())
