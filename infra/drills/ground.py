"""Where a drill takes place: a stage on AWS or the running local system, spoken to as desks and operators do."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx

from local.deployment import STACK
from local.engine import client_of
from local.running import Running, port_asked
from macexpress.attentions.store import AttentionStore
from macexpress.marks.store import MarkStore
from macexpress.statistics.store import StatisticsStore
from operations.target import NoTargetError, Target, find_target
from release.stack import Stack, find_stack, stack_name

NEVER = "produccion"
"""A stage that is not drilled on: drills register, delete and break."""


class Outcome(NamedTuple):
    """seconds: from the moment the trouble is known to the moment all is as it was. lost: facts gone, must be 0."""

    seconds: float
    lost: int
    said: str


class DrillError(Exception):
    """The drill could not be carried out; the message (Spanish) says what to look at."""


@dataclass(frozen=True)
class Ground:
    """target: the system. api: where desks send to. local: it is the system on this machine."""

    target: Target
    stack_name: str
    api: str
    local: bool

    @property
    def stack(self) -> Stack:
        """The stack as it is now."""
        found = find_stack(self.target.client, self.stack_name)
        if found is None:
            raise DrillError(f"No existe la pila {self.stack_name}.")
        return found

    @property
    def attentions(self) -> AttentionStore:
        """The facts."""
        tables = self.target.outputs
        return AttentionStore(self.target.client("dynamodb"), tables["AttentionsTable"], tables["MarksTable"])

    @property
    def marks(self) -> MarkStore:
        """The marks."""
        return MarkStore(self.target.client("dynamodb"), self.target.outputs["MarksTable"])

    @property
    def figures(self) -> StatisticsStore:
        """The tallies."""
        tables = self.target.outputs
        return StatisticsStore(self.target.client("dynamodb"), tables["StatisticsTable"])

    def publish(self) -> None:
        """Run the statistics function until no mark is left."""
        marks = 1
        while marks:
            answer = self.target.client("lambda").invoke(
                FunctionName=self.target.outputs["StatisticsFunctionName"], Payload=b"{}"
            )
            said = json.loads(answer["Payload"].read())
            if "FunctionError" in answer:
                raise DrillError(f"La función de estadísticas falló: {said}")
            marks = said["marks"]

    def published(self, path: str = "data/v1/statistics/national.json") -> bytes:
        """Return a published file."""
        bucket = self.target.outputs["PortalBucketName"]
        body: bytes = self.target.client("s3").get_object(Bucket=bucket, Key=f"published/{path}")["Body"].read()
        return body

    def counted(self) -> int:
        """Return how many attentions the nation has, as published."""
        return int(json.loads(self.published())["totals"]["attentions"])

    def page(self, path: str) -> bytes:
        """Return a page of the release that is shown."""
        if not self.local:
            return httpx.get(f"{self.target.outputs['PortalAddress']}{path}", timeout=60).content
        key = f"portal/{self.stack.release}{path}index.html"
        body: bytes = (
            self.target.client("s3").get_object(Bucket=self.target.outputs["PortalBucketName"], Key=key)["Body"].read()
        )
        return body

    @contextlib.contextmanager
    def advisor(self, *centres: str) -> Iterator[tuple[str, str]]:
        """Give an account made for the drill, its name and a token, and remove it afterwards."""
        cognito, pool = self.target.client("cognito-idp"), self.target.outputs["AdvisorPoolId"]
        username, password = f"simulacro.{secrets.token_hex(4)}", f"a1-{secrets.token_urlsafe(18)}"
        cognito.admin_create_user(
            UserPoolId=pool, Username=username, TemporaryPassword=password, MessageAction="SUPPRESS"
        )
        try:
            cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=password, Permanent=True)
            for centre in centres:
                with contextlib.suppress(cognito.exceptions.GroupExistsException):
                    cognito.create_group(UserPoolId=pool, GroupName=f"centre:{centre}")
                cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName=f"centre:{centre}")
            answer = cognito.initiate_auth(
                ClientId=self.target.outputs["DeskClientId"],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
            yield username, answer["AuthenticationResult"]["AccessToken"]
        finally:
            cognito.admin_delete_user(UserPoolId=pool, Username=username)

    def submit(self, items: list[Any], token: str, patience: Callable[[int], float] | None = None) -> list[str]:
        """Send a batch as a desk does and return the verdicts; the same bytes again after 429 and 5xx.

        patience: seconds to wait before the next try, by how many there were.
        """
        content = json.dumps({"sent_at": "2026-11-24T16:00:00-05:00", "items": items})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for attempt in range(60):
            with contextlib.suppress(httpx.TransportError):
                answer = httpx.post(f"{self.api}/api/v1/attentions", content=content, headers=headers, timeout=60)
                if answer.status_code == 200:
                    return [verdict["verdict"] for verdict in answer.json()["verdicts"]]
                if answer.status_code not in {429, 500, 502, 503, 504}:
                    raise DrillError(f"El registro respondió {answer.status_code}: {answer.text[:200]}")
            time.sleep(patience(attempt) if patience else 0.2)
        raise DrillError("El registro no respondió después de 60 intentos.")


def find_ground(stage: str) -> Ground:
    """Return where to drill; NoTargetError for the stage that citizens use too."""
    if stage == NEVER:
        raise NoTargetError(f"En «{NEVER}» no se hacen simulacros. Haga una etapa para ellos: make deploy STAGE=ensayo")
    return ground_of(stage)


def ground_of(stage: str) -> Ground:
    """Return the stage, or the running local system where `stage` is empty. Raises NoTargetError."""
    target = find_target(stage)
    if stage:
        return Ground(target, stack_name(stage), target.outputs["ApiUrl"], local=False)
    port = port_asked()
    running = Running.find(port)
    if running is None:  # find_target has found it a moment ago
        raise NoTargetError("El sistema local se detuvo.")
    return Ground(
        Target(lambda service: client_of(running.engine, service), target.outputs),
        STACK,
        f"http://127.0.0.1:{port}",
        local=True,
    )
