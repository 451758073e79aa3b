"""How a request that is refused or fails is answered over HTTP: one place for all routes.

Only the APIs import this: the scheduled function has no routes, and would load the resolver at each start.
"""

from collections.abc import Callable

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from macexpress.platform.failures import cause_of, is_busy
from macexpress.platform.field_errors import field_errors
from macexpress.platform.problem import CONTENT_TYPE, NOT_FOUND, Refusal, RefusedError, problem

RETRY_AFTER = "30"  # seconds: about what an on-demand table takes to grow
_NOTHING_DONE = "No se registró nada. Envíe lo mismo otra vez en un momento."


class UnfinishedError(Exception):
    """Something failed where a part of the work may be stored. Its cause is what; detail: Spanish, what to do."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def add_error_handlers(
    app: APIGatewayHttpResolver,
    logger: Logger,
    busy: tuple[type[Exception], ...] = (),
    authorise: Callable[[], object] = lambda: None,
) -> None:
    """Make a resolver answer every failure of its routes in the contract's form.

    busy: what stores raise when they cannot answer now; where an error of AWS is the cause, its code decides.
    authorise: raises RefusedError for who may not ask; the resolver looks at a request's form before any route does,
    and nobody else is answered what is wrong with it.
    """

    @app.exception_handler(RequestValidationError)
    def invalid(error: RequestValidationError) -> Response[str]:
        try:
            authorise()
        except RefusedError as refused:
            return _response(refused.refusal)
        found = [
            e._replace(field=e.field.removeprefix("body.").removeprefix("query.")) for e in field_errors(error.errors())
        ]
        text = problem(400, "invalid_request", "El envío no tiene la forma esperada", "Vea cada campo.", found)
        return Response(400, CONTENT_TYPE, text)

    @app.exception_handler(RefusedError)
    def refused(error: RefusedError) -> Response[str]:
        return _response(error.refusal)

    @app.exception_handler(Exception)
    def failed(error: Exception) -> Response[str]:
        detail = error.detail if isinstance(error, UnfinishedError) else _NOTHING_DONE
        cause: BaseException = error
        while isinstance(cause, (UnfinishedError, *busy)) and cause.__cause__:
            cause = cause.__cause__
        # Neither the message nor the trace's values: they may repeat what was sent.
        logged = {"cause": cause_of(cause)}
        if is_busy(cause) or isinstance(cause, busy):
            logger.warning("store busy", extra=logged)
            return _later(503, "store_busy", "El sistema está ocupado", detail)
        logger.error("unexpected", extra=logged)
        return _later(500, "unexpected", "Algo falló en el sistema", detail)

    @app.not_found
    def not_found(_: NotFoundError) -> Response[str]:
        return _response(NOT_FOUND)


def _response(refusal: Refusal) -> Response[str]:
    return Response(refusal.status, CONTENT_TYPE, problem(*refusal))


def _later(status: int, code: str, title: str, detail: str) -> Response[str]:
    return Response(status, CONTENT_TYPE, problem(status, code, title, detail), {"Retry-After": RETRY_AFTER})
