"""The routes of ``/api/v1``: typed input, one call, typed output. Errors become HTTP in one place."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from macexpress import VERSION
from macexpress.attentions.body import BodyTooLargeError, BodyUnreadableError, json_text
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.intake import count_verdicts, take_in
from macexpress.attentions.rules import Submitter
from macexpress.attentions.store import AttentionStore, StoreBusyError, content_of_stored
from macexpress.attentions.submission import Batch, Health, StoredAttention, Verdicts
from macexpress.catalogue.index import Index
from macexpress.platform.field_errors import field_errors
from macexpress.platform.lima import LIMA
from macexpress.platform.problem import CONTENT_TYPE, problem

RETRY_AFTER = "30"  # seconds: about what an on-demand table takes to grow
_GROUP = re.compile(r"centre:([a-z0-9-]{3,48})")

logger = Logger(service="attentions")


class _ForbiddenError(Exception):
    pass


class _UnauthorizedError(Exception):
    pass


def submitter_of(claims: Mapping[str, Any]) -> Submitter:
    """Return who sends, from the claims of a Cognito access token as the HTTP API's authorizer hands them over.

    An array claim arrives as one string: ``"[centre:a centre:b]"``. Raises _UnauthorizedError for another token.
    """
    if claims.get("token_use") != "access" or not claims.get("sub"):
        raise _UnauthorizedError
    groups = str(claims.get("cognito:groups", "")).strip("[]").replace(",", " ").split()
    matches = (_GROUP.fullmatch(group) for group in groups)
    return Submitter(claims["sub"], frozenset(match[1] for match in matches if match), "office" in groups)


class Api:
    """The API over a catalogue index, a store and a clock (which returns an aware moment)."""

    def __init__(self, index: Index, store: AttentionStore, clock: Callable[[], datetime]) -> None:
        self._index = index
        self._store = store
        self._clock = clock
        self.resolver = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._add_routes()
        self._add_error_handlers()

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Answer one HTTP API event (payload 2.0)."""
        if event.get("requestContext", {}).get("http", {}).get("method") == "POST":
            try:
                text = json_text(event)
            except BodyTooLargeError:
                return _answer(413, "too_large", "El envío es demasiado grande", "Envíe como máximo 64 KiB por vez.")
            except BodyUnreadableError:
                return _answer(400, "not_json", "El envío no se puede leer", "Debe ser JSON en UTF-8.")
            # The resolver looks at these two; both are true of the text it gets.
            headers = {name: v for name, v in event.get("headers", {}).items() if name.lower() != "content-type"}
            headers["content-type"] = "application/json"
            event = {**event, "body": text, "isBase64Encoded": False, "headers": headers}
        return self.resolver.resolve(dict(event), context)

    def _submitter(self) -> Submitter:
        context = self.resolver.current_event.raw_event.get("requestContext", {})
        submitter = submitter_of(context.get("authorizer", {}).get("jwt", {}).get("claims", {}))
        if not submitter.may_submit():
            raise _ForbiddenError
        return submitter

    def _add_routes(self) -> None:
        app = self.resolver

        @app.post("/api/v1/attentions", summary="Register attentions and annulments", operation_id="submitAttentions")
        def submit(batch: Batch) -> Verdicts:
            submitter = self._submitter()
            now = self._clock()
            verdicts = take_in(batch.items, submitter, self._index, now, self._store.register)
            logger.info("batch", extra={"items": len(verdicts), "verdicts": count_verdicts(verdicts)})
            return Verdicts(received_at=now.astimezone(LIMA), verdicts=verdicts)

        @app.get("/api/v1/attentions/<attention_id>", summary="Read one back", operation_id="readAttention")
        def read(attention_id: str) -> StoredAttention:
            submitter = self._submitter()
            try:
                centre = parse_identifier(attention_id).centre
            except ValueError:
                raise NotFoundError from None
            if not submitter.may_read(centre):
                raise _ForbiddenError
            found = self._store.read(attention_id)
            if found is None:
                raise NotFoundError
            stored, annulled = found
            return StoredAttention(**content_of_stored(stored), received_at=stored["received_at"], annulled=annulled)

        @app.get("/api/v1/health", summary="Whether the store answers", operation_id="health")
        def health() -> Health:
            self._store.touch()
            return Health(version=VERSION, catalogue=self._index.version, now=self._clock().astimezone(LIMA))

    def _add_error_handlers(self) -> None:
        app = self.resolver

        @app.exception_handler(RequestValidationError)
        def invalid(error: RequestValidationError) -> Response[str]:
            found = [e._replace(field=e.field.removeprefix("body.")) for e in field_errors(error.errors())]
            text = problem(400, "invalid_request", "El envío no tiene la forma esperada", "Vea cada campo.", found)
            return Response(400, CONTENT_TYPE, text)

        @app.exception_handler(_UnauthorizedError)
        def unauthorized(_: Exception) -> Response[str]:
            return _response(401, "no_valid_token", "Falta iniciar sesión", "Inicie sesión y envíe otra vez.")

        @app.exception_handler(_ForbiddenError)
        def forbidden(_: Exception) -> Response[str]:
            detail = "Su cuenta no está autorizada para ese centro. Avise a la oficina del programa."
            return _response(403, "no_centre", "Sin autorización", detail)

        @app.exception_handler(StoreBusyError)
        def busy(error: StoreBusyError) -> Response[str]:
            logger.warning("store busy", extra={"cause": type(error.__cause__).__name__})
            return _later(503, "store_busy", "El sistema está ocupado")

        @app.exception_handler(Exception)
        def unexpected(error: Exception) -> Response[str]:
            # Neither the message nor the trace's values: they may repeat what was sent.
            logger.error("unexpected", extra={"cause": type(error).__name__})
            return _later(500, "unexpected", "Algo falló en el sistema")

        @app.not_found
        def not_found(_: NotFoundError) -> Response[str]:
            return _response(404, "not_found", "No se encontró", "Revise la dirección o el código.")


def _response(status: int, code: str, title: str, detail: str) -> Response[str]:
    return Response(status, CONTENT_TYPE, problem(status, code, title, detail))


def _later(status: int, code: str, title: str) -> Response[str]:
    detail = "No se registró nada. Envíe lo mismo otra vez en un momento."
    return Response(status, CONTENT_TYPE, problem(status, code, title, detail), {"Retry-After": RETRY_AFTER})


def _answer(status: int, code: str, title: str, detail: str) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": CONTENT_TYPE},
        "body": problem(status, code, title, detail),
        "isBase64Encoded": False,
    }
