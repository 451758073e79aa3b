"""``make code``: the second factor of the local office account, so that one can sign in on the office's page.

Its secret belongs to this machine and lies in the local system's folder. Codes are those of RFC 6238, as telephones
show them; the local Cognito really checks them.
"""

import sys
from pathlib import Path
from typing import Any

import pyotp

from mac.errors import UserError
from mac.local.people import OFFICE, PASSWORD
from mac.systems import Running, folder_of, port_asked


def sign_in_office(running: Running, port: int) -> str:
    """Return an access token of the local office account, whose second factor is this machine's from then on."""
    cognito, secret = running.cognito(), _secret_at(port)
    answer = _ask_password(cognito, running)
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        if secret.is_file():
            try:
                return _answer_code(cognito, running, answer["Session"], secret.read_text(encoding="utf-8"))
            except cognito.exceptions.CodeMismatchException:
                pass
        sys.stderr.write("The telephone that was enrolled for oficina is no longer: its codes are now `make code`.\n")
        off = {"Enabled": False, "PreferredMfa": False}
        cognito.admin_set_user_mfa_preference(UserPoolId=running.pool_id, Username=OFFICE, SoftwareTokenMfaSettings=off)
        answer = _ask_password(cognito, running)
    token: str = answer["AuthenticationResult"]["AccessToken"]
    _enrol(cognito, token, secret)
    return token


def _ask_password(cognito: Any, running: Running) -> dict[str, Any]:  # noqa: ANN401 - boto3 client
    answer: dict[str, Any] = cognito.initiate_auth(
        ClientId=running.office_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": OFFICE, "PASSWORD": PASSWORD},
    )
    return answer


def _answer_code(cognito: Any, running: Running, session: str, secret: str) -> str:  # noqa: ANN401
    answer = cognito.respond_to_auth_challenge(
        ClientId=running.office_client_id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=session,
        ChallengeResponses={"USERNAME": OFFICE, "SOFTWARE_TOKEN_MFA_CODE": pyotp.TOTP(secret).now()},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def _enrol(cognito: Any, token: str, secret: Path) -> None:  # noqa: ANN401
    code = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    secret.touch(mode=0o600)
    secret.write_text(code, encoding="utf-8")
    cognito.verify_software_token(AccessToken=token, UserCode=pyotp.TOTP(code).now())
    cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})


def _secret_at(port: int) -> Path:
    return folder_of(port) / "office-secret"


def command() -> int:
    """Print the code of this half minute."""
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise UserError(f"Nothing runs at port {port}. Start it first: make run PORT={port}")
    sign_in_office(running, port)
    print(pyotp.TOTP(_secret_at(port).read_text(encoding="utf-8")).now())
    return 0
