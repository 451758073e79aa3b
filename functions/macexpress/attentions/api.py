"""The routes of ``/api/v1``: typed input, one call, typed output. Errors become HTTP in one place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from macexpress import VERSION
from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.intake import take_in
from macexpress.attentions.observation import observe, refused
from macexpress.attentions.receipts import read_receipt
from macexpress.attentions.store import AttentionStore, StoreBusyError, content_of_stored
from macexpress.attentions.submission import (
    Batch,
    Health,
    Rating,
    RatingVerdict,
    ReceiptAnswer,
    StoredAttention,
    Verdict,
    Verdicts,
)
from macexpress.catalogue.index import Index
from macexpress.marks.refused import KeepRefused
from macexpress.platform.body import BodyTooLargeError, BodyUnreadableError, json_text
from macexpress.platform.identity import Submitter, submitter_of_event
from macexpress.platform.lima import LIMA, iso
from macexpress.platform.metrics import emit
from macexpress.platform.problem import CONTENT_TYPE, NOT_FOUND, Refusal, RefusedError, problem
from macexpress.platform.refusals import add_error_handlers

logger = Logger(service="attentions")


_NOT_JSON = Refusal(400, "not_json", "El envío no se puede leer", "Debe ser JSON en UTF-8.")
_TOO_LARGE = Refusal(413, "too_large", "El envío es demasiado grande", "Envíe como máximo 64 KiB por vez.")
_FORBIDDEN = Refusal(
    403, "no_centre", "Sin autorización", "Su cuenta no es de ese centro. Avise a la oficina del programa."
)
_MISTYPED = Refusal(404, "mistyped", "Ese código no existe", "Revise las 13 letras y cifras de su constancia.")
_NOT_YET = Refusal(
    404, "not_yet", "Aún no llega", "El puesto la enviará cuando tenga conexión. Pruebe otro día con el mismo código."
)
_ANNULLED = Refusal(404, "annulled", "Fue anulada", "Esa atención se registró por equivocación y se anuló.")
_ALREADY_RATED = Refusal(409, "already_rated", "Ya opinó", "Cada constancia sirve para opinar una sola vez.")


class Api:
    """The API over a catalogue index, a store, what keeps refused items, and a clock (a moment with its time zone)."""

    def __init__(
        self, index: Index, store: AttentionStore, keep_refused: KeepRefused, clock: Callable[[], datetime]
    ) -> None:
        self._index = index
        self._store = store
        self._keep_refused = keep_refused
        self._clock = clock
        self.resolver = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._add_routes()
        add_error_handlers(self.resolver, logger, (StoreBusyError,))

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Answer one HTTP API event (payload 2.0)."""
        if event.get("requestContext", {}).get("http", {}).get("method") == "POST":
            try:
                text = json_text(event)
            except BodyTooLargeError:
                return _answer(_TOO_LARGE)
            except BodyUnreadableError:
                return _answer(_NOT_JSON)
            # The resolver reads these two; both are true of the text that it gets.
            headers = {name: v for name, v in event.get("headers", {}).items() if name.lower() != "content-type"}
            headers["content-type"] = "application/json"
            event = {**event, "body": text, "isBase64Encoded": False, "headers": headers}
        return self.resolver.resolve(dict(event), context)

    def _submitter(self) -> Submitter:
        submitter = submitter_of_event(self.resolver.current_event.raw_event)
        if not submitter.may_submit():
            raise RefusedError(_FORBIDDEN)
        return submitter

    def _note_refused(
        self, items: Sequence[Any], verdicts: Sequence[Verdict], submitter: Submitter, now: datetime
    ) -> None:
        """Keep what was refused for the office. The verdicts are given: whatever fails here must not change them."""
        try:
            if rows := refused(items, verdicts, submitter, self._index, now):
                self._keep_refused(rows, now)
        except Exception as error:  # noqa: BLE001 - see above
            logger.warning("refused items not kept", extra={"cause": type(error).__name__})

    def _attention_of(self, code: str) -> dict[str, Any]:
        """Return the attention that a receipt belongs to. Raises a problem where there is none or it was annulled."""
        try:
            receipt = read_receipt(code)
        except ValueError:
            raise RefusedError(_MISTYPED) from None
        centre = self._index.centre_of_number(receipt.centre_number)
        found = self._store.find(centre, receipt.day, receipt.tail) if centre else None
        if found is None:
            raise RefusedError(_NOT_YET)
        attention, annulled = found
        if annulled:
            raise RefusedError(_ANNULLED)
        return attention

    def _add_routes(self) -> None:
        app = self.resolver

        @app.post("/api/v1/attentions", summary="Register attentions and annulments", operation_id="submitAttentions")
        def submit(batch: Batch) -> Verdicts:
            submitter = self._submitter()
            now = self._clock()
            verdicts = take_in(batch.items, submitter, self._index, now, self._store)
            request = self.resolver.current_event.raw_event.get("requestContext", {}).get("requestId")
            observed = observe(batch.items, verdicts, now)
            # The desk gets received_at with its verdicts and each fact has it: both lead to this line.
            logger.info("batch", extra={"request": request, "received_at": iso(now), **observed.line})
            emit(observed.metrics)
            self._note_refused(batch.items, verdicts, submitter, now)
            return Verdicts(received_at=now.astimezone(LIMA), verdicts=verdicts)

        @app.get("/api/v1/attentions/<attention_id>", summary="Read one back", operation_id="readAttention")
        def read(attention_id: str) -> StoredAttention:
            submitter = self._submitter()
            try:
                centre = parse_identifier(attention_id).centre
            except ValueError:
                raise RefusedError(NOT_FOUND) from None
            if not submitter.may_read(centre):
                raise RefusedError(_FORBIDDEN)
            found = self._store.read(attention_id)
            if found is None:
                raise RefusedError(NOT_FOUND)
            stored, annulled = found
            return StoredAttention(**content_of_stored(stored), received_at=stored["received_at"], annulled=annulled)

        @app.get("/api/v1/receipts/<code>", summary="Look a receipt up", operation_id="readReceipt")
        def receipt(code: str) -> ReceiptAnswer:
            found = self._attention_of(code)
            centre, day, _ = parse_identifier(found["id"])
            return ReceiptAnswer(procedure=found.get("procedure"), centre=centre, day=day, outcome=found["outcome"])

        @app.post("/api/v1/ratings", summary="Rate an attention, once for each receipt", operation_id="rateAttention")
        def rate(rating: Rating) -> RatingVerdict:
            rated = self._store.rate(self._attention_of(rating.code)["id"], rating.rating, self._clock())
            if rated not in {None, rating.rating}:
                raise RefusedError(_ALREADY_RATED)
            return RatingVerdict(verdict="registered" if rated is None else "duplicate")

        @app.get("/api/v1/health", summary="Whether the store answers", operation_id="health")
        def health() -> Health:
            self._store.touch()
            return Health(version=VERSION, catalogue=self._index.version, now=self._clock().astimezone(LIMA))


def _answer(refusal: Refusal) -> dict[str, Any]:
    return {
        "statusCode": refusal.status,
        "headers": {"Content-Type": CONTENT_TYPE},
        "body": problem(*refusal),
        "isBase64Encoded": False,
    }
