"""The office's routes: the first screen of the day, any question to the figures, single attentions, and CSV.

Only for the programme's staff: nothing here is rounded. A long CSV comes in parts, each with a link to the next; one
after the other they make one CSV.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from macexpress.attentions.rules import CLOCK_ERROR
from macexpress.attentions.submission import Outcome, Reason
from macexpress.catalogue.index import Index
from macexpress.office.access import Access
from macexpress.office.documents import Attentions, Explored, Morning, RefusedItems
from macexpress.office.exploring import By, Host, NotCountedError, Question
from macexpress.office.listing import listed, part_after, refused_items
from macexpress.office.morning import months_of_morning, morning
from macexpress.office.reading import TooWideError, explored
from macexpress.office.rows import as_csv, as_workbook, explored_rows
from macexpress.platform.lima import compact, lima_day, month_of, months_back, parse_compact
from macexpress.platform.problem import Refusal, RefusedError
from macexpress.platform.refusals import add_error_handlers
from macexpress.publication.figures import exact_figures
from macexpress.publication.tables import FIGURES, cells_of_figures, csv_text
from macexpress.report.api import WORKBOOK, add_report_route, file_answer
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.sending import sending
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, added, is_down, total

MOST_CENTRE_MONTHS = 600
"""Most months of centres in one part: 600 queries take a few seconds, and 600 times 31 lines stay below 6 MB."""
DAYS_HEADER = ("dia", "centro", "nombre", *FIGURES, "anuladas", "opiniones")
FAILURES_HEADER = ("dia", "centro", "entidad", "tramite", "veces", "la_ultima")
CENTRES_HEADER = ("centro", "nombre", "departamento", "primer_mes", "ultimo_envio", "aviso")

MOST_YEARS = 30
"""The longest period that can be asked for: an answer walks through it month by month for each centre."""
_FIRST_YEAR = 2000
"""No fact is older: see the form of ids."""
_NO_SPAN = Refusal(
    400,
    "no_span",
    "El tramo no se entiende",
    f"Escriba desde (from) y hasta (to), en ese orden: {MOST_YEARS} años o menos, desde el {_FIRST_YEAR}.",
)
_NO_CENTRE = Refusal(404, "unknown_centre", "Ese centro no existe", "Revise el id del centro en el catálogo.")
_NO_CROSS = Refusal(
    400,
    "no_cross",
    "Eso no se cuenta junto",
    "Por día, hora o datos de la persona solo se puede elegir el lugar. Quite entidad, trámite, resultado y motivo: "
    "juntos dirían quién es una persona.",
)
_TOO_WIDE = Refusal(
    400,
    "too_wide",
    "La pregunta es demasiado amplia",
    "Elija un departamento o un centro, un tramo más corto, o meses completos: del día 1 al último.",
)
_UNKNOWN = {
    "department": ("Ese departamento no existe", "Escriba su código de dos cifras: 20."),
    "province": ("Esa provincia no existe", "Escriba su código de cuatro cifras: 2001."),
    "entity": ("Esa entidad no existe", "Revise el id de la entidad en el catálogo."),
    "procedure": ("Ese trámite no existe", "Revise el id del trámite en el catálogo."),
}
_PRIVATE = {"Cache-Control": "no-store"}
Lines = Iterator[tuple[Any, ...]]
Refused = Callable[[str, datetime], tuple[Sequence[Mapping[str, Any]], str]]
"""Refused items after an id that still wait at a moment, and after which id to ask for the next (or nothing)."""

_From = Annotated[date, Query(alias="from")]
_To = Annotated[date, Query(alias="to")]
_Centre = Annotated[str, Query(max_length=48)]
_Filter = Annotated[str | None, Query(max_length=48)]
_Format = Annotated[Literal["json", "csv", "xlsx"], Query(alias="format")]
_After = Annotated[str, Query(max_length=60)]

logger = Logger(service="office")


class OfficeApi:
    """The office's routes over a catalogue index, stored tallies, facts, refused items and a clock (with its zone)."""

    def __init__(
        self,
        index: Index,
        store: StatisticsStore,
        facts_of_day: FactsOfDay,
        refused: Refused,
        access: Access,
        clock: Callable[[], datetime],
    ) -> None:
        self._index = index
        self._store = store
        self._facts_of_day = facts_of_day
        self._refused = refused
        self._access = access
        self._clock = clock
        self.resolver = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._add_csv_routes()
        self._add_routes()
        add_report_route(self.resolver, self._only_office, index, store, clock)
        add_error_handlers(self.resolver, logger, authorise=self._only_office)

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Answer one HTTP API event (payload 2.0)."""
        return self.resolver.resolve(dict(event), context)

    def _add_routes(self) -> None:
        app = self.resolver

        @app.get(
            "/api/v1/office/morning",
            summary="What the office asks in the morning",
            operation_id="officeMorning",
            compress=True,
            responses=_documented(Morning),
        )
        def first_screen() -> Response[str]:
            self._only_office()
            return _json(self._morning())

        @app.get(
            "/api/v1/office/explore",
            summary="Exact figures of any span, by place, procedure, result, time or answer",
            operation_id="officeExplore",
            compress=True,
            responses=_documented(Explored, "text/csv", WORKBOOK),
        )
        def explore(  # noqa: PLR0913 - one for each that may be asked, so that the document describes it
            first: _From,
            last: _To,
            by: By,
            *,
            department: _Filter = None,
            province: _Filter = None,
            centre: _Filter = None,
            host: Host | None = None,
            entity: _Filter = None,
            procedure: _Filter = None,
            outcome: Outcome | None = None,
            reason: Reason | None = None,
            form: _Format = "json",
        ) -> Response[str]:
            self._only_office()
            places = (department, province, centre, host)
            return self._explored(Question(first, last, by, *places, entity, procedure, outcome, reason), form)

        @app.get(
            "/api/v1/office/attentions",
            summary="The attentions of a centre's day, without the citizens",
            operation_id="officeAttentions",
            compress=True,
            responses=_documented(Attentions),
        )
        def attentions(centre: _Centre, day: date, after: Annotated[str, Query(max_length=90)] = "") -> Response[str]:
            self._only_office()
            self._refuse_unknown("centre", centre)
            return _json(listed(centre, day, self._facts_of_day(centre, day), after, self._index))

        @app.get(
            "/api/v1/office/refused",
            summary="The items that the intake did not accept, of the last 90 days",
            operation_id="officeRefused",
            compress=True,
            responses=_documented(RefusedItems),
        )
        def refused(after: Annotated[str, Query(max_length=90)] = "") -> Response[str]:
            self._only_office()
            return _json(refused_items(*self._refused(after, self._clock()), self._index))

    def _morning(self) -> Morning:
        now = self._clock()
        asked = set(months_of_morning(lima_day(now)))
        rows = [self._store.months(year) for year in sorted({month[:4] for month in asked})]
        months = {f"{of[:4]}-{of[4:]}": tally for year in rows for of, tally in year.items()}
        return morning(total(self._store.years().values()), months, self._known_index(), now)

    def _explored(self, question: Question, form: str) -> Response[str]:
        self._refuse_span(question.first, question.last)
        for name in ("centre", "department", "province", "entity", "procedure"):
            self._refuse_unknown(name, getattr(question, name))
        if question.is_crossed:
            raise RefusedError(_NO_CROSS)
        index = self._known_index()
        try:
            counts, newest = explored(question, self._store, index, lima_day(self._clock() + CLOCK_ERROR))
        except TooWideError:
            raise RefusedError(_TOO_WIDE) from None
        except NotCountedError as error:
            raise RefusedError(_not_counted(str(error))) from None
        answer = explored_rows(question, counts, newest, index)
        name = f"macexpress-{question.by}-{question.first}-{question.last}.{form}"
        match form:
            case "csv":
                return file_answer("text/csv; charset=utf-8", as_csv(answer), name)
            case "xlsx":
                return file_answer(WORKBOOK, as_workbook(answer, question, index), name)
            case _:
                return _json(answer)

    def _known_index(self) -> Index:
        return replace(self._index, demonstration=self._store.has_generated())

    def _refuse_span(self, first: date, last: date) -> None:
        if last < first or last.year - first.year > MOST_YEARS or not _FIRST_YEAR <= first.year <= last.year < 2100:
            raise RefusedError(_NO_SPAN)

    def _refuse_unknown(self, name: str, key: str | None) -> None:
        known: Mapping[str, Collection[str]] = {
            "centre": self._index.centres,
            "department": self._index.departments,
            "province": self._index.provinces,
            "entity": self._index.entities,
            "procedure": self._index.procedures,
        }
        if key is not None and key not in known[name]:
            raise RefusedError(_NO_CENTRE if name == "centre" else Refusal(404, f"unknown_{name}", *_UNKNOWN[name]))

    def _add_csv_routes(self) -> None:
        app = self.resolver

        @app.get(
            "/api/v1/office/days", summary="Exact figures by day, as CSV", operation_id="officeDays", compress=True
        )
        def days(first: _From, last: _To, centre: _Centre = "", after: _After = "") -> Response[str]:
            self._only_office()
            return self._parts("days", DAYS_HEADER, self._day_line, (first, last, centre, after))

        @app.get(
            "/api/v1/office/failures",
            summary="Which entity's system failed, when and where, as CSV",
            operation_id="officeFailures",
            compress=True,
        )
        def failures(first: _From, last: _To, centre: _Centre = "", after: _After = "") -> Response[str]:
            self._only_office()
            return self._parts("failures", FAILURES_HEADER, self._failure_lines, (first, last, centre, after))

        @app.get(
            "/api/v1/office/centres",
            summary="How fresh each centre's data is, new and silent ones, as CSV",
            operation_id="officeCentres",
            compress=True,
        )
        def centres() -> Response[str]:
            self._only_office()
            return _csv([CENTRES_HEADER, *self._centre_lines()])

    def _only_office(self) -> None:
        self._access.require(self.resolver.current_event.raw_event)

    def _parts(
        self,
        route: Literal["days", "failures"],
        header: tuple[str, ...],
        lines_of: Callable[[str, str, Tally], Lines],
        asked: tuple[date, date, str, str],
    ) -> Response[str]:
        first, last, centre, after = asked
        self._refuse_span(first, last)
        self._refuse_unknown("centre", centre or None)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        months = [month.replace("-", "") for month in months_back(month_of(last), count)]
        centres = [centre] if centre else sorted(self._index.centres)
        part, following = part_after(after, centres, months, MOST_CENTRE_MONTHS)
        lines: list[tuple[Any, ...]] = [] if after else [header]
        for key, month in part:
            for day, tally in self._store.days(key, month).items():
                if compact(first) <= day <= compact(last):
                    lines += lines_of(key, parse_compact(day).isoformat(), tally)
        link = {}
        if following:
            asking = {"from": first, "to": last, **({"centre": centre} if centre else {}), "after": following}
            link = {"Link": f'</api/v1/office/{route}?{urlencode(asking)}>; rel="next"'}
        return _csv(lines, link)

    def _day_line(self, centre: str, day: str, tally: Tally) -> Lines:
        ratings = sum(added(tally.ratings.values()).values())
        cells = cells_of_figures(exact_figures(tally))
        yield day, centre, self._index.centres[centre].name, *cells, tally.annulled, ratings

    def _failure_lines(self, centre: str, day: str, tally: Tally) -> Lines:
        for procedure, moment in tally.down_last.items():
            times = sum(count for result, count in tally.by_procedure[procedure].items() if is_down(result))
            known = self._index.procedures.get(procedure)
            yield day, centre, known.entity if known else None, procedure, times, moment

    def _centre_lines(self) -> Lines:
        fresh = sending(total(self._store.years().values()), self._index)
        for key, centre in sorted(self._index.centres.items()):
            notice = "cerrado" if centre.retired_on else "nuevo" if key in fresh.new else ""
            notice = "sin noticias" if key in fresh.silent else notice
            yield key, centre.name, centre.department, fresh.since.get(key), fresh.last_day.get(key), notice


def _csv(lines: list[tuple[Any, ...]], headers: Mapping[str, str] | None = None) -> Response[str]:
    return Response(200, "text/csv; charset=utf-8", csv_text(lines), {**_PRIVATE, **(headers or {})})


def _json(answer: BaseModel) -> Response[str]:
    return Response(200, "application/json", answer.model_dump_json(by_alias=True), _PRIVATE)


def _documented(model: type[BaseModel], *others: str) -> dict[int, Any]:
    content: dict[str, Any] = {"application/json": {"model": model}}
    content |= {kind: {"schema": {"type": "string"}} for kind in others}
    return {200: {"description": "OK", "content": content}}


def _not_counted(of: str) -> Refusal:
    first, last = (f"{of}-01", f"{of}-12") if len(of) == 4 else (f"{of[:4]}-{of[4:]}",) * 2
    return Refusal(
        409,
        "not_counted",
        f"Falta contar {of[:4]}",
        f"Esas cifras son de una versión anterior. Quien opera el sistema corre: "
        f"make audit FROM={first} TO={last} REPAIR=yes",
    )
