"""The routes by which the office decides: the accounts and their names, a decision, and the log of decisions."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from macexpress.attentions.receipts import ALPHABET
from macexpress.attentions.store import StoreBusyError
from macexpress.decisions.accounts import OFFICE, AccountBusyError
from macexpress.decisions.carrying import Stores, go_on, invalid, refuse, settled, work_of
from macexpress.decisions.forms import (
    MOST_NAMES,
    AccountNames,
    AccountsPage,
    Decided,
    DecisionShown,
    DecisionsPage,
    Previewed,
    Sub,
    read_request,
)
from macexpress.decisions.log import Progress, Taken
from macexpress.office.access import Access
from macexpress.platform.body import BodyTooLargeError, BodyUnreadableError, json_text
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import iso, lima_day
from macexpress.platform.problem import Refusal, RefusedError
from macexpress.platform.refusals import UnfinishedError, add_error_handlers

PART_SECONDS = 5
"""How long one request works on a long decision; the function's own limit is far higher."""
MOST_BYTES = 256 * 1024
"""Five hundred counts of past years with their addresses; an item of DynamoDB takes 400 KB."""
_NOT_JSON = Refusal(400, "not_json", "El envío no se puede leer", "Debe ser JSON en UTF-8.")
_TOO_LARGE = Refusal(413, "too_large", "El envío es demasiado grande", "Envíe menos filas por vez.")
_OTHER_CONTENT = Refusal(
    409, "other_content", "Esa decisión ya existe con otro contenido", "Recargue la página y empiece otra vez."
)
_WRONG_CLOCK = Refusal(400, "wrong_clock", "La hora de su computadora no es la actual", "Corríjala y empiece otra vez.")
_GO_ON = "Pulse «Seguir», o retómela en «Lo decidido»."
_PERHAPS_NOTED = f"La decisión puede estar anotada y a medias. {_GO_ON}"
_NOTED = f"La decisión quedó anotada y puede estar a medias. {_GO_ON}"
_EARLIEST, _LATEST = -24 * 3600 * 1000, 600 * 1000
"""Milliseconds by which the clock of who decides may differ: ids are the order of the log."""

Content = TypeVar("Content", bound=BaseModel)

logger = Logger(service="decisions")


class DecisionsApi:
    """The routes over stores, a clock (a moment with its time zone) and a timer (seconds, of any beginning)."""

    def __init__(
        self, stores: Stores, access: Access, clock: Callable[[], datetime], timer: Callable[[], float]
    ) -> None:
        self._stores = stores
        self._access = access
        self._clock = clock
        self._timer = timer
        self.resolver = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._add_routes()
        add_error_handlers(self.resolver, logger, (StoreBusyError, AccountBusyError), self._person)

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Answer one HTTP API event (payload 2.0)."""
        return self.resolver.resolve(dict(event), context)

    def _person(self) -> Submitter:
        return self._access.require(self.resolver.current_event.raw_event)

    def _add_routes(self) -> None:
        app = self.resolver

        @app.get("/api/v1/office/accounts", summary="The accounts, in parts", operation_id="officeAccounts")
        def accounts(after: Annotated[str, Query(max_length=4000)] = "") -> Response[AccountsPage]:
            person = self._person()
            return _answer(AccountsPage.model_validate(self._stores.pool.page(after, person.username)))

        @app.get("/api/v1/office/names", summary="The names of accounts by their ids", operation_id="officeNames")
        def names(sub: Annotated[list[Sub], Query(min_length=1, max_length=MOST_NAMES)]) -> Response[AccountNames]:
            self._person()
            return _answer(AccountNames(names=self._stores.pool.names_of(sub)))

        @app.get("/api/v1/office/decisions", summary="What was decided, newest first", operation_id="officeDecisions")
        def decisions(after: Annotated[str, Query(max_length=26)] = "") -> Response[DecisionsPage]:
            person = self._person()
            found, following = self._stores.log.page(after)
            return _answer(DecisionsPage(decisions=[_shown(*each, person) for each in found], after=following))

        @app.post("/api/v1/office/decisions", summary="Decide, or see what would be done", operation_id="officeDecide")
        def decide() -> Response[Decided | Previewed]:
            return _answer(self._decide(self._person()))

    def _decide(self, person: Submitter) -> Decided | Previewed:
        now = self._clock()
        index = self._stores.index
        context = {"centres": {*index.centres, OFFICE}, "catalogue": index, "today": lima_day(now)}
        request = read_request(self._body(), context)
        if isinstance(request, list):
            raise RefusedError(invalid(request))
        asked = Taken(request.id, request.kind, person.username, person.advisor, now, request.why, request.what)
        if request.preview:
            refuse(self._stores, asked, person, now)
            return self._previewed(settled(self._stores, asked), request.after)
        with _unfinished(_PERHAPS_NOTED):  # by an earlier request whose answer did not come
            taken = self._stores.log.find(asked.id)
        if taken is None:
            if not _EARLIEST <= _milliseconds_of(asked.id) - int(now.timestamp() * 1000) <= _LATEST:
                raise RefusedError(_WRONG_CLOCK)
            refuse(self._stores, asked, person, now)
            asked = settled(self._stores, asked)
            with _unfinished(_PERHAPS_NOTED):  # by this one: what failed may be the answer alone
                taken = self._stores.log.take(asked)
        if not taken.is_same(asked):
            raise RefusedError(_OTHER_CONTENT)
        with _unfinished(_NOTED):
            return self._carried_out(settled(self._stores, taken))

    def _previewed(self, asked: Taken, after: str) -> Previewed:
        work = work_of(self._stores, asked, self._clock, write=False)
        start = Progress(int(after) if after.isdecimal() else 0, {})
        progress = go_on(work, start, self._until(PART_SECONDS))
        return Previewed(preview=progress.result, after="" if progress.done else str(progress.at))

    def _carried_out(self, taken: Taken) -> Decided:
        work = work_of(self._stores, taken, self._clock, write=True)
        progress = self._stores.log.progress(taken.id, work.basis) or Progress(0, {})
        if not progress.done:
            progress = go_on(work, progress, self._until(PART_SECONDS))
            progress = self._stores.log.note(taken.id, work.basis, progress, self._clock())
        result = work.shown(progress.result)
        return Decided(id=taken.id, kind=taken.kind, state="done" if progress.done else "more", result=result)

    def _until(self, seconds: float) -> Callable[[], bool]:
        end = self._timer() + seconds
        return lambda: self._timer() < end

    def _body(self) -> Any:  # noqa: ANN401 - any JSON value
        try:
            return json.loads(json_text(self.resolver.current_event.raw_event, MOST_BYTES))
        except BodyTooLargeError:
            raise RefusedError(_TOO_LARGE) from None
        except BodyUnreadableError:
            raise RefusedError(_NOT_JSON) from None


@contextmanager
def _unfinished(detail: str) -> Iterator[None]:
    """Say of whatever fails within what may have become of the decision; a refusal says it itself."""
    try:
        yield
    except RefusedError:
        raise
    except Exception as error:
        raise UnfinishedError(detail) from error


def _shown(taken: Taken, progress: Progress | None, person: Submitter) -> DecisionShown:
    # What is not finished is shown whole, so that it can be sent again and goes on.
    rows = taken.what.get("rows") if progress else None
    what = {"rows": len(rows), "attentions": sum(row["attentions"] for row in rows)} if rows else taken.what
    return DecisionShown(
        id=taken.id,
        kind=taken.kind,
        who=taken.who,
        when=iso(taken.when),
        why=taken.why,
        what=dict(what),
        state="done" if progress else "begun",
        result=progress.result if progress else None,
        yours=taken.sub == person.advisor,
    )


def _milliseconds_of(ulid: str) -> int:
    """Return when a ULID was made, by the clock of who made it, in milliseconds since 1970."""
    milliseconds = 0
    for character in ulid[:10]:
        milliseconds = milliseconds << 5 | ALPHABET.index(character)
    return milliseconds


def _answer(content: Content) -> Response[Content]:
    return Response(200, "application/json", content, {"Cache-Control": "no-store"})
