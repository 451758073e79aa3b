"""The operators' commands on accounts and files, cut at any call: nothing that the operator needs is lost."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from typer.testing import CliRunner

from building import CENTRE
from mac.cli import app
from mac.operations import advisors
from macexpress.decisions.accounts import Pool
from memory_aws import Calls
from memory_cognito import MemoryCognito

LIST = f"usuario,centros,activo\nrosa.castilla,{CENTRE},sí\nluis.tello,{CENTRE},sí\n"


def _ctrl_c() -> None:
    raise KeyboardInterrupt


def _no_answer() -> None:
    raise EndpointConnectionError(endpoint_url="https://cognito-idp.us-east-1.amazonaws.com")


class _Losing(MemoryCognito):
    """Cognito whose answer to a call of a number is lost: `ends` is what follows, by default boto's own retry."""

    def __init__(self, lost: int, ends: Callable[[], None] | None) -> None:
        self.lost, self.ends, self.answers = 0, ends, 0
        super().__init__(Calls())
        self.lost = lost

    def __getattr__(self, name: str) -> Any:
        """Return an operation, by boto's name."""
        operation = super().__getattr__(name)

        def asked(**request: Any) -> dict[str, Any]:
            answer: dict[str, Any] = operation(**request)
            self.answers += 1
            if self.answers == self.lost:
                if self.ends:
                    self.ends()
                answer = operation(**request)
            return answer

        return asked


@pytest.mark.parametrize("ends", [_ctrl_c, _no_answer, None], ids=["Ctrl-C", "no answer", "asked again"])
def test_no_first_password_is_lost(
    ends: Callable[[], None] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the list is cut: each account's password was shown, or the same list says that it may have none."""
    file = tmp_path / "asesores.csv"
    file.write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(advisors, "find_system", lambda _: None)
    monkeypatch.setattr(advisors, "read_or_explain", lambda: SimpleNamespace(centres=[CENTRE]))
    for lost in range(1, 20):
        cognito = _Losing(lost, ends)
        pool = Pool(cognito, cognito.pool)
        monkeypatch.setattr(advisors, "pool_of", lambda _, pool=pool: pool)
        first = CliRunner().invoke(app, ["advisors", str(file)])
        if cognito.answers < lost:
            break
        again = CliRunner().invoke(app, ["advisors", str(file)])
        assert again.exit_code == 0, again.output
        shown = dict(re.findall(r"(\S+): cuenta nueva; clave temporal (\S+)", first.stdout + again.stdout))
        _, _, named = again.stdout.partition("Aún no usan su clave temporal:")
        for name in ("rosa.castilla", "luis.tello"):
            if name in shown:
                assert _opens(cognito, name, shown[name]), f"call {lost}: {first.stdout}{again.stdout}"
            else:
                assert name in named, f"call {lost}: {first.stdout}{again.stdout}"
    assert lost > 8


def _opens(cognito: MemoryCognito, username: str, password: str) -> bool:
    given = {"USERNAME": username, "PASSWORD": password}
    asked = {"ClientId": cognito.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": given}
    return bool(cognito.ask("initiate_auth", **asked)["ChallengeName"] == "NEW_PASSWORD_REQUIRED")
