"""Who may use the office's routes: the group, the second factor, and what Cognito says of the token."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from building import event
from macexpress.office.access import KNOWN_SECONDS, Access
from macexpress.platform.problem import RefusedError

OFFICE = "[office]"


class Cognito:
    """Answers about tokens; counts how often it was asked."""

    def __init__(self) -> None:
        self.factors: dict[str, list[str]] = {"enrolled": ["SOFTWARE_TOKEN_MFA"], "other": ["SMS_MFA"], "none": []}
        self.asked: list[str] = []
        self.code = "NotAuthorizedException"

    def get_user(self, **request: str) -> dict[str, Any]:
        """Answer as Cognito does: an account without any factor has no list."""
        token = request["AccessToken"]
        self.asked.append(token)
        if token not in self.factors:
            raise ClientError({"Error": {"Code": self.code, "Message": "Access Token has been revoked"}}, "GetUser")
        factors = self.factors[token]
        return {"Username": "ana.rojas", **({"UserMFASettingList": factors} if factors else {})}


class Door:
    """The check over a Cognito and a clock of the test's."""

    def __init__(self) -> None:
        self.cognito, self.now = Cognito(), 1000.0
        self.access = Access(self.cognito, lambda: self.now)

    def ask(self, header: str, groups: str | None = OFFICE) -> str:
        """Return the code of the refusal; empty where one may pass."""
        try:
            self.access.require(event("GET", "/api/v1/office/days", groups=groups, headers={"authorization": header}))
        except RefusedError as error:
            return error.refusal.code
        return ""


@pytest.mark.parametrize(
    ("header", "groups", "code"),
    [
        ("Bearer enrolled", OFFICE, ""),
        ("bearer enrolled", OFFICE, ""),
        ("enrolled", OFFICE, ""),
        ("Bearer none", OFFICE, "second_factor_required"),
        ("Bearer other", OFFICE, "second_factor_required"),
        ("Bearer revoked", OFFICE, "no_valid_token"),
        ("", OFFICE, "no_valid_token"),
        ("Bearer enrolled", "[centre:mac-express-cura-mori]", "not_office"),
        ("Bearer enrolled", None, "no_valid_token"),
    ],
)
def test_who_may_pass(header: str, groups: str | None, code: str) -> None:
    """The office with a code of an app; nobody with less, whatever the token looks like."""
    assert Door().ask(header, groups) == code


def test_cognito_is_asked_once_in_five_minutes() -> None:
    """A page asks ten things at once; an account that was switched off is out within five minutes."""
    door = Door()
    assert [door.ask("Bearer enrolled") for _ in range(10)] == [""] * 10
    assert door.cognito.asked == ["enrolled"]
    del door.cognito.factors["enrolled"]
    door.now += KNOWN_SECONDS - 1
    assert door.ask("Bearer enrolled") == ""
    door.now += 1
    assert door.ask("Bearer enrolled") == "no_valid_token"
    assert KNOWN_SECONDS <= 300


def test_who_enrols_may_pass_at_once() -> None:
    """What is kept is only that somebody has a second factor, never that somebody has none."""
    door = Door()
    assert door.ask("Bearer none") == "second_factor_required"
    door.cognito.factors["none"] = ["SOFTWARE_TOKEN_MFA"]
    assert door.ask("Bearer none") == ""


def test_another_token_of_the_same_account_is_asked_about() -> None:
    """The answer belongs to the token: a session that was ended never uses the answer of another."""
    door = Door()
    assert door.ask("Bearer enrolled") == ""
    assert door.ask("Bearer ended") == "no_valid_token"


def test_a_busy_cognito_lets_nobody_pass() -> None:
    """It is passed on as a store that is busy, so that the page asks again."""
    door = Door()
    door.cognito.code = "TooManyRequestsException"
    with pytest.raises(ClientError):
        door.ask("Bearer revoked")
