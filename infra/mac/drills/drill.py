"""Where a drill is carried out: a stage on AWS or the running local system, used as desks and operators use it."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx

from mac.errors import UserError
from mac.systems import NoSystemError, System, find_system

NEVER = "produccion"
"""The stage without drills: they register, delete and break things."""


class DrillResult(NamedTuple):
    """How a drill ended."""

    seconds: float
    """From when the problem is known until everything is as before."""
    lost: int
    """Lost facts: must be 0."""
    summary: str


class DrillError(UserError):
    """The drill could not be carried out; the message (Spanish) says what to check."""


@dataclass(frozen=True)
class DrillTarget:
    """The system on which a drill is carried out."""

    system: System

    def published(self, path: str = "data/v1/statistics/national.json") -> bytes:
        """Return a published file."""
        bucket = self.system.outputs["PortalBucketName"]
        body: bytes = self.system.client("s3").get_object(Bucket=bucket, Key=f"published/{path}")["Body"].read()
        return body

    def counted(self) -> int:
        """Return the published count of the nation's attentions."""
        return int(json.loads(self.published())["totals"]["attentions"])

    def page(self, path: str) -> bytes:
        """Return a page of the current release."""
        if not self.system.local:
            return httpx.get(f"{self.system.outputs['PortalAddress']}{path}", timeout=60).content
        key = f"portal/{self.system.stack.release}{path}index.html"
        body: bytes = (
            self.system.client("s3").get_object(Bucket=self.system.outputs["PortalBucketName"], Key=key)["Body"].read()
        )
        return body

    @contextlib.contextmanager
    def advisor(self, *centres: str) -> Iterator[tuple[str, str]]:
        """Create an account for the drill, yield its name and a token, and delete it afterwards."""
        cognito, pool = self.system.client("cognito-idp"), self.system.outputs["AdvisorPoolId"]
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
                ClientId=self.system.outputs["DeskClientId"],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
            yield username, answer["AuthenticationResult"]["AccessToken"]
        finally:
            cognito.admin_delete_user(UserPoolId=pool, Username=username)

    def submit(self, items: list[Any], token: str, patience: Callable[[int], float] | None = None) -> list[str]:
        """Send a batch as a desk does and return the verdicts; after 429 and 5xx send the same bytes again.

        patience: returns the seconds to wait before the next try, from the number of tries so far.
        """
        content = json.dumps({"sent_at": "2026-11-24T16:00:00-05:00", "items": items})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for attempt in range(60):
            with contextlib.suppress(httpx.TransportError):
                answer = httpx.post(
                    f"{self.system.api}/api/v1/attentions", content=content, headers=headers, timeout=60
                )
                if answer.status_code == 200:
                    return [verdict["verdict"] for verdict in answer.json()["verdicts"]]
                if answer.status_code not in {429, 500, 502, 503, 504}:
                    raise DrillError(f"El registro respondió {answer.status_code}: {answer.text[:200]}")
            time.sleep(patience(attempt) if patience else 0.2)
        raise DrillError("El registro no respondió después de 60 intentos.")


def find_target(stage: str) -> DrillTarget:
    """Return the system to drill on; NoSystemError for the stage that citizens use."""
    if stage == NEVER:
        raise NoSystemError(f"En «{NEVER}» no se hacen simulacros. Haga una etapa para ellos: make deploy STAGE=ensayo")
    return DrillTarget(find_system(stage))
