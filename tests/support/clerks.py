"""Concurrent clients of the real handler: kills, lost and late answers, every interleaving of its calls by one seed.

Each request runs in a thread of its own, but only one runs at a time: at each call of DynamoDB it waits until the seed
chooses it. So the same seed gives the same history.
"""

import json
import threading
from collections.abc import Callable
from math import inf
from random import Random
from typing import Any

from api_client import Client
from building import CENTRE, annulment, attention, batch, event
from linear import Operation

KILLED, GIVEN_UP, STARTED = 0.02, 0.03, 0.3


class _KilledError(BaseException):
    """The process of a request ends here."""


class _Request:
    """A request that goes from call to call."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.go, self.stopped = threading.Event(), threading.Event()
        self.dies = self.ended = False
        self.answer: Any = None
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        _CURRENT[self._thread] = self
        self._thread.start()
        self.stopped.wait()

    def _run(self) -> None:
        try:
            self.pause()
            self.answer = self._work()
        except _KilledError:
            self.answer = None
        finally:
            self.ended = True
            del _CURRENT[self._thread]
            self.stopped.set()

    def pause(self) -> None:
        """Wait to be chosen."""
        self.stopped.set()
        self.go.wait()
        self.go.clear()
        if self.dies:
            raise _KilledError

    def step(self) -> None:
        """Go on to the next call."""
        self.stopped.clear()
        self.go.set()
        self.stopped.wait()


_CURRENT: dict[threading.Thread, _Request] = {}


class Pausing:
    """A DynamoDB client that pauses before and after each call."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.exceptions = client.exceptions

    def get_paginator(self, name: str) -> Any:
        """Pause at each page."""
        pages = self._client.get_paginator(name)

        class Paginator:
            @staticmethod
            def paginate(**request: Any) -> Any:
                _pause()
                for page in pages.paginate(**request):
                    yield page
                    _pause()

        return Paginator()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def paused(**request: Any) -> Any:
            _pause()
            answer = call(**request)
            _pause()
            return answer

        return paused


def _pause() -> None:
    request = _CURRENT.get(threading.current_thread())
    if request:
        request.pause()


class Clerks:
    """Clients that register, repeat, change, annul and read the same few attentions."""

    def __init__(self, dynamodb: Any, seed: int, clients: int = 6, make: Callable[[Any], Client] = Client) -> None:
        self._chance = Random(seed)  # noqa: S311 - chosen to be the same each time
        self._api = make(Pausing(dynamodb))
        self._clients = clients
        self._now = 0
        self.history: list[Operation] = []
        self._known: list[dict[str, Any]] = []

    def run(self, operations: int) -> list[Operation]:
        """Run until this many operations are recorded, and return them."""
        busy: list[tuple[_Request, list[tuple[str, str, Any]], int]] = []
        late: list[_Request] = []
        while len(self.history) < operations or busy:
            self._now += 1
            chance = self._chance
            wanted = len(self.history) + sum(len(asked) for _, asked, _ in busy) < operations
            if wanted and len(busy) < self._clients and (not busy or chance.random() < STARTED):
                asked, made = self._next()
                busy.append((_Request(lambda made=made: self._api(made)), asked, self._now))  # type: ignore[misc]
                continue
            if late and chance.random() < STARTED:
                request = chance.choice(late)
                request.step()
                late = [one for one in late if not one.ended]
                continue
            place = chance.randrange(len(busy))
            request, asked, start = busy[place]
            if chance.random() < GIVEN_UP:  # the client does not wait any longer; the request goes on
                late.append(request)
                self._record(asked, start, None)
            else:
                request.dies = chance.random() < KILLED
                request.step()
                if not request.ended:
                    continue
                self._record(asked, start, request.answer)
            del busy[place]
        for request in late:
            while not request.ended:
                request.step()
        return self.history

    def _next(self) -> tuple[list[tuple[str, str, Any]], dict[str, Any]]:
        """Return what a client asks next, as operations and as an event."""
        chance = self._chance
        if not self._known or chance.random() < 0.1:
            self._known.append(attention())
        if chance.random() < 0.3:
            item = chance.choice(self._known[-8:])
            path = f"/api/v1/attentions/{item['id']}"
            return [(item["id"], "read", None)], event("GET", path)
        items: list[dict[str, Any]] = []
        asked: list[tuple[str, str, Any]] = []
        for item in chance.sample(self._known[-8:], min(len(self._known[-8:]), chance.randint(1, 3))):
            if chance.random() < 0.3:
                day, ulid = item["id"].split(".")[1:]
                name = f"{CENTRE}.{day}.{ulid[:2]}{chance.choice('ABC')}{ulid[3:]}"
                reason = chance.choice(["test", "test", "other"])
                items.append(annulment(item, id=name, reason=reason))
                asked.append((item["id"], "annul", (name, reason)))
            else:
                outcome = chance.choice(["completed", "completed", "completed", "pending"])
                items.append({**item, "outcome": outcome})
                asked.append((item["id"], "register", outcome))
        return asked, event(body=batch(*items))

    def _record(self, asked: list[tuple[str, str, Any]], start: int, answer: dict[str, Any] | None) -> None:
        seen = answer is not None and answer["statusCode"] in {200, 404}
        content = json.loads(answer["body"]) if answer and seen else {}
        for at, (key, kind, what) in enumerate(asked):
            told: Any = None
            if seen and kind == "read":
                told = (content["outcome"], content["annulled"]) if "outcome" in content else None
            elif seen:
                told = content["verdicts"][at]["verdict"]
            self.history.append(Operation(key, kind, what, told, start, self._now if seen else inf))
