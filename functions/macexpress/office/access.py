"""Who may use the office's routes: the programme's staff, with a second factor. One place for all of them.

Cognito asks for the second factor where the account has one; whether it has one only Cognito knows. So each token is
shown to it: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
It also refuses tokens of a session that was ended and of an account that was switched off, which the HTTP API's
authorizer cannot know. decisions/second-factor.md
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from macexpress.platform.identity import Submitter, submitter_of_event
from macexpress.platform.problem import UNAUTHORIZED, Refusal, RefusedError

KNOWN_SECONDS = 300
"""For how long an answer of Cognito holds: so long an ended session may go on."""
_NOT_OFFICE = Refusal(403, "not_office", "Sin autorización", "Solo para el personal de la oficina del programa.")
_NO_SECOND_FACTOR = Refusal(
    403,
    "second_factor_required",
    "Falta la segunda clave",
    "Entre en /oficina/ y active la clave de su teléfono. Después, pruebe otra vez.",
)
_REFUSES = frozenset(
    {"NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException", "InvalidParameterException"}
)


class Access:
    """Asks Cognito about tokens, each at most once in KNOWN_SECONDS."""

    def __init__(self, cognito: Any, clock: Callable[[], float] = time.monotonic) -> None:  # noqa: ANN401 - a client
        self._cognito = cognito
        self._clock = clock
        self._until: dict[str, float] = {}
        """When to ask again about a token with a second factor. Who has none is asked each time: it may change now."""

    def require(self, event: Mapping[str, Any]) -> Submitter:
        """Return who sends an HTTP API event; RefusedError unless it is the office with a second factor."""
        person = submitter_of_event(event)
        if not person.office:
            raise RefusedError(_NOT_OFFICE)
        token = _token_of(event)
        if self._until.get(token, 0) <= self._clock():
            if not self._has_second_factor(token):
                raise RefusedError(_NO_SECOND_FACTOR)
            now = self._clock()
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._until[token] = now + KNOWN_SECONDS
        return person

    def _has_second_factor(self, token: str) -> bool:
        try:
            account = self._cognito.get_user(AccessToken=token)
        except ClientError as error:
            if error.response["Error"]["Code"] in _REFUSES:
                raise RefusedError(UNAUTHORIZED) from error
            raise
        return "SOFTWARE_TOKEN_MFA" in account.get("UserMFASettingList", [])


def _token_of(event: Mapping[str, Any]) -> str:
    """Return the access token of an event; the authorizer takes it with or without its scheme."""
    header = str(event.get("headers", {}).get("authorization", ""))
    scheme, _, rest = header.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else header
