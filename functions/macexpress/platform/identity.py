"""Who sends a request, and what they may do: read from the claims of a verified token and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macexpress.platform.problem import UNAUTHORIZED, RefusedError

_GROUPS = re.compile(r"\[(.*)\]", re.DOTALL)
_GROUP = re.compile(r"centre:([a-z0-9-]{3,48})")


@dataclass(frozen=True)
class Submitter:
    """Who sends a request."""

    advisor: str
    """The pseudonymous id of the person's account."""
    centres: frozenset[str]
    """The centres they may register for."""
    office: bool = False
    """Whether they belong to the programme's staff: a right on the office's routes (`office.access`) and no other."""
    username: str = ""
    """The name of their account; empty where the token has none."""

    def may_submit(self) -> bool:
        """Whether anything this person sends could be registered."""
        return bool(self.centres)

    def may_read(self, centre: str) -> bool:
        """Whether this person may see the facts of a centre."""
        return centre in self.centres


def submitter_of(claims: object) -> Submitter:
    """Return who sends, from the claims of a Cognito access token as the HTTP API's authorizer hands them over.

    An array claim arrives as one string, ``"[centre:a centre:b]"``, and a group's name has no spaces (Cognito's
    CreateGroup). So the text between two spaces is exactly one group, whatever other characters its name has. A claim
    of any other form gives no rights. Raises a 401 problem for any other kind of token.
    """
    if not isinstance(claims, Mapping):
        raise RefusedError(UNAUTHORIZED)
    advisor, listed = claims.get("sub"), claims.get("cognito:groups", "[]")
    if claims.get("token_use") != "access" or not isinstance(advisor, str) or not advisor:
        raise RefusedError(UNAUTHORIZED)
    match = _GROUPS.fullmatch(listed) if isinstance(listed, str) else None
    groups = match[1].split(" ") if match else []
    centres = (_GROUP.fullmatch(group) for group in groups)
    known = frozenset(centre[1] for centre in centres if centre)
    return Submitter(advisor, known, "office" in groups, str(claims.get("username", "")))


def submitter_of_event(event: Mapping[str, Any]) -> Submitter:
    """Return who sends an HTTP API event (payload 2.0). Raises what `submitter_of` raises."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    return submitter_of((authorizer.get("jwt") or {}).get("claims"))
