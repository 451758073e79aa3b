"""The operators' commands on accounts and files, cut at any call: nothing that the operator needs is lost."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from typer.testing import CliRunner

from building import CENTRE, attention
from mac.cli import app
from mac.operations import advisors, outbox, withdraw
from macexpress.decisions.accounts import Pool
from macexpress.platform.lima import LIMA
from memory_aws import Calls
from memory_cognito import MemoryCognito
from scheduler_world import World

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


DAYS = [datetime.now(LIMA) - timedelta(days=back, minutes=10) for back in (0, 3, 9)]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a system of which the commands on facts know one centre."""
    made = World(draws=False)
    made.now = datetime.now(LIMA)
    cognito = MemoryCognito()
    monkeypatch.setattr(withdraw, "pool_of", lambda _: Pool(cognito, cognito.pool))
    for module in (outbox, withdraw):
        monkeypatch.setattr(module, "find_system", lambda _: made.system)
        monkeypatch.setattr(module, "read_or_explain", lambda: SimpleNamespace(centres=[CENTRE]))
    return made


def _outbox(folder: Path) -> tuple[str, str]:
    items = [attention(started=started) for started in DAYS for _ in range(40)]
    file = folder / "puesto.json"
    content = {"format": "mac-express-outbox", "version": 1, "centre": CENTRE, "items": items}
    file.write_text(json.dumps(content), encoding="utf-8")
    return "outbox", str(file)


def _left_after(printed: str, world: World) -> int:
    """Do as the printed line says and return how many attentions are left."""
    name, first, last = re.findall(r"make withdraw ADVISOR=(\S+) FROM=(\S+) TO=(\S+) ANNUL=yes", printed)[-1]
    done = CliRunner().invoke(app, ["withdraw", "--annul", name, first, last])
    assert done.exit_code == 0, done.output
    kinds = [fact["kind"]["S"] for fact in world.facts()]
    return kinds.count("attention") - kinds.count("annulment")


def test_all_that_a_false_file_brought_can_be_annulled_wherever_it_was_cut(world: World, tmp_path: Path) -> None:
    """After a cut, and after the order that brings the rest, a line names the days of all that is there."""
    order = _outbox(tmp_path)
    number, cut = 0, True
    while cut:
        number += 1
        for again in (False, True):
            world.put_back(World().saved())
            with world.calls.at({number: _ctrl_c}):
                done = CliRunner().invoke(app, order)
            cut = done.exit_code == 130
            assert cut == (done.exit_code != 0), done.output
            done = CliRunner().invoke(app, order) if again else done
            assert _left_after(done.stdout, world) == 0, f"call {number}, again: {again}"
    assert number > 3


def _refused(code: str) -> Callable[[], None]:
    def refuse() -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "TransactWriteItems")

    return refuse


@pytest.mark.parametrize(
    ("code", "remedy"), [("ThrottlingException", "Espere un minuto"), ("ExpiredTokenException", "aws sso login")]
)
def test_a_store_that_cannot_now_is_one_line(world: World, tmp_path: Path, code: str, remedy: str) -> None:
    """It has the reason that AWS gave, and the same order again ends well."""
    printed = CliRunner().invoke(app, _outbox(tmp_path)).stdout
    name, first, last = re.findall(r"ADVISOR=(\S+) FROM=(\S+) TO=(\S+)", printed)[0]
    order = ["withdraw", "--annul", name, first, last]
    calls = count()

    def fails_at_last(**request: Any) -> Any:
        return _refused(code)() if next(calls) == 2 else store(**request)

    store, world.client.transact_write_items = world.client.transact_write_items, fails_at_last
    done = CliRunner().invoke(app, order)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), repr(done.exception)
    assert remedy in done.stderr
    assert "la misma orden continúa" in done.stderr
    world.client.transact_write_items = store
    assert _left_after(printed, world) == 0


def test_an_account_that_somebody_else_changes_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lists at once: who loses reads what to do."""
    file = tmp_path / "asesores.csv"
    file.write_text(LIST, encoding="utf-8")
    cognito = MemoryCognito()
    monkeypatch.setattr(advisors, "find_system", lambda _: None)
    monkeypatch.setattr(advisors, "read_or_explain", lambda: SimpleNamespace(centres=[CENTRE]))
    monkeypatch.setattr(advisors, "pool_of", lambda _: Pool(cognito, cognito.pool))
    monkeypatch.setattr(Pool, "_bring", lambda *_, **__: ["ahora en otra parte"])
    done = CliRunner().invoke(app, ["advisors", str(file)])
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), repr(done.exception)
    assert "la misma orden continúa" in done.stderr
