"""The office's route of the monthly report: what `make report` writes, for whoever has no repository."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from macexpress.catalogue.codes import Month
from macexpress.catalogue.details import packaged_details
from macexpress.catalogue.index import Index
from macexpress.platform.lima import lima_day
from macexpress.statistics.store import StatisticsStore

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_Month = Annotated[Month, Query()]
_Format = Annotated[Literal["html", "xlsx"], Query(alias="format")]


def add_report_route(
    app: APIGatewayHttpResolver,
    authorise: Callable[[], object],
    index: Index,
    store: StatisticsStore,
    clock: Callable[[], datetime],
) -> None:
    """Give a resolver the route. authorise: raises RefusedError for who may not ask."""
    content: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in ("text/html", WORKBOOK)}

    @app.get(
        "/api/v1/office/report",
        summary="The programme's report of a month, as a page to print or a workbook",
        operation_id="officeReport",
        compress=True,
        responses={200: {"description": "OK", "content": content}},
    )
    def report(month: _Month, form: _Format = "html") -> Response[str]:
        authorise()
        # Only who asks for a report waits for what makes one.
        from macexpress.report.page import page  # noqa: PLC0415
        from macexpress.report.reading import counted_report, read_counted  # noqa: PLC0415
        from macexpress.report.workbook import workbook  # noqa: PLC0415

        today = lima_day(clock())
        made = counted_report(read_counted(store, month, index, packaged_details, today), today)
        name = f"mac-express-{month}.{form}"
        if form == "xlsx":
            return file_answer(WORKBOOK, workbook(made), name)
        return file_answer("text/html; charset=utf-8", page(made), name)


def file_answer(kind: str, content: str | bytes, name: str) -> Response[str]:
    """Return an answer that is a file of this name, which no cache keeps."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    if isinstance(content, str):
        return Response(200, kind, content, headers)
    # The resolver's validation would decode bytes as text; and a workbook is compressed already.
    answer = Response(200, kind, base64.b64encode(content).decode(), headers, compress=False)
    answer.base64_encoded = True
    return answer
