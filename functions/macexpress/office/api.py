"""The office's routes: exact figures by day, what failed where and when, and which centres fell silent, as CSV.

Only for the programme's staff: nothing here is rounded. A long answer comes in parts, each with a link to the next;
one after the other they make one CSV.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from botocore.exceptions import ClientError

from macexpress.catalogue.index import Index
from macexpress.office.access import Access
from macexpress.platform.lima import compact, month_of, months_back, parse_compact
from macexpress.platform.problem import Refusal, RefusedError
from macexpress.platform.refusals import add_error_handlers
from macexpress.publication.figures import exact_figures
from macexpress.publication.tables import FIGURES, cells_of_figures, csv_text
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
Lines = Iterator[tuple[Any, ...]]

_From = Annotated[date, Query(alias="from")]
_To = Annotated[date, Query(alias="to")]
_Centre = Annotated[str, Query(max_length=48)]
_After = Annotated[str, Query(max_length=60)]

logger = Logger(service="office")


class OfficeApi:
    """The office's routes over a catalogue index and the stored tallies."""

    def __init__(self, index: Index, store: StatisticsStore, access: Access) -> None:
        self._index = index
        self._store = store
        self._access = access
        self.resolver = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._add_routes()
        add_error_handlers(self.resolver, logger, ClientError, self._only_office)

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Answer one HTTP API event (payload 2.0)."""
        return self.resolver.resolve(dict(event), context)

    def _add_routes(self) -> None:
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
        if last < first or last.year - first.year > MOST_YEARS or not _FIRST_YEAR <= first.year <= last.year < 2100:
            raise RefusedError(_NO_SPAN)
        if centre and centre not in self._index.centres:
            raise RefusedError(_NO_CENTRE)
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


def part_after(
    after: str, centres: Sequence[str], months: Sequence[str], most: int
) -> tuple[list[tuple[str, str]], str]:
    """Return the next months of centres after a cursor, at most `most`, and the cursor for the next part.

    Both are empty where nothing is left. centres, months: sorted. after: the cursor returned with the previous part,
    empty for the first. Cursors are compared by centre and then by month, in the order of the parts, not as text.
    """
    centre, _, month = after.partition(".")
    remaining = ((c, m) for c in centres for m in months if (c, m) > (centre, month))
    part = list(islice(remaining, most))
    return part, ".".join(part[-1]) if next(remaining, None) else ""


def _csv(lines: list[tuple[Any, ...]], headers: Mapping[str, str] | None = None) -> Response[str]:
    return Response(200, "text/csv; charset=utf-8", csv_text(lines), {"Cache-Control": "no-store", **(headers or {})})
