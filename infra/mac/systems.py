"""The system that a command works on: a stage in an AWS account, or the local system that runs at a port."""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from botocore.config import Config

from mac.errors import UserError
from mac.paths import ROOT
from mac.stack import RUN_SECONDS, Stack, client_of_stage, find_stack, stack_name
from macexpress.attentions.store import AttentionStore
from macexpress.marks.store import MarkStore
from macexpress.statistics.store import StatisticsStore

REGION = "us-east-1"
"""The local system's."""
LOCAL_STACK = stack_name("local")
# One writer of state at a time, and no retry that would hide an answer of the engine.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=60)
# As on AWS: a run is waited for, and never begun twice.
_OF_LAMBDA = Config(retries={"total_max_attempts": 1}, read_timeout=RUN_SECONDS)

StageOption = Annotated[str, typer.Option("--stage", envvar="STAGE", help="la etapa en AWS; sin ella, la local")]


class NoSystemError(UserError):
    """There is no such system."""


def client_of(address: str, service: str) -> Any:  # noqa: ANN401 - boto3 makes one type per service
    """Return a boto3 client for a service of the local AWS at an address."""
    make: Callable[..., Any] = boto3.client
    return make(
        service,
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the engine takes any
        config=_OF_LAMBDA if service == "lambda" else _CONFIG,
    )


def folder_of(port: int) -> Path:
    """Return the folder with the state of the local system at a port; tests use another folder."""
    return Path(os.environ.get("MAC_EXPRESS_STATE", ROOT / ".state")) / str(port)


def port_asked() -> int:
    """Return the port in ``PORT=``, by default 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise UserError(f"PORT={text} is not a port: use a number from 1 to 65535.")
    return int(text)


@dataclass(frozen=True)
class Running:
    """The note that a running local system writes for the commands that use it, and for the next run."""

    pid: int
    """The id of the process that runs it."""
    engine: str
    """The address of its local AWS."""
    pool_id: str
    client_id: str
    """The desk's client of the pool."""
    office_client_id: str
    statistics_function: str

    def cognito(self) -> Any:  # noqa: ANN401 - boto3 client
        """Return a client for the running system's Cognito."""
        return client_of(self.engine, "cognito-idp")

    def write(self, port: int) -> None:
        """Write the note."""
        _note(port).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def erase(port: int) -> None:
        """Remove the note, as the last step of a clean stop."""
        _note(port).unlink(missing_ok=True)

    @staticmethod
    def has_note(port: int) -> bool:
        """Whether there is a note: of a running system, or of one that did not stop cleanly."""
        return _note(port).exists()

    @classmethod
    def find(cls, port: int) -> "Running | None":
        """Return the system that runs at a port; None if none does."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            found = cls(**json.loads(_note(port).read_text(encoding="utf-8")))
            os.kill(found.pid, 0)
            return found
        return None


def _note(port: int) -> Path:
    return folder_of(port) / "running.json"


@dataclass(frozen=True)
class System:
    """A deployed system."""

    client: Callable[[str], Any]
    """Returns a boto3 client for one of its services."""
    stack_name: str
    outputs: dict[str, str]
    """The outputs of its CloudFormation stack, by name."""
    api: str
    """The address to which desks send."""
    local: bool
    """Whether it runs on this machine."""

    @property
    def operator(self) -> str:
        """Who works on it, as facts that an operator's command writes name their author: a code, and no name.

        It is made from the ARN of the identity, which needs no permission. Each question for it is an event of
        CloudTrail, with ARN and time, so that the account's owner finds out who it was.
        https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        """
        if self.local:
            return "operator:local"
        arn = self.client("sts").get_caller_identity()["Arn"]
        return f"operator:{sha256(arn.encode()).hexdigest()[:16]}"

    @property
    def stack(self) -> Stack:
        """The stack in its present state."""
        return _stack(self.client, self.stack_name)

    @property
    def attentions(self) -> AttentionStore:
        """The facts."""
        return AttentionStore(self.client("dynamodb"), self.outputs["AttentionsTable"], self.outputs["MarksTable"])

    @property
    def marks(self) -> MarkStore:
        """The marks."""
        return MarkStore(self.client("dynamodb"), self.outputs["MarksTable"])

    @property
    def tallies(self) -> StatisticsStore:
        """The rows of the statistics."""
        return StatisticsStore(self.client("dynamodb"), self.outputs["StatisticsTable"])


def find_system(stage: str) -> System:
    """Return the system of a stage, or the local one where `stage` is empty. Raises NoSystemError."""
    if stage:
        client_on_aws = client_of_stage(stage)
        stack = _stack(client_on_aws, stack_name(stage))
        return System(client_on_aws, stack.name, dict(stack.outputs), stack.outputs["ApiUrl"], local=False)
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise NoSystemError(f"Nada corre en el puerto {port}. Inicie antes el sistema local (make run) o diga STAGE=.")
    engine = running.engine

    def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes one type per service
        return client_of(engine, service)

    stack = _stack(client, LOCAL_STACK)
    return System(client, stack.name, dict(stack.outputs), f"http://127.0.0.1:{port}", local=True)


def _stack(client: Callable[[str], Any], name: str) -> Stack:
    found = find_stack(client, name)
    if found is None:
        raise NoSystemError(f"No existe la pila {name}. Revise el nombre de la etapa y la región de AWS.")
    if "ApiUrl" not in found.outputs:
        raise NoSystemError(f"La pila {name} está a medias ({found.status}). Repita make deploy.")
    return found
