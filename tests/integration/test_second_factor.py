"""Signing in to the office on the real local system: password, then a code that is really checked."""

from typing import Any

import httpx
import pyotp
import pytest

from local_system import LocalSystem
from mac.local.people import OFFICE, PASSWORD, username_of

CENTRE = "mac-express-cura-mori"
DAYS = "/api/v1/office/days?from=2026-11-01&to=2026-11-02"
MEMBER = "rosa.quispe"


@pytest.fixture(scope="module")
def member(system: LocalSystem) -> str:
    """Return an account of the office that has chosen its password and has no second factor yet."""
    running = system.running()
    cognito, pool = running.cognito(), running.pool_id
    cognito.admin_create_user(UserPoolId=pool, Username=MEMBER, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=MEMBER, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=MEMBER, GroupName="office")
    return MEMBER


def _ask(system: LocalSystem, operation: str, **body: Any) -> httpx.Response:
    headers = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
    return httpx.post(f"{system.address}/session", json=body, headers=headers, timeout=30)


def _sign_in(system: LocalSystem, username: str, folder: str = "oficina") -> dict[str, Any]:
    client = system.get(f"/{folder}/settings.json").json()["client_id"]
    parameters = {"USERNAME": username, "PASSWORD": PASSWORD}
    answer: dict[str, Any] = _ask(
        system, "InitiateAuth", ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    ).json()
    return answer


def _answer(system: LocalSystem, session: str, code: str) -> httpx.Response:
    return _ask(
        system,
        "RespondToAuthChallenge",
        ClientId=system.get("/oficina/settings.json").json()["client_id"],
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=session,
        ChallengeResponses={"USERNAME": MEMBER, "SOFTWARE_TOKEN_MFA_CODE": code},
    )


def _reads(system: LocalSystem, token: str) -> tuple[int, str]:
    answer = system.get(DAYS, Authorization=f"Bearer {token}")
    return answer.status_code, "" if answer.status_code == 200 else answer.json().get("code", "")


def test_a_password_alone_opens_nothing_but_the_enrolment(system: LocalSystem, member: str) -> None:
    """Without a second factor figures are refused; with the telephone's code they are there at once."""
    token = _sign_in(system, member)["AuthenticationResult"]["AccessToken"]
    assert _reads(system, token) == (403, "second_factor_required")
    secret = _ask(system, "AssociateSoftwareToken", AccessToken=token).json()["SecretCode"]
    totp = pyotp.TOTP(secret)
    wrong = f"{(int(totp.now()) + 1) % 1_000_000:06}"
    assert _ask(system, "VerifySoftwareToken", AccessToken=token, UserCode=wrong).status_code == 400
    assert _reads(system, token) == (403, "second_factor_required")
    assert _ask(system, "VerifySoftwareToken", AccessToken=token, UserCode=totp.now()).json()["Status"] == "SUCCESS"
    preferred = {"Enabled": True, "PreferredMfa": True}
    assert _ask(system, "SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=preferred).is_success
    assert _reads(system, token) == (200, "")

    challenge = _sign_in(system, member)
    assert (challenge["ChallengeName"], "AuthenticationResult" in challenge) == ("SOFTWARE_TOKEN_MFA", False)
    for code in (wrong, "", "000"):
        assert _answer(system, challenge["Session"], code).status_code == 400
    signed_in = _answer(system, challenge["Session"], totp.now()).json()["AuthenticationResult"]
    assert _reads(system, signed_in["AccessToken"]) == (200, "")
    assert signed_in["ExpiresIn"] <= 3600


def test_tokens_of_desk_and_office_are_not_the_others(system: LocalSystem) -> None:
    """An advisor's token of the desk opens no route of the office, and an office's token registers nothing."""
    desk = _sign_in(system, username_of(CENTRE), "asesor")["AuthenticationResult"]["AccessToken"]
    assert _reads(system, desk)[0] == 401
    advisor = _sign_in(system, username_of(CENTRE))["AuthenticationResult"]["AccessToken"]
    assert _reads(system, advisor) == (403, "not_office")
    assert system.post([], advisor).status_code == 401
    assert system.post([], system.office_token()).status_code == 401


def test_the_commands_share_one_telephone(system: LocalSystem) -> None:
    """`make token CENTRE=office` prints a token that works; `make code` the code with which a person signs in."""
    printed = system.command("token", "office")
    assert printed.stdout.count("\n") == 1
    assert _reads(system, printed.stdout.strip()) == (200, "")
    code = system.command("code").stdout
    assert (len(code), code.strip().isdecimal()) == (7, True)
    assert _reads(system, system.office_token()) == (200, "")
    secret = (system.state / str(system.port) / "office-secret").stat()
    assert secret.st_mode & 0o077 == 0
    assert _sign_in(system, OFFICE)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
